/* SPDX-License-Identifier: Apache-2.0 */
/* Posted forms, and what becomes of them: the page's requests. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cleanup.h"
#include "page/form.h"
#include "page/site.h"
#include "protocol.h"
#include "query.h"

#define LONG_LOCAL "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" /* 65 */
#define A50 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

/* clang-format off */
static const struct field_row {
	const char *body, *expected; /* NULL: not usable */
	bool is_long;
} field_rows[] = {
	{"a=b", "b"},
	{"x=1&a=b&y=2", "b"},
	{"a=", ""},
	{"a=1&a=2", "1"},
	{"a=b%40c", "b@c"},
	{"a=b+c", "b c"},
	{"a=b%2Bc", "b+c"},
	{"a=b%2bc%2B", "b+c+"},
	{"a=%C3%A4", "ä"},
	{"a==", "="},
	{"a=12345678901", "12345678901"},
	{"a=123456789012", NULL, true},
	{"&&a=b", "b"},
	{"", NULL},
	{"a", NULL},
	{"b=a=", NULL},
	{"A=b", NULL},
	{"%61=b", NULL},
	{"a=%", NULL},
	{"a=%4", NULL},
	{"a=%4g", NULL},
	{"a=%00", NULL},
	{"a=%0a", NULL},
	{"a=%7f", NULL},
	{"a=%ff", NULL},
	{"a=%ef%bf%be", NULL},	/* U+FFFE */
	{"a=%&a=b", NULL},	/* the first one counts */
};

static const struct page_row {
	const char *body;	/* NULL: GET */
	const char *host, *arguments, *languages;
	unsigned int fault;
	const char *address, *candidate, *language, *typed; /* NULL: none */
} page_rows[] = {
	{NULL, "example.com", "", NULL, 0, NULL, "example.com", "en"},
	{NULL, "autoconfig.example.com", "", "de", 0, NULL, "example.com", "de"},
	{NULL, "", "", "fr-CH, de;q=0.5", 0, NULL, NULL, "fr"},
	{NULL, "example.com", "lang=es", "de", 0, NULL, "example.com", "es"},
	{NULL, "example.com", "a=b&LANG=es-MX", NULL, 0, NULL, "example.com", "es"},
	{NULL, "example.com", "lang=xx", "de", 0, NULL, "example.com", "de"},
	{NULL, "example.com", "lang=%22%3E", NULL, 0, NULL, "example.com", "en"},
	{NULL, "example.com", "address=jane@example.net", NULL, 0, NULL, "example.com", "en"},
	{"address=jane%40example.net", "example.com", "", NULL, 0, "jane@example.net", "example.net", "en", "jane@example.net"},
	{"address=jane%40example.net&lang=fr", "example.com", "lang=de", "es", 0, "jane@example.net", "example.net", "fr", "jane@example.net"},
	{"lang=xx&address=jane%40example.net", "example.com", "lang=de", "es", 0, "jane@example.net", "example.net", "de", "jane@example.net"},
	{"address=+Jane%40Example.NET+", "example.com", "", NULL, 0, "Jane@Example.NET", "example.net", "en", " Jane@Example.NET "},
	{"address=jane%2Bshop%40m%C3%BCnchen.example", "", "", NULL, 0, "jane+shop@münchen.example", "xn--mnchen-3ya.example", "en", "jane+shop@münchen.example"},
	{"address=mailto:jane@example.net.", "", "", NULL, 0, "jane@example.net", "example.net", "en", "mailto:jane@example.net."},
	{"", "example.com", "", NULL, PAGE_FAULT_EMPTY, NULL, "example.com", "en"},
	{"address=", "example.com", "", NULL, PAGE_FAULT_EMPTY, NULL, "example.com", "en"},
	{"address=++&lang=de", "example.com", "", NULL, PAGE_FAULT_EMPTY, NULL, "example.com", "de", "  "},
	{"address=jane", "example.com", "", NULL, PAGE_FAULT_SYNTAX, NULL, "example.com", "en", "jane"},
	{"address=jane%40", "example.com", "", NULL, PAGE_FAULT_SYNTAX, NULL, "example.com", "en", "jane@"},
	{"address=a%40b%40c", "example.com", "", NULL, PAGE_FAULT_SYNTAX, NULL, "example.com", "en", "a@b@c"},
	{"address=jane%40[192.0.2.1]", "example.com", "", NULL, PAGE_FAULT_SYNTAX, NULL, "example.com", "en", "jane@[192.0.2.1]"},
	{"address=%22%3E%3Cscript%3E", "", "", NULL, PAGE_FAULT_SYNTAX, NULL, NULL, "en", "\"><script>"},
	{"address=" LONG_LOCAL "@example.com", "example.com", "", NULL, PAGE_FAULT_LONG, NULL, "example.com", "en", LONG_LOCAL "@example.com"},
	{"address=" A50 A50 A50 A50 A50 A50, "example.com", "", NULL, PAGE_FAULT_LONG, NULL, "example.com", "en"},
	{"address=%ff", "example.com", "", NULL, PAGE_FAULT_EMPTY, NULL, "example.com", "en"},
};
/* clang-format on */

static void test_fields(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(field_rows); i++) {
		const struct field_row *row = &field_rows[i];
		char value[12] = "x";
		bool is_long;
		bool found = form_field(row->body, strlen(row->body), "a", value, sizeof(value),
					&is_long);

		if (found != (row->expected != NULL) || is_long != row->is_long ||
		    strcmp(value, row->expected ? row->expected : "") != 0)
			fail_msg("%s: %d \"%s\"", row->body, found, value);
	}
}

static bool is_same(const char *expected, const char *found)
{
	return !strcmp(expected ? expected : "", found);
}

static void test_requests(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(page_rows); i++) {
		const struct page_row *row = &page_rows[i];
		struct request request = {
			.path = "/",
			.arguments = row->arguments,
			.host = row->host,
			.body = row->body,
			.body_size = row->body ? strlen(row->body) : 0,
			.languages = row->languages,
		};
		struct query query;

		assert_int_equal(protocol_page.parse(&request, &query), 0);
		if (query.fault != row->fault || query.has_address != (row->address != NULL) ||
		    query.n_candidates != (row->candidate != NULL) ||
		    !is_same(row->address, query.has_address ? query.address.text : "") ||
		    !is_same(row->candidate, query.n_candidates ? query.candidates[0] : "") ||
		    !is_same(row->language, query.language) || !is_same(row->typed, query.typed))
			fail_msg("row %zu: fault %u, address \"%s\", domain \"%s\", language %s, "
				 "typed \"%s\"",
				 i, query.fault, query.has_address ? query.address.text : "",
				 query.n_candidates ? query.candidates[0] : "", query.language,
				 query.typed);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fields),
		cmocka_unit_test(test_requests),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
