/* SPDX-License-Identifier: Apache-2.0 */
/* SQLite, blocking: the keeper's thread, init and check. */
#include "directory/sqlite/session.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "cleanup.h"
#include "directory.h"
#include "directory/fault.h"
#include "directory/sqlite/file.h"

#define COLUMNS_MAX 64
#define LOCK_PAUSE 10        /* milliseconds between two tries for a lock */
#define WORK_FACTOR 10       /* a statement may work so many times as long as it may wait */
#define PROGRESS_STEPS 10000 /* of SQLite's machine between two looks at the clock */
#define STATEMENT_MAX 60000  /* milliseconds: a long list takes its time; only a lock is silence */

struct session {
	struct sqlite_file file;
	char *path;
	struct session_limits limits;
	/* of this statement, milliseconds of CLOCK_MONOTONIC: to get past a lock; to the end */
	uint64_t lock_deadline, deadline;
};

/* Waits up to `milliseconds`; true when somebody wants the session to stop. */
static bool stop_wait(const struct session *session, int milliseconds)
{
	struct pollfd stop = {.fd = session->limits.stop_fd, .events = POLLIN};

	return poll(&stop, 1, milliseconds) > 0;
}

static int lock_wait(void *userdata, int n_tries)
{
	struct session *session = userdata;

	(void)n_tries;
	return clock_now() < session->lock_deadline && !stop_wait(session, LOCK_PAUSE);
}

static int progress(void *userdata)
{
	struct session *session = userdata;

	/* A file that is read is not silent: the order of a long list takes its time. */
	return clock_now() >= session->deadline + (uint64_t)WORK_FACTOR * session->limits.timeout ||
	       stop_wait(session, 0);
}

static void session_close(struct session *session)
{
	if (!session)
		return;

	sqlite_file_close(&session->file);
	free(session->path);
	free(session);
}

static void session_closep(struct session **session)
{
	session_close(*session);
}

static int session_open(const char *url, const struct session_limits *limits,
			struct session **ret_session, char **reterr_message)
{
	_cleanup_(session_closep) struct session *session = calloc(1, sizeof(*session));
	const char *path = sqlite_path(url);
	int r;

	if (!session)
		return -ENOMEM;
	if (!path)
		return fault(reterr_message, DIRECTORY_E_CONFIGURATION,
			     "the directory's URL has no path: sqlite:/path/of/the/file");

	session->limits = *limits;
	session->path = strdup(path);
	if (!session->path)
		return -ENOMEM;

	r = sqlite_file_open(&session->file, path, limits->may_write, reterr_message);
	if (r)
		return r;

	(void)sqlite3_busy_handler(session->file.database, lock_wait, session);
	sqlite3_progress_handler(session->file.database, PROGRESS_STEPS, progress, session);
	*ret_session = TAKE_PTR(session);
	return 0;
}

/* A lock that was not given up in time is as good as a silent database. */
static int session_fail(struct session *session, int code, char **reterr_message)
{
	int status = sqlite_status(session->file.database, code);

	if (stop_wait(session, 0))
		return -ECANCELED;

	return fault(reterr_message, status == DIRECTORY_E_BUSY ? DIRECTORY_E_UNAVAILABLE : status,
		     "%s: %s", session->path, sqlite3_errmsg(session->file.database));
}

static void session_start(struct session *session)
{
	session->lock_deadline = clock_now() + session->limits.timeout;
	session->deadline = session->lock_deadline + STATEMENT_MAX;
}

static int session_execute(struct session *session, const char *sql, char **reterr_message)
{
	int code;

	session_start(session);
	code = sqlite3_exec(session->file.database, sql, NULL, NULL, NULL);

	return code == SQLITE_OK ? 0 : session_fail(session, code, reterr_message);
}

static void sqlite3_stmt_finalizep(sqlite3_stmt **statement)
{
	(void)sqlite3_finalize(*statement);
}

static int session_query(struct session *session, const char *sql, session_row callback,
			 void *userdata, char **reterr_message)
{
	_cleanup_(sqlite3_stmt_finalizep) sqlite3_stmt *statement = NULL;
	const char *names[COLUMNS_MAX], *values[COLUMNS_MAX];
	struct row row = {.names = names, .values = values};
	int code, r = 0;

	session_start(session);
	code = sqlite3_prepare_v2(session->file.database, sql, -1, &statement, NULL);
	if (code != SQLITE_OK)
		return session_fail(session, code, reterr_message);

	row.n_columns = (size_t)sqlite3_column_count(statement);
	if (row.n_columns > COLUMNS_MAX)
		return fault(reterr_message, DIRECTORY_E_CONFIGURATION,
			     "a query has more than %d columns", COLUMNS_MAX);

	for (size_t i = 0; i < row.n_columns; i++)
		names[i] = sqlite3_column_name(statement, (int)i);

	while (!r && (code = sqlite3_step(statement)) == SQLITE_ROW) {
		for (size_t i = 0; i < row.n_columns; i++)
			values[i] = (const char *)sqlite3_column_text(statement, (int)i);
		r = callback(userdata, &row);
	}

	if (r)
		return r;

	return code == SQLITE_DONE ? 0 : session_fail(session, code, reterr_message);
}

static int session_descriptor(const struct session *session)
{
	(void)session;
	return -1;
}

static int session_changed(struct session *session)
{
	return sqlite_file_changed(&session->file, session->path);
}

const struct session_ops sqlite_session = {
	.open = session_open,
	.close = session_close,
	.execute = session_execute,
	.query = session_query,
	.descriptor = session_descriptor,
	.changed = session_changed,
};
