/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SQL with %{address}, %{local} and %{domain} in it, made into a database's own bound parameters.
 */
#pragma once

#include <stddef.h>

#include "schema.h"

#define STATEMENT_PARAMETERS_MAX 32

struct key;
struct queries;

enum parameter {
	PARAMETER_ADDRESS,
	PARAMETER_LOCAL,
	PARAMETER_DOMAIN,
	_PARAMETER_MAX,
};

struct statement {
	char *sql; /* NULL: the schema has no such query */
	/* what the nth is; in MySQL, whose parameters have no numbers, each place is one */
	enum parameter parameters[STATEMENT_PARAMETERS_MAX];
	size_t n_parameters;
};

/*
 * A NULL template makes an empty statement.  Returns 0, DIRECTORY_E_CONFIGURATION with a sentence,
 * or -ENOMEM.
 */
int statement_compile(const char *template, enum dialect dialect, struct statement *ret_statement,
		      char **reterr_message);
void statement_clear(struct statement *statement);

const char *statement_value(const struct statement *statement, size_t parameter,
			    const struct key *key);

/* A query in all its shapes: the first that the database takes is asked. */
struct statements {
	struct statement shapes[SCHEMA_SHAPES_MAX];
	size_t n_shapes; /* 0: there is no such query */
};

int statements_compile(const struct queries *queries, enum section section, enum dialect dialect,
		       struct statements *ret_statements, char **reterr_message);
void statements_clear(struct statements *statements);
