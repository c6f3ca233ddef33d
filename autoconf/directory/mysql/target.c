/* SPDX-License-Identifier: Apache-2.0 */
/* mysql://user:password@host:port,host:port/database?option=value */
#include "directory/mysql/target.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cleanup.h"
#include "directory.h"
#include "directory/fault.h"

#define PORT_DEFAULT 3306

/* A piece of the URL. */
struct piece {
	const char *text;
	size_t size;
};

static const char *const tls_names[_MYSQL_TLS_MAX] = {
	[MYSQL_TLS_DISABLED] = "DISABLED",
	[MYSQL_TLS_PREFERRED] = "PREFERRED",
	[MYSQL_TLS_REQUIRED] = "REQUIRED",
	[MYSQL_TLS_VERIFY_CA] = "VERIFY_CA",
	[MYSQL_TLS_VERIFY_IDENTITY] = "VERIFY_IDENTITY",
};

/* Options that are paths. */
static const struct {
	const char *name;
	size_t offset;
} paths[] = {
	{"ssl-ca", offsetof(struct target, ca)},
	{"ssl-cert", offsetof(struct target, certificate)},
	{"ssl-key", offsetof(struct target, key)},
	{"socket", offsetof(struct target, socket)},
};

static int form_wrong(char **reterr_message)
{
	return fault(reterr_message, DIRECTORY_E_CONFIGURATION,
		     "the directory's URL is not of the form "
		     "mysql://user:password@host:port/database?option=value (percent-encode what "
		     "is special in it)");
}

/* Up to the mark, which is taken away too; all of it when there is none, and false. */
static bool piece_cut(struct piece *rest, char mark, struct piece *ret_piece)
{
	const char *end = memchr(rest->text, mark, rest->size);

	*ret_piece = (struct piece){rest->text, end ? (size_t)(end - rest->text) : rest->size};
	rest->text += ret_piece->size + (end != NULL);
	rest->size -= ret_piece->size + (end != NULL);
	return end != NULL;
}

static int digit(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = c ? strchr(digits, c >= 'A' && c <= 'F' ? c - 'A' + 'a' : c) : NULL;

	return at ? (int)(at - digits) : -1;
}

/* The text behind the percent-encoding.  Returns 0, DIRECTORY_E_CONFIGURATION, or -ENOMEM. */
static int piece_decode(struct piece piece, char **ret_text)
{
	_cleanup_(freep) char *text = malloc(piece.size + 1);
	size_t size = 0;

	if (!text)
		return -ENOMEM;

	for (size_t i = 0; i < piece.size; i++) {
		bool is_escape = piece.text[i] == '%' && piece.size - i > 2;
		int high = is_escape ? digit(piece.text[i + 1]) : -1;
		int low = is_escape ? digit(piece.text[i + 2]) : -1;

		text[size] = piece.text[i];
		if (piece.text[i] == '%') {
			if (high < 0 || low < 0 || !(high | low))
				return DIRECTORY_E_CONFIGURATION;
			text[size] = (char)(high * 16 + low);
			i += 2;
		}
		size++;
	}

	text[size] = '\0';
	free(*ret_text);
	*ret_text = TAKE_PTR(text);
	return 0;
}

static bool port_read(struct piece piece, uint16_t *ret_port)
{
	unsigned long port = 0;

	for (size_t i = 0; i < piece.size; i++) {
		if (piece.text[i] < '0' || piece.text[i] > '9' || i == 5)
			return false;
		port = port * 10 + (unsigned long)(piece.text[i] - '0');
	}

	*ret_port = (uint16_t)port;
	return port > 0 && port <= UINT16_MAX;
}

/* "name", "name:port", "[address]:port" */
static int host_read(struct piece piece, struct mysql_host *host)
{
	bool is_bracketed = piece.size && piece.text[0] == '[';
	struct piece name;
	bool has_port;
	int r;

	host->port = PORT_DEFAULT;
	if (is_bracketed) {
		piece.text++;
		piece.size--;
		if (!piece_cut(&piece, ']', &name) || (piece.size && piece.text[0] != ':'))
			return DIRECTORY_E_CONFIGURATION;
		has_port = piece.size > 0;
		piece.text += has_port;
		piece.size -= has_port;
	} else {
		has_port = piece_cut(&piece, ':', &name);
	}

	if (!name.size || (has_port && !port_read(piece, &host->port)))
		return DIRECTORY_E_CONFIGURATION;

	r = piece_decode(name, &host->name);
	if (r)
		return r;

	return asprintf(&host->shown, is_bracketed ? "[%s]:%u" : "%s:%u", host->name,
			(unsigned int)host->port) < 0
		       ? -ENOMEM
		       : 0;
}

static int hosts_read(struct piece hosts, struct target *target)
{
	struct piece host;
	int r = 0;

	while (!r && hosts.size) {
		bool has_more = piece_cut(&hosts, ',', &host);

		if (target->n_hosts == HOSTS_MAX || (has_more && !hosts.size))
			return DIRECTORY_E_CONFIGURATION;
		r = host_read(host, &target->hosts[target->n_hosts++]);
	}

	return r;
}

static int tls_read(const char *value, struct target *target, char **reterr_message)
{
	for (size_t i = 0; i < _MYSQL_TLS_MAX; i++)
		if (!strcasecmp(value, tls_names[i])) {
			target->tls = (enum mysql_tls)i;
			return 0;
		}

	return fault(reterr_message, DIRECTORY_E_CONFIGURATION,
		     "the directory's URL: ssl-mode is none of DISABLED, PREFERRED, REQUIRED, "
		     "VERIFY_CA and VERIFY_IDENTITY");
}

static int option_read(struct piece name, struct piece value, struct target *target,
		       bool *ret_has_tls, char **reterr_message)
{
	_cleanup_(freep) char *option = NULL, *text = NULL;
	int r = piece_decode(name, &option);

	if (!r)
		r = piece_decode(value, &text);
	if (r)
		return r < 0 ? r : form_wrong(reterr_message);

	if (!strcmp(option, "ssl-mode")) {
		*ret_has_tls = true;
		return tls_read(text, target, reterr_message);
	}

	for (size_t i = 0; i < ARRAY_SIZE(paths); i++)
		if (!strcmp(option, paths[i].name)) {
			char **member = (char **)((char *)target + paths[i].offset);

			free(*member);
			*member = TAKE_PTR(text);
			return 0;
		}

	/* Not which one: it may be a piece of a password. */
	return fault(reterr_message, DIRECTORY_E_CONFIGURATION,
		     "the directory's URL has an option that is none of ssl-mode, ssl-ca, "
		     "ssl-cert, ssl-key and socket");
}

static int options_read(struct piece options, struct target *target, char **reterr_message)
{
	bool has_tls = false;
	struct piece name, value;
	int r = 0;

	while (!r && options.size) {
		(void)piece_cut(&options, '&', &value);
		(void)piece_cut(&value, '=', &name);
		r = option_read(name, value, target, &has_tls, reterr_message);
	}
	if (r)
		return r;

	/* Who names an authority wants it looked at; nothing can listen in on a socket. */
	if (!has_tls && (target->ca || target->socket))
		target->tls = target->ca ? MYSQL_TLS_VERIFY_IDENTITY : MYSQL_TLS_DISABLED;
	if (target->tls == MYSQL_TLS_VERIFY_CA && !target->ca)
		return fault(reterr_message, DIRECTORY_E_CONFIGURATION,
			     "the directory's URL: ssl-mode=VERIFY_CA needs ssl-ca=FILE");
	if (target->key && !target->certificate)
		return fault(reterr_message, DIRECTORY_E_CONFIGURATION,
			     "the directory's URL: ssl-key needs ssl-cert=FILE");

	return 0;
}

static int socket_take(struct target *target, char **reterr_message)
{
	struct mysql_host *host = &target->hosts[0];

	if (!target->socket)
		return target->n_hosts ? 0
				       : fault(reterr_message, DIRECTORY_E_CONFIGURATION,
					       "the directory's URL names neither a host nor a "
					       "socket");
	if (target->n_hosts > 1 || (target->n_hosts && strcmp(host->name, "localhost") != 0))
		return fault(reterr_message, DIRECTORY_E_CONFIGURATION,
			     "the directory's URL names both a host and a socket");
	if (target->tls == MYSQL_TLS_VERIFY_IDENTITY)
		return fault(reterr_message, DIRECTORY_E_CONFIGURATION,
			     "the directory's URL: a socket has no name to verify");

	target->n_hosts = 1;
	free(host->name);
	free(host->shown);
	host->name = NULL;
	host->shown = strdup(target->socket);
	return host->shown ? 0 : -ENOMEM;
}

static int target_read(const char *url, struct target *target, char **reterr_message)
{
	const char *slashes = strstr(url, "://");
	struct piece rest, authority, path, user = {"", 0}, password, name;
	const char *at;
	int r;

	if (!slashes)
		return form_wrong(reterr_message);

	rest = (struct piece){slashes + 3, strlen(slashes + 3)};
	(void)piece_cut(&rest, '?', &path);
	if (!piece_cut(&path, '/', &authority) || !path.size || memchr(path.text, '/', path.size))
		return form_wrong(reterr_message);

	at = memchr(authority.text, '@', authority.size);
	if (at)
		(void)piece_cut(&authority, '@', &user);
	password = user;
	(void)piece_cut(&password, ':', &name);
	r = piece_decode(name, &target->user);
	if (!r)
		r = piece_decode(password, &target->password);
	if (!r)
		r = piece_decode(path, &target->database);
	if (!r)
		r = hosts_read(authority, target);
	if (r)
		return r < 0 ? r : form_wrong(reterr_message);

	r = options_read(rest, target, reterr_message);
	return r ? r : socket_take(target, reterr_message);
}

int mysql_target_new(const char *url, struct target **ret_target, char **reterr_message)
{
	_cleanup_(mysql_target_freep) struct target *target = calloc(1, sizeof(*target));
	int r;

	if (!target)
		return -ENOMEM;

	target->tls = MYSQL_TLS_PREFERRED;
	r = target_read(url, target, reterr_message);
	if (r)
		return r;

	*ret_target = TAKE_PTR(target);
	return 0;
}

void mysql_target_free(struct target *target)
{
	if (!target)
		return;

	for (size_t i = 0; i < target->n_hosts; i++) {
		free(target->hosts[i].name);
		free(target->hosts[i].shown);
	}
	free(target->user);
	free(target->password);
	free(target->database);
	free(target->socket);
	free(target->ca);
	free(target->certificate);
	free(target->key);
	free(target);
}

size_t mysql_target_n_hosts(const struct target *target)
{
	return target->n_hosts;
}

const char *mysql_target_host_name(const struct target *target, size_t host)
{
	return target->hosts[host].shown;
}
