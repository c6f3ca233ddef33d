/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A kind of database: one file (or a few) that ends in one const struct, one row in backend.c, and
 * a twin "…_absent.c" for a build without its library.
 */
#pragma once

#include <stdbool.h>

#include "directory/channel.h"
#include "directory/network/link.h"
#include "directory/schema.h"
#include "directory/session.h"

struct backend {
	const char *name;       /* for people: "PostgreSQL" */
	const char *schemes[3]; /* of its URLs; unused ones are NULL */
	enum dialect dialect;
	bool is_file; /* asking again costs nobody anything, whatever it said */
	const struct session_ops *session; /* NULL: this build cannot */
	const struct channel_ops *channel;
	const struct link_ops *link; /* of a server, under network_channel; else NULL */
};

extern const struct backend directory_sqlite;
extern const struct backend directory_postgresql;
extern const struct backend directory_mysql;

/*
 * By a URL's scheme.  Returns 0, or DIRECTORY_E_CONFIGURATION with a sentence (no such scheme; a
 * build without it).
 */
int backend_find(const char *url, const struct backend **ret_backend, char **reterr_message);

/*
 * A URL for people: without user, password and options, whatever shape it is in.  The caller's;
 * NULL when out of memory.
 */
char *url_without_secrets(const char *url);
