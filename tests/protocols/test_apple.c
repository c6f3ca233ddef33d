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
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "accounts.h"
#include "answer.h"
#include "cleanup.h"
#include "document.h"
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
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_render),
		cmocka_unit_test(test_bad_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
