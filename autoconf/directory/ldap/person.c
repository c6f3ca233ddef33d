/* SPDX-License-Identifier: Apache-2.0 */
/* libldap's blocking calls, each given what is left of the time. */
#include "directory/ldap/person.h"

#include <errno.h>
#include <ldap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>

#include "base/clock.h"
#include "cleanup.h"
#include "directory.h"
#include "directory/fault.h"
#include "directory/key.h"
#include "directory/ldap/filter.h"
#include "directory/ldap/servers.h"
#include "directory/user_row.h"
#include "user.h"

#define ENTRIES_MAX 2 /* two are too many already */

/* What is left, at least a millisecond: libldap takes 0 for no limit. */
static struct timeval time_left(uint64_t deadline)
{
	uint64_t time = clock_now(), left = deadline > time ? deadline - time : 1;

	return (struct timeval){.tv_sec = (time_t)(left / 1000),
				.tv_usec = (suseconds_t)(left % 1000 * 1000)};
}

/* ---- the line ---- */

struct ldap_watch {
	struct ldap_conncb callbacks;
	struct ldap_connection *connection;
	struct ldap_line *line;
};

/* Returns whether it is cut. */
static bool line_set(struct ldap_line *line, int fd)
{
	bool is_cut;

	pthread_mutex_lock(&line->mutex);
	line->fd = fd;
	is_cut = line->is_cut;
	pthread_mutex_unlock(&line->mutex);

	return is_cut;
}

static void line_begin(struct ldap_line *line, int fd)
{
	pthread_mutex_lock(&line->mutex);
	line->fd = fd;
	line->is_cut = false;
	pthread_mutex_unlock(&line->mutex);
}

void ldap_line_cut(struct ldap_line *line)
{
	pthread_mutex_lock(&line->mutex);
	line->is_cut = true;
	if (line->fd >= 0)
		(void)shutdown(line->fd, SHUT_RDWR);
	pthread_mutex_unlock(&line->mutex);
}

/* Connected, and nothing said yet. */
static int on_connected(LDAP *handle, Sockbuf *buffer, LDAPURLDesc *url, struct sockaddr *address,
			struct ldap_conncb *callbacks)
{
	struct ldap_watch *watch = callbacks->lc_arg;

	(void)url;
	(void)address;
	(void)ber_sockbuf_ctrl(buffer, LBER_SB_OPT_GET_FD, &watch->connection->fd);
	/* With a limit for the network the handshake would ask again and again without waiting. */
	(void)ldap_set_option(handle, LDAP_OPT_NETWORK_TIMEOUT, NULL);

	return line_set(watch->line, watch->connection->fd) ? -1 : 0;
}

static void on_closing(LDAP *handle, Sockbuf *buffer, struct ldap_conncb *callbacks)
{
	struct ldap_watch *watch = callbacks->lc_arg;

	(void)handle;
	(void)buffer;
	(void)line_set(watch->line, -1);
	watch->connection->fd = -1;
}

static int connection_watch(struct ldap_connection *connection, struct ldap_line *line)
{
	struct ldap_watch *watch = calloc(1, sizeof(*watch));

	if (!watch)
		return -ENOMEM;

	*watch = (struct ldap_watch){
		.callbacks = {.lc_add = on_connected, .lc_del = on_closing, .lc_arg = watch},
		.connection = connection,
		.line = line,
	};
	connection->callbacks = watch;
	connection->fd = -1;
	return ldap_set_option(connection->handle, LDAP_OPT_CONNECT_CB, &watch->callbacks) ? -ENOMEM
											   : 0;
}

/* ---- connection ---- */

void ldap_connection_close(struct ldap_connection *connection)
{
	if (connection->handle)
		(void)ldap_unbind_ext_s(connection->handle, NULL, NULL);
	connection->handle = NULL;
	free(connection->callbacks);
	connection->callbacks = NULL;
}

static bool has_scheme(const struct ldap_server *server, const char *scheme)
{
	return !strncmp(server->host, scheme, strlen(scheme));
}

static bool is_secure(const struct ldap_server *server)
{
	return has_scheme(server, "ldapi://") || has_scheme(server, "ldaps://") ||
	       (server->use_ssl && !has_scheme(server, "ldap://"));
}

static int server_url(const struct ldap_server *server, char **ret_url)
{
	if (strstr(server->host, "://"))
		return (*ret_url = strdup(server->host)) ? 0 : -ENOMEM;

	return asprintf(ret_url, "ldap%s://%s:%u", server->use_ssl ? "s" : "", server->host,
			server->port) < 0
		       ? -ENOMEM
		       : 0;
}

static int ldap_fault(const struct ldap_server *server, LDAP *handle, int code,
		      char **reterr_message)
{
	_cleanup_(freep) char *detail = NULL;
	bool is_refused = code == LDAP_INVALID_CREDENTIALS || code == LDAP_INSUFFICIENT_ACCESS ||
			  code == LDAP_INVALID_DN_SYNTAX || code == LDAP_FILTER_ERROR ||
			  code == LDAP_NO_SUCH_OBJECT || code == LDAP_INAPPROPRIATE_AUTH;

	if (handle)
		(void)ldap_get_option(handle, LDAP_OPT_DIAGNOSTIC_MESSAGE, &detail);

	return fault(reterr_message,
		     is_refused ? DIRECTORY_E_CONFIGURATION : DIRECTORY_E_UNAVAILABLE,
		     "LDAP server %s: %s%s%s", server->host, ldap_err2string(code),
		     detail && *detail ? ": " : "", detail ? detail : "");
}

static int options_set(LDAP *handle, const struct ldap_terms *terms, uint64_t deadline)
{
	const struct timeval left = time_left(deadline);
	const int version = LDAP_VERSION3, demand = LDAP_OPT_X_TLS_DEMAND, client = 0;
	int r = ldap_set_option(handle, LDAP_OPT_PROTOCOL_VERSION, &version);

	r |= ldap_set_option(handle, LDAP_OPT_REFERRALS, LDAP_OPT_OFF);
	r |= ldap_set_option(handle, LDAP_OPT_NETWORK_TIMEOUT, &left);
	r |= ldap_set_option(handle, LDAP_OPT_TIMEOUT, &left);
	r |= ldap_set_option(handle, LDAP_OPT_X_TLS_REQUIRE_CERT, &demand);
	if (terms->ca)
		r |= ldap_set_option(handle, LDAP_OPT_X_TLS_CACERTFILE, terms->ca);
	r |= ldap_set_option(handle, LDAP_OPT_X_TLS_NEWCTX, &client);

	return r ? -ENOMEM : 0;
}

static int connection_open(struct ldap_connection *connection, const struct ldap_server *server,
			   const struct ldap_terms *terms, uint64_t deadline, char **reterr_message)
{
	_cleanup_(freep) char *url = NULL;
	int r = server_url(server, &url);

	if (r)
		return r;

	r = ldap_initialize(&connection->handle, url);
	if (r != LDAP_SUCCESS)
		return fault(reterr_message, DIRECTORY_E_CONFIGURATION, "LDAP server %s: %s",
			     server->host, ldap_err2string(r));

	r = connection_watch(connection, terms->line);
	if (r)
		return r;

	r = options_set(connection->handle, terms, deadline);
	if (r)
		return fault(reterr_message, DIRECTORY_E_CONFIGURATION,
			     "LDAP server %s: its certificates cannot be verified%s%s",
			     server->host, terms->ca ? ": " : "", terms->ca ? terms->ca : "");

	return 0;
}

/* That it knows no TLS is its own word, so a wrong certificate is never taken for it. */
static bool knows_no_tls(int code)
{
	return code == LDAP_PROTOCOL_ERROR || code == LDAP_UNWILLING_TO_PERFORM ||
	       code == LDAP_UNAVAILABLE || code == LDAP_NOT_SUPPORTED;
}

/* RFC 4513 section 3: TLS before anything else is said. */
static int connection_secure(struct ldap_connection *connection, const struct ldap_server *server,
			     const struct ldap_terms *terms, uint64_t deadline,
			     char **reterr_message)
{
	int r;

	if (is_secure(server))
		return 0;

	r = ldap_start_tls_s(connection->handle, NULL, NULL);
	if (r == LDAP_SUCCESS)
		return 0;
	if (!knows_no_tls(r))
		return ldap_fault(server, connection->handle, r, reterr_message);
	if (!terms->allow_cleartext)
		return fault(reterr_message, DIRECTORY_E_CONFIGURATION,
			     "LDAP server %s knows no TLS, and allow_cleartext is not set",
			     server->host);

	ldap_connection_close(connection);
	return connection_open(connection, server, terms, deadline, reterr_message);
}

static int connection_bind(struct ldap_connection *connection, const struct ldap_server *server,
			   char **reterr_message)
{
	struct berval password = {0};
	int r;

	if (server->bind_user && server->bind_password) {
		password.bv_val = (char *)server->bind_password;
		password.bv_len = strlen(server->bind_password);
	}

	r = ldap_sasl_bind_s(connection->handle, server->bind_user, LDAP_SASL_SIMPLE, &password,
			     NULL, NULL, NULL);
	return r == LDAP_SUCCESS ? 0 : ldap_fault(server, connection->handle, r, reterr_message);
}

static int connection_make(struct ldap_connection *connection, const struct ldap_server *server,
			   const struct ldap_terms *terms, uint64_t deadline, char **reterr_message)
{
	int r = connection_open(connection, server, terms, deadline, reterr_message);

	if (!r)
		r = connection_secure(connection, server, terms, deadline, reterr_message);
	if (!r)
		r = connection_bind(connection, server, reterr_message);
	if (r)
		ldap_connection_close(connection);

	return r;
}

/* ---- search ---- */

static void values_freep(struct berval ***values)
{
	ldap_value_free_len(*values);
}

static void message_freep(LDAPMessage **message)
{
	if (*message)
		(void)ldap_msgfree(*message);
}

/* The first value; NULL when there is none, or when it is no string. */
static int attribute_copy(LDAP *handle, LDAPMessage *entry, const char *name, char **ret_value)
{
	_cleanup_(values_freep) struct berval **values =
		name ? ldap_get_values_len(handle, entry, name) : NULL;

	*ret_value = NULL;
	if (!values || !values[0] || !values[0]->bv_len ||
	    memchr(values[0]->bv_val, 0, values[0]->bv_len))
		return 0;

	*ret_value = strndup(values[0]->bv_val, values[0]->bv_len);
	return *ret_value ? 0 : -ENOMEM;
}

static int entry_read(LDAP *handle, LDAPMessage *entry, const struct ldap_server *server,
		      const struct key *key, struct user **ret_user)
{
	_cleanup_(user_rows_clear) struct user_rows rows = {.section = SECTION_USER, .key = key};
	_cleanup_(freep) char *login = NULL, *name = NULL;
	const char *values[_USER_COLUMN_MAX] = {[USER_MAILBOX] = key->address};
	int r = attribute_copy(handle, entry, server->attr_uid, &login);

	if (!r)
		r = attribute_copy(handle, entry, server->attr_cn, &name);
	if (r)
		return r;

	values[USER_LOGIN] = login;
	values[USER_DISPLAY_NAME] = name;
	r = user_rows_add(&rows, values);
	return r ? r : user_rows_finish(&rows, ret_user);
}

/* *ret_code: libldap's. */
static int person_search(LDAP *handle, const struct ldap_server *server, const struct key *key,
			 uint64_t deadline, struct user **ret_user, int *ret_code)
{
	const char *attributes[] = {server->attr_uid, server->attr_cn, NULL};
	_cleanup_(freep) char *filter = ldap_filter(server->search_filter, key->address);
	_cleanup_(message_freep) LDAPMessage *result = NULL;
	struct timeval left = time_left(deadline);

	if (!filter)
		return -ENOMEM;

	*ret_code =
		ldap_search_ext_s(handle, server->search_base, LDAP_SCOPE_SUBTREE, filter,
				  (char **)attributes, 0, NULL, NULL, &left, ENTRIES_MAX, &result);
	if (*ret_code == LDAP_SIZELIMIT_EXCEEDED)
		*ret_code = LDAP_SUCCESS;
	else if (*ret_code != LDAP_SUCCESS)
		return DIRECTORY_E_UNAVAILABLE;
	if (ldap_count_entries(handle, result) != 1)
		return DIRECTORY_E_NOT_FOUND;

	return entry_read(handle, ldap_first_entry(handle, result), server, key, ret_user);
}

static int person_find(struct ldap_connection *connection, const struct ldap_server *server,
		       const struct ldap_terms *terms, const struct key *key, uint64_t deadline,
		       struct user **ret_user, char **reterr_message)
{
	/* A connection that was kept may be gone: then once more with a new one. */
	for (bool is_kept = connection->handle;; is_kept = false) {
		int code = LDAP_SUCCESS;
		int r = is_kept ? 0
				: connection_make(connection, server, terms, deadline,
						  reterr_message);

		if (!r)
			r = person_search(connection->handle, server, key, deadline, ret_user,
					  &code);
		if (code == LDAP_SUCCESS)
			return r;

		r = ldap_fault(server, connection->handle, code, reterr_message);
		ldap_connection_close(connection);
		if (!is_kept || code != LDAP_SERVER_DOWN || line_set(terms->line, -1))
			return r;
	}
}

int ldap_person_find(struct ldap_connection *connection, const struct ldap_server *server,
		     const struct ldap_terms *terms, const struct key *key, uint64_t deadline,
		     struct user **ret_user, char **reterr_message)
{
	int r;

	line_begin(terms->line, connection->handle ? connection->fd : -1);
	r = person_find(connection, server, terms, key, deadline, ret_user, reterr_message);
	(void)line_set(terms->line, -1);

	return r;
}
