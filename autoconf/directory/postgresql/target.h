/* SPDX-License-Identifier: Apache-2.0 */
/* A PostgreSQL URL, read: hosts of our own, and what libpq is told of each. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "directory/network/hosts.h"
#include "settings.h"

struct _PQconninfoOption;

struct postgresql_host {
	char *name;                  /* "host:port", for people */
	char *host, *address, *port; /* NULL: libpq's own default */
	bool is_looked_up;           /* host is a name without an address */
	/* What was learnt while connecting. */
	bool is_pooled;       /* behind PgBouncer or the like: nothing outlives a statement */
	bool refuses_options; /* the start-up parameter of that name */
	size_t n_timeouts;    /* which of its addresses comes first */
};

struct target {
	/* but for the hosts, with room for three pairs and the NULL */
	const char **keywords, **values;
	size_t n_options;
	struct _PQconninfoOption *options; /* what the values point into */
	struct postgresql_host *hosts;     /* changed by those that connect, of one thread */
	size_t n_hosts;
	bool has_preference;
	enum directory_role preference;
};

/* Returns 0, DIRECTORY_E_CONFIGURATION with a sentence without the URL's secrets, or -ENOMEM. */
int postgresql_target_new(const char *url, struct target **ret_target, char **reterr_message);
void postgresql_target_free(struct target *target);

/* Only this one of its hosts, whatever its role. */
void postgresql_target_keep_host(struct target *target, size_t host);

size_t postgresql_target_n_hosts(const struct target *target);
const char *postgresql_target_host_name(const struct target *target, size_t host);
/* target_session_attrs, or the settings' preference. */
enum directory_role postgresql_target_prefer(const struct target *target,
					     enum directory_role settings);

static inline void postgresql_target_freep(struct target **target)
{
	postgresql_target_free(*target);
}
