/* SPDX-License-Identifier: Apache-2.0 */
/* Which LDAP server knows the people of which domain, as a database has it. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct session_limits;
struct session_ops;

struct ldap_server {
	const char *id;   /* in the database */
	const char *host; /* a name, or a URL: ldaps://, ldap://, ldapi:// */
	uint16_t port;
	bool use_ssl; /* TLS from the first byte */
	const char *search_base;
	const char *search_filter; /* {0} is the address */
	const char *attr_uid;
	const char *attr_cn;   /* NULL: nobody's name is read */
	const char *bind_user; /* NULL: anonymous */
	const char *bind_password;
};

struct ldap_domain {
	const char *name; /* A-label, lower case */
	const struct ldap_server *server;
};

struct ldap_servers {
	struct arena *arena; /* of all strings */
	struct ldap_server **servers;
	size_t n_servers;
	struct ldap_domain *domains; /* by name */
	size_t n_domains;
};

/*
 * Blocking, with a session of its own.  Tables that have no such thing are an empty list.  Returns
 * 0, or as struct session_ops says with a sentence.
 */
int ldap_servers_read(const struct session_ops *ops, const char *url, const char *sql,
		      const struct session_limits *limits, struct ldap_servers *ret_servers,
		      char **reterr_message);
void ldap_servers_clear(struct ldap_servers *servers);

const struct ldap_server *ldap_servers_find(const struct ldap_servers *servers,
					    const char *domain); /* or NULL */
