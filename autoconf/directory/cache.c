/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The cache: one hash table, two lists from the newest to the oldest, and those who were pushed out
 * but may still be looked at.
 */
#include "directory/cache.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "directory/address_table.h"
#include "user.h"

struct entry {
	UT_hash_handle hh;
	struct entry *prev, *next;
	struct user *user; /* NULL: not found */
	uint64_t fresh_until, stale_until;
	uint64_t generation;
	char address[];
};

struct list {
	struct entry *newest;
	size_t n_entries, n_max;
};

struct cache {
	struct cache_limits limits;
	struct entry *table;
	struct list found, missing;
	struct entry *out;   /* pushed out since the last sweep; linked by next */
	uint64_t generation; /* fresh entries are of this one */
};

struct cache *cache_new(const struct cache_limits *limits)
{
	struct cache *cache = calloc(1, sizeof(*cache));

	if (!cache)
		return NULL;

	cache->limits = *limits;
	cache->found.n_max = limits->n_found;
	cache->missing.n_max = limits->n_missing;
	return cache;
}

static struct list *entry_list(struct cache *cache, const struct entry *entry)
{
	return entry->user ? &cache->found : &cache->missing;
}

static void entry_push_out(struct cache *cache, struct entry *entry)
{
	struct list *list = entry_list(cache, entry);

	HASH_DEL(cache->table, entry);
	DL_DELETE(list->newest, entry);
	list->n_entries--;
	LL_PREPEND(cache->out, entry);
}

bool cache_needs_sweep(const struct cache *cache)
{
	return cache->out;
}

void cache_sweep(struct cache *cache)
{
	while (cache->out) {
		struct entry *entry = cache->out;

		cache->out = entry->next;
		user_free(entry->user);
		free(entry);
	}
}

void cache_free(struct cache *cache)
{
	struct entry *entry, *next;

	if (!cache)
		return;

	HASH_ITER (hh, cache->table, entry, next)
		entry_push_out(cache, entry);
	cache_sweep(cache);
	free(cache);
}

static struct entry *cache_find(struct cache *cache, const char *address)
{
	struct entry *entry;

	HASH_FIND_STR(cache->table, address, entry);
	return entry;
}

enum cache_state cache_get(struct cache *cache, const char *address, uint64_t now,
			   const struct user **ret_user)
{
	struct entry *entry = cache_find(cache, address);
	struct list *list;
	bool is_fresh;

	if (!entry)
		return CACHE_NOTHING;

	is_fresh = now < entry->fresh_until && entry->generation == cache->generation;
	if (!is_fresh && (!entry->user || now >= entry->stale_until)) {
		entry_push_out(cache, entry);
		return CACHE_NOTHING;
	}

	list = entry_list(cache, entry);
	DL_DELETE(list->newest, entry);
	DL_PREPEND(list->newest, entry);
	if (!entry->user)
		return CACHE_MISSING;

	*ret_user = entry->user;
	return is_fresh ? CACHE_FRESH : CACHE_STALE;
}

static struct entry *entry_new(const struct cache *cache, const char *address, uint64_t now,
			       struct user *user)
{
	size_t size = strlen(address) + 1;
	struct entry *entry = calloc(1, sizeof(*entry) + size);

	if (!entry)
		return NULL;

	memcpy(entry->address, address, size);
	entry->user = user;
	entry->fresh_until = now + (user ? cache->limits.ttl : cache->limits.negative_ttl);
	entry->stale_until = now + cache->limits.ttl + cache->limits.stale;
	entry->generation = cache->generation;
	return entry;
}

int cache_put(struct cache *cache, const char *address, uint64_t now, struct user *user)
{
	struct entry *old = cache_find(cache, address);
	struct entry *entry = entry_new(cache, address, now, user);
	struct list *list;

	if (old)
		entry_push_out(cache, old);
	if (!entry)
		return -ENOMEM;

	list = entry_list(cache, entry);
	if (list->n_max)
		HASH_ADD_STR(cache->table, address, entry);
	if (!entry->hh.tbl) {
		LL_PREPEND(cache->out, entry);
		return 0;
	}

	DL_PREPEND(list->newest, entry);
	if (++list->n_entries > list->n_max)
		entry_push_out(cache, list->newest->prev);
	return 0;
}

void cache_expire(struct cache *cache)
{
	cache->generation++;
}
