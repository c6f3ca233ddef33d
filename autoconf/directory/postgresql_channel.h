/* SPDX-License-Identifier: Apache-2.0 */
/*
 * PostgreSQL's channel in its two halves: the questions (postgresql.c) and the connection under
 * them (postgresql_link.c).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "directory/channel.h"
#include "directory/postgresql_connector.h"
#include "directory/statement.h"
#include "directory/user_row.h"

#define SENT_MAX 64 /* questions in the pipeline */
/* milliseconds until a silent host is tried again; doubles up to RETRY_MAX */
#define RETRY_FIRST 100

struct loop_io;
struct loop_timer;
struct pg_conn;

enum channel_state {
	CHANNEL_DOWN, /* not before next_try, and not before somebody asks */
	CHANNEL_CONNECTING,
	CHANNEL_PREPARING,
	CHANNEL_READY,
};

/* One of the schema's queries, prepared under its name. */
struct query {
	struct statement statement;
	struct user_columns columns;
	bool is_mapped;
};

/* A place in the pipeline: its answer comes, whether somebody still waits for it or not. */
struct slot {
	struct question *question; /* NULL: withdrawn */
	struct query *query;
};

struct channel {
	struct channel_options options;
	struct postgresql_target target;
	struct query queries[2]; /* user, alias */

	enum channel_state state;
	struct postgresql_connector connector;
	struct pg_conn *connection;
	struct loop_io *io;
	struct loop_timer *deadline; /* of connecting and preparing */
	struct loop_timer *turn;     /* set: something is to be done at the end of this turn */
	bool is_suspect;             /* an answer took too long */
	int down_status;             /* what an asker gets while it is down */
	uint64_t next_try;           /* loop_now */
	uint32_t retry;
	/* this connection: it may be replaced at once when it breaks */
	bool has_answered;

	struct question *queue;
	size_t n_queued;
	struct slot sent[SENT_MAX]; /* a ring */
	size_t first_sent, n_sent;
	size_t n_syncs;      /* whose results are still to come */
	size_t n_unprepared; /* statements, likewise */
	int prepare_status;  /* the first failure among them, with its reason */
	char *prepare_reason;
};

/* ---- the connection ---- */

void link_connect(struct channel *channel);
void link_disconnect(struct channel *channel);
/* It was good and is no more: its questions go back to the queue, and it is replaced. */
void link_lose(struct channel *channel);
/* Sends what libpq has not sent yet, now or when there is room.  Returns 0 or -errno. */
int link_flush(struct channel *channel);
/* Somebody waits for its deadline. */
void link_too_late(void *userdata);

/* ---- the questions ---- */

/* The names of the prepared statements, as channel->queries stand. */
extern const char *const query_names[2];

/* Does something at the end of this turn of the loop. */
void questions_wake(struct channel *channel);
/* Those on their way are asked again, in their order. */
void questions_recall(struct channel *channel);
/* Those in the queue are told so. */
void questions_refuse(struct channel *channel, int status);
/* Reads what has come. */
void questions_receive(struct channel *channel);
