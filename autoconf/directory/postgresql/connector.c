/* SPDX-License-Identifier: Apache-2.0 */
/* Connections to PostgreSQL. */
#include "directory/postgresql/connector.h"

#include <errno.h>
#include <libpq-fe.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "cleanup.h"
#include "directory.h"
#include "directory/fault.h"
#include "directory/network/resolution.h"
#include "directory/postgresql/error.h"
#include "directory/postgresql/target.h"
#include "text/writer.h"

static struct postgresql_host *connector_host(const struct postgresql_connector *connector)
{
	return &connector->target->hosts[connector->host];
}

static void notice_ignore(void *userdata, const PGresult *result)
{
	(void)userdata;
	(void)result;
}

/* ---- what libpq is told ---- */

/*
 * The host's name as often as it has addresses: libpq wants a name for each, and tries one after
 * the other when they refuse.
 */
static int names_repeat(const char *name, size_t n, char **ret_names)
{
	_cleanup_(writer_clear) struct writer writer = {0};
	size_t size;

	for (size_t i = 0; i < n; i++)
		writer_printf(&writer, "%s%s", i ? "," : "", name);

	return writer_finish_string(&writer, ret_names, &size);
}

/* The first ones to the end: an address that swallows packets is never given up by libpq. */
static int addresses_turn(const char *addresses, size_t by, char **ret_addresses)
{
	const char *at = addresses;
	int size;

	while (by--)
		at = strchr(at, ',') + 1;
	if (at == addresses) {
		*ret_addresses = strdup(addresses);
		return *ret_addresses ? 0 : -ENOMEM;
	}

	size = asprintf(ret_addresses, "%s,%.*s", at, (int)(at - addresses) - 1, addresses);
	return size < 0 ? -ENOMEM : 0;
}

static size_t option_set(const struct target *target, size_t at, const char *keyword,
			 const char *value)
{
	if (!value)
		return at;

	target->keywords[at] = keyword;
	target->values[at] = value;
	return at + 1;
}

/* The URL's own start-up parameter of that name, or NULL. */
static const char **options_of(const struct target *target)
{
	for (size_t i = 0; i < target->n_options; i++)
		if (!strcmp(target->keywords[i], "options"))
			return &target->values[i];

	return NULL;
}

/* To libpq a value of NULL is no option. */
static PGconn *target_connect(const struct target *target, const struct postgresql_host *host)
{
	const char **options = host->refuses_options ? options_of(target) : NULL;
	const char *value = options ? *options : NULL;
	PGconn *connection;

	if (options)
		*options = NULL;
	connection = PQconnectStartParams(target->keywords, target->values, 0);
	if (options)
		*options = value;

	return connection;
}

static int connector_connect_to(struct postgresql_connector *connector, const char *names,
				const char *addresses, char **reterr_message)
{
	const struct target *target = connector->target;
	const struct postgresql_host *host = connector_host(connector);
	size_t n = target->n_options;

	n = option_set(target, n, "host", names);
	n = option_set(target, n, "hostaddr", addresses);
	n = option_set(target, n, "port", host->port);
	target->keywords[n] = NULL;
	target->values[n] = NULL;
	connector->connection = target_connect(target, host);
	if (!connector->connection)
		return -ENOMEM;

	(void)PQsetErrorVerbosity(connector->connection, PQERRORS_VERBOSE);
	(void)PQsetNoticeReceiver(connector->connection, notice_ignore, NULL);
	if (PQstatus(connector->connection) == CONNECTION_BAD)
		return postgresql_connection_failed(connector->connection, reterr_message);

	connector->fd = PQsocket(connector->connection);
	connector->for_writing = true;
	return DIRECTORY_PENDING;
}

/* ---- steps ---- */

static int connector_connect(struct postgresql_connector *connector, char **reterr_message)
{
	const struct postgresql_host *host = connector_host(connector);

	return connector_connect_to(connector, host->host, host->address, reterr_message);
}

int postgresql_connector_start(struct postgresql_connector *connector, const struct target *target,
			       size_t host, char **reterr_message)
{
	const char *name = target->hosts[host].host;
	int r;

	*connector = (struct postgresql_connector){.target = target, .host = host};
	if (!target->hosts[host].is_looked_up)
		return connector_connect(connector, reterr_message);

	r = resolution_new(name, &connector->resolution);
	if (r)
		return fault(reterr_message, DIRECTORY_E_UNAVAILABLE, "%s cannot be looked up: %s",
			     name, strerrordesc_np(-r));

	connector->fd = resolution_fd(connector->resolution);
	connector->for_writing = false;
	return DIRECTORY_PENDING;
}

static int connector_resolved(struct postgresql_connector *connector, char **reterr_message)
{
	const struct postgresql_host *host = connector_host(connector);
	_cleanup_(freep) char *found = NULL, *addresses = NULL, *names = NULL;
	const char *reason = NULL;
	size_t n;
	int r = resolution_take(connector->resolution, &found, &n, &reason);

	if (r == -EINPROGRESS)
		return DIRECTORY_PENDING;
	if (r == -EHOSTUNREACH)
		return fault(reterr_message, DIRECTORY_E_UNAVAILABLE, "%s cannot be looked up: %s",
			     host->host, reason);

	resolution_free(connector->resolution);
	connector->resolution = NULL;
	if (!r)
		r = addresses_turn(found, host->n_timeouts % n, &addresses);
	if (!r)
		r = names_repeat(host->host, n, &names);

	return r ? r : connector_connect_to(connector, names, addresses, reterr_message);
}

/*
 * PgBouncer takes only the start-up parameters that it knows.  What the URL sets by `options`
 * belongs to the role then.
 */
static int connector_failed(struct postgresql_connector *connector, char **reterr_message)
{
	struct postgresql_host *host = connector_host(connector);

	if (host->refuses_options || !options_of(connector->target) ||
	    !postgresql_connection_refuses_parameter(connector->connection))
		return postgresql_connection_failed(connector->connection, reterr_message);

	log_line(LOG_LEVEL_WARNING,
		 "a pooler refuses the options of the directory's URL: set them at the role",
		 LOG_S("host", host->name));
	host->refuses_options = true;
	host->is_pooled = true;
	PQfinish(connector->connection);
	connector->connection = NULL;
	return postgresql_connector_start(connector, connector->target, connector->host,
					  reterr_message);
}

int postgresql_connector_step(struct postgresql_connector *connector, char **reterr_message)
{
	PostgresPollingStatusType next;

	if (connector->resolution)
		return connector_resolved(connector, reterr_message);

	next = PQconnectPoll(connector->connection);
	if (next == PGRES_POLLING_OK)
		return 0;
	if (next == PGRES_POLLING_FAILED)
		return connector_failed(connector, reterr_message);

	connector->fd = PQsocket(connector->connection);
	connector->for_writing = next == PGRES_POLLING_WRITING;
	return DIRECTORY_PENDING;
}

void postgresql_connector_clear(struct postgresql_connector *connector)
{
	resolution_free(connector->resolution);
	if (connector->connection)
		connector_host(connector)->n_timeouts++;
	PQfinish(connector->connection);
	*connector = (struct postgresql_connector){0};
}
