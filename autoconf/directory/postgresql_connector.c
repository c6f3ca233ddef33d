/* SPDX-License-Identifier: Apache-2.0 */
/* Connections to PostgreSQL. */
#include "directory/postgresql_connector.h"

#include <arpa/inet.h>
#include <errno.h>
#include <libpq-fe.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "directory.h"
#include "directory/fault.h"
#include "directory/postgresql_error.h"
#include "directory/resolution.h"
#include "text/writer.h"

/*
 * What a URL gets when it does not say otherwise: a dead peer is noticed, and no ticket of
 * somebody's is looked for.
 */
static const struct {
	const char *keyword, *value;
} defaults[] = {
	{"application_name", "carbone-autoconf"},
	{"keepalives_idle", "30"},
	{"keepalives_interval", "5"},
	{"keepalives_count", "3"},
	{"tcp_user_timeout", "3000"},
	{"gssencmode", "disable"},
	{"client_encoding", "UTF8"},
};

static const char *option_get(const struct postgresql_target *target, const char *keyword)
{
	for (size_t i = 0; i < target->n_options; i++)
		if (!strcmp(target->keywords[i], keyword))
			return target->values[i];

	return NULL;
}

static void option_add(struct postgresql_target *target, const char *keyword, const char *value)
{
	target->keywords[target->n_options] = keyword;
	target->values[target->n_options] = value;
	target->n_options++;
}

static bool host_is_name(const char *host)
{
	unsigned char address[sizeof(struct in6_addr)];

	return host && *host && *host != '/' && *host != '@' && !strchr(host, ':') &&
	       inet_pton(AF_INET, host, address) != 1;
}

static int target_read(struct postgresql_target *target, char **reterr_message)
{
	const char *host;
	size_t n = 0;

	while (target->options[n].keyword)
		n++;

	/* Two pairs more for a name and its addresses, one for the end. */
	target->keywords = calloc(n + ARRAY_SIZE(defaults) + 3, sizeof(*target->keywords));
	target->values = calloc(n + ARRAY_SIZE(defaults) + 3, sizeof(*target->values));
	if (!target->keywords || !target->values)
		return -ENOMEM;

	for (size_t i = 0; i < n; i++)
		if (target->options[i].val)
			option_add(target, target->options[i].keyword, target->options[i].val);
	for (size_t i = 0; i < ARRAY_SIZE(defaults); i++)
		if (!option_get(target, defaults[i].keyword))
			option_add(target, defaults[i].keyword, defaults[i].value);

	host = option_get(target, "host");
	if (host && strchr(host, ','))
		return fault(reterr_message, DIRECTORY_E_CONFIGURATION,
			     "the directory's URL names more than one host");

	target->host = host_is_name(host) && !option_get(target, "hostaddr") ? host : NULL;
	return 0;
}

int postgresql_target_parse(const char *url, struct postgresql_target *ret_target,
			    char **reterr_message)
{
	struct postgresql_target target = {0};
	char *reason = NULL;
	int r;

	/* The reason may quote the URL, password and all. */
	target.options = PQconninfoParse(url, &reason);
	PQfreemem(reason);
	if (!target.options)
		return fault(reterr_message, DIRECTORY_E_CONFIGURATION,
			     "the directory's URL is not of the form "
			     "postgresql://user:password@host:port/database?option=value "
			     "(percent-encode what is special in it), or has an option that libpq "
			     "does not know");

	r = target_read(&target, reterr_message);
	if (r) {
		postgresql_target_clear(&target);
		return r;
	}

	*ret_target = target;
	return 0;
}

void postgresql_target_clear(struct postgresql_target *target)
{
	free(target->keywords);
	free(target->values);
	PQconninfoFree(target->options);
	*target = (struct postgresql_target){0};
}

static void notice_ignore(void *userdata, const PGresult *result)
{
	(void)userdata;
	(void)result;
}

/*
 * The target's name as often as it has addresses: libpq wants a name for each, and tries one after
 * the other when they refuse.
 */
static int hosts_repeat(const char *host, size_t n, char **ret_hosts)
{
	_cleanup_(writer_clear) struct writer writer = {0};
	size_t size;

	for (size_t i = 0; i < n; i++)
		writer_printf(&writer, "%s%s", i ? "," : "", host);

	return writer_finish_string(&writer, ret_hosts, &size);
}

/* addresses: of the name, joined by commas; NULL when there is nothing to look up. */
static int connector_connect(struct postgresql_connector *connector, const char *addresses,
			     size_t n_addresses, char **reterr_message)
{
	const struct postgresql_target *target = connector->target;
	_cleanup_(freep) char *hosts = NULL;
	size_t n = target->n_options;
	int r = addresses ? hosts_repeat(target->host, n_addresses, &hosts) : 0;

	if (r)
		return r;

	/* What is said twice counts as said last. */
	if (addresses) {
		target->keywords[n] = "host";
		target->values[n++] = hosts;
		target->keywords[n] = "hostaddr";
		target->values[n++] = addresses;
	}
	target->keywords[n] = NULL;
	connector->connection = PQconnectStartParams(target->keywords, target->values, 0);
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

int postgresql_connector_start(struct postgresql_connector *connector,
			       const struct postgresql_target *target, char **reterr_message)
{
	int r;

	*connector = (struct postgresql_connector){.target = target};
	if (!target->host)
		return connector_connect(connector, NULL, 0, reterr_message);

	r = resolution_new(target->host, &connector->resolution);
	if (r)
		return fault(reterr_message, DIRECTORY_E_UNAVAILABLE, "%s cannot be looked up: %s",
			     target->host, strerrordesc_np(-r));

	connector->fd = resolution_fd(connector->resolution);
	connector->for_writing = false;
	return DIRECTORY_PENDING;
}

static int connector_resolved(struct postgresql_connector *connector, char **reterr_message)
{
	_cleanup_(freep) char *addresses = NULL;
	const char *reason = NULL;
	size_t n_addresses;
	int r = resolution_take(connector->resolution, &addresses, &n_addresses, &reason);

	if (r == -EINPROGRESS)
		return DIRECTORY_PENDING;
	if (r == -EHOSTUNREACH)
		return fault(reterr_message, DIRECTORY_E_UNAVAILABLE, "%s cannot be looked up: %s",
			     connector->target->host, reason);
	if (r)
		return r;

	resolution_free(connector->resolution);
	connector->resolution = NULL;
	return connector_connect(connector, addresses, n_addresses, reterr_message);
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
		return postgresql_connection_failed(connector->connection, reterr_message);

	connector->fd = PQsocket(connector->connection);
	connector->for_writing = next == PGRES_POLLING_WRITING;
	return DIRECTORY_PENDING;
}

void postgresql_connector_clear(struct postgresql_connector *connector)
{
	resolution_free(connector->resolution);
	PQfinish(connector->connection);
	*connector = (struct postgresql_connector){0};
}
