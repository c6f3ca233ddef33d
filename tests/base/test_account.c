/* SPDX-License-Identifier: Apache-2.0 */
/* What of a user's row enters an account, and under which permission. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "account.h"
#include "base/address_syntax.h"
#include "cleanup.h"
#include "domain.h"
#include "user.h"

/* clang-format off */
static const struct service services[] = {
	{.type = SERVICE_IMAP, .host = "mail.example.org", .port = 993, .username = "%EMAILADDRESS%"},
	{.type = SERVICE_SUBMISSION, .host = "mail.example.org", .port = 465, .username = "%EMAILADDRESS%"},
	{.type = SERVICE_CALDAV, .url = "https://mail.example.org/dav/", .username = "%EMAILADDRESS%"},
};
static const struct domain domain = {
	.name = "example.org", .canonical = "example.org", .services = services, .n_services = ARRAY_SIZE(services),
};
/* clang-format on */

static struct user user_of(const char *mailbox, const char *login)
{
	static char display_name[] = "A";

	return (struct user){
		.mailbox = (char *)(uintptr_t)mailbox,
		.login = (char *)(uintptr_t)login,
		.display_name = display_name,
		.enabled = true,
	};
}

/* clang-format off */
static const struct {
	const char *name, *typed, *mailbox, *login;
	unsigned int reveal;
	const char *username;	/* NULL: the template stays */
} logins[] = {
	{"same", "alice@example.org", "alice@example.org", "alice@example.org", REVEAL_EVERYTHING, NULL},
	{"same but for case", "Alice@Example.org", "alice@example.org", "alice@example.org", REVEAL_EVERYTHING, NULL},
	{"own login", "alice@example.org", "alice@example.org", "u1001", REVEAL_LOGIN, "u1001"},
	{"own login, not revealed", "alice@example.org", "alice@example.org", "u1001", REVEAL_HOSTS, NULL},
	{"alias", "info@example.org", "alice@example.org", "alice@example.org", REVEAL_LOGIN, "alice@example.org"},
	{"alias, not revealed", "info@example.org", "alice@example.org", "alice@example.org", 0, NULL},
	{"alias with own login", "info@example.org", "alice@example.org", "u1001", REVEAL_LOGIN, "u1001"},
	{"alias that is the login", "al@example.org", "alice@example.org", "al@example.org", REVEAL_LOGIN, NULL},
	{"nobody", NULL, "alice@example.org", "alice@example.org", REVEAL_LOGIN, NULL},
	{"nobody with own login", NULL, "alice@example.org", "u1001", REVEAL_LOGIN, "u1001"},
};
/* clang-format on */

static void test_logins(void **state)
{
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(logins); i++) {
		_cleanup_(account_freep) struct account *account = NULL;
		struct user user = user_of(logins[i].mailbox, logins[i].login);
		const char *expected = logins[i].username ? logins[i].username : "%EMAILADDRESS%";
		struct address address;

		if (logins[i].typed)
			assert_int_equal(
				address_parse(logins[i].typed, strlen(logins[i].typed), &address),
				0);
		assert_int_equal(account_new(&domain, logins[i].typed ? &address : NULL, &user,
					     logins[i].reveal, &account),
				 0);
		assert_int_equal(account->n_services, ARRAY_SIZE(services));
		for (size_t s = 0; s < account->n_services; s++) {
			if (strcmp(account->services[s].username, expected))
				fail_msg("%s: %s", logins[i].name, account->services[s].username);
			if (account->services[s].username_is_literal != !!logins[i].username)
				fail_msg("%s: literal", logins[i].name);
		}
	}
}

/*
 * Who types an alias gets names and URLs of the mailbox, in whatever form the operator wrote them.
 */
/* Exactly where the user's row changes something. */
static void test_needs_user(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(logins); i++) {
		struct user user = user_of(logins[i].mailbox, logins[i].login);
		struct address address;

		if (logins[i].typed)
			assert_int_equal(
				address_parse(logins[i].typed, strlen(logins[i].typed), &address),
				0);
		if (account_needs_user(logins[i].typed ? &address : NULL, &user,
				       logins[i].reveal & ~(unsigned int)REVEAL_NAME) !=
		    !!logins[i].username)
			fail_msg("%s", logins[i].name);
	}
}

static void test_needs_user_otherwise(void **state)
{
	static char host[] = "imap9.example.org";
	struct user user = user_of("alice@example.org", "alice@example.org");
	struct user off = user, elsewhere = user, disabled = user;
	struct address address;

	(void)state;
	off.switched_off = 1;
	disabled.enabled = false;
	elsewhere.hosts[SERVICE_IMAP] = host;
	assert_int_equal(address_parse("alice@example.org", 17, &address), 0);
	assert_false(
		account_needs_user(&address, &user, REVEAL_LOGIN | REVEAL_HOSTS | REVEAL_SWITCHES));
	assert_true(account_needs_user(&address, &user, REVEAL_NAME));
	assert_true(account_needs_user(&address, &off, REVEAL_SWITCHES));
	assert_false(account_needs_user(&address, &off, REVEAL_LOGIN | REVEAL_HOSTS));
	assert_true(account_needs_user(&address, &disabled, REVEAL_SWITCHES));
	assert_true(account_needs_user(&address, &elsewhere, REVEAL_HOSTS));
	assert_false(account_needs_user(&address, &elsewhere, REVEAL_LOGIN | REVEAL_SWITCHES));
}

static void test_alias_in_templates(void **state)
{
	static const struct service templates[] = {
		{.type = SERVICE_IMAP,
		 .host = "mail.%EMAILDOMAIN%",
		 .username = "%EMAILLOCALPART%"},
		{.type = SERVICE_CALDAV,
		 .url = "https://h/dav/%EMAILADDRESS%/",
		 .username = "DOM\\%EMAILLOCALPART%"},
		{.type = SERVICE_CARDDAV,
		 .url = "https://h/dav/",
		 .root = "https://h/",
		 .username = "shared"},
	};
	static const struct domain templated = {
		.name = "alias.example", .services = templates, .n_services = 3};
	struct user user = user_of("a+b@example.org", "a+b@example.org");
	struct account *account = NULL;
	struct address address;

	(void)state;

	assert_int_equal(address_parse("info@alias.example", 18, &address), 0);
	assert_int_equal(account_new(&templated, &address, &user, REVEAL_LOGIN, &account), 0);
	assert_string_equal(account->services[0].username, "a+b");
	assert_string_equal(account->services[0].host, "mail.%EMAILDOMAIN%");
	assert_string_equal(account->services[1].username, "DOM\\a+b");
	assert_true(account->services[1].username_is_literal);
	assert_string_equal(account->services[1].url, "https://h/dav/a%2Bb%40example.org/");
	assert_string_equal(account->services[2].username, "shared");
	assert_string_equal(account->services[2].url, "https://h/dav/");
	account_free(account);

	/* a login of its own wins, the URL is still the mailbox's */
	user = user_of("a+b@example.org", "u1001");
	assert_int_equal(account_new(&templated, &address, &user, REVEAL_LOGIN, &account), 0);
	assert_string_equal(account->services[0].username, "u1001");
	assert_string_equal(account->services[1].url, "https://h/dav/a%2Bb%40example.org/");
	account_free(account);

	/* and nothing of it shows unasked */
	assert_int_equal(
		account_new(&templated, &address, &user, REVEAL_HOSTS | REVEAL_SWITCHES, &account),
		0);
	assert_memory_equal(account->services, templates, sizeof(templates));
	account_free(account);
}

static void test_domain_alone(void **state)
{
	_cleanup_(account_freep) struct account *account = NULL;

	(void)state;

	assert_int_equal(account_new(&domain, NULL, NULL, REVEAL_EVERYTHING, &account), 0);
	assert_ptr_equal(account->domain, &domain);
	assert_null(account->display_name);
	assert_int_equal(account->n_services, ARRAY_SIZE(services));
	assert_memory_equal(account->services, services, sizeof(services));
	assert_ptr_not_equal(account->services, services);
}

static void test_switches(void **state)
{
	struct user user = user_of("alice@example.org", "alice@example.org");
	struct account *account = NULL;

	(void)state;

	user.switched_off = 1U << SERVICE_IMAP;
	assert_int_equal(account_new(&domain, NULL, &user, REVEAL_SWITCHES, &account), 0);
	assert_int_equal(account->n_services, 2);
	assert_null(account_service(account, SERVICE_IMAP));
	assert_non_null(account_service(account, SERVICE_CALDAV));
	account_free(account);

	assert_int_equal(account_new(&domain, NULL, &user, REVEAL_LOGIN, &account), 0);
	assert_int_equal(account->n_services, 3);
	account_free(account);

	user.enabled = false;
	assert_int_equal(account_new(&domain, NULL, &user, REVEAL_SWITCHES, &account), 0);
	assert_int_equal(account->n_services, 0);
	account_free(account);

	assert_int_equal(account_new(&domain, NULL, &user, REVEAL_NAME, &account), 0);
	assert_int_equal(account->n_services, 3);
	account_free(account);
}

static void test_hosts_and_name(void **state)
{
	struct user user = user_of("alice@example.org", "alice@example.org");
	struct account *account = NULL;

	(void)state;

	user.hosts[SERVICE_IMAP] = (char[]){"imap7.example.org"};
	user.hosts[SERVICE_CALDAV] = (char[]){"dav7.example.org"};
	assert_int_equal(account_new(&domain, NULL, &user, REVEAL_HOSTS, &account), 0);
	assert_string_equal(account->services[0].host, "imap7.example.org");
	assert_string_equal(account->services[1].host, "mail.example.org");
	assert_null(account->services[2].host); /* a service with a URL has no host to replace */
	assert_null(account->display_name);
	account_free(account);

	assert_int_equal(account_new(&domain, NULL, &user, REVEAL_NAME, &account), 0);
	assert_string_equal(account->services[0].host, "mail.example.org");
	assert_string_equal(account->display_name, "A");
	account_free(account);
}

/* clang-format off */
static const struct {
	const char *name, *typed;
	unsigned int reveal;
	const char *addresses[3];
} further[] = {
	{"mailbox", "Alice@example.org", REVEAL_NAME, {"info@example.org", "al@example.net"}},
	{"alias", "info@example.org", REVEAL_EVERYTHING, {"alice@example.org", "al@example.net"}},
	{"not revealed", "alice@example.org", REVEAL_EVERYTHING & ~(unsigned int)REVEAL_NAME, {NULL}},
};
/* clang-format on */

/* All that the person has, but for the one that the account is for. */
static void test_further_addresses(void **state)
{
	static char info[] = "info@example.org", al[] = "al@example.net", language[] = "de";
	static char *addresses[] = {info, al};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(further); i++) {
		_cleanup_(account_freep) struct account *account = NULL;
		struct user user = user_of("alice@example.org", "alice@example.org");
		struct address address;
		size_t n = 0;

		user.display_name = NULL;
		user.addresses = addresses;
		user.n_addresses = ARRAY_SIZE(addresses);
		user.language = language;
		assert_int_equal(
			address_parse(further[i].typed, strlen(further[i].typed), &address), 0);
		assert_int_equal(account_new(&domain, &address, &user, further[i].reveal, &account),
				 0);
		assert_int_equal(!account->language, !(further[i].reveal & REVEAL_NAME));
		assert_int_equal(account_needs_user(&address, &user, REVEAL_NAME), true);
		for (; further[i].addresses[n]; n++)
			assert_string_equal(account->addresses[n], further[i].addresses[n]);
		assert_int_equal(account->n_addresses, n);
	}
}

static void test_domain_without_services(void **state)
{
	static const struct domain bare = {.name = "x.y", .canonical = "x.y"};
	struct account *account = NULL;

	(void)state;

	assert_int_equal(account_new(&bare, NULL, NULL, 0, &account), 0);
	assert_int_equal(account->n_services, 0);
	account_free(account);
	account_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_logins),
		cmocka_unit_test(test_needs_user),
		cmocka_unit_test(test_needs_user_otherwise),
		cmocka_unit_test(test_alias_in_templates),
		cmocka_unit_test(test_domain_alone),
		cmocka_unit_test(test_switches),
		cmocka_unit_test(test_hosts_and_name),
		cmocka_unit_test(test_further_addresses),
		cmocka_unit_test(test_domain_without_services),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
