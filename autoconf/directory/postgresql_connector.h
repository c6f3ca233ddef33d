/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Connecting to PostgreSQL without blocking, in a loop or in a poll: the name is looked up aside,
 * and libpq's own steps are taken when its descriptor is ready.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct _PQconninfoOption;
struct pg_conn;
struct resolution;

/* A URL, read once. */
struct postgresql_target {
	/* for PQconnectStartParams, with room for two pairs and the NULL */
	const char **keywords, **values;
	size_t n_options;
	struct _PQconninfoOption *options; /* what the values point into */
	const char *host;                  /* to be looked up; NULL: a socket or an address */
};

/* Returns 0, DIRECTORY_E_CONFIGURATION with a sentence without the URL's secrets, or -ENOMEM. */
int postgresql_target_parse(const char *url, struct postgresql_target *ret_target,
			    char **reterr_message);
void postgresql_target_clear(struct postgresql_target *target);

struct postgresql_connector {
	const struct postgresql_target *target;
	struct resolution *resolution;
	struct pg_conn *connection;
	int fd;           /* after DIRECTORY_PENDING: wait for it to be ... */
	bool for_writing; /* ... writable, or readable */
};

int postgresql_connector_start(struct postgresql_connector *connector,
			       const struct postgresql_target *target, char **reterr_message);
/*
 * The next step, after fd was ready.  Returns DIRECTORY_PENDING (fd and for_writing are new:
 * register them anew), 0 when connection is connected and the caller's, or an error with a
 * sentence.  Stop watching fd before the call: it may be closed by it.
 */
int postgresql_connector_step(struct postgresql_connector *connector, char **reterr_message);
void postgresql_connector_clear(struct postgresql_connector *connector);
