/* SPDX-License-Identifier: Apache-2.0 */
/* Messages between supervisor and server: descriptors arrive usable, none is lost or leaked. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "server/control.h"

static int pair[2];

static int setup(void **state)
{
	(void)state;

	return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair);
}

static int teardown(void **state)
{
	(void)state;
	(void)close(pair[0]);
	(void)close(pair[1]);

	return 0;
}

static void test_without_descriptors(void **state)
{
	struct control control;

	(void)state;
	assert_int_equal(control_receive(pair[1], &control), -EAGAIN);
	assert_int_equal(control_send(pair[0], CONTROL_DRAIN, NULL, 0), 0);
	assert_int_equal(control_send(pair[0], CONTROL_STOP, NULL, 0), 0);
	assert_int_equal(control_receive(pair[1], &control), 0);
	assert_int_equal(control.message, CONTROL_DRAIN);
	assert_int_equal(control.n_fds, 0);
	assert_int_equal(control_receive(pair[1], &control), 0);
	assert_int_equal(control.message, CONTROL_STOP);
	assert_int_equal(control_receive(pair[1], &control), -EAGAIN);
}

static void test_descriptors(void **state)
{
	struct control control;
	int fds[CONTROL_FDS_MAX], pipe_fds[2];
	char byte = 'x';

	(void)state;
	assert_int_equal(pipe(pipe_fds), 0);
	for (size_t i = 0; i < CONTROL_FDS_MAX; i++)
		fds[i] = pipe_fds[1];
	assert_int_equal(control_send(pair[0], CONTROL_RELOAD, fds, CONTROL_FDS_MAX), 0);
	(void)close(pipe_fds[1]);

	assert_int_equal(control_receive(pair[1], &control), 0);
	assert_int_equal(control.n_fds, CONTROL_FDS_MAX);
	for (size_t i = 0; i < control.n_fds; i++)
		assert_int_equal(fcntl(control.fds[i], F_GETFD), FD_CLOEXEC);
	assert_int_equal(write(control.fds[CONTROL_FDS_MAX - 1], &byte, 1), 1);
	assert_int_equal(read(pipe_fds[0], &byte, 1), 1);

	/* What nobody took is closed: the pipe has no writer left. */
	control_clear(&control);
	assert_int_equal(read(pipe_fds[0], &byte, 1), 0);
	(void)close(pipe_fds[0]);
}

static void test_too_many(void **state)
{
	int fds[CONTROL_FDS_MAX + 1] = {0};

	(void)state;
	assert_int_equal(control_send(pair[0], CONTROL_RELOAD, fds, CONTROL_FDS_MAX + 1), -EINVAL);
}

static void test_end(void **state)
{
	struct control control;

	(void)state;
	assert_int_equal(shutdown(pair[0], SHUT_RDWR), 0);
	assert_int_equal(control_receive(pair[1], &control), -EPIPE);
	assert_int_equal(control_send(pair[0], CONTROL_STOP, NULL, 0), -EPIPE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_without_descriptors, setup, teardown),
		cmocka_unit_test_setup_teardown(test_descriptors, setup, teardown),
		cmocka_unit_test_setup_teardown(test_too_many, setup, teardown),
		cmocka_unit_test_setup_teardown(test_end, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
