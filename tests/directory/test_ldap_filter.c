/* SPDX-License-Identifier: Apache-2.0 */
/* Filters: an address stands for itself, whatever it is made of. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "cleanup.h"
#include "directory/ldap/filter.h"

static const struct {
	const char *template, *address, *filter;
} cases[] = {
	{"(mail={0})", "jane@example.org", "(mail=jane@example.org)"},
	{"(|(mail={0})(alias={0}))", "a@b", "(|(mail=a@b)(alias=a@b))"},
	{"(mail={})", "a@b", "(mail=a@b)"},
	/* the one that was seen: the first person's login for anybody */
	{"(mail={0})", "*@example.org", "(mail=\\2a@example.org)"},
	{"(mail={0})", "a)(uid=*@b", "(mail=a\\29\\28uid=\\2a@b)"},
	{"(mail={0})", "a\\2a@b", "(mail=a\\5c2a@b)"},
	{"(mail={0})", "j\xc3\xb6@b", "(mail=j\\c3\\b6@b)"},
	{"(mail={1})", "a@b", "(mail={1})"},
	{"(mail=*)", "a@b", "(mail=*)"},
	{"(mail={0})", "{0}@b", "(mail={0}@b)"},
	{"", "a@b", ""},
};

static void test_filters(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_(freep) char *filter = ldap_filter(cases[i].template, cases[i].address);

		assert_string_equal(filter, cases[i].filter);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_filters)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
