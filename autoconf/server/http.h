/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libmicrohttpd's callbacks, and nothing that could be elsewhere: from its requests to ours, and
 * from our answers to its responses.
 */
#pragma once

#include <stdbool.h>
#include <sys/socket.h>

#include "server/deadlines.h"

struct worker;

/* Starts the daemon of a worker, without a listening socket or a thread of its own. */
int http_start(struct worker *worker);
/* Stops it: nothing may wait any more. */
void http_stop(struct worker *worker);

/* Hands an accepted connection to the daemon.  Takes the descriptor. */
void http_add(struct worker *worker, int fd, const struct sockaddr *peer, socklen_t peer_size,
	      bool is_management);

/* Answers every waiting exchange with a code. */
void http_end_waits(struct worker *worker, int code);
/* Closes connections that wait for the head of a request. */
void http_close_idle(struct worker *worker);
/*
 * Closes connections whose client has left in the middle of a request.  The library does not notice
 * when the end comes together with the last bytes.
 */
void http_close_forsaken(struct worker *worker);
/* How many requests are under way. */
unsigned int http_n_active(const struct worker *worker);

/* For deadlines_new, with the worker as userdata. */
void http_deadline_passed(void *userdata, struct deadline *deadline, enum deadline_kind kind);

/* Frees the ready-made responses of a kept document: for documents_new. */
void http_responses_free(void *attachment);
