/* SPDX-License-Identifier: Apache-2.0 */
/* Connections to MySQL and MariaDB. */
#include "directory/mysql_connector.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <mysql.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "cleanup.h"
#include "directory.h"
#include "directory/fault.h"
#include "directory/mysql_error.h"
#include "directory/resolution.h"

#define COROUTINE_STACK 131072 /* bytes: the library's own; TLS and name services run on it */
#define USER_TIMEOUT 3000      /* milliseconds until a silent peer counts as gone */
#define CHARSET "utf8mb4"

void mysql_hang_up(MYSQL *mysql, bool is_idle)
{
	if (!mysql)
		return;

	/* Else the library's goodbye could wait for a peer that reads nothing any more. */
	if (!is_idle && (int)mysql_get_socket(mysql) >= 0)
		(void)shutdown((int)mysql_get_socket(mysql), SHUT_RDWR);
	mysql_close(mysql);
}

static bool host_is_address(const char *host)
{
	unsigned char address[sizeof(struct in6_addr)];

	return strchr(host, ':') || inet_pton(AF_INET, host, address) == 1;
}

/* The library verifies nothing unless it is told to, and sends everything in clear likewise. */
static int tls_set(MYSQL *mysql, const struct target *target)
{
	my_bool verifies = target->tls == MYSQL_TLS_VERIFY_IDENTITY;
	int r = mysql_optionsv(mysql, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &verifies);

	if (target->tls == MYSQL_TLS_DISABLED)
		return r;

	r |= mysql_ssl_set(mysql, target->key, target->certificate,
			   target->tls >= MYSQL_TLS_VERIFY_CA ? target->ca : NULL, NULL, NULL);
	/*
	 * A fingerprint, be it empty, is the library's one way to be told that a server without TLS
	 * gets no password.
	 */
	if (target->tls > MYSQL_TLS_PREFERRED)
		r |= mysql_optionsv(mysql, MARIADB_OPT_TLS_PEER_FP, "");

	return r;
}

static int options_set(MYSQL *mysql, const struct target *target)
{
	const unsigned int no_file = 0;
	const size_t stack = COROUTINE_STACK;
	const my_bool no = 0;
	int r = mysql_optionsv(mysql, MYSQL_OPT_NONBLOCK, &stack);

	r |= mysql_optionsv(mysql, MYSQL_SET_CHARSET_NAME, CHARSET);
	r |= mysql_optionsv(mysql, MYSQL_OPT_RECONNECT, &no);
	/* A server may ask for any file of ours otherwise. */
	r |= mysql_optionsv(mysql, MYSQL_OPT_LOCAL_INFILE, &no_file);
	r |= mysql_optionsv(mysql, MYSQL_OPT_CONNECT_ATTR_ADD, "program_name", "carbone-autoconf");

	return r | tls_set(mysql, target) ? -ENOMEM : 0;
}

static int connector_failed(struct mysql_connector *connector, char **reterr_message)
{
	return mysql_failed(mysql_errno(connector->work.mysql), mysql_error(connector->work.mysql),
			    connector->target->hosts[connector->host].shown, reterr_message);
}

/* The library has the address now: what it reads there next is the name to verify. */
static void connector_call_by_name(struct mysql_connector *connector)
{
	const char *name = connector->target->hosts[connector->host].name;

	if (name && connector->called)
		memcpy(connector->called, name, strlen(name) + 1);
}

/* Begins.  Returns 0 or -ENOMEM. */
static int connector_connect(struct mysql_connector *connector, const char *address)
{
	const struct target *target = connector->target;
	const struct mysql_host *host = &target->hosts[connector->host];
	struct mysql_address at = {.host = "localhost",
				   .user = target->user,
				   .password = target->password,
				   .database = target->database,
				   .socket = target->socket,
				   .port = host->port};

	/*
	 * Connector/C looks names up itself, which blocks, and verifies a certificate against the
	 * host that it was given.  It looks at that host twice: first for the address to connect
	 * to, and again when the server has said hello.  In between we exchange the one for the
	 * other.  Were it ever to look only once, no certificate would match.
	 */
	if (address) {
		free(connector->called);
		connector->called =
			malloc((host->name ? strlen(host->name) : 0) + strlen(address) + 1);
		if (!connector->called)
			return -ENOMEM;
		memcpy(connector->called, address, strlen(address) + 1);
		at.host = connector->called;
	}
	if (connector->has_many)
		at.flags |= CLIENT_MULTI_STATEMENTS;

	mysql_hang_up(connector->work.mysql, false);
	connector->work = (struct mysql_work){.mysql = mysql_init(NULL)};
	if (!connector->work.mysql || options_set(connector->work.mysql, target))
		return -ENOMEM;

	mysql_work_connect(&connector->work, &at);
	connector_call_by_name(connector);
	return 0;
}

/* TLS that was asked for and is not there, and a peer that goes away silently. */
static int connector_finish(struct mysql_connector *connector, char **reterr_message)
{
	const struct target *target = connector->target;
	const int timeout = USER_TIMEOUT;

	if (target->tls > MYSQL_TLS_PREFERRED && !mysql_get_ssl_cipher(connector->work.mysql))
		return fault(reterr_message, DIRECTORY_E_CONFIGURATION, "%s: the server has no TLS",
			     target->hosts[connector->host].shown);
	if (!target->socket)
		(void)setsockopt((int)mysql_get_socket(connector->work.mysql), IPPROTO_TCP,
				 TCP_USER_TIMEOUT, &timeout, sizeof(timeout));

	return 0;
}

/* Begins with the next address of the list.  Returns 0, -ENOENT when there is none, or -ENOMEM. */
static int connector_next(struct mysql_connector *connector)
{
	char *address = connector->next, *end;

	if (!address)
		return -ENOENT;

	end = strchr(address, ',');
	connector->next = end ? end + 1 : NULL;
	if (end)
		*end = '\0';

	return connector_connect(connector, address);
}

/* After each step.  An address that refuses leaves it to the next. */
static int connector_go_on(struct mysql_connector *connector, char **reterr_message)
{
	while (!connector->work.waits_for && connector->work.code) {
		int r = connector_failed(connector, reterr_message), next;

		if (r != DIRECTORY_E_UNAVAILABLE)
			return r;
		next = connector_next(connector);
		if (next)
			return next == -ENOENT ? r : next;
	}

	if (!connector->work.waits_for)
		return connector_finish(connector, reterr_message);

	connector->fd = (int)mysql_get_socket(connector->work.mysql);
	(void)fcntl(connector->fd, F_SETFD, FD_CLOEXEC);
	connector->events = mysql_work_events(&connector->work);
	return DIRECTORY_PENDING;
}

int mysql_connector_start(struct mysql_connector *connector, const struct target *target,
			  size_t host, bool has_many, char **reterr_message)
{
	const char *name = target->hosts[host].name;
	int r;

	*connector = (struct mysql_connector){.target = target, .host = host, .has_many = has_many};
	if (!name || host_is_address(name)) {
		r = connector_connect(connector, name);
		return r ? r : connector_go_on(connector, reterr_message);
	}

	r = resolution_new(name, &connector->resolution);
	if (r)
		return fault(reterr_message, DIRECTORY_E_UNAVAILABLE, "%s cannot be looked up: %s",
			     name, strerrordesc_np(-r));

	connector->fd = resolution_fd(connector->resolution);
	connector->events = POLLIN;
	return DIRECTORY_PENDING;
}

static int connector_resolved(struct mysql_connector *connector, char **reterr_message)
{
	const char *reason = NULL;
	size_t n_addresses;
	int r = resolution_take(connector->resolution, &connector->addresses, &n_addresses,
				&reason);

	if (r == -EINPROGRESS)
		return DIRECTORY_PENDING;
	if (r == -EHOSTUNREACH)
		return fault(reterr_message, DIRECTORY_E_UNAVAILABLE, "%s cannot be looked up: %s",
			     connector->target->hosts[connector->host].name, reason);
	if (r)
		return r;

	resolution_free(connector->resolution);
	connector->resolution = NULL;
	connector->next = connector->addresses;
	r = connector_next(connector);
	return r ? r : connector_go_on(connector, reterr_message);
}

int mysql_connector_step(struct mysql_connector *connector, uint32_t events, char **reterr_message)
{
	if (connector->resolution)
		return connector_resolved(connector, reterr_message);

	mysql_work_continue(&connector->work, events);
	return connector_go_on(connector, reterr_message);
}

MYSQL *mysql_connector_take(struct mysql_connector *connector)
{
	return TAKE_PTR(connector->work.mysql);
}

void mysql_connector_clear(struct mysql_connector *connector)
{
	resolution_free(connector->resolution);
	mysql_hang_up(connector->work.mysql, false);
	free(connector->addresses);
	free(connector->called);
	*connector = (struct mysql_connector){0};
}
