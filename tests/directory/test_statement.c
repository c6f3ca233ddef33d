/* SPDX-License-Identifier: Apache-2.0 */
/* Placeholders of SQL. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <cmocka.h>

#include "cleanup.h"
#include "directory.h"
#include "directory/key.h"
#include "directory/statement.h"

static void test_compile(void **state)
{
	static const struct {
		const char *template;
		enum dialect dialect;
		const char *sql; /* NULL: refused */
		const char *values[4];
	} cases[] = {
		{"SELECT 1", DIALECT_SQLITE, "SELECT 1", {NULL}},
		{"a = %{address}", DIALECT_SQLITE, "a = ?1", {"Jo@x.example"}},
		{"a = %{address}", DIALECT_POSTGRESQL, "a = $1", {"Jo@x.example"}},
		{"%{domain} %{local} %{domain}",
		 DIALECT_POSTGRESQL,
		 "$1 $2 $1",
		 {"x.example", "jo"}},
		{"%{local}%{address}%{domain}",
		 DIALECT_SQLITE,
		 "?1?2?3",
		 {"jo", "Jo@x.example", "x.example"}},
		{"a LIKE '%' AND b = 'it''s' AND c = %{local}",
		 DIALECT_SQLITE,
		 "a LIKE '%' AND b = 'it''s' AND c = ?1",
		 {"jo"}},
		{"%{domain} %{local} %{domain}",
		 DIALECT_MYSQL,
		 "? ? ?",
		 {"x.example", "jo", "x.example"}},
		{"-- it's \"x\n a = %{local} /* 'y */ AND b = \"o'\" AND c = `'` AND d = %{domain}",
		 DIALECT_POSTGRESQL,
		 "-- it's \"x\n a = $1 /* 'y */ AND b = \"o'\" AND c = `'` AND d = $2",
		 {"jo", "x.example"}},
		{"a = \"%{address}\"", DIALECT_MYSQL, NULL, {NULL}},
		{"a = `%{address}`", DIALECT_MYSQL, NULL, {NULL}},
		{"a = %{address} -- of %{domain}", DIALECT_SQLITE, NULL, {NULL}},
		{"a = '%{address}'", DIALECT_SQLITE, NULL, {NULL}},
		{"a = %{adress}", DIALECT_SQLITE, NULL, {NULL}},
		{"a = %{address", DIALECT_SQLITE, NULL, {NULL}},
	};
	struct key key;

	(void)state;
	assert_true(key_parse("jo@x.example", &key));
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_(statement_clear) struct statement statement = {0};
		_cleanup_(freep) char *message = NULL;
		int r = statement_compile(cases[i].template, cases[i].dialect, &statement,
					  &message);

		if (r != (cases[i].sql ? 0 : DIRECTORY_E_CONFIGURATION) || !r != !message)
			fail_msg("%s: %d", cases[i].template, r);
		if (r)
			continue;
		if (strcmp(statement.sql, cases[i].sql))
			fail_msg("%s: %s", cases[i].template, statement.sql);
		for (size_t j = 0; j < statement.n_parameters; j++)
			if (!cases[i].values[j] ||
			    strcasecmp(statement_value(&statement, j, &key), cases[i].values[j]))
				fail_msg("%s: parameter %zu", cases[i].template, j);
		assert_null(cases[i].values[statement.n_parameters]);
	}
}

static void test_no_template(void **state)
{
	struct statement statement;

	(void)state;
	assert_int_equal(statement_compile(NULL, DIALECT_SQLITE, &statement, NULL), 0);
	assert_null(statement.sql);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_compile),
					   cmocka_unit_test(test_no_template)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
