/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What goes through a connection in pipeline mode.  What is asked in one turn of the loop goes out
 * together, behind it one Sync; answers come in the order of the questions.
 */
#include "directory/postgresql/pipeline.h"

#include <errno.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/loop.h"
#include "cleanup.h"
#include "directory.h"
#include "directory/postgresql/error.h"
#include "directory/postgresql/target.h"

#define TEXT_OID 25 /* pg_type.h */
#define INT4_OID 23

static const char *const query_names[LOOKUPS] = {"carbone_user", "carbone_alias",
						 "carbone_addresses"};

static const Oid text_types[_PARAMETER_MAX] = {TEXT_OID, TEXT_OID, TEXT_OID};

static void link_fail(struct link *link, int status)
{
	if (!link->failure)
		link->failure = status;
}

static int link_sync(struct link *link)
{
	if (!PQpipelineSync(link->connection))
		return -EPIPE;

	link->has_unsynced = false;
	link->n_syncs++;
	return 0;
}

int pipeline_flush(struct link *link)
{
	int left;

	if (link->has_unsynced && link_sync(link))
		return -EPIPE;

	left = PQflush(link->connection);
	if (left < 0)
		return -EPIPE;

	return loop_io_set_events(link->io, left ? EPOLLIN | EPOLLOUT : EPOLLIN);
}

/* ---- greeting ---- */

/*
 * The process that answers is the one that welcomed us, unless a pooler stands between, and then
 * nothing may be left behind in its session.  Else a statement ends there when nobody waits for it
 * any more; a shorter time of the role's own stands.
 */
int pipeline_greet(struct link *link)
{
	static const char sql[] =
		"SELECT pg_backend_pid() = $1 AS is_direct, pg_is_in_recovery() AS is_standby,"
		" CASE WHEN pg_backend_pid() = $1 AND (current_setting('statement_timeout') = '0'"
		" OR current_setting('statement_timeout')::interval > $2::interval)"
		" THEN set_config('statement_timeout', $2, false) END";
	static const Oid types[] = {INT4_OID, TEXT_OID};
	char process[16], timeout[16];
	const char *const values[] = {process, timeout};

	(void)snprintf(process, sizeof(process), "%d", PQbackendPID(link->connection));
	(void)snprintf(timeout, sizeof(timeout), "%ums", link->options.timeout);
	if (!PQsendQueryParams(link->connection, sql, 2, types, values, NULL, NULL, 0))
		return -EPIPE;

	link->state = LINK_GREETING;
	link->has_unsynced = true;
	return pipeline_flush(link);
}

static int link_prepare(struct link *link, struct query *query)
{
	const struct statement *statement = &query->statements->shapes[query->shape];
	const char *name = link->host->is_pooled ? "" : query_names[query - link->queries];

	/* Where nothing stays prepared, this only asks whether the query suits the tables. */
	if (!PQsendPrepare(link->connection, name, statement->sql, (int)statement->n_parameters,
			   text_types))
		return -EPIPE;

	link->unprepared[link->n_unprepared++] = query;
	link->has_unsynced = true;
	return pipeline_flush(link);
}

static void link_prepare_all(struct link *link)
{
	link->state = LINK_PREPARING;
	for (size_t i = 0; i < ARRAY_SIZE(link->queries); i++) {
		struct query *query = &link->queries[i];

		query->shape = 0;
		query->first_status = 0;
		query->is_mapped = false;
		if (query->statements->n_shapes && link_prepare(link, query))
			link->is_broken = true;
	}
}

static void link_greeted(struct link *link, const PGresult *result)
{
	if (PQresultStatus(result) != PGRES_TUPLES_OK || PQntuples(result) != 1) {
		link_fail(link, postgresql_result_failed(result, &link->reason));
		return;
	}

	if (PQgetvalue(result, 0, 0)[0] != 't')
		link->host->is_pooled = true;
	link->role = PQgetvalue(result, 0, 1)[0] == 't' ? DIRECTORY_ROLE_STANDBY
							: DIRECTORY_ROLE_PRIMARY;
	link_prepare_all(link);
}

/* The next shape, or the newest one's complaint. */
static void query_is_missing(struct link *link, struct query *query, const PGresult *result)
{
	if (!query->first_status)
		query->first_status = postgresql_result_failed(result, &query->first_reason);

	if (query->shape + 1 == query->statements->n_shapes) {
		link_fail(link, query->first_status);
		free(link->reason);
		link->reason = TAKE_PTR(query->first_reason);
		return;
	}

	query->shape++;
	if (link_prepare(link, query))
		link->is_broken = true;
}

static void link_prepared(struct link *link, const PGresult *result)
{
	struct query *query = link->unprepared[0];

	link->n_unprepared--;
	memmove(&link->unprepared[0], &link->unprepared[1],
		link->n_unprepared * sizeof(struct query *));
	if (PQresultStatus(result) == PGRES_COMMAND_OK)
		return;

	if (postgresql_result_blames(result) == POSTGRESQL_BLAMES_POOLER &&
	    !link->host->is_pooled) {
		link->host->is_pooled = true;
		if (link_prepare(link, query))
			link->is_broken = true;
	} else if (postgresql_result_misses(result)) {
		query_is_missing(link, query, result);
	} else {
		link_fail(link, postgresql_result_failed(result, &link->reason));
	}
}

/* ---- questions ---- */

static struct slot *sent_at(struct link *link, size_t index)
{
	return &link->sent[(link->first_sent + index) % SENT_MAX];
}

int pipeline_send(struct link *link, struct question *question)
{
	struct query *query = &link->queries[section_lookup(question->section)];
	const struct statement *statement = &query->statements->shapes[query->shape];
	const char *values[_PARAMETER_MAX];
	int n = (int)statement->n_parameters, is_sent;

	for (int i = 0; i < n; i++)
		values[i] = statement_value(statement, (size_t)i, question->key);

	if (link->host->is_pooled)
		is_sent = PQsendQueryParams(link->connection, statement->sql, n, text_types, values,
					    NULL, NULL, 0);
	else
		is_sent = PQsendQueryPrepared(link->connection, query_names[query - link->queries],
					      n, values, NULL, NULL, 0);
	if (!is_sent)
		return -EPIPE;

	(*link->options.n_queries)++;
	question->slot = sent_at(link, link->n_sent);
	*sent_at(link, link->n_sent) = (struct slot){question, query};
	link->n_sent++;
	link->has_unsynced = true;
	/* One that is asked again was aborted by somebody else's mistake: now it has its own. */
	return question->n_tries > 1 ? link_sync(link) : 0;
}

void pipeline_forget(struct link *link, struct question *question)
{
	struct slot *slot = question->slot;

	(void)link;
	if (slot)
		slot->question = NULL;
}

static void query_map(struct query *query, const PGresult *result)
{
	user_columns_clear(&query->columns);
	for (int i = 0; i < PQnfields(result); i++)
		user_columns_add(&query->columns, PQfname(result, i), i);
	query->is_mapped = true;
}

static int row_read(const struct query *query, const PGresult *result, int at,
		    struct user_rows *rows)
{
	const char *values[_USER_COLUMN_MAX];

	for (size_t i = 0; i < _USER_COLUMN_MAX; i++) {
		int index = query->columns.index[i];

		values[i] = index < 0 || PQgetisnull(result, at, index)
				    ? NULL
				    : PQgetvalue(result, at, index);
	}

	return user_rows_add(rows, values);
}

static int result_read(struct query *query, const struct question *question, const PGresult *result,
		       struct user **ret_user)
{
	_cleanup_(user_rows_clear) struct user_rows rows = {.section = question->section,
							    .key = question->key};

	if (!query->is_mapped)
		query_map(query, result);

	for (int at = 0; at < PQntuples(result); at++) {
		int r = row_read(query, result, at, &rows);

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

/* Is the question good, and only its way was not? */
static bool result_is_no_answer(struct link *link, const struct query *query,
				const PGresult *result)
{
	if (PQresultStatus(result) == PGRES_PIPELINE_ABORTED)
		return true;

	switch (postgresql_result_blames(result)) {
	case POSTGRESQL_BLAMES_POOLER:
		link->host->is_pooled = true;
		return true;
	case POSTGRESQL_BLAMES_CONNECTION:
		link->is_broken = true;
		return true;
	default:
		break;
	}

	/* The tables were changed under us: another shape may suit them now. */
	if (query->statements->n_shapes == 1 || !postgresql_result_misses(result))
		return false;

	link->is_broken = true;
	return true;
}

/* The result belongs to the oldest question, whatever kind of result it is. */
static void link_answer(struct link *link, const PGresult *result)
{
	const struct link_events *events = link->options.events;
	struct slot slot = *sent_at(link, 0);
	struct user *user = NULL;
	bool is_answer = !result_is_no_answer(link, slot.query, result);
	int r = 0;

	link->first_sent = (link->first_sent + 1) % SENT_MAX;
	link->n_sent--;
	if (slot.question && !is_answer) {
		events->again(link->options.userdata, slot.question);
		return;
	}

	if (slot.question)
		r = PQresultStatus(result) == PGRES_TUPLES_OK
			    ? result_read(slot.query, slot.question, result, &user)
			    : result_fail(result);
	events->answered(link->options.userdata, slot.question, r, user);
}

/* ---- results ---- */

static void link_take(struct link *link, const PGresult *result)
{
	if (PQresultStatus(result) == PGRES_PIPELINE_SYNC)
		link->n_syncs--;
	else if (link->state == LINK_GREETING)
		link_greeted(link, result);
	else if (link->n_unprepared)
		link_prepared(link, result);
	else if (link->n_sent)
		link_answer(link, result);
}

/*
 * NULL stands between the results of two questions; how many results are still to come is ours to
 * know.  Twice NULL is a connection that has broken and gives nothing any more.
 */
void pipeline_receive(struct link *link)
{
	bool was_null = false;

	while (!link->failure && link->n_unprepared + link->n_sent + link->n_syncs &&
	       !PQisBusy(link->connection)) {
		PGresult *result = PQgetResult(link->connection);

		if (!result && was_null)
			return;

		was_null = !result;
		if (result)
			link_take(link, result);
		PQclear(result);
	}
}
