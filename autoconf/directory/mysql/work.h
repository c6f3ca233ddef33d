/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One call of Connector/C's non-blocking API on its way: begun, and continued whenever the socket
 * is ready, by a loop or by a poll.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct st_mysql;
struct st_mysql_res;
struct st_mysql_stmt;

enum mysql_step {
	MYSQL_STEP_QUERY,
	MYSQL_STEP_NEXT_RESULT,
	MYSQL_STEP_FETCH_ROW,
	MYSQL_STEP_PREPARE,
	MYSQL_STEP_EXECUTE,
	MYSQL_STEP_STORE_RESULT,
};

struct mysql_work {
	struct st_mysql *mysql;
	enum mysql_step step;
	struct st_mysql_stmt *statement; /* of the last three steps */
	struct st_mysql_res *result;     /* of FETCH_ROW */
	int waits_for;                   /* MYSQL_WAIT_…: under way; 0: done, or nothing begun */

	/* What it came to, once it is done: 0, or not; then the MYSQL or the statement says why. */
	int code;
	char **row; /* FETCH_ROW: NULL at the end, and after a mistake */
};

/* SQL must outlive the work. */
void mysql_work_query(struct mysql_work *work, const char *sql);
void mysql_work_next_result(struct mysql_work *work);
void mysql_work_fetch_row(struct mysql_work *work, struct st_mysql_res *result);
void mysql_work_prepare(struct mysql_work *work, struct st_mysql_stmt *statement, const char *sql);
void mysql_work_execute(struct mysql_work *work, struct st_mysql_stmt *statement);
void mysql_work_store_result(struct mysql_work *work, struct st_mysql_stmt *statement);

/* The descriptor was ready; for what (POLLIN and POLLOUT, which are EPOLLIN and EPOLLOUT). */
void mysql_work_continue(struct mysql_work *work, uint32_t events);
/* What to wait for: POLLIN, POLLOUT. */
uint32_t mysql_work_events(const struct mysql_work *work);
