/* SPDX-License-Identifier: Apache-2.0 */
/* A URL of MySQL or MariaDB, read: its hosts, and how to connect to them. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "directory/network/hosts.h"

/* MySQL's own words, and what they mean there (--ssl-mode). */
enum mysql_tls {
	MYSQL_TLS_DISABLED,
	MYSQL_TLS_PREFERRED, /* where the server offers it; nothing is verified.  The default */
	MYSQL_TLS_REQUIRED,  /* nothing is verified */
	MYSQL_TLS_VERIFY_CA, /* the certificate's issuer */
	MYSQL_TLS_VERIFY_IDENTITY, /* and the name */
	_MYSQL_TLS_MAX,
};

struct mysql_host {
	char *name;  /* a name or an address; NULL for a socket */
	char *shown; /* "host:port", for people */
	uint16_t port;
};

struct target {
	char *user, *password, *database;
	char *socket; /* path: then there is one host, without a name */
	enum mysql_tls tls;
	char *ca, *certificate, *key; /* paths; NULL: the system's, none */
	struct mysql_host hosts[HOSTS_MAX];
	size_t n_hosts;
};

/* Returns 0, DIRECTORY_E_CONFIGURATION with a sentence without the URL's secrets, or -ENOMEM. */
int mysql_target_new(const char *url, struct target **ret_target, char **reterr_message);
void mysql_target_free(struct target *target);
size_t mysql_target_n_hosts(const struct target *target);
const char *mysql_target_host_name(const struct target *target, size_t host);

static inline void mysql_target_freep(struct target **target)
{
	mysql_target_free(*target);
}
