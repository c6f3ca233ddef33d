/* SPDX-License-Identifier: Apache-2.0 */
/* User look-ups: key, cache, database, in this order. */
#include "directory.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/loop.h"
#include "cleanup.h"
#include "directory/backend.h"
#include "directory/cache.h"
#include "directory/flights.h"
#include "directory/key.h"
#include "directory/ldap/channel.h"
#include "directory/queries.h"
#include "settings.h"

#define MISSING_SHARE 8 /* the cache of misses is this part of the other ... */
#define MISSING_MIN 64  /* ... and never smaller */
#define SWEEP_PAUSE 1   /* milliseconds: later than this turn of the loop */

struct directory {
	struct loop *loop;
	const struct channel_ops *ops; /* the database's, but where people are elsewhere */
	struct queries queries;
	struct channel *channel; /* NULL: there is no database */
	struct flights *flights;
	struct cache *cache;
	struct loop_timer *sweep;
	struct directory_counters counters;
};

/* Users pushed out of the cache may still be looked at in this turn. */
static void directory_sweep_later(struct directory *directory)
{
	if (cache_needs_sweep(directory->cache) && !loop_timer_is_set(directory->sweep))
		(void)loop_timer_set(directory->sweep, SWEEP_PAUSE);
}

static void directory_sweep(void *userdata)
{
	struct directory *directory = userdata;

	cache_sweep(directory->cache);
}

static enum cache_state directory_cached(struct directory *directory, const struct key *key,
					 const struct user **ret_user)
{
	enum cache_state state =
		cache_get(directory->cache, key->address, loop_now(directory->loop), ret_user);

	directory_sweep_later(directory);
	return state;
}

static const struct user *directory_stale(void *userdata, const struct key *key)
{
	struct directory *directory = userdata;
	const struct user *user = NULL;

	(void)directory_cached(directory, key, &user);
	directory->counters.n_stale += !!user;
	return user;
}

/* Remembers an answer, or finds an old one for want of it. */
static int directory_settle(void *userdata, const struct key *key, int status, struct user *user,
			    const struct user **ret_user)
{
	struct directory *directory = userdata;

	if (status != DIRECTORY_OK && status != DIRECTORY_E_NOT_FOUND) {
		directory->counters.n_errors += status != DIRECTORY_E_BUSY;
		*ret_user = directory_stale(directory, key);
		return *ret_user ? DIRECTORY_OK : status;
	}

	if (cache_put(directory->cache, key->address, loop_now(directory->loop), user)) {
		user_free(user);
		return -ENOMEM;
	}

	directory_sweep_later(directory);
	*ret_user = user;
	return status;
}

static int directory_ask(struct directory *directory, const struct key *key, const char *canonical,
			 directory_done done, void *userdata, const struct user **ret_user,
			 struct directory_lookup **ret_lookup)
{
	int r = flights_board(directory->flights, key, canonical, done, userdata, ret_user,
			      ret_lookup);

	if (r != DIRECTORY_E_BUSY)
		return r;

	directory->counters.n_busy++;
	*ret_user = directory_stale(directory, key);
	return *ret_user ? DIRECTORY_OK : r;
}

int directory_find_user(struct directory *directory, const char *address, const char *canonical,
			directory_done done, void *userdata, const struct user **ret_user,
			struct directory_lookup **ret_lookup)
{
	enum cache_state state;
	struct key key;

	*ret_user = NULL;
	*ret_lookup = NULL;
	directory->counters.n_lookups++;
	if (!directory->channel || !key_parse(address, &key))
		return DIRECTORY_E_NOT_FOUND;

	if (directory->ops->look)
		directory->ops->look(directory->channel);
	state = directory_cached(directory, &key, ret_user);
	directory->counters.n_hits += state == CACHE_FRESH;
	directory->counters.n_misses_cached += state == CACHE_MISSING;
	if (state == CACHE_FRESH || state == CACHE_MISSING)
		return state == CACHE_FRESH ? DIRECTORY_OK : DIRECTORY_E_NOT_FOUND;

	*ret_user = NULL;
	return directory_ask(directory, &key, canonical, done, userdata, ret_user, ret_lookup);
}

/*
 * The database has other content: what is cached may be old, and is only good for the time when it
 * is gone.
 */
static void directory_changed(void *userdata)
{
	struct directory *directory = userdata;

	cache_expire(directory->cache);
}

static void directory_freep(struct directory **directory)
{
	directory_free(*directory);
}

/* A worker's share of the cache. */
static struct cache *settings_cache(const struct settings *settings)
{
	long n_cores = sysconf(_SC_NPROCESSORS_ONLN);
	size_t n_workers = settings->server.workers ? settings->server.workers
			   : n_cores > 0            ? (size_t)n_cores
						    : 1;
	size_t n_found = settings->directory.cache.entries / n_workers;
	const struct cache_limits limits = {
		.ttl = settings->directory.cache.ttl,
		.negative_ttl = settings->directory.cache.negative_ttl,
		.stale = settings->directory.cache.stale,
		.n_found = n_found,
		.n_missing = n_found / MISSING_SHARE > MISSING_MIN ? n_found / MISSING_SHARE
								   : MISSING_MIN,
	};

	return cache_new(&limits);
}

static int directory_open(struct directory *directory, const struct settings *settings,
			  char **reterr_message)
{
	struct channel_options options = {
		.url = settings->directory.url,
		.queries = &directory->queries,
		.settings = settings,
		.prefer = settings->directory.prefer,
		.n_connections = settings->directory.connections,
		.loop = directory->loop,
		.timeout = settings->directory.timeout.hard,
		.changed = directory_changed,
		.userdata = directory,
		.n_queries = &directory->counters.n_queries,
	};
	int r = backend_find(options.url, &options.backend, reterr_message);

	if (!r)
		r = queries_init(&directory->queries, settings, options.backend->dialect,
				 reterr_message);
	if (r)
		return r;

	directory->ops = directory->queries.sql[SECTION_LDAP][0] ? &directory_ldap
								 : options.backend->channel;
	r = directory->ops->open(&options, &directory->channel, reterr_message);
	if (r)
		return r;

	directory->flights = flights_new(&(struct flights_options){
		.loop = directory->loop,
		.ops = directory->ops,
		.channel = directory->channel,
		.soft = settings->directory.timeout.soft,
		.hard = settings->directory.timeout.hard,
		.asks_all = settings->directory.reveal,
		.delimiter = settings->directory.recipient_delimiter
				     ? settings->directory.recipient_delimiter[0]
				     : '\0',
		.settle = directory_settle,
		.get_stale = directory_stale,
		.userdata = directory,
		.n_joined = &directory->counters.n_joined,
	});
	return directory->flights ? 0 : -ENOMEM;
}

int directory_new(const struct settings *settings, struct loop *loop,
		  struct directory **ret_directory, char **reterr_message)
{
	_cleanup_(directory_freep) struct directory *directory = calloc(1, sizeof(*directory));
	int r;

	if (!directory)
		return -ENOMEM;

	directory->loop = loop;
	directory->cache = settings_cache(settings);
	if (!directory->cache)
		return -ENOMEM;

	r = loop_timer_new(loop, directory_sweep, directory, &directory->sweep);
	if (!r && settings->directory.url)
		r = directory_open(directory, settings, reterr_message);
	if (r)
		return r;

	*ret_directory = TAKE_PTR(directory);
	return 0;
}

void directory_free(struct directory *directory)
{
	if (!directory)
		return;

	if (directory->channel)
		directory->ops->close(directory->channel);
	flights_free(directory->flights);
	queries_clear(&directory->queries);
	cache_free(directory->cache);
	loop_timer_free(directory->sweep);
	free(directory);
}

const struct directory_counters *directory_counters(const struct directory *directory)
{
	return &directory->counters;
}

size_t directory_n_hosts(const struct directory *directory)
{
	if (!directory->channel || !directory->ops->n_hosts)
		return 0;

	return directory->ops->n_hosts(directory->channel);
}

uint64_t directory_host_changes(const struct directory *directory)
{
	return directory_n_hosts(directory) ? directory->ops->n_changes(directory->channel) : 0;
}

void directory_host(const struct directory *directory, size_t host, struct directory_host *ret_host)
{
	directory->ops->host(directory->channel, host, ret_host);
}
