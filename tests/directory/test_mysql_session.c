/* SPDX-License-Identifier: Apache-2.0 */
/*
 * MariaDB's blocking sessions: init, check, the keeper; TLS that verifies; mistakes are told,
 * passwords never.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>

#include <cmocka.h>

#include "cleanup.h"
#include "directory.h"
#include "directory/backend.h"
#include "directory/init.h"
#include "directory/reading.h"
#include "fixture.h"
#include "mysql_scene.h"
#include "semantics.h"

/* %p: the server's port, %f: its folder. */
static char *url_of(const char *template)
{
	char *url = NULL;
	size_t size;
	FILE *file = open_memstream(&url, &size);

	for (const char *at = template; *at; at++)
		if (!strncmp(at, "%p", 2) || !strncmp(at, "%f", 2))
			*++at == 'p' ? fprintf(file, "%u", scene_port())
				     : fprintf(file, "%s", server_folder);
		else
			fputc(*at, file);
	(void)fclose(file);
	return url;
}

static void test_connecting(void **state)
{
	static const struct {
		const char *url;
		int status;
		const char *words;
	} cases[] = {
		{"mysql://test@/test?socket=%f/socket", 0, "mailboxes"},
		{"mysql://test@127.0.0.1:%p/test", 0, "mailboxes"},
		{"mysql://test@localhost:%p/test", 0, "mailboxes"},
		{"mysql://test@127.0.0.1:1,no-such-host.invalid,127.0.0.1:%p/test",
		 DIRECTORY_E_UNAVAILABLE, "2 of 3 hosts cannot be asked"},
		{"mysql://locked:s3cret@127.0.0.1:%p/test", DIRECTORY_E_CONFIGURATION,
		 "Access denied"},
		{"mysql://test@127.0.0.1:%p/missing", DIRECTORY_E_CONFIGURATION, "missing"},
		{"mysql://test:s3cret@127.0.0.1:1/test", DIRECTORY_E_UNAVAILABLE, "127.0.0.1:1"},
		{"mysql://test:s3cret@no-such-host.invalid/test", DIRECTORY_E_UNAVAILABLE,
		 "no-such-host.invalid"},
		{"mysql://test:s3cret@/test?socket=/no/such/socket", DIRECTORY_E_UNAVAILABLE,
		 "/no/such/socket"},
		{"mysql://test:s3cret@h/test?no_such=option", DIRECTORY_E_CONFIGURATION, "option"},

		/* The certificate is of the name, and we connect to an address of it. */
		{"mysql://test@localhost:%p/test?ssl-ca=%f/authority.pem", 0, "mailboxes"},
		{"mysql://test@localhost:%p/test?ssl-ca=%f/other.pem", DIRECTORY_E_UNAVAILABLE,
		 "self-signed"},
		{"mysql://test@localhost:%p/test?ssl-mode=VERIFY_IDENTITY", DIRECTORY_E_UNAVAILABLE,
		 "TLS"},
		{"mysql://test@127.0.0.1:%p/test?ssl-ca=%f/authority.pem", DIRECTORY_E_UNAVAILABLE,
		 "TLS"},
		{"mysql://test@127.0.0.1:%p/test?ssl-ca=%f/authority.pem&ssl-mode=VERIFY_CA", 0,
		 "mailboxes"},
		{"mysql://test@127.0.0.1:%p/test?ssl-ca=%f/other.pem&ssl-mode=VERIFY_CA",
		 DIRECTORY_E_UNAVAILABLE, "self-signed"},
		{"mysql://test@127.0.0.1:%p/test?ssl-mode=REQUIRED", 0, "mailboxes"},
		{"mysql://test@localhost:%p/test?ssl-ca=%f/none.pem", DIRECTORY_E_UNAVAILABLE,
		 "TLS"},

		/* An account that only TLS lets in. */
		{"mysql://encrypted@127.0.0.1:%p/test", 0, "mailboxes"},
		{"mysql://encrypted@127.0.0.1:%p/test?ssl-mode=REQUIRED", 0, "mailboxes"},
		{"mysql://encrypted@127.0.0.1:%p/test?ssl-mode=DISABLED", DIRECTORY_E_CONFIGURATION,
		 "denied"},
	};
	struct scene *scene = *state;

	scene->settings.directory.timeout.hard = FIXTURE_PATIENCE;
	fixture_execute(socket_url, "CREATE USER IF NOT EXISTS encrypted@'%' REQUIRE SSL; GRANT "
				    "SELECT ON test.* TO encrypted@'%'");
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_(freep) char *report = NULL, *message = NULL, *url = url_of(cases[i].url);
		int r;

		scene->settings.directory.url = url;
		r = directory_check(&scene->settings, &report, &message);
		if (r != cases[i].status || !strstr(r ? message : report, cases[i].words) ||
		    strstr(r ? message : report, "s3cret"))
			fail_msg("%s: %d, %s", url, r, r ? message : report);
	}
}

static void init_expect(const struct schema *schema, const char *expected)
{
	_cleanup_(freep) char *report = NULL, *message = NULL;

	if (init_schema(schema, socket_url, false, &report, &message))
		fail_msg("%s", message);
	assert_string_equal(report, expected);
}

static void test_init(void **state)
{
	struct scene *scene = *state;
	_cleanup_(freep) char *report = NULL, *message = NULL;

	scene_empty();
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
	assert_null(strstr(report, "warning"));
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

static void test_upgrade_of_our_own(void **state)
{
	(void)state;
	scene_empty();
	semantics_upgrade(socket_url);
}

/* What a break may leave: some of the tables, no version, half of the sample data never. */
static void test_init_after_a_break(void **state)
{
	static const char *const breaks[] = {
		("DROP TABLE carbone_alias, carbone_mailbox, carbone_service; DELETE FROM "
		 "carbone_meta"),
		"DELETE FROM carbone_meta",
		"DROP TABLE carbone_meta",
		"INSERT INTO carbone_meta (version) VALUES (0)",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(breaks); i++) {
		_cleanup_(freep) char *report = NULL, *message = NULL;

		scene_empty();
		fixture_init(socket_url);
		fixture_execute(socket_url, breaks[i]);
		if (directory_init(socket_url, true, &report, &message))
			fail_msg("%s: %s", breaks[i], message);
		if (!strstr(report, "Added the sample data"))
			fail_msg("%s: %s", breaks[i], report);
	}
}

static void test_samples_all_or_nothing(void **state)
{
	_cleanup_(freep) char *report = NULL, *message = NULL;

	(void)state;
	scene_empty();
	fixture_init(socket_url);
	fixture_execute(socket_url, "INSERT INTO carbone_alias (address, target) VALUES "
				    "('sales@example.org', 'bob@example.org')");
	assert_int_equal(directory_init(socket_url, true, &report, &message),
			 DIRECTORY_E_CONFIGURATION);
	fixture_execute(socket_url, "DELETE FROM carbone_alias");
	assert_int_equal(directory_init(socket_url, true, &report, &message), 0);
	assert_non_null(strstr(report, "Added the sample data"));
}

static const char *const old_steps[] = {"CREATE TABLE IF NOT EXISTS thing (name VARCHAR(9))"};
static const char *const new_steps[] = {
	"CREATE TABLE IF NOT EXISTS thing (name VARCHAR(9))",
	"ALTER TABLE thing ADD COLUMN IF NOT EXISTS color VARCHAR(9) NOT NULL DEFAULT 'red'",
	"CREATE TABLE IF NOT EXISTS other (x INTEGER)"};
static const char *const broken_steps[] = {
	"CREATE TABLE IF NOT EXISTS thing (name VARCHAR(9))",
	"ALTER TABLE thing ADD COLUMN IF NOT EXISTS color VARCHAR(9) NOT NULL DEFAULT 'red'",
	"CREATE TABLE IF NOT EXISTS other (x INTEGER); CREATE TABLE"};

#define FAKE(steps_)                                                                               \
	{                                                                                          \
		.name = "fake", .n_steps = ARRAY_SIZE(steps_), .steps[DIALECT_MYSQL] = (steps_),   \
		.sql[DIALECT_MYSQL] = {                                                            \
			[SECTION_META][0] = "CREATE TABLE IF NOT EXISTS carbone_meta (version "    \
					    "INTEGER NOT NULL)",                                   \
			[SECTION_VERSION][0] = "SELECT max(version) FROM carbone_meta",            \
		},                                                                                 \
	}

static const struct schema old_schema = FAKE(old_steps), new_schema = FAKE(new_steps),
			   broken_schema = FAKE(broken_steps);

/* Tables cannot be taken back here: an upgrade that breaks goes on where it was. */
static void test_upgrade(void **state)
{
	_cleanup_(freep) char *report = NULL, *message = NULL;

	(void)state;
	scene_empty();
	init_expect(&old_schema, "Made the tables, version 1.\n");
	fixture_execute(socket_url, "INSERT INTO thing VALUES ('one')");
	assert_int_equal(init_schema(&broken_schema, socket_url, false, &report, &message),
			 DIRECTORY_E_CONFIGURATION);
	assert_non_null(strstr(message, "syntax"));
	init_expect(&new_schema, "Upgraded the tables from version 2 to version 3.\n");
	init_expect(&new_schema, "The tables have version 3 already.\n");
	fixture_execute(socket_url, "CREATE TABLE one (x INTEGER PRIMARY KEY, CHECK (x = 1)); "
				    "INSERT INTO one SELECT count(*) FROM thing WHERE color = "
				    "'red' AND name = 'one'");
}

static void session_begin(struct reading *reading, const char *url, uint32_t timeout, int stop_fd)
{
	const struct session_limits limits = {
		.timeout = timeout, .stop_fd = stop_fd, .may_write = true};
	const struct settings settings = fixture_settings(url);

	assert_int_equal(reading_init(reading, &settings, NULL), 0);
	assert_int_equal(reading_connect(reading, url, &limits, NULL), 0);
}

static int session_do(struct reading *reading, const char *sql, char **reterr_message)
{
	return reading->backend->session->execute(reading->session, sql, reterr_message);
}

static int row_count(void *userdata, const struct row *row)
{
	(*(size_t *)userdata)++;
	return row->n_columns == 3 ? 0 : -EINVAL;
}

static int row_refuse(void *userdata, const struct row *row)
{
	(void)row;
	(*(size_t *)userdata)++;
	return -ENOSPC;
}

static void test_queries(void **state)
{
	_cleanup_(reading_clear) struct reading reading = {0};
	_cleanup_(freep) char *message = NULL;
	size_t n = 0;

	(void)state;
	session_begin(&reading, tcp_url, FIXTURE_PATIENCE, -1);
	assert_int_equal(reading.backend->session->query(
				 reading.session,
				 "SELECT seq, repeat('x', 5000), b'1' FROM seq_1_to_20000",
				 row_count, &n, &message),
			 0);
	assert_int_equal(n, 20000);

	/* What is not wanted is read to its end: the next answer is the next question's. */
	n = 0;
	assert_int_equal(reading.backend->session->query(reading.session,
							 "SELECT * FROM seq_1_to_20000; SELECT 1",
							 row_refuse, &n, &message),
			 -ENOSPC);
	assert_int_equal(n, 2);
	assert_int_equal(session_do(&reading, "SELECT 1; SELECT no_such; SELECT 2", &message),
			 DIRECTORY_E_CONFIGURATION);
	assert_int_equal(session_do(&reading, "SELECT 1; SELECT 2", &message), 0);
}

static int texts_expect(void *userdata, const struct row *row)
{
	static const char *const expected[] = {"1", "0", "258", "1", "n", NULL, "Å 山 ☃", NULL};

	(void)userdata;
	assert_int_equal(row->n_columns, ARRAY_SIZE(expected));
	for (size_t i = 0; i < ARRAY_SIZE(expected); i++)
		if (expected[i])
			assert_string_equal(row->values[i], expected[i]);
		else
			assert_null(row->values[i]);
	return 0;
}

static void test_values(void **state)
{
	_cleanup_(reading_clear) struct reading reading = {0};

	(void)state;
	session_begin(&reading, tcp_url, FIXTURE_PATIENCE, -1);
	assert_int_equal(
		session_do(&reading,
			   "CREATE TABLE v (a BIT(1), b BIT(1), c BIT(9), d BOOLEAN, e "
			   "ENUM('y', 'n'), f TEXT, g VARCHAR(9) CHARACTER SET utf8mb4, h TEXT); "
			   "INSERT INTO v VALUES (b'1', b'0', b'100000010', TRUE, 'n', NULL, "
			   "'Å 山 ☃', concat('a', char(0), 'b'))",
			   NULL),
		0);
	assert_int_equal(reading.backend->session->query(reading.session, "SELECT * FROM v",
							 texts_expect, NULL, NULL),
			 0);
}

/* Silence has an end, and so has patience. */
static void test_deadline(void **state)
{
	_cleanup_(reading_clear) struct reading patient = {0}, reading = {0};
	_cleanup_(freep) char *message = NULL;
	_cleanup_(freep) char *encrypted =
		url_of("mysql://test@localhost:%p/test?ssl-ca=%f/authority.pem");
	int stop_fd = eventfd(0, EFD_CLOEXEC);

	(void)state;
	session_begin(&reading, socket_url, 200, -1);
	assert_int_equal(session_do(&reading, "DO sleep(10)", &message), DIRECTORY_E_UNAVAILABLE);
	assert_non_null(strstr(message, "200 ms"));
	reading_clear(&reading);
	session_begin(&reading, encrypted, 2000, -1);
	assert_int_equal(session_do(&reading,
				    "SELECT repeat('x', 100000), sleep(IF(seq = 3, 10, 0)) FROM "
				    "seq_1_to_5",
				    &message),
			 DIRECTORY_E_UNAVAILABLE);

	session_begin(&patient, socket_url, FIXTURE_PATIENCE, stop_fd);
	assert_int_equal(session_do(&patient,
				    "SET max_statement_time = 0.05; SELECT count(*) FROM "
				    "seq_1_to_100000 a, seq_1_to_100000 b",
				    &message),
			 DIRECTORY_E_UNAVAILABLE);
	assert_non_null(strstr(message, "max_statement_time"));

	assert_int_equal(eventfd_write(stop_fd, 1), 0);
	assert_int_equal(session_do(&patient, "DO sleep(10)", &message), -ECANCELED);
	(void)close(stop_fd);
}

/* Two of us at once: the second waits for the first, and finds its work. */
static void test_lock(void **state)
{
	_cleanup_(reading_clear) struct reading other = {0};
	_cleanup_(freep) char *report = NULL, *message = NULL;

	(void)state;
	session_begin(&other, socket_url, FIXTURE_PATIENCE, -1);
	assert_int_equal(session_do(&other,
				    "SELECT GET_LOCK(concat('carbone_autoconf.', "
				    "md5(database())), 0)",
				    NULL),
			 0);
	assert_int_equal(directory_init(socket_url, false, &report, &message),
			 DIRECTORY_E_UNAVAILABLE);
	assert_non_null(strstr(message, "somebody else"));
	reading_disconnect(&other);
	assert_int_equal(directory_init(socket_url, false, &report, &message), 0);
}

/* A key that a column cannot hold is nobody's, and the connection stays good. */
static void test_odd_keys(void **state)
{
	static const char *const odd[] = {
		"SELECT 1 FROM l WHERE k = '☃'",
		"SELECT 1 FROM l WHERE k = '山'",
		"SELECT 1 FROM l WHERE k = _utf8mb4 x'F09F9883'",
	};
	_cleanup_(reading_clear) struct reading reading = {0};

	(void)state;
	session_begin(&reading, socket_url, FIXTURE_PATIENCE, -1);
	assert_int_equal(session_do(&reading,
				    "CREATE TABLE l (k VARCHAR(99) CHARACTER SET latin1 COLLATE "
				    "latin1_general_ci PRIMARY KEY)",
				    NULL),
			 0);
	for (size_t i = 0; i < ARRAY_SIZE(odd); i++) {
		_cleanup_(freep) char *message = NULL;
		int r = session_do(&reading, odd[i], &message);

		if (r != DIRECTORY_E_NOT_FOUND)
			fail_msg("%s: %d, %s", odd[i], r, message ? message : "");
	}
	assert_int_equal(session_do(&reading, "SELECT 1", NULL), 0);
}

/* What the tables refuse. */
static void test_constraints(void **state)
{
	static const char *const refused[] = {
		"INSERT INTO carbone_domain (name) VALUES ('UPPER.example')",
		"INSERT INTO carbone_domain (name) VALUES ('dot.example.')",
		"INSERT INTO carbone_domain (name) VALUES ('one.example')",
		"INSERT INTO carbone_domain (name, color) VALUES ('c.example', 'white')",
		"INSERT INTO carbone_domain (name, oauth2_issuer) VALUES ('c.example', "
		"'https://x')",
		"INSERT INTO carbone_mailbox (address, domain) VALUES ('x@two.example', "
		"'one.example')",
		"INSERT INTO carbone_mailbox (address, domain) VALUES ('x@no.example', "
		"'no.example')",
		"INSERT INTO carbone_mailbox (address, domain, active) VALUES ('x@one.example', "
		"'one.example', 2)",
		"INSERT INTO carbone_alias_domain (name, domain) VALUES ('one.example', "
		"'one.example')",
		"INSERT INTO carbone_alias (address, target) VALUES ('X@one.example', "
		"'a@one.example')",
		"INSERT INTO carbone_service (type, host, port, security) VALUES ('imap', 'h', 0, "
		"'tls')",
		"INSERT INTO carbone_service (type, url, port) VALUES ('webmail', 'https://x', 1)",
		"INSERT INTO carbone_text (domain, `key`, value) VALUES ('one.example', 'x', 'y')",
	};
	_cleanup_(reading_clear) struct reading reading = {0};

	(void)state;
	session_begin(&reading, socket_url, FIXTURE_PATIENCE, -1);
	for (size_t i = 0; i < ARRAY_SIZE(refused); i++) {
		_cleanup_(freep) char *message = NULL;

		if (session_do(&reading, refused[i], &message) != DIRECTORY_E_CONFIGURATION)
			fail_msg("%s: %s", refused[i], message ? message : "taken");
	}
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

/*
 * The rights of docs/directory.md are enough for all that the service does, and read no password.
 * Its connection that is killed is replaced at once, though nothing was to be read for an hour.
 */
static void test_rights(void **state)
{
	struct scene *scene = *state;
	_cleanup_(freep) char *url = url_of("mysql://reader@127.0.0.1:%p/test"), *report = NULL,
			      *message = NULL;
	uint64_t generation;

	fixture_execute(socket_url, "CREATE OR REPLACE USER reader@'%' WITH MAX_STATEMENT_TIME 0.9;"
				    "GRANT SELECT ON test.carbone_meta TO reader@'%';"
				    "GRANT SELECT ON test.carbone_domain TO reader@'%';"
				    "GRANT SELECT ON test.carbone_text TO reader@'%';"
				    "GRANT SELECT ON test.carbone_alias_domain TO reader@'%';"
				    "GRANT SELECT ON test.carbone_service TO reader@'%';"
				    "GRANT SELECT ON test.carbone_mailbox TO reader@'%';"
				    "GRANT SELECT ON test.carbone_alias TO reader@'%';");
	scene->settings.directory.url = url;
	if (directory_check(&scene->settings, &report, &message))
		fail_msg("%s", message);
	keeper_start(scene);
	assert_true(serves(scene, "also.example"));
	assert_false(serves(scene, "off.example"));

	generation = keeper_generation(scene->keeper);
	fixture_execute(socket_url, "INSERT INTO carbone_domain (name) VALUES ('new.example'); "
				    "KILL USER reader");
	fixture_wait_generation(scene->keeper, generation);
	assert_true(serves(scene, "new.example"));

	assert_int_equal(directory_init(url, false, &report, &message), DIRECTORY_E_CONFIGURATION);
	assert_non_null(strstr(message, "denied"));
	fixture_execute(socket_url, "REVOKE SELECT ON test.carbone_service FROM reader@'%'");
	assert_int_equal(directory_check(&scene->settings, &report, &message),
			 DIRECTORY_E_CONFIGURATION);
	assert_non_null(strstr(message, "carbone_service"));
}

int main(int argc, char **argv)
{
#define ROW(name) cmocka_unit_test_setup_teardown(name, scene_open, scene_close)
	const struct CMUnitTest tests[] = {
		ROW(test_connecting),
		ROW(test_init),
		ROW(test_upgrade_of_our_own),
		ROW(test_init_after_a_break),
		ROW(test_samples_all_or_nothing),
		ROW(test_upgrade),
		ROW(test_queries),
		ROW(test_values),
		ROW(test_deadline),
		ROW(test_lock),
		ROW(test_odd_keys),
		ROW(test_constraints),
		ROW(test_rights),
	};

	return scene_arguments(argc, argv) ? cmocka_run_group_tests(tests, NULL, NULL) : 2;
}
