/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A worker's cache of people: the newest found ones, and, in a small list of their own so that
 * guessing does not push people out, the newest addresses that were not found.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cache;
struct user;

struct cache_limits {
	uint32_t ttl, negative_ttl; /* milliseconds an answer is fresh */
	/* milliseconds a person is kept for the time when no database answers */
	uint32_t stale;
	size_t n_found, n_missing;
};

enum cache_state {
	CACHE_NOTHING,
	CACHE_FRESH,
	CACHE_MISSING, /* known not to be there; never stale */
	CACHE_STALE,   /* only for want of better */
};

struct cache *cache_new(const struct cache_limits *limits); /* NULL when out of memory */
void cache_free(struct cache *cache);

/* With CACHE_FRESH and CACHE_STALE *ret_user, borrowed until the next cache_sweep. */
enum cache_state cache_get(struct cache *cache, const char *address, uint64_t now,
			   const struct user **ret_user);

/*
 * Takes the user (NULL: not found), which lives at least until the next cache_sweep.  Returns 0, or
 * -ENOMEM, and then the user is still the caller's.
 */
int cache_put(struct cache *cache, const char *address, uint64_t now, struct user *user);

/* Everything in it may be old: people become stale, the missing are forgotten. */
void cache_expire(struct cache *cache);

/* Frees what was pushed out; true while there is something to free. */
bool cache_needs_sweep(const struct cache *cache);
void cache_sweep(struct cache *cache);
