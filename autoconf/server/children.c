/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fork(2) from a process without threads; each child drops what it does not need before it does
 * anything else.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "cleanup.h"
#include "server/children.h"
#include "server/sandbox.h"
#include "settings.h"
#include "signer.h"

#define REPORT_WITHIN                                                                              \
	10000 /* ms for a signer to read its key: RSA-4096 on a slow machine takes a few */

/*
 * Signals that the supervisor takes through signalfd are blocked there; a child wants them as they
 * are.
 */
static void child_begin(void)
{
	sigset_t none;

	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	/* The terminal's Ctrl-C goes to all; the supervisor decides what becomes of it. */
	(void)signal(SIGINT, SIG_IGN);
	(void)signal(SIGTERM, SIG_IGN);
	(void)signal(SIGHUP, SIG_IGN);
	(void)signal(SIGPIPE, SIG_IGN);
}

/* ---- signer ---- */

static int signer_pairs(size_t n, int *ret_ours, int *ret_theirs)
{
	for (size_t i = 0; i < n; i++) {
		int pair[2];

		if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair) <
		    0) {
			int r = -errno;

			while (i--) {
				(void)close(ret_ours[i]);
				(void)close(ret_theirs[i]);
			}
			return r;
		}
		ret_ours[i] = pair[0];
		ret_theirs[i] = pair[1];
	}

	return 0;
}

/* The child's one line, or nothing when it died before it could say anything. */
static int signer_report(int fd, char **reterr_message)
{
	struct pollfd poller = {.fd = fd, .events = POLLIN};
	char line[1024];
	ssize_t n = 0;

	if (poll(&poller, 1, REPORT_WITHIN) > 0)
		n = read(fd, line, sizeof(line) - 1);
	if (n <= 0) {
		*reterr_message = strdup("the signer did not start");
		return -EKEYREJECTED;
	}

	line[n] = '\0';
	line[strcspn(line, "\n")] = '\0';
	if (!strncmp(line, "ok", 2))
		return 0;
	*reterr_message = strdup(line);

	return -EKEYREJECTED;
}

static _Noreturn void signer_child_main(const struct settings *settings,
					const struct identity *identity, const int *sockets,
					size_t n_sockets, int report_fd)
{
	struct signer_options options = {
		.files = settings->profiles.signing,
		.drop = identity->drops,
		.uid = identity->uid,
		.gid = identity->gid,
	};

	options.files.even_ended = settings->profiles.unsigned_when_expired;

	child_begin();
	log_configure(settings->log.level, settings->log.format, "signer");
	_exit(signer_process(&options, sockets, n_sockets, report_fd));
}

static int signer_child_fork(const struct settings *settings, const struct identity *identity,
			     struct signer_child *child, const int *sockets, char **reterr_message)
{
	int report[2], r;

	if (pipe(report) < 0)
		return -errno;

	child->pid = fork();
	if (!child->pid)
		signer_child_main(settings, identity, sockets, child->n_fds, report[1]);

	(void)close(report[1]);
	r = child->pid < 0 ? -errno : signer_report(report[0], reterr_message);
	(void)close(report[0]);
	if (r && child->pid > 0) {
		(void)kill(child->pid, SIGKILL);
		(void)waitpid(child->pid, NULL, 0);
	}

	return r;
}

int signer_child_start(const struct settings *settings, size_t n_workers,
		       struct signer_child *ret_child, char **reterr_message)
{
	struct identity identity;
	int sockets[SERVER_WORKERS_MAX];
	int r;

	*ret_child = (struct signer_child){0};
	if (!settings->profiles.signing.key_path)
		return 0;

	r = identity_find(settings, &identity, reterr_message);
	if (r)
		return r;

	r = signer_pairs(n_workers, ret_child->fds, sockets);
	if (r)
		return r;

	ret_child->n_fds = n_workers;
	r = signer_child_fork(settings, &identity, ret_child, sockets, reterr_message);
	for (size_t i = 0; i < n_workers; i++)
		(void)close(sockets[i]);
	if (r) {
		signer_child_close(ret_child);
		ret_child->pid = 0;
	}

	return r;
}

void signer_child_close(struct signer_child *child)
{
	for (size_t i = 0; i < child->n_fds; i++)
		(void)close(child->fds[i]);
	child->n_fds = 0;
}

/* ---- server ---- */

static _Noreturn void server_child_main(const struct server_start *start,
					const struct identity *identity)
{
	int r;

	child_begin();
	(void)prctl(PR_SET_NAME, "autoconf-server");
	r = identity_take(identity);
	if (!r)
		r = sandbox_basic();
	if (r) {
		log_line(LOG_LEVEL_ERROR, "the server cannot drop its rights", LOG_N("code", r));
		_exit(EXIT_FAILURE);
	}

	_exit(server_process(start));
}

pid_t server_child_start(const struct server_start *start, int *ret_control_fd)
{
	_cleanup_(freep) char *message = NULL;
	struct server_start child_start = *start;
	struct identity identity;
	int control[2], r;
	pid_t pid;

	r = identity_find(start->settings, &identity, &message);
	if (r) {
		log_line(LOG_LEVEL_ERROR, "the server cannot start", LOG_S("reason", message));
		return r;
	}

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, control) < 0)
		return -errno;

	pid = fork();
	if (!pid) {
		(void)close(control[0]);
		child_start.control_fd = control[1];
		server_child_main(&child_start, &identity);
	}
	if (pid < 0)
		pid = -errno;

	(void)close(control[1]);
	if (pid < 0)
		(void)close(control[0]);
	else
		*ret_control_fd = control[0];

	return pid;
}
