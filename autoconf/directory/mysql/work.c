/* SPDX-License-Identifier: Apache-2.0 */
/* Calls of the non-blocking API. */
#include "directory/mysql/work.h"

#include <mysql.h>
#include <openssl/err.h>
#include <poll.h>
#include <string.h>

#include "cleanup.h"

static const struct {
	uint32_t event;
	int wait;
} events_of[] = {
	{POLLIN, MYSQL_WAIT_READ},
	{POLLOUT, MYSQL_WAIT_WRITE},
	{POLLPRI, MYSQL_WAIT_EXCEPT},
};

/*
 * What went wrong on another connection of this thread, and stands in OpenSSL's list still, would
 * be taken for this one's: the library does not look away from it.
 */
static void tls_forget(void)
{
	ERR_clear_error();
}

static void work_begin(struct mysql_work *work, enum mysql_step step, MYSQL_STMT *statement)
{
	tls_forget();
	work->step = step;
	work->statement = statement;
}

void mysql_work_query(struct mysql_work *work, const char *sql)
{
	work_begin(work, MYSQL_STEP_QUERY, NULL);
	work->waits_for = mysql_real_query_start(&work->code, work->mysql, sql, strlen(sql));
}

void mysql_work_next_result(struct mysql_work *work)
{
	work_begin(work, MYSQL_STEP_NEXT_RESULT, NULL);
	work->waits_for = mysql_next_result_start(&work->code, work->mysql);
}

void mysql_work_fetch_row(struct mysql_work *work, MYSQL_RES *result)
{
	work_begin(work, MYSQL_STEP_FETCH_ROW, NULL);
	work->result = result;
	work->waits_for = mysql_fetch_row_start(&work->row, result);
}

void mysql_work_prepare(struct mysql_work *work, MYSQL_STMT *statement, const char *sql)
{
	work_begin(work, MYSQL_STEP_PREPARE, statement);
	work->waits_for = mysql_stmt_prepare_start(&work->code, statement, sql, strlen(sql));
}

void mysql_work_execute(struct mysql_work *work, MYSQL_STMT *statement)
{
	work_begin(work, MYSQL_STEP_EXECUTE, statement);
	work->waits_for = mysql_stmt_execute_start(&work->code, statement);
}

void mysql_work_store_result(struct mysql_work *work, MYSQL_STMT *statement)
{
	work_begin(work, MYSQL_STEP_STORE_RESULT, statement);
	work->waits_for = mysql_stmt_store_result_start(&work->code, statement);
}

static int work_step(struct mysql_work *work, int ready)
{
	switch (work->step) {
	case MYSQL_STEP_QUERY:
		return mysql_real_query_cont(&work->code, work->mysql, ready);
	case MYSQL_STEP_NEXT_RESULT:
		return mysql_next_result_cont(&work->code, work->mysql, ready);
	case MYSQL_STEP_FETCH_ROW:
		return mysql_fetch_row_cont(&work->row, work->result, ready);
	case MYSQL_STEP_PREPARE:
		return mysql_stmt_prepare_cont(&work->code, work->statement, ready);
	case MYSQL_STEP_EXECUTE:
		return mysql_stmt_execute_cont(&work->code, work->statement, ready);
	case MYSQL_STEP_STORE_RESULT:
		return mysql_stmt_store_result_cont(&work->code, work->statement, ready);
	}

	return 0;
}

void mysql_work_continue(struct mysql_work *work, uint32_t events)
{
	int ready = 0;

	tls_forget();
	/* A broken socket is ready for everything: whoever reads or writes is told so. */
	if (events & (POLLHUP | POLLERR))
		ready = work->waits_for;
	for (size_t i = 0; i < ARRAY_SIZE(events_of); i++)
		if (events & events_of[i].event)
			ready |= events_of[i].wait;

	if (ready & work->waits_for)
		work->waits_for = work_step(work, ready & work->waits_for);
}

uint32_t mysql_work_events(const struct mysql_work *work)
{
	uint32_t events = 0;

	for (size_t i = 0; i < ARRAY_SIZE(events_of); i++)
		if (work->waits_for & events_of[i].wait)
			events |= events_of[i].event;

	return events;
}
