/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `health`: asks the running service's management listener whether it is ready. For containers,
 * which have no curl.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "cleanup.h"
#include "commands/command.h"
#include "commands/options.h"
#include "settings.h"

#define WITHIN 3 /* seconds for each step */

static int health_connect(const struct listen_address *address, int *ret_fd)
{
	_cleanup_(closep) int fd = -1;
	const struct timeval timeout = {.tv_sec = WITHIN};
	struct sockaddr_storage storage = address->tcp;
	struct sockaddr_un *local = (struct sockaddr_un *)(void *)&storage;
	socklen_t size = storage.ss_family == AF_INET6 ? sizeof(struct sockaddr_in6)
						       : sizeof(struct sockaddr_in);

	if (address->family == LISTEN_UNIX) {
		*local = (struct sockaddr_un){.sun_family = AF_UNIX};
		memccpy(local->sun_path, address->path, '\0', sizeof(local->sun_path) - 1);
		size = sizeof(*local);
	}

	fd = socket(storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;

	(void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout));
	(void)setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof(timeout));
	if (connect(fd, (const struct sockaddr *)(const void *)&storage, size) < 0)
		return -errno;
	*ret_fd = TAKE_FD(fd);

	return 0;
}

/* The whole answer, up to capacity. */
static int health_ask(int fd, char *ret_answer, size_t capacity)
{
	static const char request[] =
		"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
	size_t size = 0;
	ssize_t n;

	if (send(fd, request, sizeof(request) - 1, MSG_NOSIGNAL) < 0)
		return -errno;

	while (size < capacity - 1 && (n = recv(fd, ret_answer + size, capacity - 1 - size, 0)) > 0)
		size += (size_t)n;
	ret_answer[size] = '\0';

	return size ? 0 : -ETIMEDOUT;
}

static int health_report(const char *answer)
{
	const char *body = strstr(answer, "\r\n\r\n");

	(void)printf("%s", body ? body + 4 : "no answer\n");

	return !strncmp(answer, "HTTP/1.1 200 ", 13) ? EXIT_DONE : EXIT_PROBLEM;
}

static int health_run(const struct command *command, int argc, char **argv)
{
	_cleanup_(settings_unrefp) struct settings *settings = NULL;
	_cleanup_(closep) int fd = -1;
	struct options options;
	int status;
	char answer[4096];
	int r;

	status = options_begin(command, 0, 0, argc, argv, &options, &settings);
	if (status)
		return status;
	if (!settings->server.has_management) {
		(void)fprintf(stderr, "carbone-autoconf health: server.management is off: there is "
				      "nobody to ask\n");
		return EXIT_PROBLEM;
	}

	r = health_connect(&settings->server.management, &fd);
	if (!r)
		r = health_ask(fd, answer, sizeof(answer));
	if (r) {
		(void)fprintf(stderr, "carbone-autoconf health: %s: %s\n",
			      settings->server.management.text, strerror(-r));
		return EXIT_PROBLEM;
	}

	return health_report(answer);
}

const struct command command_health = {
	.name = "health",
	.arguments = "[--config FILE]",
	.summary = "is the running service well?",
	.run = health_run,
};
