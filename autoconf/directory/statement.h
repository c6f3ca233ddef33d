/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SQL with %{address}, %{local} and %{domain} in it, made into a database's own bound parameters.
 */
#pragma once

#include <stddef.h>

#include "schema.h"

struct key;

enum parameter {
	PARAMETER_ADDRESS,
	PARAMETER_LOCAL,
	PARAMETER_DOMAIN,
	_PARAMETER_MAX,
};

struct statement {
	char *sql;                                 /* NULL: the schema has no such query */
	enum parameter parameters[_PARAMETER_MAX]; /* what the nth is */
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
