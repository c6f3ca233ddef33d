/* SPDX-License-Identifier: Apache-2.0 */
/* SQLite in a worker: the common semantics, a locked file, a replaced one, one that goes away. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "base/loop.h"
#include "cleanup.h"
#include "directory.h"
#include "fixture.h"
#include "semantics.h"

struct scene {
	char *folder, *url, *path;
	struct settings settings;
	struct loop *loop;
	struct directory *directory;
};

static int scene_open(void **state)
{
	struct scene *scene = calloc(1, sizeof(*scene));
	char *message = NULL;

	scene->folder = fixture_folder();
	scene->url = fixture_url(scene->folder, "directory.db");
	scene->path = fixture_path(scene->folder, "directory.db");
	scene->settings = fixture_settings(scene->url);
	semantics_seed(scene->url);
	assert_int_equal(loop_new(&scene->loop), 0);
	assert_int_equal(directory_new(&scene->settings, scene->loop, &scene->directory, &message),
			 0);
	*state = scene;
	return 0;
}

static int scene_close(void **state)
{
	struct scene *scene = *state;

	directory_free(scene->directory);
	loop_free(scene->loop);
	fixture_folder_remove(scene->folder);
	free(scene->url);
	free(scene->path);
	free(scene);
	return 0;
}

/* The same directory without what it has cached. */
static void scene_renew(struct scene *scene)
{
	char *message = NULL;

	directory_free(scene->directory);
	assert_int_equal(directory_new(&scene->settings, scene->loop, &scene->directory, &message),
			 0);
}

static void test_semantics(void **state)
{
	struct scene *scene = *state;

	semantics_check(scene->loop, scene->directory);
}

static void test_semantics_with_reveal(void **state)
{
	struct scene *scene = *state;

	scene->settings.directory.reveal = 1;
	scene_renew(scene);
	semantics_check(scene->loop, scene->directory);
}

/* With `reveal`, who is there costs as many queries as who is not. */
static void test_reveal_asks_both(void **state)
{
	struct scene *scene = *state;
	struct fixture_user user;

	scene->settings.directory.reveal = 1;
	scene_renew(scene);
	assert_int_equal(fixture_find(scene->loop, scene->directory, "alice@one.example", &user),
			 DIRECTORY_OK);
	assert_int_equal(directory_counters(scene->directory)->n_queries, 2);
	assert_int_equal(fixture_find(scene->loop, scene->directory, "zoe@one.example", &user),
			 DIRECTORY_E_NOT_FOUND);
	assert_int_equal(directory_counters(scene->directory)->n_queries, 4);
}

static void test_alias_is_asked_on_a_miss_only(void **state)
{
	struct scene *scene = *state;
	struct fixture_user user;

	assert_int_equal(fixture_find(scene->loop, scene->directory, "alice@one.example", &user),
			 DIRECTORY_OK);
	assert_int_equal(directory_counters(scene->directory)->n_queries, 1);
	assert_int_equal(fixture_find(scene->loop, scene->directory, "zoe@one.example", &user),
			 DIRECTORY_E_NOT_FOUND);
	assert_int_equal(directory_counters(scene->directory)->n_queries, 3);
}

/* alice+shop@ is alice@ when a delimiter is set, and only when nobody has that very address. */
static void test_recipient_delimiter(void **state)
{
	static const struct {
		const char *address, *mailbox;
		uint64_t n_queries; /* with `reveal`: the same for who is there and who is not */
	} cases[] = {
		{"alice+shop@one.example", "alice@one.example", 4},
		{"alice+a+b@one.example", "alice@one.example", 4},
		{"a.lice+shop@one.example", "alice@one.example", 4},
		{"a+b@one.example", "a+b@one.example", 4},
		{"zoe+shop@one.example", NULL, 4},
		{"+shop@one.example", NULL, 2},
		{"bob@one.example", "bob@one.example", 2},
		{"all+shop@one.example", NULL, 4},
	};
	struct scene *scene = *state;
	struct fixture_user user;

	scene->settings.directory.reveal = 1;
	scene->settings.directory.recipient_delimiter = "+";
	scene_renew(scene);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		uint64_t before = directory_counters(scene->directory)->n_queries;
		int r = fixture_find(scene->loop, scene->directory, cases[i].address, &user);

		if (r != (cases[i].mailbox ? DIRECTORY_OK : DIRECTORY_E_NOT_FOUND) ||
		    (!r && strcmp(user.mailbox, cases[i].mailbox)))
			fail_msg("%s: %d, %s", cases[i].address, r, r ? "" : user.mailbox);
		assert_int_equal(directory_counters(scene->directory)->n_queries - before,
				 cases[i].n_queries);
	}
}

static void test_cache(void **state)
{
	struct scene *scene = *state;
	const struct directory_counters *counters = directory_counters(scene->directory);
	struct fixture_user user;

	for (int i = 0; i < 3; i++) {
		assert_int_equal(
			fixture_find(scene->loop, scene->directory, "alice@one.example", &user),
			DIRECTORY_OK);
		assert_int_equal(
			fixture_find(scene->loop, scene->directory, "zoe@one.example", &user),
			DIRECTORY_E_NOT_FOUND);
	}

	assert_int_equal(counters->n_lookups, 6);
	assert_int_equal(counters->n_queries, 3);
	assert_int_equal(counters->n_hits, 2);
	assert_int_equal(counters->n_misses_cached, 2);
}

/* One query more, and kept apart from those without. */
static void test_cache_of_persons(void **state)
{
	struct scene *scene = *state;
	const struct directory_counters *counters = directory_counters(scene->directory);
	struct fixture_user user;

	for (int i = 0; i < 2; i++) {
		assert_int_equal(
			fixture_find(scene->loop, scene->directory, "alice@one.example", &user),
			DIRECTORY_OK);
		assert_string_equal(user.addresses, "");
		assert_int_equal(fixture_find_person(scene->loop, scene->directory,
						     "alice@one.example", NULL, &user),
				 DIRECTORY_OK);
		assert_string_equal(user.addresses, "a.lice@one.example own@one.example ");
	}

	assert_int_equal(counters->n_queries, 3);
	assert_int_equal(counters->n_hits, 2);
}

/* Half an answer is none: who was found is kept back, or what was whole before is given. */
static void test_addresses_fail(void **state)
{
	struct scene *scene = *state;
	struct fixture_user user;

	scene->settings.directory.schema = "custom";
	scene->settings.directory.list = false;
	scene->settings.directory.cache.ttl = 0;
	scene->settings.directory.queries.user =
		"SELECT address AS mailbox FROM carbone_mailbox WHERE address = %{address}";
	scene->settings.directory.queries.addresses =
		"SELECT address FROM carbone_alias WHERE target = %{address}";
	scene_renew(scene);
	assert_int_equal(
		fixture_find_person(scene->loop, scene->directory, "bob@one.example", NULL, &user),
		DIRECTORY_OK);

	fixture_execute(scene->url, "DROP TABLE carbone_alias");
	assert_int_equal(
		fixture_find_person(scene->loop, scene->directory, "bob@one.example", NULL, &user),
		DIRECTORY_OK);
	assert_non_null(strstr(user.addresses, "cross@two.example"));
	assert_int_not_equal(fixture_find_person(scene->loop, scene->directory, "carol@one.example",
						 NULL, &user),
			     DIRECTORY_OK);
	assert_int_equal(fixture_find(scene->loop, scene->directory, "carol@one.example", &user),
			 DIRECTORY_OK);
}

struct count {
	int n, status;
};

static void count_take(void *userdata, int status, const struct user *user)
{
	struct count *count = userdata;

	(void)user;
	count->n++;
	count->status = status;
}

static sqlite3 *lock_take(const char *path)
{
	sqlite3 *database;

	assert_int_equal(sqlite3_open(path, &database), SQLITE_OK);
	assert_int_equal(sqlite3_exec(database, "BEGIN EXCLUSIVE", NULL, NULL, NULL), SQLITE_OK);
	return database;
}

/*
 * A writer's lock makes everybody wait in the loop, one query for all of them, and ends in an
 * answer.
 */
static void test_locked(void **state)
{
	struct scene *scene = *state;
	sqlite3 *writer = lock_take(scene->path);
	struct count counts[3] = {0};
	struct directory_lookup *lookups[3];
	const struct user *user;

	for (size_t i = 0; i < ARRAY_SIZE(counts); i++)
		assert_int_equal(directory_find_user(scene->directory, "alice@one.example", NULL,
						     count_take, &counts[i], &user, &lookups[i]),
				 DIRECTORY_PENDING);
	assert_int_equal(directory_counters(scene->directory)->n_joined, 2);
	directory_lookup_cancel(lookups[1]);

	assert_int_equal(loop_turn(scene->loop, 100), 0);
	assert_int_equal(sqlite3_exec(writer, "ROLLBACK", NULL, NULL, NULL), SQLITE_OK);
	(void)sqlite3_close(writer);
	while (!counts[0].n)
		assert_int_equal(loop_turn(scene->loop, 1000), 0);

	assert_int_equal(counts[0].status, DIRECTORY_OK);
	assert_int_equal(counts[0].n, 1);
	assert_int_equal(counts[1].n, 0);
	assert_int_equal(counts[2].n, 1);
}

/* A lock that is not given up: an answer all the same, at the hard deadline. */
static void test_locked_for_good(void **state)
{
	struct scene *scene = *state;
	sqlite3 *writer = lock_take(scene->path);
	struct fixture_user user;

	scene->settings.directory.timeout.soft = 20;
	scene->settings.directory.timeout.hard = 50;
	scene_renew(scene);
	assert_int_equal(fixture_find(scene->loop, scene->directory, "alice@one.example", &user),
			 DIRECTORY_E_UNAVAILABLE);
	(void)sqlite3_close(writer);
	assert_int_equal(fixture_find(scene->loop, scene->directory, "alice@one.example", &user),
			 DIRECTORY_OK);
}

/*
 * What was found before is served while the file is gone, at once; what was not found is not made
 * up.
 */
static void test_stale(void **state)
{
	struct scene *scene = *state;
	struct fixture_user user;

	scene->settings.directory.cache.ttl = 0;
	scene_renew(scene);
	assert_int_equal(fixture_find(scene->loop, scene->directory, "alice@one.example", &user),
			 DIRECTORY_OK);
	assert_int_equal(directory_counters(scene->directory)->n_stale, 0);

	assert_int_equal(truncate(scene->path, 0), 0);
	assert_int_equal(fixture_find(scene->loop, scene->directory, "alice@one.example", &user),
			 DIRECTORY_OK);
	assert_string_equal(user.mailbox, "alice@one.example");
	assert_int_equal(directory_counters(scene->directory)->n_stale, 1);
	assert_true(fixture_find(scene->loop, scene->directory, "bob@one.example", &user) >
		    DIRECTORY_E_NOT_FOUND);
}

/* At the soft deadline an old answer is better than none. */
static void test_stale_at_soft_deadline(void **state)
{
	struct scene *scene = *state;
	struct fixture_user user;
	sqlite3 *writer;

	scene->settings.directory.cache.ttl = 0;
	scene->settings.directory.timeout.soft = 20;
	scene->settings.directory.timeout.hard = 60000;
	scene_renew(scene);
	assert_int_equal(fixture_find(scene->loop, scene->directory, "alice@one.example", &user),
			 DIRECTORY_OK);
	writer = lock_take(scene->path);
	assert_int_equal(fixture_find(scene->loop, scene->directory, "alice@one.example", &user),
			 DIRECTORY_OK);
	assert_int_equal(directory_counters(scene->directory)->n_stale, 1);
	(void)sqlite3_close(writer);
}

/* Turns the loop until an address is answered so; the file is looked at once a second. */
static void wait_for(struct scene *scene, const char *address, int status)
{
	struct fixture_user user;

	for (int i = 0; i < 300; i++) {
		if (fixture_find(scene->loop, scene->directory, address, &user) == status)
			return;
		assert_int_equal(loop_turn(scene->loop, 10), 0);
	}
	fail_msg("%s never became %d", address, status);
}

static void test_changed_content_empties_the_cache(void **state)
{
	struct scene *scene = *state;
	struct fixture_user user;

	assert_int_equal(fixture_find(scene->loop, scene->directory, "new@one.example", &user),
			 DIRECTORY_E_NOT_FOUND);
	fixture_execute(scene->url, "INSERT INTO carbone_mailbox (address, domain) VALUES "
				    "('new@one.example', 'one.example')");
	wait_for(scene, "new@one.example", DIRECTORY_OK);
}

static void test_replaced_file(void **state)
{
	struct scene *scene = *state;
	_cleanup_(freep) char *url = fixture_url(scene->folder, "new.db");
	_cleanup_(freep) char *path = fixture_path(scene->folder, "new.db");
	struct fixture_user user;

	assert_int_equal(fixture_find(scene->loop, scene->directory, "alice@one.example", &user),
			 DIRECTORY_OK);
	fixture_init(url);
	fixture_execute(url, "INSERT INTO carbone_domain (name) VALUES ('one.example');"
			     "INSERT INTO carbone_mailbox (address, domain) VALUES "
			     "('new@one.example', 'one.example')");
	assert_int_equal(rename(path, scene->path), 0);
	wait_for(scene, "new@one.example", DIRECTORY_OK);
	assert_int_equal(fixture_find(scene->loop, scene->directory, "alice@one.example", &user),
			 DIRECTORY_E_NOT_FOUND);
}

/* A service that starts before its database: no answer, then one. */
static void test_file_comes_later(void **state)
{
	struct scene *scene = *state;
	_cleanup_(freep) char *away = fixture_path(scene->folder, "away.db");
	struct fixture_user user;

	assert_int_equal(rename(scene->path, away), 0);
	scene_renew(scene);
	assert_int_equal(fixture_find(scene->loop, scene->directory, "alice@one.example", &user),
			 DIRECTORY_E_UNAVAILABLE);
	assert_int_equal(rename(away, scene->path), 0);
	wait_for(scene, "alice@one.example", DIRECTORY_OK);
}

static void test_no_schema(void **state)
{
	struct scene *scene = *state;
	_cleanup_(freep) char *url = fixture_url(scene->folder, "empty.db");
	struct fixture_user user;

	fixture_execute(url, "CREATE TABLE other (x)");
	scene->settings.directory.url = url;
	scene_renew(scene);
	assert_int_equal(fixture_find(scene->loop, scene->directory, "alice@one.example", &user),
			 DIRECTORY_E_NO_SCHEMA);
}

static void test_no_directory(void **state)
{
	struct scene *scene = *state;
	struct fixture_user user;

	scene->settings.directory.url = NULL;
	scene_renew(scene);
	assert_int_equal(fixture_find(scene->loop, scene->directory, "alice@one.example", &user),
			 DIRECTORY_E_NOT_FOUND);
}

int main(void)
{
#define ROW(name) cmocka_unit_test_setup_teardown(name, scene_open, scene_close)
	const struct CMUnitTest tests[] = {
		ROW(test_semantics),
		ROW(test_semantics_with_reveal),
		ROW(test_reveal_asks_both),
		ROW(test_alias_is_asked_on_a_miss_only),
		ROW(test_recipient_delimiter),
		ROW(test_cache),
		ROW(test_cache_of_persons),
		ROW(test_addresses_fail),
		ROW(test_locked),
		ROW(test_locked_for_good),
		ROW(test_stale),
		ROW(test_stale_at_soft_deadline),
		ROW(test_changed_content_empties_the_cache),
		ROW(test_replaced_file),
		ROW(test_file_comes_later),
		ROW(test_no_schema),
		ROW(test_no_directory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
