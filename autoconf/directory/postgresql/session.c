/* SPDX-License-Identifier: Apache-2.0 */
/*
 * PostgreSQL, blocking, but never longer than the limits say: the keeper's thread, init and check.
 */
#include "directory/postgresql/session.h"

#include <errno.h>
#include <libpq-fe.h>
#include <poll.h>
#include <stdlib.h>

#include "base/clock.h"
#include "cleanup.h"
#include "directory.h"
#include "directory/fault.h"
#include "directory/postgresql/error.h"
#include "directory/postgresql/race.h"
#include "directory/postgresql/target.h"

#define COLUMNS_MAX 64

#define STATEMENT_MAX 10 /* times the limit: a statement may go on when nobody waits any more */

struct session {
	struct target *target;
	struct session_limits limits;
	PGconn *connection;
	bool is_pooled;
	uint64_t deadline; /* milliseconds of CLOCK_MONOTONIC */
};

static void PQclearp(PGresult **result)
{
	PQclear(*result);
}

/* Until the descriptor is ready: 0, -ECANCELED, or DIRECTORY_E_UNAVAILABLE at the deadline. */
static int session_wait(const struct session *session, int fd, short events, char **reterr_message)
{
	struct pollfd fds[] = {
		{.fd = session->limits.stop_fd, .events = POLLIN},
		{.fd = fd, .events = events},
	};
	uint64_t time = clock_now();
	int n = poll(fds, ARRAY_SIZE(fds),
		     time < session->deadline ? (int)(session->deadline - time) : 0);

	if (fds[0].revents)
		return -ECANCELED;
	if (n < 0 && errno != EINTR)
		return -errno;

	return n ? 0
		 : fault(reterr_message, DIRECTORY_E_UNAVAILABLE, "no answer within %u ms",
			 session->limits.timeout);
}

static void session_close(struct session *session)
{
	if (!session)
		return;

	PQfinish(session->connection);
	postgresql_target_free(session->target);
	free(session);
}

static void session_closep(struct session **session)
{
	session_close(*session);
}

static int session_connect(struct session *session, char **reterr_message)
{
	const struct postgresql_patience patience = {
		.stop_fd = session->limits.stop_fd,
		.timeout = session->limits.timeout,
	};
	int r = postgresql_race(session->target, &patience, &session->connection, reterr_message);

	if (r)
		return r;

	return PQsetnonblocking(session->connection, 1) ? -ENOMEM : 0;
}

/* Everything of a statement out. */
static int session_send(struct session *session, const char *sql, char **reterr_message)
{
	int r;

	session->deadline = clock_now() + session->limits.timeout;
	if (!PQsendQuery(session->connection, sql))
		return postgresql_connection_failed(session->connection, reterr_message);

	for (;;) {
		int left = PQflush(session->connection);

		if (left < 0)
			return postgresql_connection_failed(session->connection, reterr_message);
		if (!left)
			return 0;

		r = session_wait(session, PQsocket(session->connection), POLLIN | POLLOUT,
				 reterr_message);
		if (r)
			return r;
		if (!PQconsumeInput(session->connection))
			return postgresql_connection_failed(session->connection, reterr_message);
	}
}

/* The next result, NULL at the end. */
static int session_receive(struct session *session, PGresult **ret_result, char **reterr_message)
{
	while (PQisBusy(session->connection)) {
		int r = session_wait(session, PQsocket(session->connection), POLLIN,
				     reterr_message);

		if (r)
			return r;
		if (!PQconsumeInput(session->connection))
			return postgresql_connection_failed(session->connection, reterr_message);
	}

	*ret_result = PQgetResult(session->connection);
	return 0;
}

static int rows_give(const PGresult *result, session_row callback, void *userdata,
		     char **reterr_message)
{
	const char *names[COLUMNS_MAX], *values[COLUMNS_MAX];
	struct row row = {.n_columns = (size_t)PQnfields(result), .names = names, .values = values};
	int r = 0;

	if (row.n_columns > COLUMNS_MAX)
		return fault(reterr_message, DIRECTORY_E_CONFIGURATION,
			     "a query has more than %d columns", COLUMNS_MAX);

	for (size_t i = 0; i < row.n_columns; i++)
		names[i] = PQfname(result, (int)i);

	for (int at = 0; !r && at < PQntuples(result); at++) {
		for (size_t i = 0; i < row.n_columns; i++)
			values[i] = PQgetisnull(result, at, (int)i)
					    ? NULL
					    : PQgetvalue(result, at, (int)i);
		r = callback(userdata, &row);
	}

	return r;
}

static int result_take(const PGresult *result, session_row callback, void *userdata,
		       char **reterr_message)
{
	switch (PQresultStatus(result)) {
	case PGRES_TUPLES_OK:
	case PGRES_SINGLE_TUPLE:
		return callback ? rows_give(result, callback, userdata, reterr_message) : 0;
	case PGRES_COMMAND_OK:
	case PGRES_EMPTY_QUERY:
		return 0;
	default:
		return postgresql_result_failed(result, reterr_message);
	}
}

/*
 * All results are taken, whatever the first mistake was: only then is the connection free for the
 * next statement.
 */
static int session_run(struct session *session, const char *sql, session_row callback,
		       void *userdata, char **reterr_message)
{
	int r = session_send(session, sql, reterr_message);
	int first = 0;

	if (r)
		return r;

	/* Row by row: a hundred thousand domains need not be here all at once. */
	if (callback)
		(void)PQsetSingleRowMode(session->connection);

	for (;;) {
		_cleanup_(PQclearp) PGresult *result = NULL;

		r = session_receive(session, &result, reterr_message);
		if (r || !result)
			return r ? r : first;
		if (!first)
			first = result_take(result, callback, userdata, reterr_message);
		/* A long list takes its time; silence does not. */
		session->deadline = clock_now() + session->limits.timeout;
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

/* ---- who is there ---- */

struct greeting {
	bool is_direct;
};

static int greeting_take(void *userdata, const struct row *row)
{
	struct greeting *greeting = userdata;

	greeting->is_direct = row->values[0] && row->values[0][0] == 't';
	return 0;
}

/*
 * Behind a pooler nothing may be left in the session.  Else a statement does not outlive our
 * interest in it for long: a locked table would take one connection after the other.
 */
static int session_greet(struct session *session, char **reterr_message)
{
	struct greeting greeting = {0};
	_cleanup_(freep) char *sql = NULL;
	int process = PQbackendPID(session->connection);
	int r;

	if (asprintf(&sql,
		     "SELECT pg_backend_pid() = %d, CASE WHEN pg_backend_pid() = %d THEN"
		     " (SELECT count(set_config(name, CASE name WHEN 'lock_timeout' THEN '%u' "
		     "ELSE '%u' END, false)) FROM pg_settings WHERE setting = '0'"
		     " AND name IN ('lock_timeout', 'statement_timeout')) END",
		     process, process, session->limits.timeout,
		     session->limits.timeout * STATEMENT_MAX) < 0)
		return -ENOMEM;

	r = session_query(session, session->limits.may_write ? "SELECT true" : sql, greeting_take,
			  &greeting, reterr_message);
	session->is_pooled = !greeting.is_direct;
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
	r = postgresql_target_new(url, &session->target, reterr_message);
	if (!r && limits->host)
		postgresql_target_keep_host(session->target, limits->host - 1);
	if (!r)
		r = session_connect(session, reterr_message);
	if (!r)
		r = session_greet(session, reterr_message);
	if (r)
		return r;

	*ret_session = TAKE_PTR(session);
	return 0;
}

static int session_listen(struct session *session, char **reterr_message)
{
	if (session->is_pooled)
		return fault(reterr_message, DIRECTORY_E_CONFIGURATION,
			     "a pooler stands between, which passes no notifications on");

	return session_execute(session, "LISTEN carbone_autoconf", reterr_message);
}

static int session_descriptor(const struct session *session)
{
	return PQsocket(session->connection);
}

static int session_changed(struct session *session)
{
	PGnotify *notification;
	int n = 0;

	/*
	 * Twice: the first call takes a dying server's last words, the second finds the end behind
	 * them.
	 */
	for (int i = 0; i < 2; i++)
		if (!PQconsumeInput(session->connection))
			return -EPIPE;

	while ((notification = PQnotifies(session->connection))) {
		n++;
		PQfreemem(notification);
	}

	return n > 0;
}

const struct session_ops postgresql_session = {
	.open = session_open,
	.close = session_close,
	.execute = session_execute,
	.query = session_query,
	.listen = session_listen,
	.descriptor = session_descriptor,
	.changed = session_changed,
};
