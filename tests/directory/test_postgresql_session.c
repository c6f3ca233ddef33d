/* SPDX-License-Identifier: Apache-2.0 */
/* PostgreSQL's blocking sessions: init, check, the keeper; mistakes are told, passwords never. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cleanup.h"
#include "directory.h"
#include "fixture.h"
#include "postgresql_scene.h"
#include "semantics.h"

static void test_mistakes(void **state)
{
	struct scene *scene = *state;
	_cleanup_(freep) char *locked = NULL, *missing = NULL;
	const char *query = strchr(socket_url, '?');
	struct mistake {
		const char *url;
		int status;
		const char *words;
	} mistakes[] = {
		{NULL, DIRECTORY_E_CONFIGURATION, "password authentication failed"},
		{NULL, DIRECTORY_E_CONFIGURATION, "does not exist"},
		{"postgresql://test:s3cret@127.0.0.1:1/postgres", DIRECTORY_E_UNAVAILABLE,
		 "refused"},
		{"postgresql://test:s3cret@no-such-host.invalid/postgres", DIRECTORY_E_UNAVAILABLE,
		 "no-such-host.invalid"},
		{"postgresql://test:s3cret@[127.0.0.1/postgres", DIRECTORY_E_CONFIGURATION, "form"},
		{"postgresql://test:s3cret@one:1,two:2,three/postgres?port=1,2",
		 DIRECTORY_E_CONFIGURATION, "as many ports"},
		{"postgresql://test:s3cret@127.0.0.1/postgres?no_such=option",
		 DIRECTORY_E_CONFIGURATION, "option"},
		{"postgresql:nothing", DIRECTORY_E_CONFIGURATION, "form"},
	};

	assert_true(asprintf(&locked, "postgresql://locked:s3cret@/postgres%s", query) > 0);
	assert_true(asprintf(&missing, "postgresql://test:s3cret@/missing%s", query) > 0);
	fixture_execute(socket_url,
			"DROP ROLE IF EXISTS locked; CREATE ROLE locked LOGIN PASSWORD 'other'");
	mistakes[0].url = locked;
	mistakes[1].url = missing;
	for (size_t i = 0; i < ARRAY_SIZE(mistakes); i++) {
		_cleanup_(freep) char *report = NULL, *message = NULL;
		int r;

		scene->settings.directory.url = mistakes[i].url;
		r = directory_check(&scene->settings, &report, &message);
		if (r != mistakes[i].status || !strstr(message, mistakes[i].words) ||
		    strstr(message, "s3cret"))
			fail_msg("%s: %d, %s", mistakes[i].url, r, message);
	}
}

static void test_init(void **state)
{
	struct scene *scene = *state;
	_cleanup_(freep) char *report = NULL, *message = NULL;

	fixture_execute(socket_url, "DROP SCHEMA public CASCADE; CREATE SCHEMA public");
	assert_int_equal(directory_check(&scene->settings, &report, &message),
			 DIRECTORY_E_NO_SCHEMA);
	assert_int_equal(directory_init(socket_url, true, &report, &message), 0);
	assert_string_equal(report, "Made the tables, version 2.\nAdded the sample data.\n");
	free(TAKE_PTR(report));
	assert_int_equal(directory_init(socket_url, true, &report, &message), 0);
	assert_string_equal(report, "The tables have version 2 already.\nThere are 3 domains: no "
				    "sample data was added.\n");
	free(TAKE_PTR(report));
	assert_int_equal(directory_check(&scene->settings, &report, &message), 0);
	assert_non_null(
		strstr(report, "3 domains, 1 alias_domains, 12 mailboxes; 4 domains are served"));
	free(TAKE_PTR(report));

	fixture_execute(socket_url, "UPDATE carbone_meta SET version = 99");
	assert_int_equal(directory_init(socket_url, false, &report, &message),
			 DIRECTORY_E_NEWER_SCHEMA);
	assert_int_equal(directory_check(&scene->settings, &report, &message),
			 DIRECTORY_E_NEWER_SCHEMA);
	assert_int_equal(keeper_new(&scene->settings, &scene->keeper, &message),
			 DIRECTORY_E_NEWER_SCHEMA);
	scene->keeper = NULL;
}

static void keeper_start(struct scene *scene)
{
	_cleanup_(freep) char *message = NULL;

	scene->settings.server.state = scene->folder;
	if (keeper_new(&scene->settings, &scene->keeper, &message))
		fail_msg("keeper_new: %s", message);
	fixture_wait_freshness(scene->keeper, KEEPER_FRESH);
}

static bool serves(struct scene *scene, const char *name)
{
	struct snapshot *snapshot = keeper_snapshot(scene->keeper);
	bool found = snapshot_find(snapshot, name);

	snapshot_unref(snapshot);
	return found;
}

static void test_upgrade_of_our_own(void **state)
{
	(void)state;
	fixture_execute(socket_url, "DROP SCHEMA public CASCADE; CREATE SCHEMA public");
	semantics_upgrade(socket_url);
}

/* `refresh` is an hour: only a notification can be the cause. */
static void test_notification(void **state)
{
	static const char *const changes[] = {
		"INSERT INTO carbone_domain (name) VALUES ('new.example')",
		"INSERT INTO carbone_alias_domain (name, domain) VALUES ('alias.example', "
		"'new.example')",
		"INSERT INTO carbone_text (domain, key, value) VALUES ('new.example', 'name', "
		"'New')",
		"INSERT INTO carbone_service (type, host, port, security) VALUES ('imap', "
		"'h.example', 993, 'tls')",
		"DELETE FROM carbone_domain WHERE name = 'new.example'",
	};
	struct scene *scene = *state;

	keeper_start(scene);
	assert_true(serves(scene, "also.example"));
	assert_false(serves(scene, "off.example"));
	for (size_t i = 0; i < ARRAY_SIZE(changes); i++) {
		uint64_t generation = keeper_generation(scene->keeper);

		fixture_execute(socket_url, changes[i]);
		fixture_wait_generation(scene->keeper, generation);
	}
	assert_false(serves(scene, "alias.example"));
}

/* Not deaf after its connection broke, nor blind to what happened meanwhile. */
static void test_keeper_terminated(void **state)
{
	struct scene *scene = *state;
	uint64_t generation;

	keeper_start(scene);
	generation = keeper_generation(scene->keeper);
	fixture_execute(socket_url, "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
				    "WHERE pid <> pg_backend_pid() AND"
				    " backend_type = 'client backend'; INSERT INTO carbone_domain "
				    "(name) VALUES ('new.example')");
	fixture_wait_generation(scene->keeper, generation);
	generation = keeper_generation(scene->keeper);
	fixture_execute(socket_url, "INSERT INTO carbone_domain (name) VALUES ('newer.example')");
	fixture_wait_generation(scene->keeper, generation);
	assert_true(serves(scene, "new.example"));
	assert_true(serves(scene, "newer.example"));
}

/* The rights of docs/directory.md are enough for all that the service does, over views too. */
static void test_rights(void **state)
{
	struct scene *scene = *state;
	_cleanup_(freep) char *url = NULL, *report = NULL, *message = NULL;
	struct fixture_user user;
	uint64_t generation;

	fixture_execute(
		socket_url,
		"DROP SCHEMA IF EXISTS autoconf CASCADE; DROP ROLE IF EXISTS reader; CREATE ROLE "
		"reader LOGIN;"
		"CREATE SCHEMA autoconf; GRANT USAGE ON SCHEMA autoconf, public TO reader;"
		"CREATE VIEW autoconf.carbone_meta AS SELECT 2 AS version;"
		"CREATE VIEW autoconf.carbone_mailbox AS SELECT * FROM public.carbone_mailbox;"
		"GRANT SELECT ON autoconf.carbone_meta, autoconf.carbone_mailbox, carbone_domain, "
		"carbone_text,"
		" carbone_alias_domain, carbone_service, carbone_alias TO reader;"
		"ALTER ROLE reader SET search_path = autoconf, public;"
		"ALTER ROLE reader SET default_transaction_read_only = on;"
		"ALTER ROLE reader SET statement_timeout = '900ms'; ALTER ROLE reader SET jit = "
		"off");
	assert_true(asprintf(&url, "postgresql://reader@/postgres%s", strchr(socket_url, '?')) > 0);
	scene->settings.directory.url = url;
	scene_renew(scene);
	assert_int_equal(fixture_find(scene->loop, scene->directory, "a.lice@one.example", &user),
			 DIRECTORY_OK);
	assert_int_equal(directory_check(&scene->settings, &report, &message), 0);

	keeper_start(scene);
	generation = keeper_generation(scene->keeper);
	fixture_execute(socket_url, "INSERT INTO carbone_domain (name) VALUES ('new.example')");
	fixture_wait_generation(scene->keeper, generation);
	assert_true(serves(scene, "new.example"));

	assert_int_equal(directory_init(url, false, &report, &message), DIRECTORY_E_CONFIGURATION);
	assert_non_null(strstr(message, "read-only"));
}

int main(int argc, char **argv)
{
#define ROW(name) cmocka_unit_test_setup_teardown(name, scene_open, scene_close)
	const struct CMUnitTest tests[] = {
		ROW(test_mistakes),           ROW(test_init),
		ROW(test_upgrade_of_our_own), ROW(test_notification),
		ROW(test_keeper_terminated),  ROW(test_rights),
	};

	return scene_arguments(argc, argv) ? cmocka_run_group_tests(tests, NULL, NULL) : 2;
}
