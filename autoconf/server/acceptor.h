/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The acceptor owns every listening socket and hands each connection to the worker with the fewest.
 * A socket shared by several daemons does not balance, and a Unix or systemd socket cannot be split
 * at all.
 */
#pragma once

#include <stddef.h>

struct acceptor;
struct listener;
struct loop;
struct server;

/* In the main thread's loop.  The listeners stay the caller's. */
int acceptor_new(struct server *server, const struct listener *listeners, size_t n_listeners,
		 struct acceptor **ret_acceptor);
/*
 * Accepts no more but of the management.  What comes waits in the backlog, where the next process
 * finds it when the socket is systemd's.
 */
void acceptor_drain(struct acceptor *acceptor);
/* Accepts no more at all. */
void acceptor_free(struct acceptor *acceptor);
