/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A worker's way to a database server.  What is asked in one turn of the loop goes out together.
 * A connection that breaks takes nobody with it: its questions are asked once more, elsewhere.
 */
#include "directory/network/network.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/random.h>
#include <utlist.h>

#include "base/loop.h"
#include "cleanup.h"
#include "directory.h"
#include "directory/backend.h"
#include "directory/queries.h"

#define QUEUE_MAX 1024 /* questions that wait for their turn */
#define TRIES_MAX 2    /* times a question is sent */

/* ---- the queue ---- */

void network_wake(struct channel *channel)
{
	channel->n_changes++;
	if (!loop_timer_is_set(channel->turn))
		(void)loop_timer_set(channel->turn, 0);
}

static void queue_append(struct channel *channel, struct question *question)
{
	DL_APPEND(channel->queue, question);
	channel->n_queued++;
	network_wake(channel);
}

static void queue_remove(struct channel *channel, struct question *question)
{
	DL_DELETE(channel->queue, question);
	channel->n_queued--;
}

static void queue_refuse(struct channel *channel, int status)
{
	while (channel->queue) {
		struct question *question = channel->queue;

		queue_remove(channel, question);
		question->answered(question, status, NULL);
	}
}

static void line_take_off(struct line *line, struct question *question)
{
	DL_DELETE(line->sent, question);
	line->n_sent--;
	question->line = NULL;
	question->slot = NULL;
}

void network_again(struct line *line, struct question *question)
{
	struct channel *channel = line->channel;

	line_take_off(line, question);
	network_wake(channel);
	if (question->n_tries >= TRIES_MAX) {
		question->answered(question, DIRECTORY_E_UNAVAILABLE, NULL);
		return;
	}

	DL_PREPEND(channel->queue, question);
	channel->n_queued++;
}

void network_answered(struct line *line, struct question *question, int status, struct user *user)
{
	struct channel *channel = line->channel;

	line->progress = channel_now(channel);
	hosts_answered(&channel->hosts, line->host);
	network_wake(channel);
	if (!question) {
		line->n_sent--;
		return;
	}

	line_take_off(line, question);
	question->answered(question, status, user);
}

/* ---- a turn ---- */

static void line_send(struct line *line, struct question *question)
{
	struct channel *channel = line->channel;

	queue_remove(channel, question);
	if (!line->n_sent)
		line->progress = channel_now(channel);
	DL_APPEND(line->sent, question);
	line->n_sent++;
	question->line = line;
	question->n_tries++;
	line->has_unflushed = true;
	if (channel->link->send(line->link, question))
		line_lose(line, DIRECTORY_E_UNAVAILABLE, "nothing can be sent any more");
}

/* While a line is made beside busy ones, what comes waits for it. */
static void channel_send(struct channel *channel)
{
	bool may_be_busy = !lines_are_coming(channel);
	struct line *line;

	while (channel->queue && (line = lines_find(channel, may_be_busy)))
		line_send(line, channel->queue);

	for (size_t i = 0; i < LINES_MAX; i++) {
		line = &channel->lines[i];
		if (line->state == LINE_UP && line->has_unflushed &&
		    channel->link->flush(line->link))
			line_lose(line, DIRECTORY_E_UNAVAILABLE, "nothing can be sent any more");
		line->has_unflushed = false;
	}
}

/* The end of a turn in which something happened. */
static void channel_turn(void *userdata)
{
	struct channel *channel = userdata;

	channel->n_changes++;
	lines_bury(channel);
	/* Beside busy lines, and beside those that the queue has filled. */
	lines_connect(channel);
	channel_send(channel);
	lines_connect(channel);
	lines_retire(channel);
	if (channel->queue && !lines_have_hope(channel))
		queue_refuse(channel, hosts_status(&channel->hosts));
}

/* ---- the channel ---- */

static int network_ask(struct channel *channel, struct question *question, struct user **ret_user)
{
	(void)ret_user;
	if (!channel->lookups[section_lookup(question->section)].n_shapes)
		return DIRECTORY_E_NOT_FOUND;
	if (channel->n_queued >= QUEUE_MAX)
		return DIRECTORY_E_BUSY;
	if (!lines_have_hope(channel))
		return hosts_status(&channel->hosts);

	question->line = NULL;
	question->slot = NULL;
	question->n_tries = 0;
	queue_append(channel, question);
	return DIRECTORY_PENDING;
}

/*
 * An answer that is late can only be got rid of with its connection, and not from within somebody's
 * deadline.
 */
static void network_withdraw(struct channel *channel, struct question *question, bool too_late)
{
	struct line *line = question->line;

	if (!line) {
		queue_remove(channel, question);
		return;
	}

	/* Also on one that is lost: until the end of the turn it may hear an answer. */
	if (line->link)
		channel->link->forget(line->link, question);
	DL_DELETE(line->sent, question);
	if (too_late)
		line_lose(line, DIRECTORY_E_UNAVAILABLE, "no answer in time");
}

static size_t network_n_hosts(const struct channel *channel)
{
	return channel->hosts.n;
}

static uint64_t network_n_changes(const struct channel *channel)
{
	return channel->n_changes;
}

static void network_host(const struct channel *channel, size_t host,
			 struct directory_host *ret_host)
{
	const struct host *known = &channel->hosts.hosts[host];

	*ret_host = (struct directory_host){
		.name = channel->link->host_name(channel->target, host),
		.state = hosts_state(&channel->hosts, host),
		.role = known->role,
		.n_connects = known->n_connects,
		.n_failures = known->n_failures,
		.n_refused = known->n_refused,
	};
	for (size_t i = 0; i < LINES_MAX; i++)
		if (channel->lines[i].state == LINE_UP && channel->lines[i].host == host) {
			ret_host->n_connections++;
			ret_host->n_in_flight += channel->lines[i].n_sent;
		}
}

static void network_close(struct channel *channel)
{
	if (!channel)
		return;

	for (size_t i = 0; i < LINES_MAX; i++) {
		struct line *line = &channel->lines[i];

		if (line->link)
			channel->link->close(line->link);
		loop_timer_free(line->timer);
		free(line->reason);
	}
	loop_timer_free(channel->turn);
	for (size_t i = 0; i < LOOKUPS; i++)
		statements_clear(&channel->lookups[i]);
	if (channel->target)
		channel->link->target_free(channel->target);
	free(channel);
}

static void network_closep(struct channel **channel)
{
	network_close(*channel);
}

static int channel_read_url(struct channel *channel, char **reterr_message)
{
	const struct link_ops *link = channel->link;
	enum directory_role prefer = channel->options.prefer;
	uint32_t chance;
	int r = link->target_new(channel->options.url, &channel->target, reterr_message);

	if (r)
		return r;

	if (getrandom(&chance, sizeof(chance), GRND_NONBLOCK) != sizeof(chance))
		chance = (uint32_t)channel_now(channel);
	hosts_init(&channel->hosts, link->n_hosts(channel->target),
		   link->prefer ? link->prefer(channel->target, prefer) : prefer, chance);
	return 0;
}

static int channel_compile(struct channel *channel, char **reterr_message)
{
	const struct channel_options *options = &channel->options;
	int r = 0;

	for (size_t i = 0; !r && i < LOOKUPS; i++)
		r = statements_compile(options->queries, SECTION_USER + i,
				       options->backend->dialect, &channel->lookups[i],
				       reterr_message);

	return r;
}

static int network_open(const struct channel_options *options, struct channel **ret_channel,
			char **reterr_message)
{
	_cleanup_(network_closep) struct channel *channel = calloc(1, sizeof(*channel));
	int r;

	if (!channel)
		return -ENOMEM;

	channel->options = *options;
	channel->link = options->backend->link;
	channel->n_connections =
		options->n_connections ? options->n_connections : channel->link->n_connections;
	r = loop_timer_new(options->loop, channel_turn, channel, &channel->turn);
	if (!r)
		r = channel_read_url(channel, reterr_message);
	if (!r)
		r = channel_compile(channel, reterr_message);
	if (r)
		return r;

	/* Before anybody asks. */
	(void)line_open(channel, hosts_choose(&channel->hosts, channel_now(channel)));
	*ret_channel = TAKE_PTR(channel);
	return 0;
}

const struct channel_ops network_channel = {
	.open = network_open,
	.close = network_close,
	.ask = network_ask,
	.withdraw = network_withdraw,
	.n_hosts = network_n_hosts,
	.n_changes = network_n_changes,
	.host = network_host,
};
