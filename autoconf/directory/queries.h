/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The SQL that a directory is read with, in one database's dialect: a schema's or the operator's
 * own, with the names and words of the settings put in.
 */
#pragma once

#include <stdbool.h>

#include "schema.h"

struct settings;

struct queries {
	const struct schema *schema; /* NULL: the operator's own */
	/* as in struct schema; %{address}, %{local} and %{domain} are still in it */
	char *sql[_SECTION_MAX][SCHEMA_SHAPES_MAX];
	/* directory.function stands in the alias query's place, and there is no user query */
	bool has_function;
};

/* Returns 0, DIRECTORY_E_CONFIGURATION with a sentence, or -ENOMEM. */
int queries_init(struct queries *queries, const struct settings *settings, enum dialect dialect,
		 char **reterr_message);
void queries_clear(struct queries *queries);
