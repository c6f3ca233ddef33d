/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of LDAP servers. */
#include "directory/ldap/servers.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/address_syntax.h"
#include "base/arena.h"
#include "base/log.h"
#include "cleanup.h"
#include "directory.h"
#include "directory/session.h"
#include "directory/value.h"

/* The section's columns, in this order. */
enum ldap_column {
	COLUMN_DOMAIN,
	COLUMN_ID,
	COLUMN_HOST,
	COLUMN_PORT,
	COLUMN_USE_SSL,
	COLUMN_SEARCH_BASE,
	COLUMN_SEARCH_FILTER,
	COLUMN_ATTR_UID,
	COLUMN_ATTR_CN,
	COLUMN_BIND_USER,
	COLUMN_BIND_PASSWORD,
	_COLUMN_MAX,
};

static const char *kept(struct arena *arena, const char *value)
{
	return value && value[0] ? arena_intern(arena, value) : NULL;
}

static int server_add(struct ldap_servers *servers, const char *const *values)
{
	struct arena *arena = servers->arena;
	struct ldap_server *server = arena_allocate(arena, sizeof(*server));
	struct ldap_server **all =
		reallocarray(servers->servers, servers->n_servers + 1, sizeof(*all));

	if (all)
		servers->servers = all;
	if (!all || !server)
		return -ENOMEM;

	*server = (struct ldap_server){
		.id = kept(arena, values[COLUMN_ID]),
		.host = kept(arena, values[COLUMN_HOST]),
		.use_ssl = value_flag(values[COLUMN_USE_SSL]) == 1,
		.search_base = kept(arena, values[COLUMN_SEARCH_BASE]),
		.search_filter = kept(arena, values[COLUMN_SEARCH_FILTER]),
		.attr_uid = kept(arena, values[COLUMN_ATTR_UID]),
		.attr_cn = kept(arena, values[COLUMN_ATTR_CN]),
		.bind_user = kept(arena, values[COLUMN_BIND_USER]),
		.bind_password = kept(arena, values[COLUMN_BIND_PASSWORD]),
	};
	servers->servers[servers->n_servers++] = server;
	if (!value_port(values[COLUMN_PORT], &server->port))
		server->port = server->use_ssl ? 636 : 389;

	return 0;
}

static bool server_is_whole(const struct ldap_server *server)
{
	return server->host && server->search_filter && server->attr_uid;
}

static int domain_add(struct ldap_servers *servers, const char *text)
{
	const struct ldap_server *server = servers->servers[servers->n_servers - 1];
	size_t n = servers->n_domains;
	char name[DOMAIN_NAME_MAX + 1];
	struct ldap_domain *all;

	if (domain_name_parse(text, strlen(text), name))
		return 0;

	/* Grows at every power of two. */
	if (!(n & (n - 1))) {
		all = reallocarray(servers->domains, n ? 2 * n : 1, sizeof(*all));
		if (!all)
			return -ENOMEM;
		servers->domains = all;
	}

	servers->domains[n].name = arena_string(servers->arena, name);
	servers->domains[n].server = server;
	servers->n_domains++;
	return servers->domains[n].name ? 0 : -ENOMEM;
}

/* Rows come in the order of their servers. */
static int row_take(void *userdata, const struct row *row)
{
	struct ldap_servers *servers = userdata;
	const char *const *values = row->values;
	const struct ldap_server *last =
		servers->n_servers ? servers->servers[servers->n_servers - 1] : NULL;
	int r = 0;

	if (row->n_columns < _COLUMN_MAX || !values[COLUMN_DOMAIN] || !values[COLUMN_ID])
		return 0;

	if (!last || strcmp(last->id, values[COLUMN_ID])) {
		r = server_add(servers, values);
		last = r ? NULL : servers->servers[servers->n_servers - 1];
		if (last && !server_is_whole(last))
			log_line(LOG_LEVEL_WARNING,
				 "an LDAP server of the directory lacks host, filter or attribute",
				 LOG_S("domain", values[COLUMN_DOMAIN]));
	}
	if (r || !server_is_whole(last))
		return r;

	return domain_add(servers, values[COLUMN_DOMAIN]);
}

static int domain_compare(const void *left, const void *right)
{
	const struct ldap_domain *a = left, *b = right;

	return strcmp(a->name, b->name);
}

int ldap_servers_read(const struct session_ops *ops, const char *url, const char *sql,
		      const struct session_limits *limits, struct ldap_servers *ret_servers,
		      char **reterr_message)
{
	_cleanup_(ldap_servers_clear) struct ldap_servers servers = {.arena = arena_new()};
	struct session *session;
	int r = servers.arena ? ops->open(url, limits, &session, reterr_message) : -ENOMEM;

	if (r)
		return r;

	r = ops->query(session, sql, row_take, &servers, reterr_message);
	ops->close(session);
	if (r == DIRECTORY_E_CONFIGURATION || r == DIRECTORY_E_NO_SCHEMA)
		r = 0;
	if (r)
		return r;

	if (servers.n_domains)
		qsort(servers.domains, servers.n_domains, sizeof(*servers.domains), domain_compare);
	*ret_servers = servers;
	servers = (struct ldap_servers){0};
	return 0;
}

void ldap_servers_clear(struct ldap_servers *servers)
{
	free(servers->servers);
	free(servers->domains);
	arena_free(servers->arena);
	*servers = (struct ldap_servers){0};
}

const struct ldap_server *ldap_servers_find(const struct ldap_servers *servers, const char *domain)
{
	const struct ldap_domain wanted = {.name = domain};
	const struct ldap_domain *found =
		servers->n_domains ? bsearch(&wanted, servers->domains, servers->n_domains,
					     sizeof(wanted), domain_compare)
				   : NULL;

	return found ? found->server : NULL;
}
