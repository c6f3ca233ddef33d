/* SPDX-License-Identifier: Apache-2.0 */
/* Making and upgrading our own tables, and what `check` says of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "cleanup.h"
#include "directory.h"
#include "directory/init.h"
#include "directory/schema.h"
#include "fixture.h"
#include "semantics.h"

static const char *const old_steps[] = {"CREATE TABLE thing (name TEXT NOT NULL)"};
static const char *const new_steps[] = {
	"CREATE TABLE thing (name TEXT NOT NULL)",
	"ALTER TABLE thing ADD COLUMN color TEXT NOT NULL DEFAULT 'red'",
	"CREATE TABLE other (x INTEGER)"};
static const char *const broken_steps[] = {"CREATE TABLE thing (name TEXT NOT NULL)",
					   "CREATE TABLE other (x INTEGER)", "CREATE TABLE"};

#define FAKE(steps_)                                                                               \
	{                                                                                          \
		.name = "fake", .n_steps = ARRAY_SIZE(steps_), .steps[DIALECT_SQLITE] = (steps_),  \
		.sql[DIALECT_SQLITE] = {                                                           \
			[SECTION_META][0] = "CREATE TABLE IF NOT EXISTS carbone_meta (version "    \
					    "INTEGER NOT NULL)",                                   \
			[SECTION_VERSION][0] = "SELECT max(version) FROM carbone_meta",            \
		},                                                                                 \
	}

static const struct schema old_schema = FAKE(old_steps), new_schema = FAKE(new_steps),
			   broken_schema = FAKE(broken_steps);

static int scene_open(void **state)
{
	*state = fixture_folder();
	return 0;
}

static int scene_close(void **state)
{
	fixture_folder_remove(*state);
	return 0;
}

static void init_expect(const struct schema *schema, const char *url, const char *expected)
{
	_cleanup_(freep) char *report = NULL, *message = NULL;

	assert_int_equal(init_schema(schema, url, false, &report, &message), 0);
	assert_string_equal(report, expected);
}

static void check_expect(const char *url, int status, const char *words)
{
	_cleanup_(freep) char *report = NULL, *message = NULL;
	struct settings settings = fixture_settings(url);

	assert_int_equal(directory_check(&settings, &report, &message), status);
	if (!strstr(status ? message : report, words))
		fail_msg("%s does not hold \"%s\"", status ? message : report, words);
}

static void test_twice(void **state)
{
	_cleanup_(freep) char *url = fixture_url(*state, "a.db"), *report = NULL, *message = NULL;

	assert_int_equal(directory_init(url, true, &report, &message), 0);
	assert_string_equal(report, "Made the tables, version 2.\nAdded the sample data.\n");
	free(TAKE_PTR(report));
	assert_int_equal(directory_init(url, true, &report, &message), 0);
	assert_string_equal(report, "The tables have version 2 already.\nThere are 3 domains: no "
				    "sample data was added.\n");
	check_expect(url, 0, "3 domains, 1 alias_domains, 12 mailboxes; 4 domains are served");
}

static void test_upgrade_keeps_data(void **state)
{
	_cleanup_(freep) char *url = fixture_url(*state, "a.db");

	init_expect(&old_schema, url, "Made the tables, version 1.\n");
	fixture_execute(url, "INSERT INTO thing VALUES ('one')");
	init_expect(&new_schema, url, "Upgraded the tables from version 1 to version 3.\n");
	init_expect(&new_schema, url, "The tables have version 3 already.\n");
	fixture_execute(url, "INSERT INTO other SELECT 1 / (count(*) = 1) FROM thing WHERE name = "
			     "'one' AND color = 'red'");
	fixture_execute(url, "CREATE UNIQUE INDEX one ON other (x); INSERT INTO other SELECT 2 "
			     "FROM other WHERE x IS NOT NULL;"
			     "CREATE TABLE ok AS SELECT 1 FROM other WHERE x = 2");
	fixture_execute(url, "DELETE FROM ok");
}

static void test_upgrade_of_our_own(void **state)
{
	_cleanup_(freep) char *url = fixture_url(*state, "a.db");

	semantics_upgrade(url);
}

/* The third step is no SQL: nothing of the second is left, and the tables still say version 1. */
static void test_failure_leaves_nothing(void **state)
{
	_cleanup_(freep) char *url = fixture_url(*state, "a.db"), *report = NULL, *message = NULL;

	init_expect(&old_schema, url, "Made the tables, version 1.\n");
	assert_int_equal(init_schema(&broken_schema, url, false, &report, &message),
			 DIRECTORY_E_CONFIGURATION);
	assert_non_null(strstr(message, "incomplete input"));
	fixture_execute(url, "CREATE TABLE other (y INTEGER)");
	init_expect(&old_schema, url, "The tables have version 1 already.\n");
}

static void test_newer_is_refused(void **state)
{
	_cleanup_(freep) char *url = fixture_url(*state, "a.db"), *report = NULL, *message = NULL;
	struct settings settings = fixture_settings(url);
	struct keeper *keeper;

	fixture_init(url);
	fixture_execute(url, "UPDATE carbone_meta SET version = 99");
	assert_int_equal(directory_init(url, false, &report, &message), DIRECTORY_E_NEWER_SCHEMA);
	assert_non_null(strstr(message, "version 99"));
	check_expect(url, DIRECTORY_E_NEWER_SCHEMA, "version 99");

	free(TAKE_PTR(message));
	assert_int_equal(keeper_new(&settings, &keeper, &message), DIRECTORY_E_NEWER_SCHEMA);
	assert_non_null(strstr(message, "version 99"));
}

static void test_check_says_what_is_wrong(void **state)
{
	_cleanup_(freep) char *url = fixture_url(*state, "a.db"),
			      *path = fixture_path(*state, "a.db");
	FILE *file;

	check_expect(url, DIRECTORY_E_UNAVAILABLE, "No such file");
	file = fopen(path, "w");
	assert_non_null(file);
	(void)fputs("this is no database, however long one may look at it", file);
	(void)fclose(file);
	check_expect(url, DIRECTORY_E_CONFIGURATION, "not a database");

	assert_int_equal(unlink(path), 0);
	fixture_execute(url, "CREATE TABLE other (x)");
	check_expect(url, DIRECTORY_E_NO_SCHEMA, "init");
	check_expect("oracle:scott/tiger", DIRECTORY_E_CONFIGURATION,
		     "none of sqlite:, postgresql: and mysql:");
	check_expect("sqlite:", DIRECTORY_E_CONFIGURATION, "no path");
	check_expect(NULL, 0, "no directory");
}

int main(void)
{
#define ROW(name) cmocka_unit_test_setup_teardown(name, scene_open, scene_close)
	const struct CMUnitTest tests[] = {
		ROW(test_twice),
		ROW(test_upgrade_keeps_data),
		ROW(test_upgrade_of_our_own),
		ROW(test_failure_leaves_nothing),
		ROW(test_newer_is_refused),
		ROW(test_check_says_what_is_wrong),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
