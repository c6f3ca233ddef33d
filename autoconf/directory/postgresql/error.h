/* SPDX-License-Identifier: Apache-2.0 */
/* What PostgreSQL's errors mean: who is to blame, and whether the connection is still good. */
#pragma once

#include <stdbool.h>

struct pg_conn;
struct pg_result;

/*
 * SQLSTATE to enum directory_error; NULL: the connection broke.  An odd key (class 22) is not
 * found, never a broken host.
 */
int postgresql_status(const char *sqlstate);

/* One line of a connection's or result's error message, and what it means. */
int postgresql_connection_failed(const struct pg_conn *connection, char **reterr_message);
/* A start-up parameter, by a pooler that does not know it (08P01). */
bool postgresql_connection_refuses_parameter(const struct pg_conn *connection);
int postgresql_result_failed(const struct pg_result *result, char **reterr_message);

enum postgresql_blame {
	POSTGRESQL_BLAMES_QUESTION,
	/* it broke, or its server has forgotten a plan: another one will do */
	POSTGRESQL_BLAMES_CONNECTION,
	/* a statement prepared on it is not there, or somebody else's is: it leads to a pooler */
	POSTGRESQL_BLAMES_POOLER,
};

enum postgresql_blame postgresql_result_blames(const struct pg_result *result);
/* A table or column is not there (42P01, 42703). */
bool postgresql_result_misses(const struct pg_result *result);
