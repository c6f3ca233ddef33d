/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The channel to a database server, over links to a real one (with_postgresql.py): shapes of a
 * query, several lines, several hosts.
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
#include "directory/backend.h"
#include "directory/key.h"
#include "directory/network/network.h"
#include "directory/postgresql/target.h"
#include "directory/queries.h"
#include "postgresql_scene.h"
#include "user.h"

#define BY_ADDRESS " FROM carbone_mailbox WHERE address = %{address}"

/* A question of our own, without cache and flights. */
struct asker {
	struct question question;
	struct key key;
	bool is_answered;
	int status;
	char mailbox[64];
};

static void asker_take(struct question *question, int status, struct user *user)
{
	struct asker *asker = question->userdata;

	assert_false(asker->is_answered);
	asker->is_answered = true;
	asker->status = status;
	if (user)
		(void)snprintf(asker->mailbox, sizeof(asker->mailbox), "%s", user->mailbox);
	user_free(user);
}

static void asker_ask(struct asker *asker, struct channel *channel, const char *address)
{
	struct user *user = NULL;
	int r;

	*asker = (struct asker){.question = {.section = SECTION_USER,
					     .key = &asker->key,
					     .answered = asker_take,
					     .userdata = asker}};
	assert_true(key_parse(address, &asker->key));
	r = network_channel.ask(channel, &asker->question, &user);
	if (r != DIRECTORY_PENDING)
		asker_take(&asker->question, r, user);
}

static void asker_wait(const struct asker *asker, struct loop *loop)
{
	for (int turns = 0; !asker->is_answered; turns++) {
		assert_true(turns < 10000);
		assert_int_equal(loop_turn(loop, 100), 0);
	}
}

static void turn_until(struct loop *loop, uint64_t milliseconds)
{
	uint64_t end = loop_now(loop) + milliseconds;

	while (loop_now(loop) < end)
		assert_int_equal(loop_turn(loop, 10), 0);
}

#define SHAPES(...) ((const char *const[3]){__VA_ARGS__})

static struct channel *channel_open(struct loop *loop, const char *url, const char *const shapes[3],
				    uint32_t n_connections, uint64_t *n_queries)
{
	struct queries queries = {0};
	const struct channel_options options = {
		.backend = &directory_postgresql,
		.url = url,
		.queries = &queries,
		.prefer = DIRECTORY_ROLE_STANDBY,
		.n_connections = n_connections,
		.loop = loop,
		.timeout = 5000,
		.n_queries = n_queries,
	};
	_cleanup_(freep) char *message = NULL;
	struct channel *channel;

	for (size_t i = 0; i < 3; i++)
		queries.sql[SECTION_USER][i] = (char *)(uintptr_t)shapes[i];
	if (network_channel.open(&options, &channel, &message))
		fail_msg("open: %s", message);
	return channel;
}

/* ---- shapes ---- */

static void test_shapes(void **state)
{
	/* clang-format off */
	static const struct {
		const char *shapes[3];
		int status;
	} cases[] = {
		{{"SELECT address AS mailbox" BY_ADDRESS}, DIRECTORY_OK},
		{{"SELECT address AS mailbox, no_such_column AS login" BY_ADDRESS, "SELECT address AS mailbox" BY_ADDRESS}, DIRECTORY_OK},
		{{"SELECT address AS mailbox FROM newer WHERE address = %{address}", "SELECT nothing" BY_ADDRESS, "SELECT address AS mailbox" BY_ADDRESS}, DIRECTORY_OK},
		{{"SELECT address AS mailbox FROM newer WHERE address = %{address}", "SELECT nothing" BY_ADDRESS}, DIRECTORY_E_NO_SCHEMA},
		{{"SELECT nothing" BY_ADDRESS, "SELECT address AS mailbox FROM older WHERE address = %{address}"}, DIRECTORY_E_CONFIGURATION},
		{{"SELECT FROM WHERE", "SELECT address AS mailbox" BY_ADDRESS}, DIRECTORY_E_CONFIGURATION},
	};
	/* clang-format on */
	struct scene *scene = *state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct channel *channel;
		struct asker asker;
		uint64_t n = 0;

		channel = channel_open(scene->loop, socket_url, cases[i].shapes, 1, &n);
		asker_ask(&asker, channel, "alice@one.example");
		asker_wait(&asker, scene->loop);
		if (asker.status != cases[i].status)
			fail_msg("case %zu: %d", i, asker.status);
		/* The refusal is remembered, and nobody waits for it again. */
		asker_ask(&asker, channel, "alice@one.example");
		assert_int_equal(asker.is_answered, cases[i].status != DIRECTORY_OK);
		asker_wait(&asker, scene->loop);
		assert_int_equal(asker.status, cases[i].status);
		network_channel.close(channel);
	}
}

/* The tables are upgraded under a connection: another shape suits them from then on. */
static void test_shape_changes(void **state)
{
	struct scene *scene = *state;
	const char *const *shapes =
		SHAPES("SELECT newer AS mailbox FROM carbone_mailbox WHERE newer = "
		       "%{address}",
		       "SELECT address AS mailbox" BY_ADDRESS);
	uint64_t n = 0;
	struct channel *channel = channel_open(scene->loop, socket_url, shapes, 1, &n);
	struct asker asker;

	asker_ask(&asker, channel, "alice@one.example");
	asker_wait(&asker, scene->loop);
	assert_int_equal(asker.status, DIRECTORY_OK);
	fixture_execute(socket_url, "ALTER TABLE carbone_mailbox RENAME address TO newer");
	asker_ask(&asker, channel, "bob@one.example");
	asker_wait(&asker, scene->loop);
	assert_int_equal(asker.status, DIRECTORY_OK);
	assert_string_equal(asker.mailbox, "bob@one.example");
	network_channel.close(channel);
}

/* ---- lines ---- */

/* One that takes its time keeps nobody else waiting, where there may be a second line. */
static void test_second_line(void **state)
{
	struct scene *scene = *state;
	const char *const *shapes =
		SHAPES("SELECT address AS mailbox, CASE address WHEN 'alice@one.example' THEN "
		       "pg_sleep(2)::text END AS nothing" BY_ADDRESS);
	uint64_t n = 0;
	struct channel *channel = channel_open(scene->loop, socket_url, shapes, 2, &n);
	struct directory_host host;
	struct asker slow, other;

	asker_ask(&slow, channel, "alice@one.example");
	turn_until(scene->loop, 200);
	network_channel.host(channel, 0, &host);
	assert_int_equal(host.n_connections, 1);
	assert_int_equal(host.n_in_flight, 1);
	asker_ask(&other, channel, "bob@one.example");
	asker_wait(&other, scene->loop);
	assert_int_equal(other.status, DIRECTORY_OK);
	assert_false(slow.is_answered);
	asker_wait(&slow, scene->loop);
	assert_string_equal(slow.mailbox, "alice@one.example");

	network_channel.host(channel, 0, &host);
	assert_int_equal(host.n_connections, 2);
	assert_int_equal(host.n_connects, 2);
	assert_int_equal(host.n_failures, 0);
	assert_int_equal(host.state, DIRECTORY_HOST_CLOSED);
	assert_int_equal(host.role, DIRECTORY_ROLE_PRIMARY);
	network_channel.close(channel);
}

/* A forgotten question's place is free again when its answer has come. */
static void test_forgotten(void **state)
{
	struct scene *scene = *state;
	const char *const *shapes = SHAPES("SELECT address AS mailbox" BY_ADDRESS);
	uint64_t n = 0;
	struct channel *channel = channel_open(scene->loop, socket_url, shapes, 1, &n);
	struct asker askers[10];
	struct directory_host host;

	asker_ask(&askers[0], channel, "alice@one.example");
	asker_wait(&askers[0], scene->loop);
	for (size_t i = 0; i < ARRAY_SIZE(askers); i++)
		asker_ask(&askers[i], channel, "alice@one.example");
	while (n < ARRAY_SIZE(askers) + 1)
		assert_int_equal(loop_turn(scene->loop, 0), 0);
	for (size_t i = 0; i + 1 < ARRAY_SIZE(askers); i++)
		if (!askers[i].is_answered)
			network_channel.withdraw(channel, &askers[i].question, false);
	asker_wait(&askers[9], scene->loop);
	network_channel.host(channel, 0, &host);
	assert_int_equal(host.n_in_flight, 0);
	assert_int_equal(host.n_connects, 1);
	network_channel.close(channel);
}

/* ---- hosts ---- */

/* Takes connections and says nothing. */
static int black_hole(int *ret_port)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
				      .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_true(fd >= 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, size), 0);
	assert_int_equal(listen(fd, 8), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &size), 0);
	*ret_port = ntohs(address.sin_port);
	return fd;
}

/* One that refuses and one that is silent, before and behind the good one. */
static void test_two_hosts_too_many(void **state)
{
	struct scene *scene = *state;
	const char *const *shapes = SHAPES("SELECT address AS mailbox" BY_ADDRESS);
	_cleanup_(closep) int fd = -1;
	int good = (int)strtol(strrchr(tcp_url, ':') + 1, NULL, 10), silent;

	fd = black_hole(&silent);
	for (int i = 0; i < 8; i++) {
		_cleanup_(freep) char *url = NULL;
		struct channel *channel;
		struct asker asker;
		uint64_t n = 0, start;

		assert_true(
			asprintf(&url,
				 "postgresql://test@localhost:%d,127.0.0.1:%d,127.0.0.1:1/postgres",
				 i % 2 ? good : silent, i % 2 ? silent : good) > 0);
		channel = channel_open(scene->loop, url, shapes, 1, &n);
		start = loop_now(scene->loop);
		asker_ask(&asker, channel, "alice@one.example");
		asker_wait(&asker, scene->loop);
		assert_int_equal(asker.status, DIRECTORY_OK);
		assert_in_range(loop_now(scene->loop) - start, 0, 900);
		network_channel.close(channel);
	}
}

static void test_targets(void **state)
{
	/* clang-format off */
	static const struct {
		const char *url, *hosts; /* hosts NULL: refused */
		enum directory_role prefer; /* where the settings say any */
	} cases[] = {
		{"postgresql://u:p@h1:5433,h2:5434/db", "h1:5433 h2:5434 ", DIRECTORY_ROLE_ANY},
		{"postgresql://u:p@h1,h2:5434/db", "h1:5432 h2:5434 ", DIRECTORY_ROLE_ANY},
		{"postgresql:///db?host=a,b&port=5433", "a:5433 b:5433 ", DIRECTORY_ROLE_ANY},
		{"postgresql:///db?host=a,b&port=1,2", "a:1 b:2 ", DIRECTORY_ROLE_ANY},
		{"postgresql:///db?host=/run/postgresql", "/run/postgresql:5432 ", DIRECTORY_ROLE_ANY},
		{"postgresql://[::1]:5/db", "[::1]:5 ", DIRECTORY_ROLE_ANY},
		{"postgresql:///db", "localhost:5432 ", DIRECTORY_ROLE_ANY},
		{"postgresql:///db?host=a,b&hostaddr=127.0.0.1,127.0.0.2", "a:5432 b:5432 ", DIRECTORY_ROLE_ANY},
		{"postgresql:///db?hostaddr=127.0.0.1,127.0.0.2", "127.0.0.1:5432 127.0.0.2:5432 ", DIRECTORY_ROLE_ANY},
		{"postgresql://a,b/db?target_session_attrs=prefer-standby", "a:5432 b:5432 ", DIRECTORY_ROLE_STANDBY},
		{"postgresql://a,b/db?target_session_attrs=read-write", "a:5432 b:5432 ", DIRECTORY_ROLE_PRIMARY},
		{"postgresql://a,b/db?target_session_attrs=nonsense", NULL, DIRECTORY_ROLE_ANY},
		{"postgresql://a,b,c/db?port=1,2", NULL, DIRECTORY_ROLE_ANY},
		{"postgresql://a,b/db?hostaddr=127.0.0.1", NULL, DIRECTORY_ROLE_ANY},
		{"postgresql://1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17/db", NULL, DIRECTORY_ROLE_ANY},
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_(postgresql_target_freep) struct target *target = NULL;
		char hosts[256] = "";
		int r = postgresql_target_new(cases[i].url, &target, NULL);

		assert_int_equal(r, cases[i].hosts ? 0 : DIRECTORY_E_CONFIGURATION);
		for (size_t j = 0; !r && j < postgresql_target_n_hosts(target); j++)
			(void)snprintf(hosts + strlen(hosts), sizeof(hosts) - strlen(hosts), "%s ",
				       postgresql_target_host_name(target, j));
		if (!r)
			assert_string_equal(hosts, cases[i].hosts);
		if (!r)
			assert_int_equal(postgresql_target_prefer(target, DIRECTORY_ROLE_ANY),
					 cases[i].prefer);
	}
}

int main(int argc, char **argv)
{
#define ROW(name) cmocka_unit_test_setup_teardown(name, scene_open, scene_close)
	const struct CMUnitTest tests[] = {
		ROW(test_shapes),    ROW(test_shape_changes),      ROW(test_second_line),
		ROW(test_forgotten), ROW(test_two_hosts_too_many), cmocka_unit_test(test_targets),
	};

	return scene_arguments(argc, argv) ? cmocka_run_group_tests(tests, NULL, NULL) : 2;
}
