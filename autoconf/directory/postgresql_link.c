/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The connection under a channel: it is made, its statements are prepared, it breaks, it is made
 * again.
 */
#include <errno.h>
#include <libpq-fe.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/loop.h"
#include "cleanup.h"
#include "directory.h"
#include "directory/postgresql_channel.h"

#define RETRY_MAX 1000      /* milliseconds between two tries of a silent host, at most */
#define RETRY_REFUSED 30000 /* a wrong password or table does not mend itself */
#define TEXT_OID 25         /* pg_type.h */

static void link_io(void *userdata, uint32_t events);

void link_disconnect(struct channel *channel)
{
	channel->io = loop_io_free(channel->io);
	postgresql_connector_clear(&channel->connector);
	PQfinish(channel->connection);
	channel->connection = NULL;
	loop_timer_clear(channel->deadline);
	channel->state = CHANNEL_DOWN;
	channel->n_syncs = channel->n_unprepared = 0;
	channel->is_suspect = channel->has_answered = false;
}

/* It could not be made: everybody is told at once, and nobody tries for a while. */
static void link_fail(struct channel *channel, int status, const char *reason)
{
	bool is_refused = status > 0 && status != DIRECTORY_E_UNAVAILABLE;

	/* Askers cause this, once a try: only the first of a row is worth a line. */
	log_line(channel->retry == RETRY_FIRST ? LOG_LEVEL_WARNING : LOG_LEVEL_DEBUG,
		 "the directory cannot be asked",
		 LOG_S("reason", reason ? reason : strerrordesc_np(-status)));

	link_disconnect(channel);
	channel->down_status = status < 0 ? DIRECTORY_E_UNAVAILABLE : status;
	channel->next_try =
		loop_now(channel->options.loop) + (is_refused ? RETRY_REFUSED : channel->retry);
	channel->retry = channel->retry * 2 > RETRY_MAX ? RETRY_MAX : channel->retry * 2;
	questions_recall(channel);
	questions_refuse(channel, channel->down_status);
}

void link_lose(struct channel *channel)
{
	/* A host that hangs up before it has answered anything would be called without end. */
	if (!channel->has_answered) {
		link_fail(channel, DIRECTORY_E_UNAVAILABLE, "the connection was closed");
		return;
	}

	link_disconnect(channel);
	questions_recall(channel);
	link_connect(channel);
}

static int link_watch(struct channel *channel, int fd, uint32_t events)
{
	return loop_io_new(channel->options.loop, fd, events, link_io, channel, &channel->io);
}

int link_flush(struct channel *channel)
{
	int left = PQflush(channel->connection);

	if (left < 0)
		return -EPIPE;

	return loop_io_set_events(channel->io, left ? EPOLLIN | EPOLLOUT : EPOLLIN);
}

static int link_prepare(struct channel *channel)
{
	static const Oid types[_PARAMETER_MAX] = {TEXT_OID, TEXT_OID, TEXT_OID};

	if (PQsetnonblocking(channel->connection, 1) || !PQenterPipelineMode(channel->connection))
		return -EPIPE;

	for (size_t i = 0; i < ARRAY_SIZE(channel->queries); i++) {
		const struct statement *statement = &channel->queries[i].statement;

		channel->queries[i].is_mapped = false;
		if (!statement->sql)
			continue;
		if (!PQsendPrepare(channel->connection, query_names[i], statement->sql,
				   (int)statement->n_parameters, types))
			return -EPIPE;
		channel->n_unprepared++;
	}

	if (!PQpipelineSync(channel->connection))
		return -EPIPE;

	channel->n_syncs++;
	channel->prepare_status = DIRECTORY_OK;
	return link_flush(channel);
}

static void link_connected(struct channel *channel)
{
	int r;

	channel->connection = TAKE_PTR(channel->connector.connection);
	postgresql_connector_clear(&channel->connector);
	channel->state = CHANNEL_PREPARING;
	r = link_watch(channel, PQsocket(channel->connection), EPOLLIN);
	if (!r)
		r = link_prepare(channel);
	if (r)
		link_fail(channel, DIRECTORY_E_UNAVAILABLE, PQerrorMessage(channel->connection));
}

/* r and reason: of the connector's last step. */
static void link_connecting(struct channel *channel, int r, const char *reason)
{
	if (!r) {
		link_connected(channel);
		return;
	}

	if (r == DIRECTORY_PENDING)
		r = link_watch(channel, channel->connector.fd,
			       channel->connector.for_writing ? EPOLLOUT : EPOLLIN);
	if (r)
		link_fail(channel, r, reason);
}

static void link_step(struct channel *channel)
{
	_cleanup_(freep) char *reason = NULL;
	int r;

	/* libpq may close this descriptor and open another one of the same number. */
	channel->io = loop_io_free(channel->io);
	r = postgresql_connector_step(&channel->connector, &reason);
	link_connecting(channel, r, reason);
}

void link_connect(struct channel *channel)
{
	_cleanup_(freep) char *reason = NULL;
	int r;

	channel->state = CHANNEL_CONNECTING;
	(void)loop_timer_set(channel->deadline, channel->options.timeout);
	r = postgresql_connector_start(&channel->connector, &channel->target, &reason);
	link_connecting(channel, r, reason);
}

void link_too_late(void *userdata)
{
	link_fail(userdata, DIRECTORY_E_UNAVAILABLE, "no connection in time");
}

static void link_up(struct channel *channel)
{
	if (channel->prepare_status) {
		link_fail(channel, channel->prepare_status, channel->prepare_reason);
		return;
	}

	loop_timer_clear(channel->deadline);
	channel->state = CHANNEL_READY;
	channel->retry = RETRY_FIRST;
	questions_wake(channel);
}

static void link_read(struct channel *channel)
{
	bool is_good = PQconsumeInput(channel->connection) && !link_flush(channel);

	/* What came before the end counts. */
	questions_receive(channel);
	if (!is_good || PQstatus(channel->connection) == CONNECTION_BAD) {
		link_lose(channel);
		return;
	}

	if (channel->state == CHANNEL_PREPARING && !channel->n_unprepared && !channel->n_syncs)
		link_up(channel);
	if (channel->queue)
		questions_wake(channel);
}

static void link_io(void *userdata, uint32_t events)
{
	struct channel *channel = userdata;

	(void)events;
	if (channel->state == CHANNEL_CONNECTING)
		link_step(channel);
	else
		link_read(channel);
}
