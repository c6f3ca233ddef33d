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
#include "semantics.h"

#define CROWD 700

static const char *socket_url, *tcp_url;

struct scene {
	char *folder;
	struct settings settings;
	struct loop *loop;
	struct directory *directory;
	struct keeper *keeper;
};

static void scene_renew(struct scene *scene)
{
	_cleanup_(freep) char *message = NULL;

	directory_free(scene->directory);
	if (directory_new(&scene->settings, scene->loop, &scene->directory, &message))
		fail_msg("directory_new: %s", message);
}

static int scene_open(void **state)
{
	struct scene *scene = calloc(1, sizeof(*scene));

	scene->folder = fixture_folder();
	scene->settings = fixture_settings(socket_url);
	scene->settings.directory.refresh = 3600000;
	fixture_execute(socket_url, "DROP SCHEMA IF EXISTS public CASCADE; CREATE SCHEMA public");
	semantics_seed(socket_url);
	assert_int_equal(loop_new(&scene->loop), 0);
	scene_renew(scene);
	*state = scene;
	return 0;
}

static int scene_close(void **state)
{
	struct scene *scene = *state;

	directory_free(scene->directory);
	keeper_free(scene->keeper);
	loop_free(scene->loop);
	fixture_folder_remove(scene->folder);
	free(scene);
	return 0;
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
		assert_int_equal(directory_find_user(scene->directory, people[i].address,
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
	assert_int_equal(directory_find_user(scene->directory, people[1024].address, person_take,
					     &people[1024], &user, &lookup),
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

	assert_int_equal(reading_init(reading, socket_url, "carbone", NULL), 0);
	assert_int_equal(reading_connect(reading, socket_url, &limits, NULL), 0);
	assert_int_equal(reading->backend->session->execute(
				 reading->session,
				 "BEGIN; LOCK TABLE carbone_mailbox IN ACCESS EXCLUSIVE MODE",
				 NULL),
			 0);
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

	reading_disconnect(&lock);
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
	reading_disconnect(&lock);
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

/* ---- what is wrong is said, but never the password ---- */

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
		{"postgresql://test:s3cret@one,two/postgres", DIRECTORY_E_CONFIGURATION,
		 "more than one host"},
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

/* ---- init and check ---- */

static void test_init(void **state)
{
	struct scene *scene = *state;
	_cleanup_(freep) char *report = NULL, *message = NULL;

	fixture_execute(socket_url, "DROP SCHEMA public CASCADE; CREATE SCHEMA public");
	assert_int_equal(directory_check(&scene->settings, &report, &message),
			 DIRECTORY_E_NO_SCHEMA);
	assert_int_equal(directory_init(socket_url, true, &report, &message), 0);
	assert_string_equal(report, "Made the tables, version 1.\nAdded the sample data.\n");
	free(TAKE_PTR(report));
	assert_int_equal(directory_init(socket_url, true, &report, &message), 0);
	assert_string_equal(report, "The tables have version 1 already.\nThere are 3 domains: no "
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

/* ---- the keeper ---- */

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

int main(int argc, char **argv)
{
#define ROW(name) cmocka_unit_test_setup_teardown(name, scene_open, scene_close)
	const struct CMUnitTest tests[] = {
		ROW(test_semantics),
		ROW(test_semantics_with_reveal),
		ROW(test_semantics_by_name),
		ROW(test_reveal_asks_both),
		ROW(test_crowd),
		ROW(test_too_many),
		ROW(test_odd_key_is_nobody),
		ROW(test_broken_row_is_nobody_elses),
		ROW(test_terminated),
		ROW(test_altered_table),
		ROW(test_silence),
		ROW(test_stale_at_soft_deadline),
		ROW(test_black_hole),
		ROW(test_mistakes),
		ROW(test_refused_lookup),
		ROW(test_init),
		ROW(test_notification),
		ROW(test_keeper_terminated),
	};

	if (argc != 3)
		return 2;

	socket_url = argv[1];
	tcp_url = argv[2];
	return cmocka_run_group_tests(tests, NULL, NULL);
}
