/* SPDX-License-Identifier: Apache-2.0 */
/* A link to PostgreSQL: it is made, greets, has its statements prepared, and breaks one day. */
#include <errno.h>
#include <libpq-fe.h>
#include <stdlib.h>
#include <string.h>

#include "base/loop.h"
#include "cleanup.h"
#include "directory.h"
#include "directory/postgresql/pipeline.h"
#include "directory/postgresql/target.h"

static void link_io(void *userdata, uint32_t events);

/* The last thing that is heard of it. */
static void link_lost(struct link *link, int status, const char *reason)
{
	link->io = loop_io_free(link->io);
	link->state = LINK_LOST;
	link->options.events->lost(link->options.userdata,
				   status < 0 ? DIRECTORY_E_UNAVAILABLE : status,
				   reason       ? reason
				   : status < 0 ? strerrordesc_np(-status)
						: "the connection was closed");
}

static int link_watch(struct link *link, int fd, uint32_t events)
{
	return loop_io_new(link->options.loop, fd, events, link_io, link, &link->io);
}

static void link_connected(struct link *link)
{
	int r;

	link->connection = TAKE_PTR(link->connector.connection);
	postgresql_connector_clear(&link->connector);
	r = link_watch(link, PQsocket(link->connection), EPOLLIN);
	if (!r && (PQsetnonblocking(link->connection, 1) || !PQenterPipelineMode(link->connection)))
		r = -ENOMEM;
	if (!r)
		r = pipeline_greet(link);
	if (r)
		link_lost(link, r, NULL);
}

static int link_watch_connector(struct link *link)
{
	return link_watch(link, link->connector.fd,
			  link->connector.for_writing ? EPOLLOUT : EPOLLIN);
}

static void link_step(struct link *link)
{
	_cleanup_(freep) char *reason = NULL;
	int r;

	/* libpq may close this descriptor and open another one of the same number. */
	link->io = loop_io_free(link->io);
	r = postgresql_connector_step(&link->connector, &reason);
	if (!r) {
		link_connected(link);
		return;
	}

	if (r == DIRECTORY_PENDING)
		r = link_watch_connector(link);
	if (r)
		link_lost(link, r, reason);
}

/* A standby that is promoted says so by itself; a pooler only repeats what it once heard. */
static void link_look_at_role(struct link *link)
{
	const char *is_standby = PQparameterStatus(link->connection, "in_hot_standby");
	enum directory_role role;

	if (!is_standby || link->host->is_pooled)
		return;

	role = strcmp(is_standby, "on") ? DIRECTORY_ROLE_PRIMARY : DIRECTORY_ROLE_STANDBY;
	if (role == link->role)
		return;

	link->role = role;
	link->options.events->up(link->options.userdata, role);
}

static void link_read(struct link *link)
{
	bool is_good = PQconsumeInput(link->connection) && !pipeline_flush(link);

	/* What came before the end counts. */
	pipeline_receive(link);
	if (link->failure) {
		link_lost(link, link->failure, link->reason);
		return;
	}
	if (!is_good || link->is_broken || PQstatus(link->connection) == CONNECTION_BAD) {
		link_lost(link, DIRECTORY_E_UNAVAILABLE, NULL);
		return;
	}

	if (link->state == LINK_READY)
		link_look_at_role(link);
	if (link->state == LINK_PREPARING && !link->n_unprepared && !link->n_syncs) {
		link->state = LINK_READY;
		link->options.events->up(link->options.userdata, link->role);
	}
}

static void link_io(void *userdata, uint32_t events)
{
	struct link *link = userdata;

	(void)events;
	if (link->state == LINK_CONNECTING)
		link_step(link);
	else
		link_read(link);
}

static void link_close(struct link *link)
{
	if (!link)
		return;

	link->io = loop_io_free(link->io);
	postgresql_connector_clear(&link->connector);
	PQfinish(link->connection);
	for (size_t i = 0; i < ARRAY_SIZE(link->queries); i++)
		free(link->queries[i].first_reason);
	free(link->reason);
	free(link);
}

static void link_closep(struct link **link)
{
	link_close(*link);
}

static int link_open(const struct link_options *options, struct link **ret_link,
		     char **reterr_message)
{
	_cleanup_(link_closep) struct link *link = calloc(1, sizeof(*link));
	int r;

	if (!link)
		return -ENOMEM;

	link->options = *options;
	link->host = &options->target->hosts[options->host];
	for (size_t i = 0; i < LOOKUPS; i++)
		link->queries[i].statements = &options->lookups[i];
	r = postgresql_connector_start(&link->connector, options->target, options->host,
				       reterr_message);
	if (r == DIRECTORY_PENDING)
		r = link_watch_connector(link);
	if (r)
		return r;

	*ret_link = TAKE_PTR(link);
	return 0;
}

const struct link_ops postgresql_link = {
	.depth = SENT_MAX,
	.n_connections = 2,
	.target_new = postgresql_target_new,
	.target_free = postgresql_target_free,
	.n_hosts = postgresql_target_n_hosts,
	.prefer = postgresql_target_prefer,
	.host_name = postgresql_target_host_name,
	.open = link_open,
	.close = link_close,
	.send = pipeline_send,
	.flush = pipeline_flush,
	.forget = pipeline_forget,
};
