/* SPDX-License-Identifier: Apache-2.0 */
/* The lines of a channel: they are made, come up, and are lost. */
#include <stdlib.h>
#include <string.h>
#include <utlist.h>

#include "base/log.h"
#include "base/loop.h"
#include "cleanup.h"
#include "directory.h"
#include "directory/network/network.h"

#define CONNECT_MAX 1000 /* milliseconds until a host that does not answer is given up ... */
#define LATE 250         /* ... and until another one is tried beside it */

static const char *line_host_name(const struct line *line)
{
	return line->channel->link->host_name(line->channel->target, line->host);
}

void line_lose(struct line *line, int status, const char *reason)
{
	if (line->state == LINE_LOST)
		return;

	line->state = LINE_LOST;
	line->status = status;
	free(line->reason);
	line->reason = reason ? strdup(reason) : NULL;
	network_wake(line->channel);
}

/* ---- what a link tells ---- */

static void line_up(void *userdata, enum directory_role role)
{
	struct line *line = userdata;
	struct channel *channel = line->channel;

	if (line->state == LINE_UP)
		hosts_has_role(&channel->hosts, line->host, role, channel_now(channel));
	network_wake(channel);
	if (line->state != LINE_CONNECTING)
		return;

	loop_timer_clear(line->timer);
	line->state = LINE_UP;
	line->was_up = true;
	hosts_up(&channel->hosts, line->host, role, channel_now(channel));
	if (channel->is_reported[line->host])
		log_line(LOG_LEVEL_INFO, "a host of the directory answers again",
			 LOG_S("host", line_host_name(line)));
	channel->is_reported[line->host] = false;
}

static void line_lost(void *userdata, int status, const char *reason)
{
	line_lose(userdata, status < 0 ? DIRECTORY_E_UNAVAILABLE : status, reason);
}

static void line_answered(void *userdata, struct question *question, int status, struct user *user)
{
	network_answered(userdata, question, status, user);
}

static void line_again(void *userdata, struct question *question)
{
	network_again(userdata, question);
}

static const struct link_events events = {
	.up = line_up,
	.lost = line_lost,
	.answered = line_answered,
	.again = line_again,
};

/* ---- their lives ---- */

static uint32_t line_patience(const struct line *line)
{
	uint32_t timeout = line->channel->options.timeout;

	return timeout < CONNECT_MAX ? timeout : CONNECT_MAX;
}

/* The whole of it has one deadline, from the first packet until its statements are prepared. */
static void line_ring(void *userdata)
{
	struct line *line = userdata;

	if (line->is_late || line_patience(line) <= LATE ||
	    loop_timer_set(line->timer, line_patience(line) - LATE)) {
		line_lose(line, DIRECTORY_E_UNAVAILABLE, "no connection in time");
		return;
	}

	line->is_late = true;
	network_wake(line->channel);
}

static struct line *line_find_free(struct channel *channel)
{
	size_t max = channel->n_connections + 2;

	for (size_t i = 0; i < max && i < LINES_MAX; i++)
		if (channel->lines[i].state == LINE_FREE)
			return &channel->lines[i];

	return NULL;
}

static int line_connect(struct line *line, char **reterr_message)
{
	struct channel *channel = line->channel;
	const struct link_options options = {
		.target = channel->target,
		.host = line->host,
		.lookups = channel->lookups,
		.loop = channel->options.loop,
		.events = &events,
		.userdata = line,
		.timeout = channel->options.timeout,
		.n_queries = channel->options.n_queries,
	};
	uint32_t patience = line_patience(line);
	int r = 0;

	if (!line->timer)
		r = loop_timer_new(channel->options.loop, line_ring, line, &line->timer);
	if (!r)
		r = loop_timer_set(line->timer, patience < LATE ? patience : LATE);

	return r ? r : channel->link->open(&options, &line->link, reterr_message);
}

struct line *line_open(struct channel *channel, size_t host)
{
	struct line *line = line_find_free(channel);
	_cleanup_(freep) char *reason = NULL;
	int r;

	if (!line)
		return NULL;

	line->channel = channel;
	line->host = host;
	line->state = LINE_CONNECTING;
	line->is_probe = channel->hosts.hosts[host].is_open;
	hosts_connecting(&channel->hosts, host);
	r = line_connect(line, &reason);
	if (!r)
		return line;

	line_lose(line, r < 0 ? DIRECTORY_E_UNAVAILABLE : r,
		  reason ? reason : strerrordesc_np(r < 0 ? -r : 0));
	lines_bury(channel);
	return NULL;
}

/* In their order, since each is put before the one that stands first. */
static void line_recall(struct line *line)
{
	while (line->sent)
		network_again(line, line->sent->prev);
}

void line_close(struct line *line)
{
	struct channel *channel = line->channel;

	if (line->link)
		channel->link->close(line->link);
	line->link = NULL;
	if (line->timer)
		loop_timer_clear(line->timer);
	line_recall(line);
	free(line->reason);
	*line = (struct line){.channel = channel, .timer = line->timer};
}

/* Askers cause this, once a try: only the first of a row is worth a line. */
static void line_report(const struct line *line)
{
	struct channel *channel = line->channel;
	bool is_news = !channel->is_reported[line->host];

	if (line->was_up)
		log_line(LOG_LEVEL_INFO, "a connection to the directory was lost",
			 LOG_S("host", line_host_name(line)), LOG_S("reason", line->reason));
	else
		log_line(is_news ? LOG_LEVEL_WARNING : LOG_LEVEL_DEBUG,
			 "the directory cannot be asked", LOG_S("host", line_host_name(line)),
			 LOG_S("reason", line->reason));
	channel->is_reported[line->host] |= !line->was_up;
}

void lines_bury(struct channel *channel)
{
	for (size_t i = 0; i < LINES_MAX; i++) {
		struct line *line = &channel->lines[i];

		if (line->state != LINE_LOST)
			continue;
		line_report(line);
		if (line->was_up)
			hosts_lost(&channel->hosts, line->host, line->status, channel_now(channel));
		else
			hosts_failed(&channel->hosts, line->host, line->status,
				     channel_now(channel));
		line_close(line);
	}
}
