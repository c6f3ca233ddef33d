/* SPDX-License-Identifier: Apache-2.0 */
/*
 * MySQL and MariaDB under a worker's network channel: a connection's life and its questions
 * (mysql/link.c), and what comes before them (mysql/greeting.c).
 */
#pragma once

#include <stdbool.h>

#include "directory/mysql/connector.h"
#include "directory/mysql/prepared.h"
#include "directory/mysql/work.h"
#include "directory/network/link.h"

struct loop_io;
struct loop_timer;
struct st_mysql_res;

enum link_state {
	LINK_CONNECTING,
	LINK_LIMITING, /* how long a statement may take */
	LINK_ASKING_ROLE,
	LINK_READING_ROLE,
	LINK_PREPARING,
	LINK_READY,
	LINK_PREPARING_AGAIN, /* the server has forgotten the question's statement */
	LINK_EXECUTING,
	LINK_STORING,
	LINK_LOST,
	_LINK_STATE_MAX,
};

struct link {
	struct link_options options;
	enum link_state state;
	struct mysql_connector connector;
	struct st_mysql *mysql;
	struct mysql_work work;
	struct loop_io *io;
	struct loop_timer *soon; /* set: to go on without waiting for the socket */
	char limit[160];         /* SQL */
	struct st_mysql_res *role_result;
	enum directory_role role;
	struct mysql_query queries[LOOKUPS];
	struct mysql_query *query; /* that is being prepared, or asked */
	struct question *question; /* NULL: forgotten */
	bool was_prepared_again;   /* for this question */
};

extern const struct link_ops mysql_link;

/* The last thing that is heard of it.  reason: NULL for the status's own. */
void mysql_link_lost(struct link *link, int status, const char *reason);
/* The same with what the library has just said. */
void mysql_link_break(struct link *link);
/* The last work's error number, and what it means. */
unsigned int mysql_link_number(const struct link *link);
int mysql_link_failed(const struct link *link, char **reterr_reason);

/* ---- what follows when the work of a state is done; ends with `up`, or is lost ---- */

void mysql_greeting_begin(struct link *link);
void mysql_greeting_limited(struct link *link);
void mysql_greeting_asked(struct link *link);
void mysql_greeting_read(struct link *link);
void mysql_greeting_prepared(struct link *link);
