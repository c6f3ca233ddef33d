/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Connecting to one host of PostgreSQL without blocking, in a loop or in a poll: the name is looked
 * up aside, and libpq's own steps are taken when its descriptor is ready.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct pg_conn;
struct resolution;
struct target;

struct postgresql_connector {
	const struct target *target;
	size_t host;
	struct resolution *resolution;
	struct pg_conn *connection;
	int fd;           /* after DIRECTORY_PENDING: wait for it to be ... */
	bool for_writing; /* ... writable, or readable */
};

int postgresql_connector_start(struct postgresql_connector *connector, const struct target *target,
			       size_t host, char **reterr_message);
/*
 * The next step, after fd was ready.  Returns DIRECTORY_PENDING (fd and for_writing are new:
 * register them anew), 0 when connection is connected and the caller's, or an error with a
 * sentence.  Stop watching fd before the call: it may be closed by it.
 */
int postgresql_connector_step(struct postgresql_connector *connector, char **reterr_message);
void postgresql_connector_clear(struct postgresql_connector *connector);
