/* SPDX-License-Identifier: Apache-2.0 */
/*
 * PostgreSQL in a worker: one connection in pipeline mode.  What is asked in one turn of the loop
 * goes out together, behind it one Sync; answers come in the order of the questions.  A connection
 * that breaks takes nobody with it: its questions are asked once more.
 */
#include <errno.h>
#include <libpq-fe.h>
#include <stdlib.h>
#include <string.h>
#include <utlist.h>

#include "base/log.h"
#include "base/loop.h"
#include "cleanup.h"
#include "directory.h"
#include "directory/backend.h"
#include "directory/postgresql_channel.h"
#include "directory/postgresql_error.h"
#include "directory/postgresql_session.h"
#include "directory/queries.h"

#define QUEUE_MAX 1024 /* questions that wait for their turn */
#define TRIES_MAX 2    /* times a question is sent */

const char *const query_names[2] = {"carbone_user", "carbone_alias"};

static struct query *channel_query(struct channel *channel, enum section section)
{
	return &channel->queries[section == SECTION_ALIAS];
}

static void queue_append(struct channel *channel, struct question *question)
{
	DL_APPEND(channel->queue, question);
	channel->n_queued++;
}

static void queue_remove(struct channel *channel, struct question *question)
{
	DL_DELETE(channel->queue, question);
	channel->n_queued--;
}

/* Back to the front, unless it has had its chances. */
static void question_again(struct channel *channel, struct question *question)
{
	question->slot = NULL;
	if (question->n_tries >= TRIES_MAX) {
		question->answered(question, DIRECTORY_E_UNAVAILABLE, NULL);
		return;
	}

	DL_PREPEND(channel->queue, question);
	channel->n_queued++;
}

static struct slot *sent_at(struct channel *channel, size_t index)
{
	return &channel->sent[(channel->first_sent + index) % SENT_MAX];
}

void questions_wake(struct channel *channel)
{
	if (!loop_timer_is_set(channel->turn))
		(void)loop_timer_set(channel->turn, 0);
}

void questions_recall(struct channel *channel)
{
	while (channel->n_sent) {
		struct slot *last = sent_at(channel, --channel->n_sent);

		if (last->question)
			question_again(channel, last->question);
	}
}

void questions_refuse(struct channel *channel, int status)
{
	while (channel->queue) {
		struct question *question = channel->queue;

		queue_remove(channel, question);
		question->answered(question, status, NULL);
	}
}

static void query_map(struct query *query, const PGresult *result)
{
	user_columns_clear(&query->columns);
	for (int i = 0; i < PQnfields(result); i++)
		user_columns_add(&query->columns, PQfname(result, i), i);
	query->is_mapped = true;
}

static int row_read(const struct query *query, const PGresult *result, int at,
		    const struct key *key, struct user_rows *rows)
{
	const char *values[_USER_COLUMN_MAX];

	for (size_t i = 0; i < _USER_COLUMN_MAX; i++) {
		int index = query->columns.index[i];

		values[i] = index < 0 || PQgetisnull(result, at, index)
				    ? NULL
				    : PQgetvalue(result, at, index);
	}

	return user_rows_add(rows, values, key);
}

static int result_read(struct query *query, const struct question *question, const PGresult *result,
		       struct user **ret_user)
{
	const struct key *key = question->section == SECTION_USER ? question->key : NULL;
	_cleanup_(user_rows_clear) struct user_rows rows = {0};

	if (!query->is_mapped)
		query_map(query, result);

	for (int at = 0; at < PQntuples(result); at++) {
		int r = row_read(query, result, at, key, &rows);

		if (r)
			return r;
	}

	return user_rows_finish(&rows, ret_user);
}

static int result_fail(const PGresult *result)
{
	_cleanup_(freep) char *reason = NULL;
	int r = postgresql_result_failed(result, &reason);

	log_line(LOG_LEVEL_DEBUG, "the directory refuses a question", LOG_S("reason", reason));
	return r;
}

/*
 * The connection's fault, and not the question's: it broke, or the server has forgotten a statement
 * or a plan, which are prepared anew on another one.
 */
static bool result_blames_connection(const PGresult *result)
{
	static const char *const prefixes[] = {"08", "57P", "0A000", "26000"};
	const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);

	if (PQresultStatus(result) != PGRES_FATAL_ERROR)
		return false;

	for (size_t i = 0; sqlstate && i < ARRAY_SIZE(prefixes); i++)
		if (!strncmp(sqlstate, prefixes[i], strlen(prefixes[i])))
			return true;

	return !sqlstate;
}

/* The result belongs to the oldest question, whatever kind of result it is. */
static void channel_answer(struct channel *channel, const PGresult *result)
{
	struct slot slot = *sent_at(channel, 0);
	struct question *question = slot.question;
	struct user *user = NULL;
	int r;

	channel->first_sent = (channel->first_sent + 1) % SENT_MAX;
	channel->n_sent--;
	channel->has_answered = true;
	if (result_blames_connection(result)) {
		channel->is_suspect = true;
		questions_wake(channel);
	}
	if (!question)
		return;

	/* Aborted by somebody else's mistake, or by nobody's. */
	if (PQresultStatus(result) == PGRES_PIPELINE_ABORTED || result_blames_connection(result)) {
		question_again(channel, question);
		return;
	}

	r = PQresultStatus(result) == PGRES_TUPLES_OK
		    ? result_read(slot.query, question, result, &user)
		    : result_fail(result);
	question->answered(question, r, user);
}

static void channel_prepared(struct channel *channel, const PGresult *result)
{
	channel->n_unprepared--;
	if (PQresultStatus(result) != PGRES_COMMAND_OK && !channel->prepare_status)
		channel->prepare_status =
			postgresql_result_failed(result, &channel->prepare_reason);
}

static void channel_take(struct channel *channel, const PGresult *result)
{
	if (PQresultStatus(result) == PGRES_PIPELINE_SYNC)
		channel->n_syncs--;
	else if (channel->n_unprepared)
		channel_prepared(channel, result);
	else if (channel->n_sent)
		channel_answer(channel, result);
}

/*
 * NULL stands between the results of two questions; how many results are still to come is ours to
 * know.  Twice NULL is a connection that has broken and gives nothing any more.
 */
void questions_receive(struct channel *channel)
{
	bool was_null = false;

	while (channel->n_unprepared + channel->n_sent + channel->n_syncs &&
	       !PQisBusy(channel->connection)) {
		PGresult *result = PQgetResult(channel->connection);

		if (!result && was_null)
			return;

		was_null = !result;
		if (result)
			channel_take(channel, result);
		PQclear(result);
	}
}

static int channel_send(struct channel *channel, struct question *question)
{
	struct query *query = channel_query(channel, question->section);
	const char *values[_PARAMETER_MAX];

	for (size_t i = 0; i < query->statement.n_parameters; i++)
		values[i] = statement_value(&query->statement, i, question->key);

	if (!PQsendQueryPrepared(channel->connection, query_names[query - channel->queries],
				 (int)query->statement.n_parameters, values, NULL, NULL, 0))
		return -EPIPE;

	(*channel->options.n_queries)++;
	question->n_tries++;
	question->slot = sent_at(channel, channel->n_sent);
	*sent_at(channel, channel->n_sent) = (struct slot){question, query};
	channel->n_sent++;
	return 0;
}

static int channel_sync(struct channel *channel)
{
	if (!PQpipelineSync(channel->connection))
		return -EPIPE;

	channel->n_syncs++;
	return 0;
}

/*
 * As many as the pipeline takes, and one Sync; those that are asked again come first, and each has
 * its own.
 */
static int channel_send_queue(struct channel *channel)
{
	int r = 0;

	while (!r && channel->queue && channel->n_sent < SENT_MAX) {
		struct question *question = channel->queue;

		queue_remove(channel, question);
		r = channel_send(channel, question);
		if (r) {
			question_again(channel, question);
			return r;
		}

		if (question->n_tries > 1 || !channel->queue || channel->n_sent == SENT_MAX)
			r = channel_sync(channel);
	}

	return r ? r : link_flush(channel);
}

/* The end of a turn in which something happened. */
static void channel_turn(void *userdata)
{
	struct channel *channel = userdata;

	if (channel->state == CHANNEL_DOWN && channel->queue)
		link_connect(channel);
	if (channel->state != CHANNEL_READY)
		return;
	if (channel->is_suspect || channel_send_queue(channel))
		link_lose(channel);
}

static int postgresql_ask(struct channel *channel, struct question *question,
			  struct user **ret_user)
{
	(void)ret_user;
	if (!channel_query(channel, question->section)->statement.sql)
		return DIRECTORY_E_NOT_FOUND;
	if (channel->state == CHANNEL_DOWN && loop_now(channel->options.loop) < channel->next_try)
		return channel->down_status;
	if (channel->n_queued >= QUEUE_MAX)
		return DIRECTORY_E_BUSY;

	question->slot = NULL;
	question->n_tries = 0;
	queue_append(channel, question);
	questions_wake(channel);
	return DIRECTORY_PENDING;
}

static void postgresql_withdraw(struct channel *channel, struct question *question, bool too_late)
{
	struct slot *slot = question->slot;
	bool is_sent = slot && slot->question == question;

	if (!is_sent) {
		queue_remove(channel, question);
		return;
	}

	/*
	 * Its answer can only be got rid of with the connection, and not from within somebody's
	 * deadline.
	 */
	slot->question = NULL;
	if (too_late) {
		channel->is_suspect = true;
		questions_wake(channel);
	}
}

static void postgresql_close(struct channel *channel)
{
	if (!channel)
		return;

	link_disconnect(channel);
	loop_timer_free(channel->deadline);
	loop_timer_free(channel->turn);
	for (size_t i = 0; i < ARRAY_SIZE(channel->queries); i++)
		statement_clear(&channel->queries[i].statement);
	postgresql_target_clear(&channel->target);
	free(channel->prepare_reason);
	free(channel);
}

static void postgresql_closep(struct channel **channel)
{
	postgresql_close(*channel);
}

static int postgresql_open(const struct channel_options *options, struct channel **ret_channel,
			   char **reterr_message)
{
	static const enum section sections[] = {SECTION_USER, SECTION_ALIAS};
	_cleanup_(postgresql_closep) struct channel *channel = calloc(1, sizeof(*channel));
	int r;

	if (!channel)
		return -ENOMEM;

	channel->options = *options;
	channel->retry = RETRY_FIRST;
	r = loop_timer_new(options->loop, link_too_late, channel, &channel->deadline);
	if (!r)
		r = loop_timer_new(options->loop, channel_turn, channel, &channel->turn);
	for (size_t i = 0; !r && i < ARRAY_SIZE(sections); i++)
		r = statement_compile(options->queries->sql[sections[i]][0], DIALECT_POSTGRESQL,
				      &channel_query(channel, sections[i])->statement,
				      reterr_message);
	if (!r)
		r = postgresql_target_parse(options->url, &channel->target, reterr_message);
	if (r)
		return r;

	link_connect(channel);
	*ret_channel = TAKE_PTR(channel);
	return 0;
}

static const struct channel_ops postgresql_channel = {
	.open = postgresql_open,
	.close = postgresql_close,
	.ask = postgresql_ask,
	.withdraw = postgresql_withdraw,
};

const struct backend directory_postgresql = {
	.name = "PostgreSQL",
	.schemes = {"postgresql", "postgres"},
	.dialect = DIALECT_POSTGRESQL,
	.listen = "LISTEN carbone_autoconf",
	.session = &postgresql_session,
	.channel = &postgresql_channel,
};
