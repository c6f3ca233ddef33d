/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A worker's end: every request is answered once and by its own answer, whatever becomes of signer
 * and client.
 */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/loop.h"
#include "cleanup.h"
#include "fixture.h"
#include "signer.h"
#include "signer/wire.h"

static void test_answers_match_their_requests(void **state)
{
	enum {
		N = 200
	};
	static struct ask asks[SOCKETS][N];
	struct signer_client *clients[SOCKETS];
	struct fixture fixture;
	size_t asked[SOCKETS] = {0};

	(void)state;
	start_well(&fixture);
	for (size_t i = 0; i < SOCKETS; i++)
		clients[i] = client_of(&fixture, i);

	while (asked[0] < N || asked[1] < N) {
		for (size_t i = 0; i < SOCKETS; i++)
			while (asked[i] < N &&
			       !ask(&asks[i][asked[i]], clients[i], (unsigned int)asked[i]))
				asked[i]++;
		assert_int_equal(loop_turn(fixture.loop, 10000), 0);
	}

	for (size_t i = 0; i < SOCKETS; i++) {
		wait_for(&fixture, asks[i], N);
		expect_all(asks[i], N, 0);
		signer_client_retire(clients[i]);
	}
	assert_int_equal(finish(&fixture), 0);
}

static void test_limits(void **state)
{
	static unsigned char large[SIGNER_CONTENT_MAX + 1];
	static struct ask asks[SIGNER_WAITING_MAX + 1];
	struct fixture fixture;
	struct signer_client *client;

	(void)state;
	start_well(&fixture);
	client = client_of(&fixture, 0);
	assert_int_equal(
		signer_client_sign(client, large, sizeof(large), ask_done, asks, &asks[0].id),
		-EMSGSIZE);

	for (unsigned int i = 0; i < SIGNER_WAITING_MAX; i++)
		assert_int_equal(ask(&asks[i], client, i), 0);
	assert_int_equal(ask(&asks[SIGNER_WAITING_MAX], client, 0), -EBUSY);
	wait_for(&fixture, asks, SIGNER_WAITING_MAX);
	expect_all(asks, SIGNER_WAITING_MAX, 0);
	assert_int_equal(asks[SIGNER_WAITING_MAX].n_answers, 0);

	assert_int_equal(ask(&asks[0], client, 0), 0);
	wait_for(&fixture, asks, 1);
	signer_client_free(client);
	assert_int_equal(finish(&fixture), 0);
}

/* More than the socket holds: requests wait here, answers there, and nothing is lost. */
static void test_largest_all_at_once(void **state)
{
	static unsigned char large[SIGNER_CONTENT_MAX];
	static struct ask asks[SIGNER_WAITING_MAX];
	struct fixture fixture;
	struct signer_client *client;

	(void)state;
	start_well(&fixture);
	client = client_of(&fixture, 0);
	memset(large, 'x', sizeof(large));
	for (size_t i = 0; i < SIGNER_WAITING_MAX; i++)
		assert_int_equal(signer_client_sign(client, large, sizeof(large), ask_done,
						    &asks[i], &asks[i].id),
				 0);

	wait_for(&fixture, asks, SIGNER_WAITING_MAX);
	for (size_t i = 0; i < SIGNER_WAITING_MAX; i++) {
		assert_int_equal(asks[i].n_answers, 1);
		assert_int_equal(asks[i].status, 0);
		assert_true(asks[i].size > sizeof(large));
	}
	signer_client_retire(client);
	assert_int_equal(finish(&fixture), 0);
}

/* ---- giving up ---- */

static void test_killed(void **state)
{
	static struct ask asks[10];
	struct fixture fixture;
	struct signer_client *client;

	(void)state;
	start_well(&fixture);
	client = client_of(&fixture, 0);
	assert_int_equal(kill(fixture.pid, SIGSTOP), 0);
	for (unsigned int i = 0; i < ARRAY_SIZE(asks); i++)
		assert_int_equal(ask(&asks[i], client, i), 0);
	assert_int_equal(kill(fixture.pid, SIGKILL), 0);

	wait_for(&fixture, asks, ARRAY_SIZE(asks));
	expect_all(asks, ARRAY_SIZE(asks), -EPIPE);
	assert_int_equal(ask(&asks[0], client, 0), -EPIPE);
	assert_int_equal(asks[0].n_answers, 0);
	signer_client_retire(client);
	assert_int_equal(finish(&fixture), -SIGKILL);
}

static void test_killed_after_retirement(void **state)
{
	static struct ask asks[3];
	struct fixture fixture;
	struct signer_client *client;

	(void)state;
	start_well(&fixture);
	client = client_of(&fixture, 0);
	assert_int_equal(kill(fixture.pid, SIGSTOP), 0);
	for (unsigned int i = 0; i < ARRAY_SIZE(asks); i++)
		assert_int_equal(ask(&asks[i], client, i), 0);
	signer_client_retire(client);
	assert_int_equal(kill(fixture.pid, SIGKILL), 0);

	wait_for(&fixture, asks, ARRAY_SIZE(asks));
	expect_all(asks, ARRAY_SIZE(asks), -EPIPE);
	assert_int_equal(finish(&fixture), -SIGKILL);
}

/* What is under way is answered; then the socket closes, and with the last one the signer ends. */
static void test_retired_with_requests_under_way(void **state)
{
	static struct ask asks[20];
	struct fixture fixture;
	struct signer_client *client;

	(void)state;
	start_well(&fixture);
	client = client_of(&fixture, 0);
	for (unsigned int i = 0; i < ARRAY_SIZE(asks); i++)
		assert_int_equal(ask(&asks[i], client, i), 0);
	signer_client_retire(client);

	wait_for(&fixture, asks, ARRAY_SIZE(asks));
	expect_all(asks, ARRAY_SIZE(asks), 0);
	assert_int_equal(finish(&fixture), 0);
}

static void test_cancelled(void **state)
{
	static struct ask asks[10];
	struct fixture fixture;
	struct signer_client *client;

	(void)state;
	start_well(&fixture);
	client = client_of(&fixture, 0);
	for (unsigned int i = 0; i < ARRAY_SIZE(asks); i++)
		assert_int_equal(ask(&asks[i], client, i), 0);
	for (unsigned int i = 0; i < ARRAY_SIZE(asks) - 1; i++)
		signer_client_cancel(client, asks[i].id);
	signer_client_cancel(client, asks[0].id);
	signer_client_cancel(client, 0);
	signer_client_cancel(client, UINT64_MAX);

	wait_for(&fixture, &asks[ARRAY_SIZE(asks) - 1], 1);
	expect_all(&asks[ARRAY_SIZE(asks) - 1], 1, 0);
	for (unsigned int i = 0; i < ARRAY_SIZE(asks) - 1; i++)
		assert_int_equal(asks[i].n_answers, 0);

	/* The last that waits for a retired client takes it along. */
	assert_int_equal(ask(&asks[0], client, 0), 0);
	signer_client_retire(client);
	signer_client_cancel(client, asks[0].id);
	assert_int_equal(finish(&fixture), 0);
	assert_int_equal(asks[0].n_answers, 0);
}

/*
 * Cancelled requests keep their places until the signer has done with them: its queue stays
 * bounded.
 */
static void test_cancelling_makes_no_room(void **state)
{
	static struct ask asks[SIGNER_WAITING_MAX];
	struct fixture fixture;
	struct signer_client *client;

	(void)state;
	start_well(&fixture);
	client = client_of(&fixture, 0);
	assert_int_equal(kill(fixture.pid, SIGSTOP), 0);
	for (unsigned int i = 0; i < SIGNER_WAITING_MAX; i++)
		assert_int_equal(ask(&asks[i], client, i), 0);
	for (unsigned int i = 0; i < SIGNER_WAITING_MAX; i++)
		signer_client_cancel(client, asks[i].id);
	assert_int_equal(ask(&asks[0], client, 0), -EBUSY);

	assert_int_equal(kill(fixture.pid, SIGCONT), 0);
	while (ask(&asks[0], client, 0) == -EBUSY)
		assert_int_equal(loop_turn(fixture.loop, 10000), 0);
	wait_for(&fixture, asks, 1);
	expect_all(asks, 1, 0);
	signer_client_retire(client);
	assert_int_equal(finish(&fixture), 0);
}

/* A signer that hangs is told apart from one that is gone, once; its late answer reaches nobody. */
static void test_too_late(void **state)
{
	static struct ask asks[2];
	struct fixture fixture;
	struct signer_client *client;

	(void)state;
	start_well(&fixture);
	client = client_of(&fixture, 0);
	assert_int_equal(kill(fixture.pid, SIGSTOP), 0);
	assert_int_equal(ask(&asks[0], client, 0), 0);
	wait_for(&fixture, asks, 1);
	expect_all(asks, 1, -ETIMEDOUT);

	assert_int_equal(kill(fixture.pid, SIGCONT), 0);
	assert_int_equal(ask(&asks[1], client, 1), 0);
	wait_for(&fixture, &asks[1], 1);
	expect_all(asks, 1, -ETIMEDOUT);
	expect_all(&asks[1], 1, 0);
	signer_client_retire(client);
	assert_int_equal(finish(&fixture), 0);
}

static void free_client_done(void *userdata, int status, const void *der, size_t size)
{
	struct ask *ask = userdata;

	ask_done(ask, status, der, size);
	signer_client_free(ask->client);
}

/* Whoever is called may free the client, and nobody is called after that. */
static void test_freed_by_the_one_who_is_called(void **state)
{
	static struct ask asks[SIGNER_BATCH];
	unsigned int n_answers = 0;
	struct fixture fixture;
	struct signer_client *client;

	(void)state;
	start_well(&fixture);
	client = client_of(&fixture, 0);
	assert_int_equal(kill(fixture.pid, SIGSTOP), 0);
	for (size_t i = 0; i < ARRAY_SIZE(asks); i++) {
		asks[i] = (struct ask){.client = client, .content = "x"};
		assert_int_equal(
			signer_client_sign(client, "x", 1, free_client_done, &asks[i], &asks[i].id),
			0);
	}
	assert_int_equal(kill(fixture.pid, SIGCONT), 0);

	while (!n_answers) {
		assert_int_equal(loop_turn(fixture.loop, 10000), 0);
		for (size_t i = 0; i < ARRAY_SIZE(asks); i++)
			n_answers += asks[i].n_answers;
	}
	assert_int_equal(n_answers, 1);
	assert_int_equal(finish(&fixture), 0);
}

/* An answerer that sends what is no answer is not believed any more. */
static void test_signer_with_bad_manners(void **state)
{
	struct loop *loop;
	struct signer_client *client;
	struct ask question;
	int pair[2];

	(void)state;
	assert_int_equal(loop_new(&loop), 0);
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair), 0);
	assert_int_equal(signer_client_new(loop, pair[0], &client), 0);
	assert_int_equal(ask(&question, client, 0), 0);
	assert_int_equal(send(pair[1], "rubbish", 7, 0), 7);
	while (!question.n_answers)
		assert_int_equal(loop_turn(loop, 10000), 0);
	expect_all(&question, 1, -EPIPE);
	signer_client_free(client);
	loop_free(loop);
	(void)close(pair[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_answers_match_their_requests),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_largest_all_at_once),
		cmocka_unit_test(test_killed),
		cmocka_unit_test(test_killed_after_retirement),
		cmocka_unit_test(test_retired_with_requests_under_way),
		cmocka_unit_test(test_cancelled),
		cmocka_unit_test(test_cancelling_makes_no_room),
		cmocka_unit_test(test_too_late),
		cmocka_unit_test(test_freed_by_the_one_who_is_called),
		cmocka_unit_test(test_signer_with_bad_manners),
	};

	return cmocka_run_group_tests(tests, fixtures_begin, fixtures_end);
}
