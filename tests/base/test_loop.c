/* SPDX-License-Identifier: Apache-2.0 */
/* The loop: who is called, in which order, and that what was freed is never called again. */
#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/loop.h"
#include "cleanup.h"

/* What happened, a letter each. */
static char trace[64];

static void note(char c)
{
	size_t size = strlen(trace);

	if (size + 1 < sizeof(trace))
		trace[size] = c;
}

static int set_up(void **state)
{
	struct loop *loop;

	memset(trace, 0, sizeof(trace));
	if (loop_new(&loop))
		return -1;

	*state = loop;
	return 0;
}

static int tear_down(void **state)
{
	loop_free(*state);
	return 0;
}

static void on_note(void *userdata)
{
	note(*(const char *)userdata);
}

static void on_bytes(void *userdata, uint32_t events)
{
	char c;

	assert_true(events & EPOLLIN);
	assert_int_equal(read(*(int *)userdata, &c, 1), 1);
	note(c);
}

static void test_descriptor(void **state)
{
	struct loop_io *io;
	int fds[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	assert_int_equal(loop_io_new(*state, fds[0], EPOLLIN, on_bytes, &fds[0], &io), 0);
	assert_int_equal(loop_turn(*state, 0), 0);
	assert_string_equal(trace, "");

	/* level-triggered: two bytes, two turns */
	assert_int_equal(write(fds[1], "ab", 2), 2);
	assert_int_equal(loop_turn(*state, -1), 0);
	assert_int_equal(loop_turn(*state, -1), 0);
	assert_string_equal(trace, "ab");

	assert_int_equal(write(fds[1], "c", 1), 1);
	assert_int_equal(loop_io_set_events(io, 0), 0);
	assert_int_equal(loop_turn(*state, 0), 0);
	assert_string_equal(trace, "ab");
	assert_int_equal(loop_io_set_events(io, EPOLLIN), 0);
	assert_int_equal(loop_turn(*state, 0), 0);
	assert_string_equal(trace, "abc");

	assert_null(loop_io_free(io));
	assert_int_equal(write(fds[1], "d", 1), 1);
	assert_int_equal(loop_turn(*state, 0), 0);
	assert_string_equal(trace, "abc");
	assert_null(loop_io_free(NULL));
	closep(&fds[0]);
	closep(&fds[1]);
}

static void test_bad_descriptor(void **state)
{
	struct loop_io *io = NULL;

	assert_int_equal(loop_io_new(*state, -1, EPOLLIN, on_bytes, NULL, &io), -EBADF);
	assert_null(io);
}

/* Both are ready in one turn; whichever comes first frees both and reuses the memory. */
struct pair {
	struct loop *loop;
	struct loop_io *ios[2];
	int fds[2][2];
};

static void on_free_all(void *userdata, uint32_t events)
{
	struct pair *pair = userdata;

	(void)events;
	note('f');
	for (size_t i = 0; i < 2; i++)
		pair->ios[i] = loop_io_free(pair->ios[i]);
}

static void test_freed_with_its_event_pending(void **state)
{
	struct pair pair = {.loop = *state};

	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair.fds[i]), 0);
		assert_int_equal(loop_io_new(*state, pair.fds[i][0], EPOLLIN, on_free_all, &pair,
					     &pair.ios[i]),
				 0);
		assert_int_equal(write(pair.fds[i][1], "x", 1), 1);
	}
	assert_int_equal(loop_turn(*state, 0), 0);
	assert_int_equal(loop_turn(*state, 0), 0);
	assert_string_equal(trace, "f");
	for (size_t i = 0; i < 4; i++)
		closep(&pair.fds[i / 2][i % 2]);
}

static void test_timers_in_order(void **state)
{
	static const uint64_t waits[] = {3, 1, 2, 1};
	struct loop_timer *timers[ARRAY_SIZE(waits)];
	uint64_t start;

	for (size_t i = 0; i < ARRAY_SIZE(waits); i++) {
		assert_int_equal(loop_timer_new(*state, on_note, (void *)(uintptr_t) & "abcd"[i],
						&timers[i]),
				 0);
		assert_false(loop_timer_is_set(timers[i]));
		assert_int_equal(loop_timer_set(timers[i], waits[i]), 0);
		assert_true(loop_timer_is_set(timers[i]));
	}
	loop_timer_clear(timers[2]);
	start = loop_now(*state);
	while (strlen(trace) < 3)
		assert_int_equal(loop_turn(*state, -1), 0);
	assert_string_equal(trace, "bda");
	assert_true(loop_now(*state) >= start + 3);
	assert_false(loop_timer_is_set(timers[0]));
	assert_null(loop_timer_free(timers[0]));
	assert_null(loop_timer_free(NULL));
}

static struct loop_timer *again;

static void on_again(void *userdata)
{
	(void)userdata;
	note('t');
	assert_int_equal(loop_timer_set(again, 0), 0);
}

/* A timer that sets itself to now does not hold up descriptors. */
static void test_timer_sets_itself(void **state)
{
	assert_int_equal(loop_timer_new(*state, on_again, NULL, &again), 0);
	assert_int_equal(loop_timer_set(again, 0), 0);
	assert_int_equal(loop_turn(*state, -1), 0);
	assert_string_equal(trace, "t");
	assert_int_equal(loop_turn(*state, -1), 0);
	assert_string_equal(trace, "tt");
}

static void test_longest_timer(void **state)
{
	struct loop_timer *timer;

	assert_int_equal(loop_timer_new(*state, on_note, (char[]){"x"}, &timer), 0);
	assert_int_equal(loop_timer_set(timer, UINT64_MAX), 0);
	assert_int_equal(loop_turn(*state, 0), 0);
	assert_int_equal(loop_timer_set(timer, UINT64_C(1) << 40), 0);
	assert_int_equal(loop_turn(*state, 0), 0);
	assert_string_equal(trace, "");
}

static void on_free_itself(void *userdata)
{
	struct loop_timer **timer = userdata;

	note('x');
	*timer = loop_timer_free(*timer);
}

static void test_timer_frees_itself(void **state)
{
	struct loop_timer *timer;

	assert_int_equal(loop_timer_new(*state, on_free_itself, &timer, &timer), 0);
	assert_int_equal(loop_timer_set(timer, 0), 0);
	assert_int_equal(loop_turn(*state, -1), 0);
	assert_null(timer);
	assert_string_equal(trace, "x");
}

#define POSTS 10000

struct counter {
	struct loop *loop;
	unsigned int n_run;
	unsigned int per_thread[2];
	bool in_order;
};

struct numbered {
	struct counter *counter;
	unsigned int thread, number;
};

static void on_numbered(void *userdata)
{
	_cleanup_(freep) struct numbered *numbered = userdata;
	struct counter *counter = numbered->counter;

	if (counter->per_thread[numbered->thread]++ != numbered->number)
		counter->in_order = false;
	if (++counter->n_run == 2 * POSTS)
		loop_stop(counter->loop);
}

struct poster {
	struct counter *counter;
	unsigned int thread;
};

static void *post_many(void *userdata)
{
	const struct poster *poster = userdata;

	for (unsigned int i = 0; i < POSTS; i++) {
		struct numbered *numbered = malloc(sizeof(*numbered));

		if (!numbered)
			return NULL;
		*numbered = (struct numbered){poster->counter, poster->thread, i};
		if (loop_post(poster->counter->loop, on_numbered, numbered))
			free(numbered);
	}

	return NULL;
}

static void test_posts_from_threads(void **state)
{
	struct counter counter = {.loop = *state, .in_order = true};
	struct poster posters[2] = {{&counter, 0}, {&counter, 1}};
	pthread_t threads[2];

	for (size_t i = 0; i < 2; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, post_many, &posters[i]), 0);
	assert_int_equal(loop_run(*state), 0);
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(pthread_join(threads[i], NULL), 0);

	assert_int_equal(counter.n_run, 2 * POSTS);
	assert_true(counter.in_order);
}

static void test_posted_work_is_run_at_the_end(void **state)
{
	struct loop *loop;

	(void)state;

	assert_int_equal(loop_new(&loop), 0);
	assert_int_equal(loop_post(loop, on_note, (char[]){"a"}), 0);
	assert_int_equal(loop_post(loop, on_note, (char[]){"b"}), 0);
	loop_free(loop);
	assert_string_equal(trace, "ab");
	loop_free(NULL);
}

static void test_stop_before_run_is_not_lost(void **state)
{
	loop_stop(*state);
	assert_int_equal(loop_run(*state), 0);

	/* and it ends one run only */
	assert_int_equal(loop_post(*state, (loop_callback)loop_stop, *state), 0);
	assert_int_equal(loop_run(*state), 0);
}

static int on_prepare(void *userdata)
{
	(void)userdata;
	note('p');
	return 0;
}

/* prepare may forbid waiting; without that this test would hang. */
static void test_prepare(void **state)
{
	loop_set_prepare(*state, on_prepare, NULL);
	assert_int_equal(loop_turn(*state, -1), 0);
	assert_string_equal(trace, "p");
}

int main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(test_descriptor),
		TEST(test_bad_descriptor),
		TEST(test_freed_with_its_event_pending),
		TEST(test_timers_in_order),
		TEST(test_timer_sets_itself),
		TEST(test_longest_timer),
		TEST(test_timer_frees_itself),
		TEST(test_posts_from_threads),
		TEST(test_posted_work_is_run_at_the_end),
		TEST(test_stop_before_run_is_not_lost),
		TEST(test_prepare),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
