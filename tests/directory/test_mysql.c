/* SPDX-License-Identifier: Apache-2.0 */
/*
 * MariaDB, a real one (with_mariadb.py), in a worker: the common semantics, more questions than
 * connections, values of every kind, and what a connection can suffer.
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
#include <time.h>

#include <cmocka.h>

#include "base/loop.h"
#include "cleanup.h"
#include "directory.h"
#include "directory/backend.h"
#include "directory/reading.h"
#include "fixture.h"
#include "mysql_scene.h"
#include "semantics.h"

#define CROWD 700

static int looker_open(void **state)
{
	int r = scene_open(state);
	struct scene *scene = *state;

	/* The machine may have other work: only what is about deadlines has short ones. */
	scene->settings.directory.timeout.hard = FIXTURE_PATIENCE;
	scene_renew(scene);
	return r;
}

static void test_semantics(void **state)
{
	struct scene *scene = *state;

	semantics_check(scene->loop, scene->directory);
	assert_int_equal(directory_n_hosts(scene->directory), 1);
}

static void test_semantics_with_reveal(void **state)
{
	struct scene *scene = *state;

	scene->settings.directory.reveal = 1;
	scene_renew(scene);
	semantics_check(scene->loop, scene->directory);
}

/* By name, over TLS that is verified, behind a host that refuses and one that does not exist. */
static void test_semantics_over_tls(void **state)
{
	struct scene *scene = *state;
	_cleanup_(freep) char *url = NULL;

	assert_true(asprintf(&url,
			     "mysql://test@localhost:1,no-such-host.invalid,localhost:%u/test?"
			     "ssl-ca=%s/authority.pem",
			     scene_port(), server_folder) > 0);
	scene->settings.directory.url = url;
	scene_renew(scene);
	assert_int_equal(directory_n_hosts(scene->directory), 3);
	semantics_check(scene->loop, scene->directory);
}

static int find(struct scene *scene, const char *address, struct fixture_user *user)
{
	return fixture_find(scene->loop, scene->directory, address, user);
}

/* A certificate of somebody else's: nobody is asked anything. */
static void test_wrong_certificate(void **state)
{
	static const char *const urls[] = {
		"mysql://test@localhost:%u/test?ssl-ca=%s/other.pem",
		"mysql://test@127.0.0.1:%u/test?ssl-ca=%s/authority.pem",
	};
	struct scene *scene = *state;
	struct fixture_user user;

	for (size_t i = 0; i < ARRAY_SIZE(urls); i++) {
		_cleanup_(freep) char *url = NULL;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		assert_true(asprintf(&url, urls[i], scene_port(), server_folder) > 0);
#pragma GCC diagnostic pop
		scene->settings.directory.url = url;
		scene_renew(scene);
		assert_int_equal(find(scene, "alice@one.example", &user), DIRECTORY_E_UNAVAILABLE);
		assert_int_equal(directory_counters(scene->directory)->n_queries, 0);
	}
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
			assert_true(turns < 100000);
			assert_int_equal(loop_turn(scene->loop, 100), 0);
		}
}

/* Everybody gets their own answer; every seventh is not there, every tenth asker goes away. */
static void test_crowd(void **state)
{
	struct scene *scene = *state;
	struct person *people = calloc(CROWD, sizeof(*people));

	fixture_execute(socket_url, "INSERT INTO carbone_mailbox (address, domain) "
				    "SELECT concat('p', seq, '@one.example'), 'one.example' FROM "
				    "seq_0_to_699 WHERE seq % 7 <> 0");
	for (int i = 0; i < CROWD; i++)
		(void)snprintf(people[i].address, sizeof(people[i].address), "p%d@one.example", i);
	people_ask(scene, people, CROWD);
	for (int i = 3; i < CROWD; i += 10) {
		directory_lookup_cancel(people[i].lookup);
		people[i].is_answered = true;
	}
	people_wait(scene, people, CROWD);

	for (int i = 0; i < CROWD; i++) {
		const char *expected = i % 10 == 3 || i % 7 == 0 ? "" : people[i].address;

		if (strcmp(people[i].mailbox, expected))
			fail_msg("%s got %s (%d)", people[i].address, people[i].mailbox,
				 people[i].status);
	}
	free(people);
}

/* ---- values ---- */

/* The flags of other people's tables, and a name that is longer than what is fetched at once. */
static void test_values(void **state)
{
	struct scene *scene = *state;
	struct fixture_user user;

	fixture_execute(
		socket_url,
		"CREATE TABLE person (a VARCHAR(99) PRIMARY KEY, name VARCHAR(255) CHARACTER SET "
		"utf8mb4, b BIT(1), e ENUM('y', 'n'), c CHAR(1), i INT, n VARCHAR(9));"
		"INSERT INTO person VALUES ('off@one.example', repeat('雪', 80), b'0', 'n', 'n', "
		"0, NULL), ('on@one.example', repeat('å', 255), b'1', 'y', 'y', 1, NULL)");
	scene->settings.directory.schema = "custom";
	scene->settings.directory.queries.domains = "SELECT 'one.example' AS domain";
	scene->settings.directory.queries.user =
		"SELECT a AS mailbox, name AS display_name, 1 + 0 AS enabled, b AS imap_enabled, "
		"e AS pop3_enabled, c AS smtp_enabled, i AS sieve_enabled, n AS login, i * 1.0 AS "
		"unknown FROM person WHERE a = %{address} OR (a = %{address} AND %{domain} = "
		"'one.example')";
	scene_renew(scene);
	assert_int_equal(find(scene, "off@one.example", &user), DIRECTORY_OK);
	assert_int_equal(strlen(user.display_name), 240);
	assert_true(user.enabled);
	assert_int_equal(user.switched_off, 1U << SERVICE_IMAP | 1U << SERVICE_POP3 |
						    1U << SERVICE_SUBMISSION |
						    1U << SERVICE_MANAGESIEVE);
	assert_string_equal(user.login, "off@one.example");

	/* 510 bytes: the copy of the fixture holds the first 255 */
	assert_int_equal(find(scene, "on@one.example", &user), DIRECTORY_OK);
	assert_int_equal(strlen(user.display_name), 255);
	assert_int_equal(user.switched_off, 0);
	assert_int_equal(find(scene, "off@one.example", &user), DIRECTORY_OK);
}

/* What a collation takes for equal is not the same address. */
static void test_collations(void **state)
{
	static const char *const columns[] = {
		"utf8mb4 COLLATE utf8mb4_general_ci", "utf8mb4 COLLATE utf8mb4_unicode_ci",
		"latin1 COLLATE latin1_general_ci",   "latin1 COLLATE latin1_swedish_ci",
		"utf8mb3 COLLATE utf8mb3_general_ci", "ascii COLLATE ascii_general_ci",
	};
	static const struct {
		const char *address;
		int status;
	} cases[] = {
		{"jose@one.example", DIRECTORY_E_NOT_FOUND}, /* josé stands there */
		{"anna@one.example", DIRECTORY_E_NOT_FOUND}, /* with a blank behind */
		{"emil@one.example", DIRECTORY_OK},          /* in upper case */
		{"josé@one.example", DIRECTORY_E_NOT_FOUND},
		{"☃@one.example", DIRECTORY_E_NOT_FOUND},
		{"carl@one.example", DIRECTORY_OK},
	};
	struct scene *scene = *state;
	struct fixture_user user;

	scene->settings.directory.schema = "custom";
	scene->settings.directory.queries.domains = "SELECT 'one.example' AS domain";
	scene->settings.directory.queries.user =
		"SELECT k AS mailbox FROM keyed WHERE k = %{address}";
	for (size_t i = 0; i < ARRAY_SIZE(columns); i++) {
		_cleanup_(freep) char *sql = NULL;

		assert_true(asprintf(&sql,
				     "CREATE OR REPLACE TABLE keyed (k VARCHAR(99) CHARACTER SET "
				     "%s PRIMARY KEY); INSERT IGNORE INTO keyed VALUES "
				     "('josé@one.example'), ('anna@one.example '), "
				     "('EMIL@one.example'), ('carl@one.example')",
				     columns[i]) > 0);
		fixture_execute(socket_url, sql);
		scene_renew(scene);
		for (size_t j = 0; j < ARRAY_SIZE(cases); j++)
			if (find(scene, cases[j].address, &user) != cases[j].status)
				fail_msg("%s: %s", columns[i], cases[j].address);
	}
}

/* ---- a connection's life ---- */

static void reader_make(void)
{
	fixture_execute(socket_url, "CREATE OR REPLACE USER reader@'%'; GRANT SELECT ON test.* TO "
				    "reader@'%'");
}

static void reader_open(struct scene *scene, char **ret_url)
{
	reader_make();
	assert_true(asprintf(ret_url, "mysql://reader@localhost:%u/test?ssl-ca=%s/authority.pem",
			     scene_port(), server_folder) > 0);
	scene->settings.directory.url = *ret_url;
	scene_renew(scene);
}

static void test_killed(void **state)
{
	struct scene *scene = *state;
	_cleanup_(freep) char *url = NULL;
	struct fixture_user user;

	reader_open(scene, &url);
	assert_int_equal(find(scene, "alice@one.example", &user), DIRECTORY_OK);
	fixture_execute(socket_url, "KILL USER reader");
	assert_int_equal(find(scene, "bob@one.example", &user), DIRECTORY_OK);
	fixture_execute(socket_url, "KILL USER reader");
	for (int i = 0; i < 20; i++)
		assert_int_equal(loop_turn(scene->loop, 10), 0);
	assert_int_equal(find(scene, "carol@one.example", &user), DIRECTORY_OK);
}

static void session_begin(struct reading *reading, const char *sql)
{
	const struct session_limits limits = {
		.timeout = FIXTURE_PATIENCE, .stop_fd = -1, .may_write = true};
	const struct settings settings = fixture_settings(socket_url);

	assert_int_equal(reading_init(reading, &settings, NULL), 0);
	assert_int_equal(reading_connect(reading, socket_url, &limits, NULL), 0);
	assert_int_equal(reading->backend->session->execute(reading->session, sql, NULL), 0);
}

static int64_t number(struct reading *reading, const char *sql)
{
	int64_t result;

	assert_int_equal(reading_number(reading, sql, &result, NULL), 0);
	return result;
}

#define READERS_QUERIES                                                                            \
	"SELECT count(*) FROM information_schema.processlist WHERE user = 'reader' AND command "   \
	"IN ('Execute', 'Query')"

/* The connection is killed under questions on their way: they are asked again on another one. */
static void test_killed_in_flight(void **state)
{
	struct scene *scene = *state;
	_cleanup_(reading_clear) struct reading other = {0};
	_cleanup_(freep) char *url = NULL;
	struct fixture_user user;
	struct person people[] = {{.address = "alice@one.example"},
				  {.address = "a.lice@one.example"},
				  {.address = "zoe@one.example"}};

	scene->settings.directory.timeout.hard = 5000;
	reader_open(scene, &url);
	assert_int_equal(find(scene, "bob@one.example", &user), DIRECTORY_OK);
	session_begin(&other, "LOCK TABLES carbone_mailbox WRITE");
	people_ask(scene, people, ARRAY_SIZE(people));
	for (int turns = 0; !number(&other, READERS_QUERIES); turns++) {
		assert_true(turns < 1000);
		assert_int_equal(loop_turn(scene->loop, 5), 0);
	}
	assert_int_equal(other.backend->session->execute(other.session,
							 "UNLOCK TABLES; KILL USER reader", NULL),
			 0);
	people_wait(scene, people, ARRAY_SIZE(people));
	assert_string_equal(people[0].mailbox, "alice@one.example");
	assert_string_equal(people[1].mailbox, "alice@one.example");
	assert_int_equal(people[2].status, DIRECTORY_E_NOT_FOUND);
}

/* The table is locked: answers are late, nothing of them stays on the server, and it recovers. */
static void test_locked(void **state)
{
	struct scene *scene = *state;
	_cleanup_(reading_clear) struct reading other = {0};
	_cleanup_(freep) char *url = NULL;
	struct fixture_user user;

	scene->settings.directory.timeout.hard = 1000;
	reader_open(scene, &url);
	assert_int_equal(find(scene, "alice@one.example", &user), DIRECTORY_OK);
	session_begin(&other, "LOCK TABLES carbone_mailbox WRITE");
	assert_int_equal(find(scene, "bob@one.example", &user), DIRECTORY_E_UNAVAILABLE);
	for (int turns = 0; number(&other, READERS_QUERIES); turns++) {
		assert_true(turns < 1000);
		assert_int_equal(loop_turn(scene->loop, 5), 0);
	}
	assert_int_equal(other.backend->session->execute(other.session, "UNLOCK TABLES", NULL), 0);
	assert_int_equal(find(scene, "carol@one.example", &user), DIRECTORY_OK);
}

/* Columns of other types and more of them, under a statement that was prepared before. */
static void test_altered_table(void **state)
{
	static const char *const changes[] = {
		"ALTER TABLE carbone_mailbox MODIFY display_name TEXT",
		"ALTER TABLE carbone_mailbox ADD COLUMN extra INTEGER FIRST",
		"ALTER TABLE carbone_mailbox MODIFY login VARCHAR(500) CHARACTER SET latin1",
		("RENAME TABLE carbone_mailbox TO old; CREATE VIEW carbone_mailbox AS SELECT * "
		 "FROM "
		 "old"),
		"OPTIMIZE TABLE carbone_domain",
		"FLUSH TABLES",
	};
	struct scene *scene = *state;
	struct fixture_user user;

	scene->settings.directory.cache.ttl = 0;
	scene->settings.directory.cache.entries = 0;
	scene_renew(scene);
	for (size_t i = 0; i < ARRAY_SIZE(changes); i++) {
		assert_int_equal(find(scene, "alice@one.example", &user), DIRECTORY_OK);
		fixture_execute(socket_url, changes[i]);
		if (find(scene, "carol@one.example", &user) != DIRECTORY_OK)
			fail_msg("%s", changes[i]);
		assert_string_equal(user.login, "cclark");
	}
}

/*
 * A server that says hello, that it has TLS, and nothing more.  Connector/C waits for the rest in
 * place, whatever its non-blocking calls promise: nothing else may have to wait with it.
 */
static void test_silent_handshake(void **state)
{
	static const char hello[] = "\x5a\0\0\0\x0a"
				    "5.5.5-10.11.19-MariaDB\0\x09\0\0\0"
				    "abcdefgh\0\xfe\xff\x2d\x02\0\xff\x81\x15\0\0\0\0\0\0\x1d\0\0\0"
				    "ijklmnopqrst\0"
				    "mysql_native_password";
	struct scene *scene = *state;
	struct sockaddr_in address = {.sin_family = AF_INET,
				      .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof(address);
	_cleanup_(closep) int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), peer = -1;
	_cleanup_(freep) char *url = NULL;
	struct person person = {.address = "alice@one.example"};
	struct timespec before, after;

	assert_int_equal(bind(listener, (struct sockaddr *)&address, size), 0);
	assert_int_equal(listen(listener, 5), 0);
	assert_int_equal(getsockname(listener, (struct sockaddr *)&address, &size), 0);
	assert_true(asprintf(&url, "mysql://u:p@127.0.0.1:%u/d?ssl-mode=REQUIRED",
			     ntohs(address.sin_port)) > 0);
	scene->settings.directory.url = url;
	scene_renew(scene);
	people_ask(scene, &person, 1);
	peer = accept(listener, NULL, NULL);
	assert_int_equal(send(peer, hello, sizeof(hello), 0), sizeof(hello));

	(void)clock_gettime(CLOCK_MONOTONIC, &before);
	people_wait(scene, &person, 1);
	(void)clock_gettime(CLOCK_MONOTONIC, &after);
	assert_int_equal(person.status, DIRECTORY_E_UNAVAILABLE);
	assert_true(after.tv_sec - before.tv_sec <= 3);
}

/* A right that is missing is told, and found again when it is given. */
static void test_right_missing(void **state)
{
	struct scene *scene = *state;
	_cleanup_(freep) char *url = NULL;
	struct fixture_user user;

	reader_make();
	fixture_execute(socket_url, "REVOKE ALL ON test.* FROM reader@'%'; GRANT SELECT ON "
				    "test.carbone_domain TO reader@'%'");
	assert_true(asprintf(&url, "mysql://reader@127.0.0.1:%u/test", scene_port()) > 0);
	scene->settings.directory.url = url;
	scene_renew(scene);
	assert_int_equal(find(scene, "alice@one.example", &user), DIRECTORY_E_CONFIGURATION);
	fixture_execute(socket_url, "GRANT SELECT ON test.* TO reader@'%'");
	scene_renew(scene);
	assert_int_equal(find(scene, "alice@one.example", &user), DIRECTORY_OK);
}

/* Its role is what it says of itself. */
static void test_role(void **state)
{
	static const enum directory_role roles[] = {DIRECTORY_ROLE_PRIMARY, DIRECTORY_ROLE_STANDBY,
						    DIRECTORY_ROLE_PRIMARY};
	struct scene *scene = *state;
	_cleanup_(freep) char *url = NULL;
	struct directory_host host;
	struct fixture_user user;

	for (size_t i = 0; i < ARRAY_SIZE(roles); i++) {
		fixture_execute(socket_url, roles[i] == DIRECTORY_ROLE_STANDBY
						    ? "SET GLOBAL read_only = ON"
						    : "SET GLOBAL read_only = OFF");
		free(url);
		reader_open(scene, &url);
		assert_int_equal(find(scene, "alice@one.example", &user), DIRECTORY_OK);
		directory_host(scene->directory, 0, &host);
		assert_int_equal(host.role, roles[i]);
	}
}

int main(int argc, char **argv)
{
#define ROW(name) cmocka_unit_test_setup_teardown(name, looker_open, scene_close)
	const struct CMUnitTest tests[] = {
		ROW(test_semantics),
		ROW(test_semantics_with_reveal),
		ROW(test_semantics_over_tls),
		ROW(test_wrong_certificate),
		ROW(test_crowd),
		ROW(test_values),
		ROW(test_collations),
		ROW(test_killed),
		ROW(test_killed_in_flight),
		ROW(test_locked),
		ROW(test_altered_table),
		ROW(test_silent_handshake),
		ROW(test_right_missing),
		ROW(test_role),
	};

	return scene_arguments(argc, argv) ? cmocka_run_group_tests(tests, NULL, NULL) : 2;
}
