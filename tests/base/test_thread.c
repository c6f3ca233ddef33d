/* SPDX-License-Identifier: Apache-2.0 */
/* Threads without signals. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/thread.h"

static void *look(void *userdata)
{
	(void)pthread_sigmask(SIG_SETMASK, NULL, userdata);
	return userdata;
}

/* SIGTERM must reach the main thread, whose mask stays as it was. */
static void test_signals_are_not_taken(void **state)
{
	sigset_t inside, outside;
	pthread_t thread;
	void *result;

	(void)state;
	(void)sigemptyset(&inside);
	assert_int_equal(thread_start(&thread, look, &inside), 0);
	assert_int_equal(pthread_join(thread, &result), 0);
	assert_ptr_equal(result, &inside);
	assert_int_equal(sigismember(&inside, SIGTERM), 1);
	assert_int_equal(sigismember(&inside, SIGHUP), 1);
	assert_int_equal(pthread_sigmask(SIG_SETMASK, NULL, &outside), 0);
	assert_int_equal(sigismember(&outside, SIGTERM), 0);
}

static void *ring(void *userdata)
{
	(void)eventfd_write(*(int *)userdata, 1);
	return NULL;
}

static void test_detached(void **state)
{
	int fd = eventfd(0, EFD_CLOEXEC);
	eventfd_t value;

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(thread_start_detached(ring, &fd), 0);
	assert_int_equal(eventfd_read(fd, &value), 0);
	(void)close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_signals_are_not_taken),
		cmocka_unit_test(test_detached),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
