/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SQLite in a worker: asked in place, since an answer takes microseconds.  A lock is never waited
 * for: who meets one asks again from a timer.  The file may be replaced at any time.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <utlist.h>

#include "base/log.h"
#include "base/loop.h"
#include "cleanup.h"
#include "directory.h"
#include "directory/backend.h"
#include "directory/fault.h"
#include "directory/key.h"
#include "directory/sqlite/file.h"
#include "directory/sqlite/session.h"
#include "directory/statement.h"
#include "directory/user_row.h"

#define LOOK_PAUSE 1000  /* milliseconds between two looks whether file or content are new */
#define LOCK_PAUSE 10    /* until a locked file is asked again */
#define OPEN_PAUSE 100   /* until a file that could not be opened is tried again */
#define WAITING_MAX 1024 /* questions that wait for a lock */

/* One of the schema's queries, with what SQLite made of it while the file is open. */
struct query {
	struct statements statements;
	const struct statement *statement; /* the shape that is prepared */
	sqlite3_stmt *prepared;
	struct user_columns columns;
};

struct channel {
	char *path;
	struct channel_options options;
	struct query queries[LOOKUPS];
	struct sqlite_file file;
	uint64_t next_look, next_open; /* loop_now */
	int open_status;               /* why it is not open */
	struct question *waiting;
	size_t n_waiting;
	struct loop_timer *timer; /* set while somebody waits */
};

static struct query *channel_query(struct channel *channel, enum section section)
{
	return &channel->queries[section_lookup(section)];
}

static void channel_shut(struct channel *channel)
{
	for (size_t i = 0; i < ARRAY_SIZE(channel->queries); i++) {
		(void)sqlite3_finalize(channel->queries[i].prepared);
		channel->queries[i].prepared = NULL;
	}
	sqlite_file_close(&channel->file);
}

static int query_prepare(struct channel *channel, struct query *query)
{
	int code = SQLITE_ERROR;

	/* No such table, no such column: of the newest shape that is, so the next is tried. */
	for (size_t i = 0; code == SQLITE_ERROR && i < query->statements.n_shapes; i++) {
		query->statement = &query->statements.shapes[i];
		code = sqlite3_prepare_v3(channel->file.database, query->statement->sql, -1,
					  SQLITE_PREPARE_PERSISTENT, &query->prepared, NULL);
	}
	if (code != SQLITE_OK)
		return sqlite_status(channel->file.database, code);

	user_columns_clear(&query->columns);
	for (int i = 0; i < sqlite3_column_count(query->prepared); i++)
		user_columns_add(&query->columns, sqlite3_column_name(query->prepared, i), i);

	return 0;
}

static int channel_open_file(struct channel *channel)
{
	_cleanup_(freep) char *reason = NULL;
	uint64_t time = loop_now(channel->options.loop);
	int r;

	if (time < channel->next_open)
		return channel->open_status;

	r = sqlite_file_open(&channel->file, channel->path, false, &reason);
	channel->next_look = time + LOOK_PAUSE;
	channel->next_open = r ? time + OPEN_PAUSE : 0;
	channel->open_status = r;
	if (r)
		log_line(LOG_LEVEL_DEBUG, "the directory cannot be opened",
			 LOG_S("reason", reason));

	return r;
}

/* Is it still the file that the path leads to, with the content it had?  At most once a second. */
static void sqlite_look(struct channel *channel)
{
	uint64_t time = loop_now(channel->options.loop);
	int changed;

	if (!channel->file.database || time < channel->next_look)
		return;

	channel->next_look = time + LOOK_PAUSE;
	changed = sqlite_file_changed(&channel->file, channel->path);
	if (changed < 0)
		channel_shut(channel);
	if (changed)
		channel->options.changed(channel->options.userdata);
}

static int query_bind(struct query *query, const struct key *key)
{
	for (size_t i = 0; i < query->statement->n_parameters; i++) {
		const char *value = statement_value(query->statement, i, key);

		if (sqlite3_bind_text(query->prepared, (int)i + 1, value, -1, SQLITE_STATIC) !=
		    SQLITE_OK)
			return -ENOMEM;
	}

	return 0;
}

static int query_read(struct query *query, struct user_rows *rows)
{
	const char *values[_USER_COLUMN_MAX];

	for (size_t i = 0; i < _USER_COLUMN_MAX; i++) {
		int index = query->columns.index[i];

		values[i] = index < 0 ? NULL
				      : (const char *)sqlite3_column_text(query->prepared, index);
	}

	return user_rows_add(rows, values);
}

static int query_take(struct channel *channel, struct query *query, const struct question *question,
		      struct user **ret_user)
{
	_cleanup_(user_rows_clear) struct user_rows rows = {.section = question->section,
							    .key = question->key};
	int r = 0, code = SQLITE_DONE;

	while (!r && (code = sqlite3_step(query->prepared)) == SQLITE_ROW)
		r = query_read(query, &rows);
	if (r)
		return r;
	if (code != SQLITE_DONE)
		return sqlite_status(channel->file.database, code);

	return user_rows_finish(&rows, ret_user);
}

static int query_run(struct channel *channel, struct query *query, const struct question *question,
		     struct user **ret_user)
{
	int r = query->prepared ? 0 : query_prepare(channel, query);

	if (!r)
		r = query_bind(query, question->key);
	if (r)
		return r;

	(*channel->options.n_queries)++;
	r = query_take(channel, query, question, ret_user);
	(void)sqlite3_reset(query->prepared);

	return r;
}

static int channel_try(struct channel *channel, struct question *question, struct user **ret_user)
{
	struct query *query = channel_query(channel, question->section);
	int r;

	if (!query->statements.n_shapes)
		return DIRECTORY_E_NOT_FOUND;

	r = channel->file.database ? 0 : channel_open_file(channel);
	if (!r)
		r = query_run(channel, query, question, ret_user);
	if (r == DIRECTORY_E_UNAVAILABLE)
		channel_shut(channel);

	return r;
}

static void waiting_remove(struct channel *channel, struct question *question)
{
	DL_DELETE(channel->waiting, question);
	channel->n_waiting--;
}

/*
 * All that wait, once each, in the order they came; the first that meets the lock again leaves the
 * rest for later.
 */
static void channel_ring(void *userdata)
{
	struct channel *channel = userdata;

	while (channel->waiting) {
		struct question *question = channel->waiting;
		struct user *user = NULL;
		int r = channel_try(channel, question, &user);

		if (r == DIRECTORY_E_BUSY) {
			(void)loop_timer_set(channel->timer, LOCK_PAUSE);
			return;
		}

		waiting_remove(channel, question);
		question->answered(question, r, user);
	}
}

static int sqlite_ask(struct channel *channel, struct question *question, struct user **ret_user)
{
	int r = channel_try(channel, question, ret_user);

	if (r != DIRECTORY_E_BUSY || channel->n_waiting == WAITING_MAX)
		return r;

	DL_APPEND(channel->waiting, question);
	channel->n_waiting++;
	if (!loop_timer_is_set(channel->timer) && loop_timer_set(channel->timer, LOCK_PAUSE) < 0) {
		waiting_remove(channel, question);
		return -ENOMEM;
	}

	return DIRECTORY_PENDING;
}

static void sqlite_withdraw(struct channel *channel, struct question *question, bool too_late)
{
	(void)too_late;
	waiting_remove(channel, question);
	if (!channel->waiting)
		loop_timer_clear(channel->timer);
}

static void sqlite_close(struct channel *channel)
{
	if (!channel)
		return;

	channel_shut(channel);
	loop_timer_free(channel->timer);
	for (size_t i = 0; i < ARRAY_SIZE(channel->queries); i++)
		statements_clear(&channel->queries[i].statements);
	free(channel->path);
	free(channel);
}

static void sqlite_closep(struct channel **channel)
{
	sqlite_close(*channel);
}

static int sqlite_open(const struct channel_options *options, struct channel **ret_channel,
		       char **reterr_message)
{
	_cleanup_(sqlite_closep) struct channel *channel = calloc(1, sizeof(*channel));
	const char *path = sqlite_path(options->url);
	int r;

	if (!channel)
		return -ENOMEM;
	if (!path)
		return fault(reterr_message, DIRECTORY_E_CONFIGURATION,
			     "the directory's URL has no path: sqlite:/path/of/the/file");

	channel->options = *options;
	channel->path = strdup(path);
	if (!channel->path)
		return -ENOMEM;

	for (size_t i = 0; i < LOOKUPS; i++) {
		r = statements_compile(options->queries, SECTION_USER + i, DIALECT_SQLITE,
				       &channel->queries[i].statements, reterr_message);
		if (r)
			return r;
	}

	r = loop_timer_new(options->loop, channel_ring, channel, &channel->timer);
	if (r)
		return r;

	*ret_channel = TAKE_PTR(channel);
	return 0;
}

static const struct channel_ops sqlite_channel = {
	.open = sqlite_open,
	.close = sqlite_close,
	.look = sqlite_look,
	.ask = sqlite_ask,
	.withdraw = sqlite_withdraw,
};

const struct backend directory_sqlite = {
	.name = "SQLite",
	.schemes = {"sqlite"},
	.dialect = DIALECT_SQLITE,
	.is_file = true,
	.session = &sqlite_session,
	.channel = &sqlite_channel,
};
