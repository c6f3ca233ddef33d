/* SPDX-License-Identifier: Apache-2.0 */
/* Starting the supervisor's two children. For supervisor.c only. */
#pragma once

#include <stddef.h>
#include <sys/types.h>

#include "server/listener.h"
#include "server/server.h"

/* One pair a worker: the server's ends. */
struct signer_child {
	pid_t pid; /* 0: none is configured */
	int fds[SERVER_WORKERS_MAX];
	size_t n_fds;
};

/*
 * Starts a signer and waits until it has read its key.  Returns 0 (also when nothing is to be
 * signed), -errno, or -EKEYREJECTED with the signer's own sentence in *reterr_message.
 */
int signer_child_start(const struct settings *settings, size_t n_workers,
		       struct signer_child *ret_child, char **reterr_message);
/* The server has its descriptors: ours are closed. */
void signer_child_close(struct signer_child *child);

/* Returns the child's process id or -errno; *ret_control_fd is the supervisor's end. */
pid_t server_child_start(const struct server_start *start, int *ret_control_fd);
