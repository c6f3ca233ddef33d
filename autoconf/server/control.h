/* SPDX-License-Identifier: Apache-2.0 */
/* One message and its descriptors over a SOCK_SEQPACKET pair between supervisor and server. */
#pragma once

#include <stddef.h>

#include "server/server.h"

#define CONTROL_FDS_MAX (1 + SERVER_WORKERS_MAX)

struct control {
	enum control_message message;
	int fds[CONTROL_FDS_MAX]; /* the receiver's, close-on-exec */
	size_t n_fds;
};

/* Returns 0 or -errno. */
int control_send(int fd, enum control_message message, const int *fds, size_t n_fds);
/*
 * Returns 0, -EAGAIN, -EPIPE at the end, or -errno.  Whoever receives closes what it does not keep:
 * control_clear.
 */
int control_receive(int fd, struct control *ret_control);
void control_clear(struct control *control);
