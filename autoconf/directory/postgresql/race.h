/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A blocking connection to the best host of several: all are called at once, and the first primary
 * is taken.
 */
#pragma once

#include <stdint.h>

struct pg_conn;
struct target;

struct postgresql_patience {
	int stop_fd;      /* readable: -ECANCELED; -1: nobody interrupts */
	uint32_t timeout; /* milliseconds, for all together */
};

/*
 * A standby is taken when there is no primary.  Returns 0, or the first host's error with a
 * sentence for each.
 */
int postgresql_race(const struct target *target, const struct postgresql_patience *patience,
		    struct pg_conn **ret_connection, char **reterr_message);
