/* SPDX-License-Identifier: Apache-2.0 */
/* The daemon's callbacks: a connection's life, deadlines, and what the library does by itself. */
#include <assert.h>
#include <errno.h>
#include <microhttpd.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <utlist.h>

#include "base/log.h"
#include "base/loop.h"
#include "cleanup.h"
#include "server/connection.h"
#include "server/http.h"
#include "server/request.h"
#include "server/route.h"
#include "server/server.h"
#include "server/worker.h"
#include "settings.h"

/*
 * The library clears the pool after every request, so it is CPU, not only memory (docs/design.md).
 */
#define HTTP_POOL_SIZE (16 * 1024)
/* No limit of the library's: the acceptor counts, and a reload may change what it counts to. */
#define HTTP_CONNECTIONS_MAX 1000000u

/* ---- a connection's life ---- */

static void request_clear(struct connection *connection)
{
	exchange_clear(&connection->exchange);
	free(TAKE_PTR(connection->target));
	free(TAKE_PTR(connection->body));
	connection->body_size = 0;
	connection->is_body_too_large = connection->is_body_unread = false;
	connection->route = NULL;
	connection->status = 0;
	connection->phase = PHASE_HEAD;
}

static void http_connected(void *cls, struct MHD_Connection *mhd, void **socket_context,
			   enum MHD_ConnectionNotificationCode code)
{
	struct worker *worker = cls;
	struct connection *connection = *socket_context;

	if (code == MHD_CONNECTION_NOTIFY_STARTED) {
		/* The library calls this from within MHD_add_connection. */
		connection = *socket_context = TAKE_PTR(worker->arriving);
		assert(connection);
		connection->mhd = mhd;
		DL_APPEND(worker->connections, connection);
		deadline_set(worker->deadlines, &connection->deadline, DEADLINE_HEADER);
		return;
	}

	request_clear(connection);
	deadline_set(worker->deadlines, &connection->deadline, DEADLINE_NONE);
	DL_DELETE(worker->connections, connection);
	if (!connection->is_management)
		atomic_fetch_sub(&worker->n_connections, 1);
	free(connection);
}

void http_add(struct worker *worker, int fd, const struct sockaddr *peer, socklen_t peer_size,
	      bool is_management)
{
	struct connection *connection = calloc(1, sizeof(*connection));

	if (!connection) {
		(void)close(fd);
		if (!is_management)
			atomic_fetch_sub(&worker->n_connections, 1);
		return;
	}

	connection->worker = worker;
	connection->fd = fd;
	connection->is_management = is_management;
	peer_init(&connection->peer, peer, peer_size);
	count(&worker->counters, COUNTER_CONNECTIONS_ACCEPTED);

	/* It closes the descriptor when it fails, and then has not called us. */
	worker->arriving = connection;
	(void)MHD_add_connection(worker->daemon, fd, peer, peer_size);
	if (!worker->arriving)
		return;

	free(TAKE_PTR(worker->arriving));
	if (!is_management)
		atomic_fetch_sub(&worker->n_connections, 1);
}

/*
 * The raw target, before the library decodes it and cuts it at %00. What is returned comes back as
 * the request's context.
 */
static void *http_target(void *cls, const char *target, struct MHD_Connection *mhd)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
	struct connection *connection = info->socket_context;

	(void)cls;
	request_clear(connection);
	connection->target = strdup(target);

	return connection;
}

static void request_log(const struct connection *connection)
{
	const struct settings *settings = connection->worker->flow.settings;

	/* The table's path, not the request's: tokens and addresses stand in those. */
	if (settings->log.access && connection->status && !connection->is_management)
		log_line(LOG_LEVEL_INFO, "request",
			 LOG_S("path", connection->route ? connection->route->path : "-"),
			 LOG_N("status", connection->status),
			 LOG_S("domain", connection->exchange.has_domain
						 ? connection->exchange.domain.name
						 : "-"),
			 LOG_N("ms", loop_now(connection->worker->loop) - connection->began));
}

static void http_completed(void *cls, struct MHD_Connection *mhd, void **context,
			   enum MHD_RequestTerminationCode code)
{
	struct worker *worker = cls;
	struct connection *connection = *context;

	(void)mhd;
	(void)code;
	if (!connection)
		return;

	request_log(connection);
	request_clear(connection);
	deadline_set(worker->deadlines, &connection->deadline, DEADLINE_IDLE);
}

/* ---- the daemon ---- */

static enum MHD_Result http_handle(void *cls, struct MHD_Connection *mhd, const char *url,
				   const char *method, const char *version, const char *upload_data,
				   size_t *upload_data_size, void **context)
{
	(void)cls;
	(void)mhd;
	(void)url;

	return request_handle(*context, method, version, upload_data, upload_data_size);
}

/*
 * What the library refuses by itself reaches no callback but this one. Its arguments hold paths,
 * tokens and addresses: dropped.
 */
static void http_library_says(void *cls, const char *format, va_list arguments)
{
	struct worker *worker = cls;

	(void)format;
	(void)arguments;
	count(&worker->counters, COUNTER_REFUSED_BY_LIBRARY);
}

/* We decode targets ourselves (base/target.h): the library's copy stays as it was sent. */
static size_t http_leave_escaped(void *cls, struct MHD_Connection *mhd, char *string)
{
	(void)cls;
	(void)mhd;

	return strlen(string);
}

int http_start(struct worker *worker)
{
	const struct settings *settings = worker->flow.settings;

	worker->daemon = MHD_start_daemon(
		MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_NO_LISTEN_SOCKET |
			MHD_USE_ERROR_LOG,
		0, NULL, NULL, http_handle, worker, MHD_OPTION_EXTERNAL_LOGGER, http_library_says,
		worker, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HTTP_POOL_SIZE,
		MHD_OPTION_CONNECTION_LIMIT, HTTP_CONNECTIONS_MAX, MHD_OPTION_CONNECTION_TIMEOUT,
		settings->server.limits.idle / 1000 + 1, MHD_OPTION_URI_LOG_CALLBACK, http_target,
		worker, MHD_OPTION_NOTIFY_COMPLETED, http_completed, worker,
		MHD_OPTION_NOTIFY_CONNECTION, http_connected, worker, MHD_OPTION_UNESCAPE_CALLBACK,
		http_leave_escaped, worker, MHD_OPTION_END);

	return worker->daemon ? 0 : -ENOMEM;
}

void http_stop(struct worker *worker)
{
	if (worker->daemon)
		MHD_stop_daemon(worker->daemon);
	worker->daemon = NULL;
}

void http_end_waits(struct worker *worker, int code)
{
	struct connection *connection;

	DL_FOREACH (worker->connections, connection)
		exchange_end_wait(&connection->exchange, code);
}

/* For reading only: a request that has just come is still read, and answered. */
void http_close_idle(struct worker *worker)
{
	struct connection *connection;

	DL_FOREACH (worker->connections, connection)
		if (connection->phase == PHASE_HEAD)
			(void)shutdown(connection->fd, SHUT_RD);
}

/* Nothing is left to read of a request that is not whole: it will never be. */
static bool connection_is_forsaken(const struct connection *connection)
{
	char byte;

	if (connection->phase != PHASE_HEAD && connection->phase != PHASE_BODY)
		return false;

	return recv(connection->fd, &byte, sizeof(byte), MSG_PEEK | MSG_DONTWAIT) == 0;
}

void http_close_forsaken(struct worker *worker)
{
	struct connection *connection;

	DL_FOREACH (worker->connections, connection)
		if (connection_is_forsaken(connection))
			(void)shutdown(connection->fd, SHUT_RDWR);
}

unsigned int http_n_active(const struct worker *worker)
{
	struct connection *connection;
	unsigned int n = 0;

	DL_FOREACH (worker->connections, connection)
		n += connection->phase != PHASE_HEAD;

	return n;
}

/* The library has no call to close a connection: it notices that the socket has been shut down. */
void http_deadline_passed(void *userdata, struct deadline *deadline, enum deadline_kind kind)
{
	struct connection *connection =
		(struct connection *)((char *)deadline - offsetof(struct connection, deadline));
	struct worker *worker = userdata;

	if (kind == DEADLINE_WAIT) {
		exchange_end_wait(&connection->exchange, ANSWER_E_UNAVAILABLE);
		return;
	}

	count(&worker->counters, COUNTER_CONNECTIONS_TIMED_OUT);
	(void)shutdown(connection->fd, SHUT_RDWR);
}
