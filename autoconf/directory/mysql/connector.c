/* SPDX-License-Identifier: Apache-2.0 */
/* Connections to MySQL and MariaDB. */
#include "directory/mysql/connector.h"

#include <errno.h>
#include <fcntl.h>
#include <mysql.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include "base/thread.h"
#include "cleanup.h"
#include "directory.h"
#include "directory/fault.h"
#include "directory/mysql/error.h"

#define THREADS_MAX 32         /* of this process: hosts that hang must not eat all threads */
#define COROUTINE_STACK 131072 /* bytes, of the library's own; TLS runs on it */
#define USER_TIMEOUT 3000      /* milliseconds until a silent peer counts as gone */
#define CHARSET "utf8mb4"

/* Shared by the asker and the thread; whoever leaves last frees it. */
struct mysql_attempt {
	atomic_int n_holders;
	atomic_bool is_done;
	int fd;
	MYSQL *mysql;
	bool is_connected;
	char *host, *user, *password, *database, *socket;
	unsigned int port;
	unsigned long flags;
};

static atomic_int n_threads;

void mysql_cut_off(MYSQL *mysql)
{
	int fd = (int)mysql_get_socket(mysql);

	if (fd >= 0)
		(void)shutdown(fd, SHUT_RDWR);
}

void mysql_hang_up(MYSQL *mysql, bool is_idle)
{
	if (!mysql)
		return;

	/* Else the library's goodbye could wait for a peer that reads nothing any more. */
	if (!is_idle)
		mysql_cut_off(mysql);
	mysql_close(mysql);
}

/* ---- options ---- */

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

static int options_set(MYSQL *mysql, const struct target *target, uint32_t timeout)
{
	const unsigned int seconds = (timeout + 999) / 1000, no_file = 0;
	const enum mysql_protocol_type protocol =
		target->socket ? MYSQL_PROTOCOL_SOCKET : MYSQL_PROTOCOL_TCP;
	const size_t stack = COROUTINE_STACK;
	const my_bool no = 0;
	int r = mysql_optionsv(mysql, MYSQL_OPT_NONBLOCK, &stack);

	/* For the thread alone: afterwards the library waits for nothing. */
	r |= mysql_optionsv(mysql, MYSQL_OPT_CONNECT_TIMEOUT, &seconds);
	/* "localhost" would be a socket otherwise. */
	r |= mysql_optionsv(mysql, MYSQL_OPT_PROTOCOL, &protocol);
	r |= mysql_optionsv(mysql, MYSQL_SET_CHARSET_NAME, CHARSET);
	r |= mysql_optionsv(mysql, MYSQL_OPT_RECONNECT, &no);
	/* A server may ask for any file of ours otherwise. */
	r |= mysql_optionsv(mysql, MYSQL_OPT_LOCAL_INFILE, &no_file);
	r |= mysql_optionsv(mysql, MYSQL_OPT_CONNECT_ATTR_ADD, "program_name", "carbone-autoconf");

	return r | tls_set(mysql, target) ? -ENOMEM : 0;
}

/* ---- the thread ---- */

static void attempt_leave(struct mysql_attempt *attempt)
{
	if (atomic_fetch_sub(&attempt->n_holders, 1) > 1)
		return;

	mysql_hang_up(attempt->mysql, attempt->is_connected);
	closep(&attempt->fd);
	free(attempt->host);
	free(attempt->user);
	free(attempt->password);
	free(attempt->database);
	free(attempt->socket);
	free(attempt);
}

static void *attempt_run(void *userdata)
{
	struct mysql_attempt *attempt = userdata;

	attempt->is_connected =
		mysql_real_connect(attempt->mysql, attempt->host, attempt->user, attempt->password,
				   attempt->database, attempt->port, attempt->socket,
				   attempt->flags) != NULL;
	atomic_store(&attempt->is_done, true);
	(void)eventfd_write(attempt->fd, 1);
	attempt_leave(attempt);
	atomic_fetch_sub(&n_threads, 1);
	return NULL;
}

static int attempt_start(struct mysql_attempt *attempt)
{
	int r;

	if (atomic_fetch_add(&n_threads, 1) >= THREADS_MAX) {
		atomic_fetch_sub(&n_threads, 1);
		return -EAGAIN;
	}

	r = thread_start_detached(attempt_run, attempt);
	if (r)
		atomic_fetch_sub(&n_threads, 1);

	return r;
}

static void library_begin(void)
{
	(void)mysql_library_init(0, NULL, NULL);
}

static int copy(const char *text, char **ret_copy)
{
	*ret_copy = text ? strdup(text) : NULL;
	return text && !*ret_copy ? -ENOMEM : 0;
}

static int attempt_fill(struct mysql_attempt *attempt, const struct target *target, size_t host,
			uint32_t timeout)
{
	int r = copy(target->hosts[host].name, &attempt->host);

	if (!r)
		r = copy(target->user, &attempt->user);
	if (!r)
		r = copy(target->password, &attempt->password);
	if (!r)
		r = copy(target->database, &attempt->database);
	if (!r)
		r = copy(target->socket, &attempt->socket);
	if (r)
		return r;

	attempt->port = target->hosts[host].port;
	attempt->mysql = mysql_init(NULL);
	return attempt->mysql ? options_set(attempt->mysql, target, timeout) : -ENOMEM;
}

/* ---- the asker ---- */

int mysql_connector_start(struct mysql_connector *connector, const struct target *target,
			  size_t host, bool has_many, uint32_t timeout)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct mysql_attempt *attempt = calloc(1, sizeof(*attempt));
	int r;

	*connector = (struct mysql_connector){.target = target, .host = host};
	if (!attempt)
		return -ENOMEM;

	(void)pthread_once(&once, library_begin);
	attempt->n_holders = 2;
	attempt->flags = has_many ? CLIENT_MULTI_STATEMENTS : 0;
	attempt->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	r = attempt->fd < 0 ? -errno : attempt_fill(attempt, target, host, timeout);
	if (!r)
		r = attempt_start(attempt);
	if (r) {
		attempt->n_holders = 1;
		attempt_leave(attempt);
		return r;
	}

	connector->attempt = attempt;
	return 0;
}

int mysql_connector_fd(const struct mysql_connector *connector)
{
	return connector->attempt->fd;
}

/* TLS that was asked for and is not there, sockets that block, a peer that goes silently. */
static int connection_finish(MYSQL *mysql, const struct target *target, const char *who,
			     char **reterr_message)
{
	const int timeout = USER_TIMEOUT, fd = (int)mysql_get_socket(mysql);

	if (target->tls > MYSQL_TLS_PREFERRED && !mysql_get_ssl_cipher(mysql))
		return fault(reterr_message, DIRECTORY_E_CONFIGURATION, "%s: the server has no TLS",
			     who);

	/* The library leaves it blocking, and TLS then reads and writes until it is done. */
	if (fcntl(fd, F_SETFD, FD_CLOEXEC) || fcntl(fd, F_SETFL, O_RDWR | O_NONBLOCK))
		return -errno;
	if (!target->socket)
		(void)setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &timeout, sizeof(timeout));

	return 0;
}

int mysql_connector_take(struct mysql_connector *connector, MYSQL **ret_mysql,
			 char **reterr_message)
{
	struct mysql_attempt *attempt = connector->attempt;
	const char *who = mysql_target_host_name(connector->target, connector->host);
	int r;

	if (!atomic_load(&attempt->is_done))
		return DIRECTORY_PENDING;
	if (!attempt->is_connected)
		return mysql_failed(mysql_errno(attempt->mysql), mysql_error(attempt->mysql), who,
				    reterr_message);

	r = connection_finish(attempt->mysql, connector->target, who, reterr_message);
	if (!r)
		*ret_mysql = TAKE_PTR(attempt->mysql);
	return r;
}

void mysql_connector_clear(struct mysql_connector *connector)
{
	if (connector->attempt)
		attempt_leave(connector->attempt);
	connector->attempt = NULL;
}
