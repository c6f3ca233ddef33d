/* SPDX-License-Identifier: Apache-2.0 */
/*
 * MySQL and MariaDB, blocking, but never longer than the limits say: the keeper's thread, init and
 * check.  The non-blocking API with a poll.
 */
#include "directory/mysql/session.h"

#include <errno.h>
#include <mysql.h>
#include <poll.h>
#include <stdlib.h>

#include "base/clock.h"
#include "cleanup.h"
#include "directory.h"
#include "directory/fault.h"
#include "directory/mysql/connector.h"
#include "directory/mysql/error.h"
#include "directory/mysql/value.h"
#include "directory/mysql/work.h"

#define COLUMNS_MAX 64

struct session {
	struct target *target;
	struct session_limits limits;
	size_t host; /* of the target's: whose connection it is */
	MYSQL *mysql;
	uint64_t deadline; /* milliseconds of CLOCK_MONOTONIC */
	bool is_broken;    /* or in the middle of something */
};

/* Strings of one row that are not the library's. */
struct row_buffer {
	const char *names[COLUMNS_MAX], *values[COLUMNS_MAX];
	char bits[COLUMNS_MAX][MYSQL_BITS_SIZE];
};

static const char *session_host(const struct session *session)
{
	return mysql_target_host_name(session->target, session->host);
}

/*
 * Until the descriptor is ready: 0 with what for, -ECANCELED, or DIRECTORY_E_UNAVAILABLE at the
 * deadline.
 */
static int session_wait(const struct session *session, int fd, uint32_t events,
			uint32_t *ret_events, char **reterr_message)
{
	struct pollfd fds[] = {
		{.fd = session->limits.stop_fd, .events = POLLIN},
		{.fd = fd, .events = (short)events},
	};
	uint64_t time = clock_now();
	int n = poll(fds, ARRAY_SIZE(fds),
		     time < session->deadline ? (int)(session->deadline - time) : 0);

	*ret_events = (uint32_t)fds[1].revents;
	if (fds[0].revents)
		return -ECANCELED;
	if (n < 0 && errno != EINTR)
		return -errno;

	return n ? 0
		 : fault(reterr_message, DIRECTORY_E_UNAVAILABLE, "%s: no answer within %u ms",
			 session_host(session), session->limits.timeout);
}

static void session_close(struct session *session)
{
	if (!session)
		return;

	mysql_hang_up(session->mysql, !session->is_broken);
	mysql_target_free(session->target);
	free(session);
}

static void session_closep(struct session **session)
{
	session_close(*session);
}

static int host_connect(struct session *session, char **reterr_message)
{
	_cleanup_(mysql_connector_clear) struct mysql_connector connector = {0};
	uint32_t events;
	int r = mysql_connector_start(&connector, session->target, session->host, true,
				      session->limits.timeout);

	if (r)
		return r;

	for (;;) {
		r = session_wait(session, mysql_connector_fd(&connector), POLLIN, &events,
				 reterr_message);
		if (!r)
			r = mysql_connector_take(&connector, &session->mysql, reterr_message);
		if (r != DIRECTORY_PENDING)
			return r;
	}
}

/* One host after the other, each with its share of the time that is left. */
static int session_connect(struct session *session, char **reterr_message)
{
	uint64_t end = clock_now() + session->limits.timeout;
	size_t only = session->limits.host;
	size_t n_hosts = only ? only : mysql_target_n_hosts(session->target);
	int r = DIRECTORY_E_UNAVAILABLE;

	for (session->host = only ? only - 1 : 0; session->host < n_hosts; session->host++) {
		uint64_t time = clock_now();

		session->deadline =
			time + (time < end ? (end - time) / (n_hosts - session->host) : 0);
		r = host_connect(session, reterr_message);
		if (r != DIRECTORY_E_UNAVAILABLE || session->host + 1 == n_hosts)
			return r;
	}

	return r;
}

static int session_open(const char *url, const struct session_limits *limits,
			struct session **ret_session, char **reterr_message)
{
	_cleanup_(session_closep) struct session *session = calloc(1, sizeof(*session));
	int r;

	if (!session)
		return -ENOMEM;

	session->limits = *limits;
	r = mysql_target_new(url, &session->target, reterr_message);
	if (!r)
		r = session_connect(session, reterr_message);
	if (r)
		return r;

	*ret_session = TAKE_PTR(session);
	return 0;
}

/* A mistake of the last work's.  A lock that was not given up is as good as a silent database. */
static int session_fail(struct session *session, char **reterr_message)
{
	unsigned int number = mysql_errno(session->mysql);
	int r = mysql_failed(number, mysql_error(session->mysql), session_host(session),
			     reterr_message);

	if (r == DIRECTORY_E_BUSY)
		r = DIRECTORY_E_UNAVAILABLE;
	session->is_broken |= mysql_number_is_lost(number);
	return r;
}

/* Drives a work that was begun to its end; a long list takes its time, silence does not. */
static int session_finish(struct session *session, struct mysql_work *work, char **reterr_message)
{
	uint32_t events;

	session->deadline = clock_now() + session->limits.timeout;
	while (work->waits_for) {
		int r = session_wait(session, (int)mysql_get_socket(session->mysql),
				     mysql_work_events(work), &events, reterr_message);

		if (r) {
			session->is_broken = true;
			return r;
		}
		mysql_work_continue(work, events);
	}

	return 0;
}

static int row_give(MYSQL_RES *result, MYSQL_ROW fields, struct row_buffer *buffer,
		    session_row callback, void *userdata)
{
	const MYSQL_FIELD *columns = mysql_fetch_fields(result);
	const unsigned long *sizes = mysql_fetch_lengths(result);
	struct row row = {.n_columns = mysql_num_fields(result),
			  .names = buffer->names,
			  .values = buffer->values};

	for (size_t i = 0; i < row.n_columns; i++) {
		buffer->names[i] = columns[i].name;
		buffer->values[i] =
			mysql_value(fields[i], sizes[i], columns[i].type, buffer->bits[i]);
	}

	return callback(userdata, &row);
}

/* All rows are taken, whatever the first mistake was: only then is the connection free again. */
static int rows_take(struct session *session, MYSQL_RES *result, session_row callback,
		     void *userdata, char **reterr_message)
{
	struct mysql_work work = {.mysql = session->mysql};
	struct row_buffer buffer;
	int first = 0;

	if (callback && mysql_num_fields(result) > COLUMNS_MAX)
		first = fault(reterr_message, DIRECTORY_E_CONFIGURATION,
			      "a query has more than %d columns", COLUMNS_MAX);

	for (;;) {
		int r;

		mysql_work_fetch_row(&work, result);
		r = session_finish(session, &work, reterr_message);
		if (!r && !work.row && mysql_errno(session->mysql))
			r = session_fail(session, first ? NULL : reterr_message);
		if (r || !work.row)
			return first ? first : r;
		if (callback && !first)
			first = row_give(result, work.row, &buffer, callback, userdata);
	}
}

static int result_take(struct session *session, session_row callback, void *userdata,
		       char **reterr_message)
{
	/* Row by row: a hundred thousand domains need not be here all at once. */
	MYSQL_RES *result = mysql_use_result(session->mysql);
	int r;

	if (!result)
		return mysql_errno(session->mysql) ? session_fail(session, reterr_message) : 0;

	r = rows_take(session, result, callback, userdata, reterr_message);
	/* The library would read on what was left, for as long as that takes. */
	if (session->is_broken)
		mysql_cut_off(session->mysql);
	mysql_free_result(result);
	return r;
}

static int session_run(struct session *session, const char *sql, session_row callback,
		       void *userdata, char **reterr_message)
{
	struct mysql_work work = {.mysql = session->mysql};
	int first = 0;

	mysql_work_query(&work, sql);
	for (;;) {
		int r = session_finish(session, &work, reterr_message);

		if (r)
			return r;
		/* -1: there was no further result */
		if (work.code)
			return work.code < 0 || first ? first
						      : session_fail(session, reterr_message);

		r = result_take(session, callback, userdata, first ? NULL : reterr_message);
		first = first ? first : r;
		if (session->is_broken)
			return first;
		mysql_work_next_result(&work);
	}
}

static int session_execute(struct session *session, const char *sql, char **reterr_message)
{
	return session_run(session, sql, NULL, NULL, reterr_message);
}

static int session_query(struct session *session, const char *sql, session_row row, void *userdata,
			 char **reterr_message)
{
	return session_run(session, sql, row, userdata, reterr_message);
}

/* The server says nothing unasked, but that it goes. */
static int session_descriptor(const struct session *session)
{
	return (int)mysql_get_socket(session->mysql);
}

static int session_changed(struct session *session)
{
	struct pollfd fd = {.fd = session_descriptor(session), .events = POLLIN};

	if (poll(&fd, 1, 0) <= 0)
		return 0;

	session->is_broken = true;
	return -EPIPE;
}

const struct session_ops mysql_session = {
	.open = session_open,
	.close = session_close,
	.execute = session_execute,
	.query = session_query,
	.descriptor = session_descriptor,
	.changed = session_changed,
};
