/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whose profile a request asks for, and which accounts have none.  The profile itself:
 * tests/profiles/.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "accounts.h"
#include "answer.h"
#include "cleanup.h"
#include "document.h"
#include "profile.h"
#include "provider.h"
#include "query.h"

#define A64 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

/* clang-format off */
static const struct row {
	const char *arguments;
	const char *candidate;	/* when the code is 0 */
	int code;
} rows[] = {
	{"emailaddress=jane%40example.com", "example.com", 0},
	{"emailaddress=jane@example.com", "example.com", 0},
	{"emailaddress=Jane.Doe+tag%40EXAMPLE.com", "example.com", 0},
	{"emailaddress=jane%40b%C3%BCcher.example", "xn--bcher-kva.example", 0},
	{"emailaddress=o'brien%40example.com", "example.com", 0},
	{"emailaddress=" A64 "%40example.com", "example.com", 0},
	/* what automx2 puts into the profile, and we do not */
	{"emailaddress=jane%40example.com&name=Your+Bank&password=secret", "example.com", 0},

	{"", NULL, ANSWER_E_NO_ADDRESS},
	{"emailaddress=", NULL, ANSWER_E_NO_ADDRESS},
	{"name=jane", NULL, ANSWER_E_NO_ADDRESS},
	{"emailaddress=jane", NULL, ANSWER_E_NO_ADDRESS},
	{"emailaddress=a%40b%40example.com", NULL, ANSWER_E_NO_ADDRESS},
	{"emailaddress=a%00b%40example.com", NULL, ANSWER_E_NO_ADDRESS},
	{"emailaddress=jane%40[127.0.0.1]", NULL, ANSWER_E_NO_ADDRESS},

	/* an address, but none that is signed for */
	{"emailaddress=%22jane%20doe%22%40example.com", NULL, ANSWER_E_NO_PROFILE},
	{"emailaddress=%22%3Cb%3E%22%40example.com", NULL, ANSWER_E_NO_PROFILE},
	{"emailaddress=j%C3%A4ne%40example.com", NULL, ANSWER_E_NO_PROFILE},
	{"emailaddress=.jane%40example.com", NULL, ANSWER_E_NO_PROFILE},
	{"emailaddress=a" A64 "%40example.com", NULL, ANSWER_E_NO_PROFILE},
};
/* clang-format on */

static bool is_right(const struct row *row)
{
	struct request request = {
		.path = "/mobileconfig", .arguments = row->arguments, .host = "example.org"};
	struct query query;
	int r;

	r = protocol_apple.parse(&request, &query);
	if (r != row->code) {
		print_error("%s: %d, not %d\n", row->arguments, r, row->code);
		return false;
	}
	if (r)
		return true;

	/* the catch-all and the Host never stand in for the address */
	return query.has_address && query.exact && query.n_candidates == 1 &&
	       !strcmp(query.candidates[0], row->candidate);
}

/* What else an argument may wish for; words we do not know wish for nothing. */
/* clang-format off */
static const struct wish_row {
	const char *arguments;
	unsigned int variant;
	bool is_unsigned;
} wish_rows[] = {
	{"", PROFILE_VARIANT_ALL, false},
	{"&variant=mail", PROFILE_VARIANT_MAIL, false},
	{"&variant=everything&sign=1", PROFILE_VARIANT_ALL, false},
	{"&variant=Mail", PROFILE_VARIANT_ALL, false},
	{"&variant=", PROFILE_VARIANT_ALL, false},
	{"&variant=mailmailmailmailmailmailmailmailmailmail", PROFILE_VARIANT_ALL, false},
	{"&sign=0", PROFILE_VARIANT_ALL, true},
	{"&sign=0&variant=mail", PROFILE_VARIANT_MAIL, true},
	{"&sign=00", PROFILE_VARIANT_ALL, false},
	{"&sign=no", PROFILE_VARIANT_ALL, false},
};
/* clang-format on */

static void test_wishes(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(wish_rows); i++) {
		char arguments[256];
		const struct request request = {
			.path = "/mobileconfig", .arguments = arguments, .host = "example.org"};
		struct query query;

		(void)snprintf(arguments, sizeof(arguments), "emailaddress=jane%%40example.com%s",
			       wish_rows[i].arguments);
		assert_int_equal(protocol_apple.parse(&request, &query), 0);
		if (query.variant != wish_rows[i].variant ||
		    query.is_unsigned != wish_rows[i].is_unsigned)
			fail_msg("%s: variant %u, unsigned %d", arguments, query.variant,
				 query.is_unsigned);
	}
}

static void render(const struct account_case *account_case, const struct query *query,
		   struct document *ret_document)
{
	assert_int_equal(protocol_apple.render(&account_case->context, query,
					       &account_case->account, ret_document),
			 0);
}

/* The person's own language goes before the browser's; a domain's own options before all others. */
static void test_whose_words(void **state)
{
	static const struct query query = {.has_address = true, .language = "de"};
	static const struct profile_options own = {.organization = "Tenant",
						   .identifier = "com.elsewhere"};
	_cleanup_(document_clear) struct document browser = {0}, person = {0}, tenant = {0};
	struct account_case account_case;

	(void)state;
	account_case_init(&account_case, account_row_named("pop-only"));
	render(&account_case, &query, &browser);
	assert_non_null(strstr(browser.bytes, "Richtet E-Mail ein."));

	account_case.account.language = "fr";
	render(&account_case, &query, &person);
	assert_non_null(strstr(person.bytes, "Configure la messagerie."));

	account_case.domain.profiles = &own;
	render(&account_case, &query, &tenant);
	assert_non_null(strstr(tenant.bytes, "<string>Tenant</string>"));
	assert_null(strstr(tenant.bytes, "com.elsewhere"));
}

static void test_parse(void **state)
{
	int n_wrong = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		n_wrong += !is_right(&rows[i]);

	assert_int_equal(n_wrong, 0);
}

static void test_render(void **state)
{
	static const struct query query = {.has_address = true};
	int n_wrong = 0;

	(void)state;
	for (size_t i = 0; i < n_account_rows; i++) {
		int wanted = account_rows[i].has_no_profile ? ANSWER_E_NO_PROFILE : 0, r;
		_cleanup_(document_clear) struct document document = {0};
		struct account_case account_case;

		account_case_init(&account_case, &account_rows[i]);
		r = protocol_apple.render(&account_case.context, &query, &account_case.account,
					  &document);
		if (r == wanted && !document.bytes == !!r)
			continue;

		print_error("%s: %d, not %d\n", account_rows[i].name, r, wanted);
		n_wrong++;
	}

	assert_int_equal(n_wrong, 0);
}

/*
 * A text that XML cannot hold is the operator's mistake that a check let through, not the asker's.
 */
static void test_bad_text(void **state)
{
	static const struct query query = {.has_address = true};
	static const struct text name = {"", "a\001b"};
	static const struct provider provider = {.name = {.entries = &name, .n_entries = 1}};
	_cleanup_(document_clear) struct document document = {0};
	struct account_case account_case;

	(void)state;
	account_case_init(&account_case, &account_rows[0]);
	account_case.domain.provider = &provider;
	assert_int_equal(protocol_apple.render(&account_case.context, &query, &account_case.account,
					       &document),
			 -EILSEQ);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),       cmocka_unit_test(test_wishes),
		cmocka_unit_test(test_whose_words), cmocka_unit_test(test_render),
		cmocka_unit_test(test_bad_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
