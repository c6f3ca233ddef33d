/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A session together with the tables it reads: which version they have, and everything they list.
 */
#pragma once

#include <stdint.h>

#include "directory/session.h"

struct backend;
struct listing;
struct schema;

struct reading {
	const struct backend *backend;
	const struct schema *schema;
	struct session *session; /* NULL: not connected */
};

/*
 * Of settings->directory's url and schema, not connected.  Returns 0, or DIRECTORY_E_CONFIGURATION
 * with a sentence.
 */
int reading_init(struct reading *reading, const char *url, const char *schema,
		 char **reterr_message);
int reading_connect(struct reading *reading, const char *url, const struct session_limits *limits,
		    char **reterr_message);
void reading_disconnect(struct reading *reading);

/* One number of the first row's first column; 0 for NULL or no row. */
int reading_number(struct reading *reading, const char *sql, int64_t *ret_number,
		   char **reterr_message);

/*
 * 0 when the tables are as this program knows them; DIRECTORY_E_NEWER_SCHEMA,
 * DIRECTORY_E_NO_SCHEMA, … with a sentence.
 */
int reading_check_version(struct reading *reading, char **reterr_message);
/* After a failure the session may still stand in its transaction: disconnect. */
int reading_list(struct reading *reading, struct listing **ret_listing, char **reterr_message);
