/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The channel to a database that is a server, whichever it is: a queue of questions, lines to its
 * hosts, deadlines and tries (network.c), how lines are made and lost (line.c), and which one is
 * taken (choice.c).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/loop.h"
#include "directory/channel.h"
#include "directory/network/hosts.h"
#include "directory/network/link.h"
#include "directory/statement.h"

/* The greatest number of connections, and two more: one that is made, one that is left. */
#define LINES_MAX 18

enum line_state {
	LINE_FREE,
	LINE_CONNECTING,
	LINE_UP,
	LINE_LOST, /* to be closed at the end of this turn, for status and reason */
};

/* A link, and where it leads. */
struct line {
	struct channel *channel;
	enum line_state state;
	struct link *link;
	size_t host;
	struct loop_timer *timer; /* of connecting */
	bool was_up, is_probe;    /* is_probe: its host had failed */
	bool is_more;             /* made because others to this host are busy or full */
	bool is_late;             /* it connects for so long that another one is made beside it */
	bool has_unflushed;
	int status;
	char *reason;
	struct question *sent; /* under way, the oldest first */
	size_t n_sent;         /* with those that were forgotten */
	uint64_t progress;     /* loop_now of the last answer, or of the first question since */
};

struct channel {
	struct channel_options options;
	const struct link_ops *link;
	struct target *target;
	struct statements lookups[LOOKUPS];
	struct hosts hosts;
	bool is_reported[HOSTS_MAX]; /* its failure stands in the log */
	size_t n_connections;        /* lines at most */
	struct line lines[LINES_MAX];
	struct loop_timer *turn; /* set: something is to be done at the end of this turn */
	struct question *queue;
	size_t n_queued;
	uint64_t n_changes; /* of what network_host tells */
};

/* The clock that hosts and lines go by: that of the loop's timers. */
static inline uint64_t channel_now(const struct channel *channel)
{
	return loop_now(channel->options.loop);
}

/* ---- questions ---- */

/* Does something at the end of this turn of the loop. */
void network_wake(struct channel *channel);
/* An answer for a question under way, or for a forgotten one (NULL). */
void network_answered(struct line *line, struct question *question, int status, struct user *user);
/* Back to the front of the queue, unless it has had its chances. */
void network_again(struct line *line, struct question *question);

/* ---- lines ---- */

/* Connects to a host; NULL: that has failed at once. */
struct line *line_open(struct channel *channel, size_t host);
/* Nothing of it is left; its questions are asked again. */
void line_close(struct line *line);
/* It will be closed at the end of the turn. */
void line_lose(struct line *line, int status, const char *reason);
/* Closes those that are lost, and tells hosts and log. */
void lines_bury(struct channel *channel);

/* One that can be asked; NULL.  may_be_busy: also where earlier questions wait for long. */
struct line *lines_find(struct channel *channel, bool may_be_busy);
/* One is being made because those that are there are busy or full. */
bool lines_are_coming(const struct channel *channel);
/* There is one, or may soon be. */
bool lines_have_hope(struct channel *channel);
/* Makes one more where those that are there do not do. */
void lines_connect(struct channel *channel);
/* Closes what nobody needs any more. */
void lines_retire(struct channel *channel);

extern const struct channel_ops network_channel;
