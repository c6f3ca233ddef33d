/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A link to PostgreSQL in its two halves: how it is made (postgresql/link.c) and what goes through
 * it (postgresql/pipeline.c).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "directory/network/link.h"
#include "directory/postgresql/connector.h"
#include "directory/user_row.h"

#define SENT_MAX 64 /* questions in the pipeline */

struct loop_io;
struct pg_conn;
struct pg_result;
struct postgresql_host;

enum link_state {
	LINK_CONNECTING,
	LINK_GREETING, /* who and where are you? */
	LINK_PREPARING,
	LINK_READY,
	LINK_LOST, /* lost() was called */
};

/* One of the schema's queries on this connection. */
struct query {
	const struct statements *statements;
	size_t shape;     /* the one that is prepared */
	int first_status; /* of the newest shape, where it was refused */
	char *first_reason;
	struct user_columns columns;
	bool is_mapped;
};

/* A place in the pipeline: its answer comes, whether somebody still waits for it or not. */
struct slot {
	struct question *question; /* NULL: forgotten */
	struct query *query;
};

struct link {
	struct link_options options;
	struct postgresql_host *host;
	enum link_state state;
	struct postgresql_connector connector;
	struct pg_conn *connection;
	struct loop_io *io;
	enum directory_role role;
	struct query queries[LOOKUPS];
	struct query *unprepared[LOOKUPS]; /* on their way, in order */
	size_t n_unprepared;
	struct slot sent[SENT_MAX]; /* a ring */
	size_t first_sent, n_sent;
	bool has_unsynced;
	size_t n_syncs; /* whose results are still to come */
	bool is_broken; /* what it gave said so */
	int failure;    /* of greeting and preparing, with its reason */
	char *reason;
};

/* Asks who is there; afterwards the statements are prepared.  Returns 0 or -errno. */
int pipeline_greet(struct link *link);
/* Reads what has come. */
void pipeline_receive(struct link *link);
int pipeline_send(struct link *link, struct question *question);
/* Sends what libpq has not sent yet, now or when there is room. */
int pipeline_flush(struct link *link);
void pipeline_forget(struct link *link, struct question *question);

extern const struct link_ops postgresql_link;
