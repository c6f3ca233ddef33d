/* SPDX-License-Identifier: Apache-2.0 */
/* Hosts and URLs for the asked domain, and our own host. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cleanup.h"
#include "protocols/announce.h"

static void test_expand(void **state)
{
	static const struct {
		const char *template, *wanted;
	} rows[] = {
		{"mail.example.org", "mail.example.org"},
		{"mail.%EMAILDOMAIN%", "mail.xn--bcher-kva.example"},
		{"https://%EMAILDOMAIN%/%EMAILADDRESS%/%EMAILLOCALPART%/?d=%EMAILDOMAIN%",
		 "https://xn--bcher-kva.example/%EMAILADDRESS%/%EMAILLOCALPART%/"
		 "?d=xn--bcher-kva.example"},
		{"https://h/100%/%40/%emaildomain%", "https://h/100%/%40/%emaildomain%"},
	};
	static const struct domain domain = {.name = "xn--bcher-kva.example"};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_(freep) char *text = NULL;

		assert_int_equal(announce_expand(rows[i].template, &domain, &text), 0);
		assert_string_equal(text, rows[i].wanted);
	}
}

static void test_public_host(void **state)
{
	static const struct {
		const char *url, *wanted;
	} rows[] = {
		{"https://autoconfig.example.org", "autoconfig.example.org"},
		{"https://AutoConfig.Example.org:8443", "autoconfig.example.org"},
		{"https://autoconfig.example.org/mail?x#y", "autoconfig.example.org"},
		{"https://autoconfig.bücher.example", "autoconfig.xn--bcher-kva.example"},
		{"http://127.0.0.1:4243", "127.0.0.1"},
		{"http://[2001:db8::1]:4243", "[2001:db8::1]"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		char host[DOMAIN_NAME_MAX + 1];

		announce_public_host(rows[i].url, host);
		assert_string_equal(host, rows[i].wanted);
	}
}

static void assert_order(const struct account *account, enum announce_order order,
			 const char *wanted)
{
	const struct service *service = NULL;
	char found[16] = "";
	size_t n = 0;

	while ((service = announce_next(account, SERVICE_SUBMISSION, order, service))) {
		assert_true(n < sizeof(found) - 1);
		found[n++] = service->host[0];
	}

	assert_string_equal(found, wanted);
}

static void test_order(void **state)
{
	static struct service services[] = {
		{.type = SERVICE_SUBMISSION, .security = SECURITY_NONE, .host = "a"},
		{.type = SERVICE_SUBMISSION, .security = SECURITY_STARTTLS, .host = "b"},
		{.type = SERVICE_IMAP, .security = SECURITY_TLS, .host = "-"},
		{.type = SERVICE_SUBMISSION, .security = SECURITY_TLS, .host = "c"},
		{.type = SERVICE_SUBMISSION, .security = SECURITY_STARTTLS, .host = "d"},
		{.type = SERVICE_SUBMISSION, .security = SECURITY_NONE, .host = "e"},
		{.type = SERVICE_SUBMISSION, .security = SECURITY_TLS, .host = "f"},
	};
	static const struct account account = {.services = services,
					       .n_services = ARRAY_SIZE(services)};
	static const struct account nothing = {0};

	(void)state;
	assert_order(&account, ANNOUNCE_ENCRYPTED_FIRST, "bcdfae");
	assert_order(&account, ANNOUNCE_IMPLICIT_FIRST, "cfbdae");
	assert_order(&nothing, ANNOUNCE_IMPLICIT_FIRST, "");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_expand),
		cmocka_unit_test(test_public_host),
		cmocka_unit_test(test_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
