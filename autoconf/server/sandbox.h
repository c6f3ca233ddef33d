/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What server and supervisor give up once they have started.  The signer has a stricter one of its
 * own (signer/).
 */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

struct settings;

/* The account of server.user, looked up while that is still possible. */
struct identity {
	bool drops;
	uid_t uid;
	gid_t gid;
};

/* Returns 0, or -ENOENT with a sentence for an account that does not exist. */
int identity_find(const struct settings *settings, struct identity *ret_identity,
		  char **reterr_message);

/* Becomes that account, without supplementary groups.  Returns 0 or -errno. */
int identity_take(const struct identity *identity);

/* Not dumpable, no new privileges, no core. */
int sandbox_basic(void);
/* Room for that many connections, as far as the hard limit goes; what is missing is logged. */
void sandbox_raise_descriptors(unsigned int n_connections);
/*
 * Before the first thread.  System calls that a server never makes, refused with EPERM: programs,
 * modules, mounts, tracing, other processes' memory.
 */
int sandbox_server(void);
