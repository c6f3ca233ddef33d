/* SPDX-License-Identifier: Apache-2.0 */
/* Accepting: limits, descriptors that run out, and the choice of a worker. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"
#include "base/loop.h"
#include "cleanup.h"
#include "server/acceptor.h"
#include "server/listener.h"
#include "server/server.h"
#include "server/worker.h"

#define ACCEPTS_A_TURN 64 /* so that one full backlog does not keep the others waiting */
#define SAY_AGAIN 1000    /* ms between two lines about refused connections: strangers cause them */
#define PAUSE 20          /* ms until a full server looks again whether somebody has left */

struct door {
	struct acceptor *acceptor;
	int fd;
	bool is_management;
	struct loop_io *io;
};

struct acceptor {
	struct server *server;
	struct door doors[LISTENERS_MAX];
	size_t n_doors;
	struct loop_timer *pause;
	/*
	 * given up when descriptors run out, so that a connection can be refused instead of
	 * spinning on it
	 */
	int spare;
	unsigned int n_refused; /* since the last line about it */
	uint64_t said;          /* loop time of that line */
};

static struct worker *worker_with_fewest(const struct server *server)
{
	struct worker *best = server->workers[0];

	for (size_t i = 1; i < server->n_workers; i++)
		if (atomic_load(&server->workers[i]->n_connections) <
		    atomic_load(&best->n_connections))
			best = server->workers[i];

	return best;
}

/* Full: what comes waits in the backlog until somebody leaves. */
static void acceptor_pause(struct acceptor *acceptor)
{
	for (size_t i = 0; i < acceptor->n_doors; i++)
		if (!acceptor->doors[i].is_management)
			(void)loop_io_set_events(acceptor->doors[i].io, 0);
	(void)loop_timer_set(acceptor->pause, PAUSE);
}

static void acceptor_continue(void *userdata)
{
	struct acceptor *acceptor = userdata;

	if (server_n_connections(acceptor->server) >=
	    acceptor->server->settings->server.limits.connections) {
		(void)loop_timer_set(acceptor->pause, PAUSE);
		return;
	}

	for (size_t i = 0; i < acceptor->n_doors; i++)
		(void)loop_io_set_events(acceptor->doors[i].io, EPOLLIN);
}

static void acceptor_refuse_one(struct acceptor *acceptor, int fd)
{
	int refused;

	(void)close(acceptor->spare);
	refused = accept4(fd, NULL, NULL, SOCK_CLOEXEC);
	if (refused >= 0)
		(void)close(refused);
	acceptor->spare = open("/dev/null", O_RDONLY | O_CLOEXEC);
	acceptor->n_refused++;
	if (acceptor->said && loop_now(acceptor->server->loop) - acceptor->said < SAY_AGAIN)
		return;

	log_line(LOG_LEVEL_WARNING, "no descriptor is left: connections were refused",
		 LOG_N("refused", acceptor->n_refused));
	acceptor->said = loop_now(acceptor->server->loop);
	acceptor->n_refused = 0;
}

static bool door_accept(struct door *door)
{
	struct acceptor *acceptor = door->acceptor;
	struct sockaddr_storage peer;
	socklen_t size = sizeof(peer);
	int fd;

	if (!door->is_management && server_n_connections(acceptor->server) >=
					    acceptor->server->settings->server.limits.connections) {
		acceptor_pause(acceptor);
		return false;
	}

	fd = accept4(door->fd, (struct sockaddr *)&peer, &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
	if (fd >= 0) {
		(void)worker_hand_over(worker_with_fewest(acceptor->server), fd,
				       (struct sockaddr *)&peer, size, door->is_management);
		return true;
	}

	if (errno == EMFILE || errno == ENFILE)
		acceptor_refuse_one(acceptor, door->fd);

	/* Any other error is that connection's affair: it has gone while it waited. */
	return errno == ECONNABORTED || errno == EINTR;
}

static void door_open(void *userdata, uint32_t events)
{
	struct door *door = userdata;

	(void)events;
	for (int i = 0; i < ACCEPTS_A_TURN; i++)
		if (!door_accept(door))
			return;
}

int acceptor_new(struct server *server, const struct listener *listeners, size_t n_listeners,
		 struct acceptor **ret_acceptor)
{
	struct acceptor *acceptor = calloc(1, sizeof(*acceptor));
	int r;

	if (!acceptor)
		return -ENOMEM;

	acceptor->server = server;
	acceptor->spare = open("/dev/null", O_RDONLY | O_CLOEXEC);
	r = loop_timer_new(server->loop, acceptor_continue, acceptor, &acceptor->pause);
	for (size_t i = 0; !r && i < n_listeners; i++) {
		struct door *door = &acceptor->doors[acceptor->n_doors++];

		*door = (struct door){acceptor, listeners[i].fd, listeners[i].is_management, NULL};
		r = loop_io_new(server->loop, door->fd, EPOLLIN, door_open, door, &door->io);
	}
	if (r) {
		acceptor_free(acceptor);
		return r;
	}
	*ret_acceptor = acceptor;

	return 0;
}

void acceptor_free(struct acceptor *acceptor)
{
	if (!acceptor)
		return;

	for (size_t i = 0; i < acceptor->n_doors; i++)
		if (acceptor->doors[i].io)
			(void)loop_io_free(acceptor->doors[i].io);
	if (acceptor->pause)
		(void)loop_timer_free(acceptor->pause);
	if (acceptor->spare >= 0)
		(void)close(acceptor->spare);
	free(acceptor);
}
