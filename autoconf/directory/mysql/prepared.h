/* SPDX-License-Identifier: Apache-2.0 */
/* A look-up prepared on a link to MySQL: its parameters in, its rows out. */
#pragma once

#include <stddef.h>

#include "directory/user_row.h"

struct key;
struct mysql_columns;
struct question;
struct st_mysql;
struct st_mysql_stmt;
struct statements;
struct user;

struct mysql_query {
	const struct statements *statements;
	size_t shape; /* the one that is prepared, or to be */
	/* why the first shape was not taken */
	int first_status;
	char *first_reason;
	struct st_mysql_stmt *statement; /* NULL: there is no such query */
	struct user_columns map;
	struct mysql_columns *columns; /* where a row is put */
};

/* Returns 0 or -ENOMEM; statement stays NULL where there is no such query. */
int mysql_query_init(struct mysql_query *query, struct st_mysql *mysql);
/* After its connection was closed. */
void mysql_query_clear(struct mysql_query *query);

/* The SQL of the shape. */
const char *mysql_query_sql(const struct mysql_query *query);

/* After it was prepared.  Returns 0, DIRECTORY_E_CONFIGURATION with a sentence, or -ENOMEM. */
int mysql_query_bind(struct mysql_query *query, char **reterr_message);
/* Before it is executed.  Returns 0 or -EINVAL. */
int mysql_query_fill(struct mysql_query *query, const struct key *key);
/*
 * After its result was stored; frees that.  Returns DIRECTORY_OK with the user,
 * DIRECTORY_E_NOT_FOUND, -ENOMEM, or -EBADMSG: the connection is out of step.
 */
int mysql_query_read(struct mysql_query *query, const struct question *question,
		     struct user **ret_user);
