/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A worker's way to its database: questions go in, answers come at once or from the loop, nothing
 * blocks.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "directory.h"
#include "schema.h"
#include "settings.h"

struct backend;
struct channel;
struct key;
struct line;
struct loop;
struct queries;
struct user;

struct question;
/* user: the receiver's, with DIRECTORY_OK. */
typedef void (*question_answered)(struct question *question, int status, struct user *user);

/* Belongs to the asker, who keeps it and its key alive until it is answered or withdrawn. */
struct question {
	enum section section; /* one of the LOOKUPS */
	const struct key *key;
	question_answered answered;
	void *userdata;
	/* The channel's own. */
	struct question *prev, *next;
	struct line *line;    /* it is under way on; NULL: it waits */
	void *slot;           /* its link's */
	unsigned int n_tries; /* times it was sent, this one included */
};

struct channel_options {
	const struct backend *backend;
	const char *url;
	const struct queries *queries;   /* outlive the channel */
	const struct settings *settings; /* likewise */
	enum directory_role prefer;
	uint32_t n_connections; /* 0: as many as suit the database */
	struct loop *loop;
	uint32_t timeout;                /* milliseconds a question may take */
	void (*changed)(void *userdata); /* what was answered so far may be old */
	void *userdata;
	uint64_t *n_queries; /* counts what goes to the database */
};

struct channel_ops {
	/*
	 * Does not wait for the database.  Returns 0, DIRECTORY_E_CONFIGURATION with a sentence, or
	 * -errno.
	 */
	int (*open)(const struct channel_options *options, struct channel **ret_channel,
		    char **reterr_message);
	void (*close)(struct channel *channel); /* answers nobody */
	/*
	 * Before the cache is read, at every look-up: is what was answered old?  May call
	 * changed().  NULL: there is no way to tell.
	 */
	void (*look)(struct channel *channel);
	/*
	 * Rows of two different mailboxes are DIRECTORY_E_NOT_FOUND: nobody could say whose the
	 * address is.  SECTION_ADDRESSES answers with a user that has addresses and nothing else,
	 * or DIRECTORY_E_NOT_FOUND when there are none.
	 *
	 * DIRECTORY_PENDING: answered() is called once, from the loop, never from within this call.
	 * Else the answer itself: DIRECTORY_OK with *ret_user, or an error (DIRECTORY_E_BUSY: the
	 * queue is full).
	 */
	int (*ask)(struct channel *channel, struct question *question, struct user **ret_user);
	/*
	 * The asker of a pending question is gone; too_late: because the database took too long,
	 * which is the connection's fault.
	 */
	void (*withdraw)(struct channel *channel, struct question *question, bool too_late);
	/* Of a database that is a server; NULL: it is none.  ret_host->name is the channel's. */
	size_t (*n_hosts)(const struct channel *channel);
	uint64_t (*n_changes)(const struct channel *channel); /* of what host() tells */
	void (*host)(const struct channel *channel, size_t host, struct directory_host *ret_host);
};
