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
/* Accepts no more. */
void acceptor_free(struct acceptor *acceptor);
