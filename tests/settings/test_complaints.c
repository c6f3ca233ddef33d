/* SPDX-License-Identifier: Apache-2.0 */
/* Complaints: their order, their lines, and what a terminal must not see. */
#include "settings/complaints.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "cleanup.h"

static const struct {
	const char *file;
	unsigned int line;
	bool is_warning;
	const char *sentence, *expected;
} rows[] = {
	/* in the order they come out */
	{"a", 0, false, "as a whole", "a: error: as a whole"},
	{"a", 2, true, "z", "a:2: warning: z"},
	{"a", 10, false, "a", "a:10: error: a"},
	{"a", 10, false, "b \x1b[1m\n\x7f", "a:10: error: b ?[1m??"},
	{"b", 1, false, "\xff grün \xc2\x9b", "b:1: error: ? grün ??"},
};

static void test_order(void **state)
{
	static const size_t added[] = {3, 0, 4, 1, 2};
	struct complaints complaints = {0};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(added); i++)
		assert_int_equal(complaints_add(&complaints, rows[added[i]].file,
						rows[added[i]].line, rows[added[i]].is_warning,
						rows[added[i]].sentence),
				 0);
	complaints_sort(&complaints);

	assert_int_equal(complaints.n_entries, ARRAY_SIZE(rows));
	assert_int_equal(complaints.n_errors, ARRAY_SIZE(rows) - 1);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_(freep) char *line = complaint_format(&complaints.entries[i]);

		assert_string_equal(line, rows[i].expected);
	}
	complaints_clear(&complaints);
	complaints_sort(&complaints);
}

static void test_ceiling(void **state)
{
	struct complaints complaints = {0};

	(void)state;
	for (size_t i = 0; i < COMPLAINTS_MAX + 10; i++)
		assert_int_equal(complaints_add(&complaints, "f", 1, true, "warning"), 0);

	assert_int_equal(complaints.n_entries, COMPLAINTS_MAX);
	assert_false(complaints.entries[COMPLAINTS_MAX - 1].is_warning);
	assert_int_equal(complaints.n_errors, 1);
	complaints_clear(&complaints);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_ceiling),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
