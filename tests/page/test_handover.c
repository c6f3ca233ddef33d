/* SPDX-License-Identifier: Apache-2.0 */
/* What apps are handed: Thunderbird's code, and links for DAVx⁵. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "account.h"
#include "address.h"
#include "base/address_syntax.h"
#include "cleanup.h"
#include "domain.h"
#include "page/handover.h"

#define ADDRESS "%EMAILADDRESS%"
#define TAKES(...)                                                                                 \
	.n_authentications = sizeof((uint8_t[]){__VA_ARGS__}), .authentications = {__VA_ARGS__}
#define SERVICES(...)                                                                              \
	.services = (struct service[]){__VA_ARGS__},                                               \
	.n_services = sizeof((struct service[]){__VA_ARGS__}) / sizeof(struct service)
#define IMAP(...)                                                                                  \
	{                                                                                          \
		.type = SERVICE_IMAP, .host = "imap.example.com", .port = 993,                     \
		.security = SECURITY_TLS, .username = ADDRESS, TAKES(__VA_ARGS__)                  \
	}
#define SMTP(...)                                                                                  \
	{                                                                                          \
		.type = SERVICE_SUBMISSION, .host = "smtp.example.com", .port = 465,               \
		.security = SECURITY_TLS, .username = ADDRESS, TAKES(__VA_ARGS__)                  \
	}
#define PASSWORD AUTHENTICATION_PASSWORD

static const struct domain domain = {.name = "example.com", .canonical = "example.com"};

/* clang-format off */
static const struct code_row {
	const char *name, *typed;
	struct account account;
	const char *expected; /* NULL: no code */
} code_rows[] = {
	{"usual", "jane@example.com", {SERVICES(IMAP(PASSWORD), SMTP(PASSWORD))},
	 "[1,[1,1],[0,\"imap.example.com\",993,3,1,\"jane@example.com\"],[[[0,\"smtp.example.com\",465,3,1,\"jane@example.com\"],[\"jane@example.com\",\"\"]]]]"},
	{"a name", "jane@example.com", {.display_name = "Jane \"J\" Ö 🐧", SERVICES(IMAP(PASSWORD), SMTP(PASSWORD))},
	 "[1,[1,1],[0,\"imap.example.com\",993,3,1,\"jane@example.com\"],[[[0,\"smtp.example.com\",465,3,1,\"jane@example.com\"],[\"jane@example.com\",\"Jane \\\"J\\\" \\u00d6 \\ud83d\\udc27\"]]]]"},
	{"POP3, STARTTLS, another login, host by domain", "Jane@Example.COM", {SERVICES(
		{.type = SERVICE_POP3, .host = "pop.%EMAILDOMAIN%", .port = 110, .security = SECURITY_STARTTLS, .username = "%EMAILLOCALPART%", TAKES(PASSWORD)},
		{.type = SERVICE_SUBMISSION, .host = "smtp.example.com", .port = 587, .security = SECURITY_STARTTLS, .username = "%E", .username_is_literal = true, TAKES(AUTHENTICATION_NONE)})},
	 "[1,[1,1],[1,\"pop.example.com\",110,2,1,\"Jane\"],[[[0,\"smtp.example.com\",587,2,0,\"%E\"],[\"Jane@example.com\",\"\"]]]]"},
	{"IMAP before POP3", "jane@example.com", {SERVICES(
		{.type = SERVICE_POP3, .host = "pop.example.com", .port = 995, .security = SECURITY_TLS, .username = ADDRESS, TAKES(PASSWORD)}, IMAP(PASSWORD), SMTP(PASSWORD))},
	 "[1,[1,1],[0,\"imap.example.com\",993,3,1,\"jane@example.com\"],[[[0,\"smtp.example.com\",465,3,1,\"jane@example.com\"],[\"jane@example.com\",\"\"]]]]"},
	{"encrypted before clear", "jane@example.com", {SERVICES(
		{.type = SERVICE_IMAP, .host = "clear.example.com", .port = 143, .security = SECURITY_NONE, .username = ADDRESS, TAKES(PASSWORD)}, IMAP(PASSWORD), SMTP(PASSWORD))},
	 "[1,[1,1],[0,\"imap.example.com\",993,3,1,\"jane@example.com\"],[[[0,\"smtp.example.com\",465,3,1,\"jane@example.com\"],[\"jane@example.com\",\"\"]]]]"},
	{"a password before OAuth 2", "jane@example.com", {SERVICES(IMAP(AUTHENTICATION_OAUTH2, PASSWORD), SMTP(AUTHENTICATION_OAUTH2))},
	 "[1,[1,1],[0,\"imap.example.com\",993,3,1,\"jane@example.com\"],[[[0,\"smtp.example.com\",465,3,6,\"jane@example.com\"],[\"jane@example.com\",\"\"]]]]"},
	{"what the reader throws on is passed over", "jane@example.com",
	 {SERVICES(IMAP(AUTHENTICATION_GSSAPI, AUTHENTICATION_NTLM, AUTHENTICATION_PASSWORD_ENCRYPTED), SMTP(AUTHENTICATION_NTLM, AUTHENTICATION_TLS_CLIENT_CERT))},
	 "[1,[1,1],[0,\"imap.example.com\",993,3,2,\"jane@example.com\"],[[[0,\"smtp.example.com\",465,3,5,\"jane@example.com\"],[\"jane@example.com\",\"\"]]]]"},
	{"nothing but what it throws on", "jane@example.com", {SERVICES(IMAP(AUTHENTICATION_GSSAPI), SMTP(PASSWORD))}, NULL},
	{"nothing to send with", "jane@example.com", {SERVICES(IMAP(PASSWORD))}, NULL},
	{"nothing to read with", "jane@example.com", {SERVICES(SMTP(PASSWORD))}, NULL},
	{"an address that not every reader takes", "\"jane doe\"@example.com", {SERVICES(IMAP(PASSWORD), SMTP(PASSWORD))}, NULL},
	{"one in UTF-8", "jäne@example.com", {SERVICES(IMAP(PASSWORD), SMTP(PASSWORD))}, NULL},
	{"a domain in UTF-8", "jane@münchen.example", {SERVICES(IMAP(PASSWORD), SMTP(PASSWORD))},
	 "[1,[1,1],[0,\"imap.example.com\",993,3,1,\"jane@m\\u00fcnchen.example\"],[[[0,\"smtp.example.com\",465,3,1,\"jane@m\\u00fcnchen.example\"],[\"jane@xn--mnchen-3ya.example\",\"\"]]]]"},
};

static const struct link_row {
	const char *typed, *url, *root, *username;
	const char *expected; /* NULL: no link */
} link_rows[] = {
	{"jane@example.com", "https://dav.example.com/", NULL, ADDRESS, "davx5://jane%40example.com@dav.example.com/"},
	{"jane@example.com", "https://dav.example.com", NULL, ADDRESS, "davx5://jane%40example.com@dav.example.com/"},
	{"jane@example.com", "https://dav.example.com/a/" ADDRESS "/", "https://dav.example.com/a/", ADDRESS, "davx5://jane%40example.com@dav.example.com/a/"},
	{"jane@example.com", "https://dav.example.com/a/" ADDRESS "/", NULL, ADDRESS, "davx5://jane%40example.com@dav.example.com/a/jane%40example.com/"},
	{"jane@example.com", "https://dav.example.com:8443/?a=b", NULL, "%EMAILLOCALPART%", "davx5://jane@dav.example.com:8443/?a=b"},
	{"a+b%c/d@example.com", "https://dav.example.com/", NULL, ADDRESS, "davx5://a%2Bb%25c%2Fd%40example.com@dav.example.com/"},
	{"jane@example.com", "http://dav.example.com/", NULL, ADDRESS, NULL},
};
/* clang-format on */

static bool is_same(const char *expected, const char *found)
{
	return expected && found ? !strcmp(expected, found) : expected == found;
}

static void test_codes(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(code_rows); i++) {
		const struct code_row *row = &code_rows[i];
		_cleanup_(freep) char *text = NULL;
		struct account account = row->account;
		struct address address;

		assert_int_equal(address_parse(row->typed, strlen(row->typed), &address), 0);
		account.domain = &domain;
		account.address = &address;
		assert_int_equal(handover_thunderbird(&account, &text), 0);
		if (!is_same(row->expected, text))
			fail_msg("%s: %s", row->name, text ? text : "none");
	}
}

static void test_links(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(link_rows); i++) {
		const struct link_row *row = &link_rows[i];
		struct service service = {.type = SERVICE_CALDAV,
					  .url = row->url,
					  .root = row->root,
					  .username = row->username};
		_cleanup_(freep) char *url = NULL;
		struct account account = {.domain = &domain};
		struct address address;

		assert_int_equal(address_parse(row->typed, strlen(row->typed), &address), 0);
		account.address = &address;
		assert_int_equal(handover_davx5(&account, &service, &url), 0);
		if (!is_same(row->expected, url))
			fail_msg("%s, %s: %s", row->typed, row->url, url ? url : "none");
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_codes),
		cmocka_unit_test(test_links),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
