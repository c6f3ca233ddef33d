/* SPDX-License-Identifier: Apache-2.0 */
/* The sandbox from inside: a child closes it around itself and then does something. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "cleanup.h"
#include "signer/sandbox.h"

static int spare_fd = -1;

static void do_nothing(void)
{
}

static void take_memory(void)
{
	char *block = malloc(32 * 1024 * 1024);

	if (!block)
		_exit(2);
	memset(block, 1, 32 * 1024 * 1024);
	free(block);
}

static void read_clock(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_REALTIME, &now);
}

static void write_stderr(void)
{
	(void)!write(STDERR_FILENO, "", 0);
}

static void open_file(void)
{
	(void)open("/etc/hostname", O_RDONLY);
}

static void open_socket(void)
{
	(void)socket(AF_INET, SOCK_STREAM, 0);
}

static void duplicate(void)
{
	(void)!dup(STDERR_FILENO);
}

static void read_other_descriptor(void)
{
	char byte;

	(void)!read(spare_fd, &byte, 1);
}

static void fork_again(void)
{
	(void)!fork();
}

static void run_program(void)
{
	(void)execl("/bin/true", "true", NULL);
}

static void run_memory(void)
{
	(void)mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static void make_memory_run(void)
{
	static char page[2 * 4096];
	char *aligned = page + 4096 - (uintptr_t)page % 4096;

	(void)mprotect(aligned, 4096, PROT_READ | PROT_EXEC);
}

static void die_of_an_assertion(void)
{
	abort();
}

/* clang-format off */
static const struct {
	const char *name;
	void (*action)(void);
	int signal;			/* that ends the child; 0: none */
} rows[] = {
	{"nothing",			do_nothing,		0},
	{"memory",			take_memory,		0},
	{"the clock",			read_clock,		0},
	{"stderr",			write_stderr,		0},
	{"a file",			open_file,		SIGSYS},
	{"a socket",			open_socket,		SIGSYS},
	{"another descriptor",		duplicate,		SIGSYS},
	{"reading a descriptor",	read_other_descriptor,	SIGSYS},
	{"another process",		fork_again,		SIGSYS},
	{"another program",		run_program,		SIGSYS},
	{"memory to run",		run_memory,		SIGSYS},
	{"memory that becomes such",	make_memory_run,	SIGSYS},
	{"an assertion",		die_of_an_assertion,	SIGABRT},
};
/* clang-format on */

static int status_of(pid_t pid)
{
	int status;

	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

static void test_what_is_left(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		pid_t pid = fork();
		int status;

		assert_true(pid >= 0);
		if (!pid) {
			if (sandbox_close())
				_exit(1);
			rows[i].action();
			_exit(0);
		}

		status = status_of(pid);
		if (rows[i].signal ? !WIFSIGNALED(status) || WTERMSIG(status) != rows[i].signal
				   : !WIFEXITED(status) || WEXITSTATUS(status) != 0)
			fail_msg("%s: wait status %#x", rows[i].name, (unsigned int)status);
	}
}

static bool is_open(int fd)
{
	return fcntl(fd, F_GETFD) >= 0;
}

/* Gaps of every kind: before, between and behind those that stay. */
static void close_most(void)
{
	int kept[] = {STDERR_FILENO, 10, 40, 11};

	for (int fd = 3; fd < 50; fd++)
		if (dup2(STDERR_FILENO, fd) < 0)
			_exit(2);

	sandbox_keep_descriptors(kept, ARRAY_SIZE(kept));
	for (int fd = 0; fd < 60; fd++) {
		bool stays = fd == STDERR_FILENO || fd == 10 || fd == 11 || fd == 40;

		if (is_open(fd) != stays)
			_exit(3);
	}
}

static void test_descriptors(void **state)
{
	pid_t pid = fork();

	(void)state;
	assert_true(pid >= 0);
	if (!pid) {
		close_most();
		_exit(0);
	}
	assert_int_equal(status_of(pid), 0);
}

static void test_becoming_somebody(void **state)
{
	pid_t pid;

	(void)state;
	if (geteuid() != 0)
		skip();

	pid = fork();
	assert_true(pid >= 0);
	if (!pid) {
		if (sandbox_become(65534, 65533) || getuid() != 65534 || getgid() != 65533 ||
		    getgroups(0, NULL) != 0)
			_exit(1);
		_exit(setuid(0) < 0 && setgid(0) < 0 ? 0 : 2);
	}
	assert_int_equal(status_of(pid), 0);
}

static int make_no_cores(void **state)
{
	const struct rlimit none = {0, 0};

	(void)state;
	spare_fd = open("/dev/zero", O_RDONLY | O_CLOEXEC);
	return setrlimit(RLIMIT_CORE, &none);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_is_left),
		cmocka_unit_test(test_descriptors),
		cmocka_unit_test(test_becoming_somebody),
	};

	return cmocka_run_group_tests(tests, make_no_cores, NULL);
}
