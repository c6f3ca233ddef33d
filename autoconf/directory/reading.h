/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A session together with the tables it reads: which version they have, and everything they list.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "directory/queries.h"
#include "directory/session.h"

struct backend;
struct listing;
struct settings;

struct reading {
	const struct backend *backend;
	struct queries queries;
	struct session *session; /* NULL: not connected */
	/* of each section the shape that suits the tables, once it is known */
	unsigned int shapes[_SECTION_MAX];
	bool has_shapes;
};

/*
 * Of settings->directory, not connected.  Returns 0, DIRECTORY_E_CONFIGURATION with a sentence, or
 * -ENOMEM.
 */
int reading_init(struct reading *reading, const struct settings *settings, char **reterr_message);
void reading_clear(struct reading *reading); /* disconnected, and good for reading_init */
int reading_connect(struct reading *reading, const char *url, const struct session_limits *limits,
		    char **reterr_message);
void reading_disconnect(struct reading *reading);

/*
 * Finds out which shapes suit the tables, which may change while we are connected to another host
 * or upgraded under us: at every connection once.
 */
int reading_choose_shapes(struct reading *reading, char **reterr_message);

/* One number of the first row's first column; 0 for NULL or no row. */
int reading_number(struct reading *reading, const char *sql, int64_t *ret_number,
		   char **reterr_message);

/*
 * 0 when the tables are as this program knows them; DIRECTORY_E_NEWER_SCHEMA,
 * DIRECTORY_E_NO_SCHEMA, … with a sentence.
 */
int reading_check_version(struct reading *reading, char **reterr_message);
/*
 * Everything that is listed, or only what tells whether it is what is known already.  After a
 * failure the session may still stand in its transaction: disconnect.
 */
int reading_list(struct reading *reading, struct listing **ret_listing, char **reterr_message);
int reading_digest(struct reading *reading, uint64_t *ret_digest, char **reterr_message);
