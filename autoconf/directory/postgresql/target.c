/* SPDX-License-Identifier: Apache-2.0 */
/* URLs of PostgreSQL. */
#include "directory/postgresql/target.h"

#include <arpa/inet.h>
#include <errno.h>
#include <libpq-fe.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "directory.h"
#include "directory/fault.h"

#define DEFAULT_PORT "5432"

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

/* What a URL's target_session_attrs means for the order of hosts; libpq sees to what it forbids. */
static const struct {
	const char *value;
	enum directory_role preference;
	bool is_kept; /* libpq is told: it refuses hosts of another kind */
} attributes[] = {
	{"any", DIRECTORY_ROLE_ANY, false},
	{"read-write", DIRECTORY_ROLE_PRIMARY, true},
	{"read-only", DIRECTORY_ROLE_STANDBY, true},
	{"primary", DIRECTORY_ROLE_PRIMARY, true},
	{"standby", DIRECTORY_ROLE_STANDBY, true},
	{"prefer-standby", DIRECTORY_ROLE_STANDBY, false},
};

static const char *const host_keywords[] = {"host", "hostaddr", "port"};

static const char *option_find(const struct target *target, const char *keyword)
{
	for (const PQconninfoOption *option = target->options; option->keyword; option++)
		if (!strcmp(option->keyword, keyword))
			return option->val && option->val[0] ? option->val : NULL;

	return NULL;
}

static void option_add(struct target *target, const char *keyword, const char *value)
{
	target->keywords[target->n_options] = keyword;
	target->values[target->n_options] = value;
	target->n_options++;
}

/* Hosts are given one by one; what only orders them is our own affair. */
static bool option_is_ours(const PQconninfoOption *option)
{
	for (size_t i = 0; i < ARRAY_SIZE(host_keywords); i++)
		if (!strcmp(option->keyword, host_keywords[i]))
			return true;

	if (strcmp(option->keyword, "target_session_attrs") != 0)
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(attributes); i++)
		if (!strcmp(option->val, attributes[i].value))
			return !attributes[i].is_kept;

	return false;
}

static int target_take_options(struct target *target)
{
	size_t n = 0;

	while (target->options[n].keyword)
		n++;

	n += ARRAY_SIZE(defaults) + ARRAY_SIZE(host_keywords) + 1;
	target->keywords = calloc(n, sizeof(*target->keywords));
	target->values = calloc(n, sizeof(*target->values));
	if (!target->keywords || !target->values)
		return -ENOMEM;

	for (const PQconninfoOption *option = target->options; option->keyword; option++)
		if (option->val && !option_is_ours(option))
			option_add(target, option->keyword, option->val);
	for (size_t i = 0; i < ARRAY_SIZE(defaults); i++)
		if (!option_find(target, defaults[i].keyword))
			option_add(target, defaults[i].keyword, defaults[i].value);

	return 0;
}

static int target_take_preference(struct target *target, char **reterr_message)
{
	const char *value = option_find(target, "target_session_attrs");

	for (size_t i = 0; value && i < ARRAY_SIZE(attributes); i++)
		if (!strcmp(value, attributes[i].value)) {
			target->has_preference = true;
			target->preference = attributes[i].preference;
		}

	return !value || target->has_preference
		       ? 0
		       : fault(reterr_message, DIRECTORY_E_CONFIGURATION,
			       "the directory's URL has a target_session_attrs that is not known");
}

/* ---- hosts ---- */

static size_t list_count(const char *list)
{
	size_t n = !!list;

	for (; list && *list; list++)
		n += *list == ',';

	return n;
}

/* A copy of the nth of a list, of its only one where there is but one; NULL for an empty one. */
static int list_take(const char *list, size_t index, char **ret_item)
{
	size_t size;

	*ret_item = NULL;
	for (size_t i = 0; i < index && list && strchr(list, ','); i++)
		list = strchr(list, ',') + 1;

	size = list ? strcspn(list, ",") : 0;
	if (!size)
		return 0;

	*ret_item = strndup(list, size);
	return *ret_item ? 0 : -ENOMEM;
}

static bool host_is_name(const char *host)
{
	unsigned char address[sizeof(struct in6_addr)];

	return host && *host != '/' && *host != '@' && !strchr(host, ':') &&
	       inet_pton(AF_INET, host, address) != 1;
}

static int host_take(struct target *target, size_t index)
{
	struct postgresql_host *host = &target->hosts[index];
	const char *name;
	int r = list_take(option_find(target, "host"), index, &host->host);

	if (!r)
		r = list_take(option_find(target, "hostaddr"), index, &host->address);
	if (!r)
		r = list_take(option_find(target, "port"), index, &host->port);
	if (r)
		return r;

	host->is_looked_up = !host->address && host_is_name(host->host);
	name = host->host ? host->host : host->address ? host->address : "localhost";
	return asprintf(&host->name, strchr(name, ':') ? "[%s]:%s" : "%s:%s", name,
			host->port ? host->port : DEFAULT_PORT) < 0
		       ? -ENOMEM
		       : 0;
}

static int target_take_hosts(struct target *target, char **reterr_message)
{
	size_t n_names = list_count(option_find(target, "host"));
	size_t n_addresses = list_count(option_find(target, "hostaddr"));
	size_t n_ports = list_count(option_find(target, "port"));
	size_t n = n_names ? n_names : n_addresses ? n_addresses : 1;
	int r = 0;

	if ((n_addresses && n_addresses != n) || (n_ports > 1 && n_ports != n))
		return fault(reterr_message, DIRECTORY_E_CONFIGURATION,
			     "the directory's URL has not as many ports or addresses as hosts");
	if (n > HOSTS_MAX)
		return fault(reterr_message, DIRECTORY_E_CONFIGURATION,
			     "the directory's URL names more than %d hosts", HOSTS_MAX);

	target->hosts = calloc(n, sizeof(*target->hosts));
	if (!target->hosts)
		return -ENOMEM;

	while (!r && target->n_hosts < n)
		r = host_take(target, target->n_hosts++);
	return r;
}

/* ---- the whole ---- */

int postgresql_target_new(const char *url, struct target **ret_target, char **reterr_message)
{
	_cleanup_(postgresql_target_freep) struct target *target = calloc(1, sizeof(*target));
	char *reason = NULL;
	int r;

	if (!target)
		return -ENOMEM;

	/* The reason may quote the URL, password and all. */
	target->options = PQconninfoParse(url, &reason);
	PQfreemem(reason);
	if (!target->options)
		return fault(reterr_message, DIRECTORY_E_CONFIGURATION,
			     "the directory's URL is not of the form "
			     "postgresql://user:password@host:port/database?option=value "
			     "(percent-encode what is special in it), or has an option that libpq "
			     "does not know");

	r = target_take_preference(target, reterr_message);
	if (!r)
		r = target_take_options(target);
	if (!r)
		r = target_take_hosts(target, reterr_message);
	if (r)
		return r;

	*ret_target = TAKE_PTR(target);
	return 0;
}

static void host_clear(struct postgresql_host *host)
{
	free(host->name);
	free(host->host);
	free(host->address);
	free(host->port);
	*host = (struct postgresql_host){0};
}

void postgresql_target_keep_host(struct target *target, size_t host)
{
	for (size_t i = 0; i < target->n_hosts; i++)
		if (i != host)
			host_clear(&target->hosts[i]);

	target->hosts[0] = target->hosts[host];
	target->n_hosts = 1;
	/* To libpq a value of NULL is no option. */
	for (size_t i = 0; i < target->n_options; i++)
		if (!strcmp(target->keywords[i], "target_session_attrs"))
			target->values[i] = NULL;
}

void postgresql_target_free(struct target *target)
{
	if (!target)
		return;

	for (size_t i = 0; i < target->n_hosts; i++)
		host_clear(&target->hosts[i]);
	free(target->hosts);
	free(target->keywords);
	free(target->values);
	PQconninfoFree(target->options);
	free(target);
}

size_t postgresql_target_n_hosts(const struct target *target)
{
	return target->n_hosts;
}

const char *postgresql_target_host_name(const struct target *target, size_t host)
{
	return target->hosts[host].name;
}

enum directory_role postgresql_target_prefer(const struct target *target,
					     enum directory_role settings)
{
	return target->has_preference ? target->preference : settings;
}
