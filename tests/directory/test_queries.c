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
		assert_non_null(strstr(queries.sql[SECTION_ALIAS][0], cases[i].end));
		assert_null(queries.sql[SECTION_USER][0]);
		assert_non_null(queries.sql[SECTION_DOMAINS][0]);
	}
}

/* With directory.list: false people are looked up, and no list is read. */
static void test_no_list(void **state)
{
	struct settings settings = fixture_settings("sqlite:/nowhere");
	_cleanup_(queries_clear) struct queries queries = {0};

	(void)state;
	settings.directory.list = false;
	assert_int_equal(queries_init(&queries, &settings, DIALECT_SQLITE, NULL), 0);
	assert_null(queries.sql[SECTION_DOMAINS][0]);
	assert_null(queries.sql[SECTION_SERVICES][0]);
	assert_null(queries.sql[SECTION_TEXTS][0]);
	assert_non_null(queries.sql[SECTION_USER][0]);
	assert_non_null(queries.sql[SECTION_ALIAS][0]);
}

/* Names and words of the settings, each as its database spells it; what is not set is NULL. */
static void test_options(void **state)
{
	/* clang-format off */
	static const struct {
		enum dialect dialect;
		const char *schema;
		enum directory_option option;
		const char *value, *part;
	} cases[] = {
		{DIALECT_POSTGRESQL, "sogo", DIRECTORY_OPTION_SOGO_VIEW, "sogo.people", "FROM \"sogo\".\"people\" WHERE"},
		{DIALECT_MYSQL, "sogo", DIRECTORY_OPTION_SOGO_VIEW, "people", "FROM `people` WHERE"},
		{DIALECT_SQLITE, "sogo", DIRECTORY_OPTION_SOGO_VIEW, "people", "FROM `people` WHERE"},
		{DIALECT_POSTGRESQL, "sogo", DIRECTORY_OPTION_SOGO_IMAP_HOST_COLUMN, NULL, "NULL AS imap_host"},
		{DIALECT_POSTGRESQL, "keycloak", DIRECTORY_OPTION_KEYCLOAK_REALM, "it's", "name = 'it''s'"},
		{DIALECT_MYSQL, "keycloak", DIRECTORY_OPTION_KEYCLOAK_REALM, "a\\b'", "NAME = 'a\\\\b'''"},
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct settings settings = fixture_settings("sqlite:/nowhere");
		_cleanup_(queries_clear) struct queries queries = {0};

		settings.directory.schema = cases[i].schema;
		settings.directory.options[DIRECTORY_OPTION_SOGO_VIEW] = "v";
		settings.directory.options[DIRECTORY_OPTION_KEYCLOAK_LOGIN_COLUMN] = "username";
		settings.directory.options[cases[i].option] = cases[i].value;
		assert_int_equal(queries_init(&queries, &settings, cases[i].dialect, NULL), 0);
		if (!strstr(queries.sql[SECTION_USER][0], cases[i].part))
			fail_msg("%s", queries.sql[SECTION_USER][0]);
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
		cmocka_unit_test(test_custom),         cmocka_unit_test(test_function),
		cmocka_unit_test(test_no_list),        cmocka_unit_test(test_options),
		cmocka_unit_test(test_unknown_schema),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
