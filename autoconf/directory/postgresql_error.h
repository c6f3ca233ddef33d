/* SPDX-License-Identifier: Apache-2.0 */
/* What PostgreSQL's errors mean: who is to blame, and whether the connection is still good. */
#pragma once

struct pg_conn;
struct pg_result;

/*
 * SQLSTATE to enum directory_error; NULL: the connection broke.  An odd key (class 22) is not
 * found, never a broken host.
 */
int postgresql_status(const char *sqlstate);

/* One line of a connection's or result's error message, and what it means. */
int postgresql_connection_failed(const struct pg_conn *connection, char **reterr_message);
int postgresql_result_failed(const struct pg_result *result, char **reterr_message);
