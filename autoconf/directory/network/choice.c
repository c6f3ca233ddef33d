/* SPDX-License-Identifier: Apache-2.0 */
/* Which line of a channel a question takes, and when one is made or given up. */
#include "base/loop.h"
#include "directory/network/network.h"

#define BUSY 100 /* milliseconds without an answer: the next questions take another line */

/* The rank of the best host to which there is a line. */
static unsigned int channel_rank(const struct channel *channel)
{
	unsigned int best = UINT32_MAX;

	for (size_t i = 0; i < LINES_MAX; i++) {
		const struct line *line = &channel->lines[i];

		if (line->state == LINE_UP && hosts_rank(&channel->hosts, line->host) < best)
			best = hosts_rank(&channel->hosts, line->host);
	}

	return best;
}

static bool line_serves(const struct line *line, unsigned int rank)
{
	return line->state == LINE_UP && hosts_rank(&line->channel->hosts, line->host) == rank;
}

static bool line_is_busy(const struct line *line)
{
	return line->n_sent && channel_now(line->channel) - line->progress >= BUSY;
}

/* The first with room: one full pipeline costs the database less than two that are half empty. */
struct line *lines_find(struct channel *channel, bool may_be_busy)
{
	unsigned int rank = channel_rank(channel);
	struct line *busy = NULL;

	for (size_t i = 0; i < LINES_MAX; i++) {
		struct line *line = &channel->lines[i];

		if (!line_serves(line, rank) || line->n_sent >= channel->link->depth)
			continue;
		if (!line_is_busy(line))
			return line;
		busy = busy ? busy : line;
	}

	return may_be_busy ? busy : NULL;
}

/* One on which there is hope: a host that had failed before has less time. */
static bool line_is_awaited(const struct line *line)
{
	return line->state == LINE_CONNECTING && !(line->is_late && line->is_probe);
}

static size_t lines_count(const struct channel *channel, bool (*is)(const struct line *line))
{
	size_t n = 0;

	for (size_t i = 0; i < LINES_MAX; i++)
		n += is(&channel->lines[i]);

	return n;
}

static bool line_is_up(const struct line *line)
{
	return line->state == LINE_UP;
}

static bool line_is_new(const struct line *line)
{
	return line->state == LINE_CONNECTING && !line->is_late;
}

static bool line_is_coming(const struct line *line)
{
	return line->state == LINE_CONNECTING && line->is_more;
}

bool lines_are_coming(const struct channel *channel)
{
	return lines_count(channel, line_is_coming);
}

/* Those that are there are busy or full, and there may be one more. */
static bool channel_wants_more(struct channel *channel, const struct line *line)
{
	size_t n = lines_count(channel, line_is_up) + lines_count(channel, line_is_coming);

	return (channel->queue || line_is_busy(line)) && !lines_find(channel, false) &&
	       n < channel->n_connections;
}

/* One that is asked; there is one. */
static const struct line *lines_first(const struct channel *channel)
{
	unsigned int rank = channel_rank(channel);
	size_t i = 0;

	while (!line_serves(&channel->lines[i], rank))
		i++;
	return &channel->lines[i];
}

/* The host of a line more, when those that are there do not do; HOSTS_NONE. */
static size_t channel_next_host(struct channel *channel, bool *ret_is_more)
{
	const struct line *line;

	*ret_is_more = false;
	if (!lines_count(channel, line_is_up))
		return channel->queue ? hosts_choose(&channel->hosts, channel_now(channel))
				      : HOSTS_NONE;

	line = lines_first(channel);
	*ret_is_more = channel_wants_more(channel, line);
	return *ret_is_more
		       ? line->host
		       : hosts_choose_better(&channel->hosts, line->host, channel_now(channel));
}

void lines_connect(struct channel *channel)
{
	for (size_t i = 0; i < channel->hosts.n && !lines_count(channel, line_is_new); i++) {
		bool is_more;
		size_t host = channel_next_host(channel, &is_more);
		struct line *line = host == HOSTS_NONE ? NULL : line_open(channel, host);

		if (line)
			line->is_more = is_more;
		if (line || host == HOSTS_NONE)
			return;
	}
}

/* A better host has taken over, or there is one line too many. */
void lines_retire(struct channel *channel)
{
	unsigned int rank = channel_rank(channel);
	size_t n_up = lines_count(channel, line_is_up);

	for (size_t i = LINES_MAX; i-- > 0;) {
		struct line *line = &channel->lines[i];
		bool is_too_much = !line_serves(line, rank) || n_up > channel->n_connections;

		if (line->state != LINE_UP || line->n_sent || !is_too_much)
			continue;
		line_close(line);
		n_up--;
	}
}

bool lines_have_hope(struct channel *channel)
{
	return lines_count(channel, line_is_up) || lines_count(channel, line_is_awaited) ||
	       hosts_choose(&channel->hosts, channel_now(channel)) != HOSTS_NONE;
}
