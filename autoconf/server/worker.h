/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A worker: one thread, one loop, one HTTP daemon without a listening socket, its own look-ups,
 * signer and documents.  Workers share nothing but immutable values.  All calls but those marked so
 * belong to the worker's own thread.
 */
#pragma once

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#include "server/counters.h"
#include "server/flow.h"
#include "server/host_counters.h"

#define WORKER_ROUND_PAUSE 1000 /* ms between two looks for clients that left within a request */

struct connection;
struct deadlines;
struct keeper;
struct key_ring;
struct loop;
struct loop_io;
struct MHD_Daemon;
struct server;
struct settings;
struct worker_directory;

struct worker {
	struct server *server;
	unsigned int index;
	pthread_t thread;
	struct loop *loop;
	struct MHD_Daemon *daemon;
	struct loop_io *daemon_io;
	struct deadlines *deadlines;
	struct loop_timer *round; /* looks for those who left; set while there are connections */
	struct flow flow;
	uint64_t generation;                  /* of the keeper's snapshot that flow holds */
	struct worker_directory *directories; /* the newest first */
	struct key_ring *keys;  /* of the settings that flow holds; NULL: the server's own */
	bool no_signer_follows; /* the one there is goes with the settings that name its key */
	struct connection *connections;
	struct connection *arriving; /* the one that is being handed to the daemon */
	bool daemon_must_run;        /* a connection was resumed */
	uint64_t daemon_due;         /* loop time at which the daemon wants to run by itself */
	struct worker_counters counters;
	struct host_counters host_counters;
	atomic_uint n_connections; /* read by the acceptor: handed over and not yet closed */
};

/*
 * Starts the thread.  signer_fd: the worker's end of its socket pair, or -1.  The worker is freed
 * by worker_free.
 */
int worker_new(struct server *server, unsigned int index, int signer_fd,
	       struct worker **ret_worker);

/* Any thread: takes the descriptor. */
int worker_hand_over(struct worker *worker, int fd, const struct sockaddr *peer,
		     socklen_t peer_size, bool is_management);
/*
 * Any thread: a new signer; the old one is retired after its last answer.  Takes the descriptor
 * (-1: none).
 */
int worker_set_signer(struct worker *worker, int signer_fd);
/*
 * The worker's own thread: lets its signer go where no new one follows; not before the settings
 * without a key are here, for until then profiles are signed.
 */
void worker_dismiss_signer(struct worker *worker);
/* Any thread: there is a new snapshot. */
int worker_wake(struct worker *worker);
/* Any thread: from now on answers close their connections. */
int worker_drain(struct worker *worker);

/* Any thread: answers what waits with 503, ends the thread, and frees everything. */
void worker_free(struct worker *worker);
