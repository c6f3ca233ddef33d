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
#define PERSONS_SHARE 8 /* who has a link comes for them once, and perhaps again */
#define SWEEP_PAUSE 1   /* milliseconds: later than this turn of the loop */

/*
 * People as anonymous answers want them, or with their further addresses: apart, since neither is
 * an answer to who asks for the other.
 */
struct desk {
	struct directory *directory;
	struct flights *flights;
	struct cache *cache;
};

struct directory {
	struct loop *loop;
	const struct channel_ops *ops; /* the database's, but where people are elsewhere */
	struct queries queries;
	struct channel *channel; /* NULL: there is no database */
	struct desk users, persons;
	struct loop_timer *sweep;
	struct directory_counters counters;
};

/* Users pushed out of the cache may still be looked at in this turn. */
static void desk_sweep_later(const struct desk *desk)
{
	struct loop_timer *sweep = desk->directory->sweep;

	if (cache_needs_sweep(desk->cache) && !loop_timer_is_set(sweep))
		(void)loop_timer_set(sweep, SWEEP_PAUSE);
}

static void directory_sweep(void *userdata)
{
	struct directory *directory = userdata;

	cache_sweep(directory->users.cache);
	cache_sweep(directory->persons.cache);
}

static enum cache_state desk_cached(const struct desk *desk, const struct key *key,
				    const struct user **ret_user)
{
	enum cache_state state =
		cache_get(desk->cache, key->address, loop_now(desk->directory->loop), ret_user);

	desk_sweep_later(desk);
	return state;
}

static const struct user *desk_stale(void *userdata, const struct key *key)
{
	struct desk *desk = userdata;
	const struct user *user = NULL;

	(void)desk_cached(desk, key, &user);
	desk->directory->counters.n_stale += !!user;
	return user;
}

/* Remembers an answer, or finds an old one for want of it. */
static int desk_settle(void *userdata, const struct key *key, int status, struct user *user,
		       const struct user **ret_user)
{
	struct desk *desk = userdata;

	if (status != DIRECTORY_OK && status != DIRECTORY_E_NOT_FOUND) {
		desk->directory->counters.n_errors += status != DIRECTORY_E_BUSY;
		*ret_user = desk_stale(desk, key);
		return *ret_user ? DIRECTORY_OK : status;
	}

	if (cache_put(desk->cache, key->address, loop_now(desk->directory->loop), user)) {
		user_free(user);
		return -ENOMEM;
	}

	desk_sweep_later(desk);
	*ret_user = user;
	return status;
}

static int desk_ask(struct desk *desk, const struct key *key, const char *canonical,
		    directory_done done, void *userdata, const struct user **ret_user,
		    struct directory_lookup **ret_lookup)
{
	int r = flights_board(desk->flights, key, canonical, done, userdata, ret_user, ret_lookup);

	if (r != DIRECTORY_E_BUSY)
		return r;

	desk->directory->counters.n_busy++;
	*ret_user = desk_stale(desk, key);
	return *ret_user ? DIRECTORY_OK : r;
}

static int desk_find(struct desk *desk, const char *address, const char *canonical,
		     directory_done done, void *userdata, const struct user **ret_user,
		     struct directory_lookup **ret_lookup)
{
	struct directory *directory = desk->directory;
	enum cache_state state;
	struct key key;

	*ret_user = NULL;
	*ret_lookup = NULL;
	directory->counters.n_lookups++;
	if (!directory->channel || !key_parse(address, &key))
		return DIRECTORY_E_NOT_FOUND;

	if (directory->ops->look)
		directory->ops->look(directory->channel);
	state = desk_cached(desk, &key, ret_user);
	directory->counters.n_hits += state == CACHE_FRESH;
	directory->counters.n_misses_cached += state == CACHE_MISSING;
	if (state == CACHE_FRESH || state == CACHE_MISSING)
		return state == CACHE_FRESH ? DIRECTORY_OK : DIRECTORY_E_NOT_FOUND;

	*ret_user = NULL;
	return desk_ask(desk, &key, canonical, done, userdata, ret_user, ret_lookup);
}

int directory_find_user(struct directory *directory, const char *address, const char *canonical,
			directory_done done, void *userdata, const struct user **ret_user,
			struct directory_lookup **ret_lookup)
{
	return desk_find(&directory->users, address, canonical, done, userdata, ret_user,
			 ret_lookup);
}

int directory_find_person(struct directory *directory, const char *address, const char *canonical,
			  directory_done done, void *userdata, const struct user **ret_user,
			  struct directory_lookup **ret_lookup)
{
	return desk_find(&directory->persons, address, canonical, done, userdata, ret_user,
			 ret_lookup);
}

/*
 * The database has other content: what is cached may be old, and is only good for the time when it
 * is gone.
 */
static void directory_changed(void *userdata)
{
	struct directory *directory = userdata;

	cache_expire(directory->users.cache);
	cache_expire(directory->persons.cache);
}

static void directory_freep(struct directory **directory)
{
	directory_free(*directory);
}

/* How many people the cache of a worker may hold. */
static size_t settings_share(const struct settings *settings)
{
	long n_cores = sysconf(_SC_NPROCESSORS_ONLN);
	size_t n_workers = settings->server.workers ? settings->server.workers
			   : n_cores > 0            ? (size_t)n_cores
						    : 1;

	return settings->directory.cache.entries / n_workers;
}

static struct cache *settings_cache(const struct settings *settings, size_t n_found)
{
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

/* Nobody comes for further addresses by guessing: their look-ups may take as long as they take. */
static struct flights *desk_flights(struct desk *desk, const struct settings *settings,
				    bool with_addresses)
{
	const char *delimiter = settings->directory.recipient_delimiter;

	return flights_new(&(struct flights_options){
		.loop = desk->directory->loop,
		.ops = desk->directory->ops,
		.channel = desk->directory->channel,
		.soft = settings->directory.timeout.soft,
		.hard = settings->directory.timeout.hard,
		.asks_all = settings->directory.reveal && !with_addresses,
		.with_addresses = with_addresses,
		.delimiter = delimiter ? delimiter[0] : '\0',
		.settle = desk_settle,
		.get_stale = desk_stale,
		.userdata = desk,
		.n_joined = &desk->directory->counters.n_joined,
	});
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

	directory->users.flights = desk_flights(&directory->users, settings, false);
	directory->persons.flights = desk_flights(&directory->persons, settings, true);
	return directory->users.flights && directory->persons.flights ? 0 : -ENOMEM;
}

int directory_new(const struct settings *settings, struct loop *loop,
		  struct directory **ret_directory, char **reterr_message)
{
	_cleanup_(directory_freep) struct directory *directory = calloc(1, sizeof(*directory));
	int r;

	if (!directory)
		return -ENOMEM;

	directory->loop = loop;
	directory->users.directory = directory->persons.directory = directory;
	directory->users.cache = settings_cache(settings, settings_share(settings));
	directory->persons.cache =
		settings_cache(settings, settings_share(settings) / PERSONS_SHARE);
	if (!directory->users.cache || !directory->persons.cache)
		return -ENOMEM;

	r = loop_timer_new(loop, directory_sweep, directory, &directory->sweep);
	if (!r && settings->directory.url)
		r = directory_open(directory, settings, reterr_message);
	if (r)
		return r;

	*ret_directory = TAKE_PTR(directory);
	return 0;
}

static void desk_close(struct desk *desk)
{
	flights_free(desk->flights);
	cache_free(desk->cache);
}

void directory_free(struct directory *directory)
{
	if (!directory)
		return;

	if (directory->channel)
		directory->ops->close(directory->channel);
	desk_close(&directory->users);
	desk_close(&directory->persons);
	queries_clear(&directory->queries);
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
