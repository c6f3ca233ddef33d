/* SPDX-License-Identifier: Apache-2.0 */
/* SQL with the settings' names and words in it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cleanup.h"
#include "directory.h"
#include "directory/queries.h"
#include "fixture.h"

static void test_custom(void **state)
{
	struct settings settings = fixture_settings("sqlite:/nowhere");
	_cleanup_(queries_clear) struct queries queries = {0};

	(void)state;
	settings.directory.schema = "custom";
	settings.directory.queries.domains = "SELECT d";
	settings.directory.queries.user = "SELECT u WHERE a = %{address}";
	assert_int_equal(queries_init(&queries, &settings, DIALECT_SQLITE, NULL), 0);
	assert_string_equal(queries.sql[SECTION_DOMAINS][0], "SELECT d");
	assert_string_equal(queries.sql[SECTION_USER][0], "SELECT u WHERE a = %{address}");
	assert_null(queries.sql[SECTION_ALIAS][0]);
	assert_null(queries.schema);
}

static void test_function(void **state)
{
	static const struct {
		const char *function, *end;
	} cases[] = {
		{"autoconf_lookup", "FROM \"autoconf_lookup\"(%{address}, %{local}, %{domain})"},
		{"mail.lookup", "FROM \"mail\".\"lookup\"(%{address}, %{local}, %{domain})"},
	};
	struct settings settings = fixture_settings("postgresql://h/d");

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_(queries_clear) struct queries queries = {0};

		settings.directory.function = cases[i].function;
		assert_int_equal(queries_init(&queries, &settings, DIALECT_POSTGRESQL, NULL), 0);
		assert_non_null(strstr(queries.sql[SECTION_USER][0], cases[i].end));
		assert_null(queries.sql[SECTION_ALIAS][0]);
		assert_non_null(queries.sql[SECTION_DOMAINS][0]);
	}
}

static void test_unknown_schema(void **state)
{
	struct settings settings = fixture_settings("sqlite:/nowhere");
	_cleanup_(freep) char *message = NULL;
	struct queries queries;

	(void)state;
	settings.directory.schema = "no such";
	assert_int_equal(queries_init(&queries, &settings, DIALECT_SQLITE, &message),
			 DIRECTORY_E_CONFIGURATION);
	assert_non_null(strstr(message, "no such"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_custom),
		cmocka_unit_test(test_function),
		cmocka_unit_test(test_unknown_schema),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
