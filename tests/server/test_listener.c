/* SPDX-License-Identifier: Apache-2.0 */
/* Listening: TCP and Unix sockets, ports that are taken, paths that were left behind. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#include "server/listener.h"
#include "settings.h"

static char folder[] = "/tmp/autoconf-listener-XXXXXX";
static char path[sizeof(folder) + sizeof("/socket")];

static int setup(void **state)
{
	(void)state;
	if (!mkdtemp(folder))
		return -1;
	(void)snprintf(path, sizeof(path), "%s/socket", folder);

	return 0;
}

static int teardown(void **state)
{
	(void)state;
	(void)unlink(path);

	return rmdir(folder);
}

static struct settings listening(uint16_t port, const char *unix_path)
{
	struct settings settings = {.server.n_listen = unix_path ? 2 : 1};
	struct sockaddr_in *address = (struct sockaddr_in *)(void *)&settings.server.listen[0].tcp;

	address->sin_family = AF_INET;
	address->sin_port = htons(port);
	address->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	settings.server.listen[0].text = "127.0.0.1";
	settings.server.listen[1].family = LISTEN_UNIX;
	settings.server.listen[1].text = settings.server.listen[1].path = unix_path;

	return settings;
}

static void test_both_families(void **state)
{
	struct settings settings = listening(0, path);
	struct listener listeners[LISTENERS_MAX];
	char *message, text[160];
	struct stat status;
	size_t n;

	(void)state;
	assert_int_equal(listeners_open(&settings, listeners, &n, &message), 0);
	assert_int_equal(n, 2);
	listener_format(&listeners[0], text, sizeof(text));
	assert_memory_equal(text, "127.0.0.1:", 10);
	assert_true(strtoul(text + 10, NULL, 10) > 0);
	listener_format(&listeners[1], text, sizeof(text));
	assert_memory_equal(text, "unix:", 5);
	assert_string_equal(text + 5, path);
	listeners_close(listeners, n);
	assert_int_equal(stat(path, &status), -1);
}

static void test_taken(void **state)
{
	struct settings settings = listening(0, NULL);
	struct listener first[LISTENERS_MAX], second[LISTENERS_MAX];
	char *message, text[160];
	size_t n_first, n_second;

	(void)state;
	assert_int_equal(listeners_open(&settings, first, &n_first, &message), 0);
	listener_format(&first[0], text, sizeof(text));
	settings = listening((uint16_t)strtoul(strchr(text, ':') + 1, NULL, 10), NULL);
	assert_int_equal(listeners_open(&settings, second, &n_second, &message), -EADDRINUSE);
	assert_int_equal(n_second, 0);
	assert_non_null(strstr(message, "cannot listen on 127.0.0.1"));
	free(message);
	listeners_close(first, n_first);
}

static void leave_behind(bool listens, int *ret_fd)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};

	(void)snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	*ret_fd = socket(AF_UNIX, SOCK_STREAM, 0);
	assert_int_equal(bind(*ret_fd, (struct sockaddr *)&address, sizeof(address)), 0);
	if (listens)
		assert_int_equal(listen(*ret_fd, 1), 0);
}

/* A socket that a killed process left is replaced; one that somebody listens at is not. */
static void test_left_behind(void **state)
{
	struct settings settings = listening(0, path);
	struct listener listeners[LISTENERS_MAX];
	char *message;
	size_t n;
	int fd;

	(void)state;
	leave_behind(false, &fd);
	(void)close(fd);
	assert_int_equal(listeners_open(&settings, listeners, &n, &message), 0);
	listeners_close(listeners, n);

	leave_behind(true, &fd);
	assert_int_equal(listeners_open(&settings, listeners, &n, &message), -EADDRINUSE);
	free(message);
	(void)close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_both_families),
		cmocka_unit_test(test_taken),
		cmocka_unit_test(test_left_behind),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
