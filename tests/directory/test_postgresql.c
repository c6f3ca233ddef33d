/* SPDX-License-Identifier: Apache-2.0 */
/*
 * PostgreSQL, a real one (with_postgresql.py): the common semantics, a pipeline full of questions,
 * and everything that a connection can suffer.
 */
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>

#include "base/loop.h"
#include "cleanup.h"
#include "directory.h"
#include "directory/backend.h"
#include "directory/reading.h"
#include "fixture.h"
#include "postgresql_scene.h"
#include "semantics.h"

#define CROWD 700

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

/* sql/carbone.function.sql answers as the two queries do, and is asked once. */
static void test_semantics_by_function(void **state)
{
	struct scene *scene = *state;
	_cleanup_(freep) char *sql = NULL;
	FILE *file = fopen(SQL_FOLDER "/carbone.function.sql", "re");
	struct fixture_user user;
	uint64_t n_queries;
	size_t size = 0;

	assert_non_null(file);
	assert_true(getdelim(&sql, &size, '\0', file) > 0);
	(void)fclose(file);
	fixture_execute(socket_url, sql);
	scene->settings.directory.function = "autoconf_lookup";
	scene_renew(scene);
	semantics_check(scene->loop, scene->directory);

	n_queries = directory_counters(scene->directory)->n_queries;
	assert_int_equal(fixture_find(scene->loop, scene->directory, "zoe2@one.example", &user),
			 DIRECTORY_E_NOT_FOUND);
	assert_int_equal(directory_counters(scene->directory)->n_queries, n_queries + 1);
}

static void test_semantics_by_name(void **state)
{
	struct scene *scene = *state;

	scene->settings.directory.url = tcp_url;
	scene_renew(scene);
	semantics_check(scene->loop, scene->directory);
}

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

/* ---- many at once ---- */

struct person {
	char address[64];
	bool is_answered;
	int status;
	char mailbox[64];
	struct directory_lookup *lookup;
};

static void person_take(void *userdata, int status, const struct user *user)
{
	struct person *person = userdata;

	assert_false(person->is_answered);
	person->is_answered = true;
	person->status = status;
	if (user)
		(void)snprintf(person->mailbox, sizeof(person->mailbox), "%s", user->mailbox);
}

static void people_ask(struct scene *scene, struct person *people, size_t n)
{
	const struct user *user;

	for (size_t i = 0; i < n; i++)
		assert_int_equal(directory_find_user(scene->directory, people[i].address, NULL,
						     person_take, &people[i], &user,
						     &people[i].lookup),
				 DIRECTORY_PENDING);
}

static void people_wait(struct scene *scene, const struct person *people, size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (int turns = 0; !people[i].is_answered; turns++) {
			assert_true(turns < 10000);
			assert_int_equal(loop_turn(scene->loop, 100), 0);
		}
}

/*
 * Everybody gets their own answer, through a pipeline that is full all the time; every seventh is
 * not there.
 */
static void test_crowd(void **state)
{
	struct scene *scene = *state;
	struct person *people = calloc(CROWD, sizeof(*people));

	fixture_execute(socket_url, "INSERT INTO carbone_mailbox (address, domain) "
				    "SELECT 'p' || n || '@one.example', 'one.example' FROM "
				    "generate_series(0, 699) n WHERE n % 7 <> 0");
	for (int i = 0; i < CROWD; i++)
		(void)snprintf(people[i].address, sizeof(people[i].address), "p%d@one.example", i);
	people_ask(scene, people, CROWD);
	for (int i = 3; i < CROWD; i += 10)
		directory_lookup_cancel(people[i].lookup);
	for (int i = 3; i < CROWD; i += 10)
		people[i].is_answered = true;
	people_wait(scene, people, CROWD);

	for (int i = 0; i < CROWD; i++) {
		const char *expected = i % 10 == 3 || i % 7 == 0 ? "" : people[i].address;

		if (strcmp(people[i].mailbox, expected))
			fail_msg("%s got %s (%d)", people[i].address, people[i].mailbox,
				 people[i].status);
	}
	free(people);
}

static void test_too_many(void **state)
{
	struct scene *scene = *state;
	struct person *people = calloc(1025, sizeof(*people));
	const struct user *user;
	struct directory_lookup *lookup;

	for (int i = 0; i < 1025; i++)
		(void)snprintf(people[i].address, sizeof(people[i].address), "p%d@one.example", i);
	people_ask(scene, people, 1024);
	assert_int_equal(directory_find_user(scene->directory, people[1024].address, NULL,
					     person_take, &people[1024], &user, &lookup),
			 DIRECTORY_E_BUSY);
	assert_int_equal(directory_counters(scene->directory)->n_busy, 1);
	people_wait(scene, people, 1024);
	free(people);
}

/*
 * The view raises an error when this mailbox is read; what stands behind it in the pipeline is
 * aborted with it.
 */
static void poison(const char *sqlstate)
{
	_cleanup_(freep) char *sql = NULL;

	assert_true(asprintf(&sql,
			     "CREATE FUNCTION poison(address text) RETURNS text LANGUAGE plpgsql "
			     "AS $$ BEGIN"
			     " IF address LIKE 'poison%%' THEN RAISE EXCEPTION 'poison' USING "
			     "ERRCODE = '%s'; END IF;"
			     " RETURN NULL; END $$;"
			     "INSERT INTO carbone_mailbox (address, domain) VALUES "
			     "('poison1@one.example', 'one.example'),"
			     " ('poison2@one.example', 'one.example');"
			     "ALTER TABLE carbone_mailbox RENAME TO real;"
			     "CREATE VIEW carbone_mailbox AS SELECT address, domain, "
			     "poison(address) AS display_name, login, language,"
			     " active, imap_enabled, pop3_enabled, smtp_enabled, sieve_enabled, "
			     "dav_enabled, eas_enabled, imap_host,"
			     " pop3_host, smtp_host FROM real",
			     sqlstate) > 0);
	fixture_execute(socket_url, sql);
}

static void poison_check(struct scene *scene, const char *sqlstate, int status)
{
	struct person people[] = {
		{.address = "alice@one.example"}, {.address = "poison1@one.example"},
		{.address = "bob@one.example"},   {.address = "poison2@one.example"},
		{.address = "carol@one.example"}, {.address = "a.lice@one.example"},
	};

	poison(sqlstate);
	scene_renew(scene);
	people_ask(scene, people, ARRAY_SIZE(people));
	people_wait(scene, people, ARRAY_SIZE(people));
	assert_int_equal(people[0].status, DIRECTORY_OK);
	assert_int_equal(people[1].status, status);
	assert_int_equal(people[2].status, DIRECTORY_OK);
	assert_string_equal(people[2].mailbox, "bob@one.example");
	assert_int_equal(people[3].status, status);
	assert_int_equal(people[4].status, DIRECTORY_OK);
	assert_string_equal(people[4].mailbox, "carol@one.example");
	assert_string_equal(people[5].mailbox, "alice@one.example");
}

static void test_odd_key_is_nobody(void **state)
{
	poison_check(*state, "22021", DIRECTORY_E_NOT_FOUND);
}

static void test_broken_row_is_nobody_elses(void **state)
{
	poison_check(*state, "XX000", DIRECTORY_E_UNAVAILABLE);
}

/* "Cannot" is said of much; only of a plan that has become useless is it the connection's fault. */
static void test_what_cannot_be_done(void **state)
{
	struct scene *scene = *state;

	poison_check(scene, "0A000", DIRECTORY_E_UNAVAILABLE);
	/* Six people, one of them by an alias; nobody was asked about twice but those behind. */
	assert_in_range(directory_counters(scene->directory)->n_queries, 7, 12);
}

/* ---- a connection's life ---- */

static void terminate_all(void)
{
	fixture_execute(socket_url, "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
				    "WHERE pid <> pg_backend_pid() AND"
				    " backend_type = 'client backend'");
}

static void test_terminated(void **state)
{
	struct scene *scene = *state;
	struct fixture_user user;

	assert_int_equal(fixture_find(scene->loop, scene->directory, "alice@one.example", &user),
			 DIRECTORY_OK);
	terminate_all();
	assert_int_equal(fixture_find(scene->loop, scene->directory, "bob@one.example", &user),
			 DIRECTORY_OK);
	terminate_all();
	for (int i = 0; i < 20; i++)
		assert_int_equal(loop_turn(scene->loop, 10), 0);
	assert_int_equal(fixture_find(scene->loop, scene->directory, "carol@one.example", &user),
			 DIRECTORY_OK);
}

/* A column of another type makes the server forget its plan. */
static void test_altered_table(void **state)
{
	struct scene *scene = *state;
	struct fixture_user user;

	assert_int_equal(fixture_find(scene->loop, scene->directory, "alice@one.example", &user),
			 DIRECTORY_OK);
	fixture_execute(socket_url,
			"ALTER TABLE carbone_mailbox ALTER COLUMN display_name TYPE text");
	assert_int_equal(fixture_find(scene->loop, scene->directory, "bob@one.example", &user),
			 DIRECTORY_OK);
	fixture_execute(socket_url, "ALTER TABLE carbone_mailbox ALTER COLUMN login TYPE text");
	assert_int_equal(fixture_find(scene->loop, scene->directory, "carol@one.example", &user),
			 DIRECTORY_OK);
}

/* Holds a lock on the people until it is closed. */
static void lock_take(struct reading *reading)
{
	const struct session_limits limits = {.timeout = FIXTURE_PATIENCE, .stop_fd = -1};
	const struct settings settings = fixture_settings(socket_url);

	assert_int_equal(reading_init(reading, &settings, NULL), 0);
	assert_int_equal(reading_connect(reading, socket_url, &limits, NULL), 0);
	assert_int_equal(reading->backend->session->execute(
				 reading->session,
				 "BEGIN; LOCK TABLE carbone_mailbox IN ACCESS EXCLUSIVE MODE",
				 NULL),
			 0);
}

/* The connection breaks under questions on their way: they are asked again on the next one. */
static void test_terminated_in_flight(void **state)
{
	struct scene *scene = *state;
	struct person people[] = {{.address = "alice@one.example"},
				  {.address = "bob@one.example"},
				  {.address = "zoe@one.example"}};
	struct fixture_user user;
	struct reading lock;

	scene->settings.directory.timeout.hard = 5000;
	scene_renew(scene);
	assert_int_equal(fixture_find(scene->loop, scene->directory, "carol@one.example", &user),
			 DIRECTORY_OK);
	lock_take(&lock);
	people_ask(scene, people, ARRAY_SIZE(people));
	for (int i = 0; i < 5; i++)
		assert_int_equal(loop_turn(scene->loop, 10), 0);
	fixture_execute(socket_url, "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
				    "WHERE wait_event_type = 'Lock'");
	reading_clear(&lock);
	people_wait(scene, people, ARRAY_SIZE(people));
	assert_int_equal(people[0].status, DIRECTORY_OK);
	assert_string_equal(people[0].mailbox, "alice@one.example");
	assert_int_equal(people[1].status, DIRECTORY_OK);
	assert_int_equal(people[2].status, DIRECTORY_E_NOT_FOUND);
	assert_int_equal(directory_counters(scene->directory)->n_errors, 0);
	/* One, three that were lost, the same three again, and an alias. */
	assert_int_equal(directory_counters(scene->directory)->n_queries, 8);
}

/*
 * No answer within the hard deadline: the askers are told, the connection is replaced, the next is
 * answered.
 */
static void test_silence(void **state)
{
	struct scene *scene = *state;
	struct person people[] = {{.address = "alice@one.example"},
				  {.address = "bob@one.example"},
				  {.address = "zoe@one.example"}};
	struct fixture_user user;
	struct reading lock;

	scene->settings.directory.timeout.soft = 20;
	scene->settings.directory.timeout.hard = 100;
	scene_renew(scene);
	assert_int_equal(fixture_find(scene->loop, scene->directory, "carol@one.example", &user),
			 DIRECTORY_OK);
	lock_take(&lock);
	people_ask(scene, people, ARRAY_SIZE(people));
	people_wait(scene, people, ARRAY_SIZE(people));
	for (size_t i = 0; i < ARRAY_SIZE(people); i++)
		assert_int_equal(people[i].status, DIRECTORY_E_UNAVAILABLE);
	assert_int_equal(directory_counters(scene->directory)->n_errors, 3);

	reading_clear(&lock);
	scene->settings.directory.timeout.hard = 5000;
	scene_renew(scene);
	assert_int_equal(fixture_find(scene->loop, scene->directory, "alice@one.example", &user),
			 DIRECTORY_OK);
}

static void test_stale_at_soft_deadline(void **state)
{
	struct scene *scene = *state;
	struct fixture_user user;
	struct reading lock;

	scene->settings.directory.cache.ttl = 0;
	scene->settings.directory.timeout.soft = 20;
	scene->settings.directory.timeout.hard = 60000;
	scene_renew(scene);
	assert_int_equal(fixture_find(scene->loop, scene->directory, "alice@one.example", &user),
			 DIRECTORY_OK);
	lock_take(&lock);
	assert_int_equal(fixture_find(scene->loop, scene->directory, "alice@one.example", &user),
			 DIRECTORY_OK);
	assert_string_equal(user.mailbox, "alice@one.example");
	assert_int_equal(directory_counters(scene->directory)->n_stale, 1);
	reading_clear(&lock);
}

/* A host that takes connections and says nothing, as a firewall's black hole. */
static int black_hole(char ret_url[static 128])
{
	struct sockaddr_in address = {.sin_family = AF_INET,
				      .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_true(fd >= 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, size), 0);
	assert_int_equal(listen(fd, 8), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &size), 0);
	(void)snprintf(ret_url, 128, "postgresql://test:s3cret@127.0.0.1:%d/postgres",
		       ntohs(address.sin_port));
	return fd;
}

static void test_black_hole(void **state)
{
	struct scene *scene = *state;
	_cleanup_(freep) char *report = NULL, *message = NULL;
	_cleanup_(closep) int fd = -1;
	struct keeper_state keeper;
	struct fixture_user user;
	char url[128];

	fd = black_hole(url);
	scene->settings.directory.url = url;
	scene->settings.directory.timeout.soft = 20;
	scene->settings.directory.timeout.hard = 100;
	scene_renew(scene);
	assert_int_equal(fixture_find(scene->loop, scene->directory, "alice@one.example", &user),
			 DIRECTORY_E_UNAVAILABLE);
	assert_int_equal(directory_check(&scene->settings, &report, &message),
			 DIRECTORY_E_UNAVAILABLE);
	assert_null(strstr(message, "s3cret"));
	assert_int_equal(keeper_new(&scene->settings, &scene->keeper, &message), 0);
	fixture_wait_failure(scene->keeper);
	keeper_state(scene->keeper, &keeper);
	assert_int_equal(keeper.freshness, KEEPER_EMPTY);
	assert_non_null(strstr(keeper.message, "no answer"));
	assert_null(strstr(keeper.message, "s3cret"));
}

static void test_refused_lookup(void **state)
{
	struct scene *scene = *state;
	struct fixture_user user;

	fixture_execute(socket_url, "DROP TABLE carbone_mailbox CASCADE");
	scene_renew(scene);
	assert_int_equal(fixture_find(scene->loop, scene->directory, "alice@one.example", &user),
			 DIRECTORY_E_NO_SCHEMA);
	assert_int_equal(fixture_find(scene->loop, scene->directory, "bob@one.example", &user),
			 DIRECTORY_E_NO_SCHEMA);
}

/* A query that the server gives up on is an error of its own; the connection stays. */
static void test_statement_timeout(void **state)
{
	struct scene *scene = *state;
	_cleanup_(freep) char *url = NULL;
	struct fixture_user user;
	struct reading lock;

	fixture_execute(socket_url, "DROP ROLE IF EXISTS hasty; CREATE ROLE hasty LOGIN SUPERUSER;"
				    "ALTER ROLE hasty SET statement_timeout = '20ms'");
	assert_true(asprintf(&url, "postgresql://hasty@/postgres%s", strchr(socket_url, '?')) > 0);
	scene->settings.directory.url = url;
	scene->settings.directory.timeout.hard = 5000;
	scene_renew(scene);
	assert_int_equal(fixture_find(scene->loop, scene->directory, "alice@one.example", &user),
			 DIRECTORY_OK);
	lock_take(&lock);
	assert_int_equal(fixture_find(scene->loop, scene->directory, "bob@one.example", &user),
			 DIRECTORY_E_UNAVAILABLE);
	reading_clear(&lock);
	assert_int_equal(fixture_find(scene->loop, scene->directory, "bob@one.example", &user),
			 DIRECTORY_OK);
}

int main(int argc, char **argv)
{
#define ROW(name) cmocka_unit_test_setup_teardown(name, scene_open, scene_close)
	const struct CMUnitTest tests[] = {
		ROW(test_semantics),
		ROW(test_semantics_with_reveal),
		ROW(test_semantics_by_function),
		ROW(test_semantics_by_name),
		ROW(test_reveal_asks_both),
		ROW(test_crowd),
		ROW(test_too_many),
		ROW(test_odd_key_is_nobody),
		ROW(test_broken_row_is_nobody_elses),
		ROW(test_what_cannot_be_done),
		ROW(test_terminated),
		ROW(test_terminated_in_flight),
		ROW(test_altered_table),
		ROW(test_silence),
		ROW(test_stale_at_soft_deadline),
		ROW(test_black_hole),
		ROW(test_refused_lookup),
		ROW(test_statement_timeout),
	};

	return scene_arguments(argc, argv) ? cmocka_run_group_tests(tests, NULL, NULL) : 2;
}
