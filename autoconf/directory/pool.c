/* SPDX-License-Identifier: Apache-2.0 */
/* Arrays of pointers, once each: an open-addressed table over entries in an arena. */
#include "directory/pool.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "cleanup.h"

#define POOL_FIRST_SLOTS 64

struct pool {
	struct arena *scratch; /* the entries */
	struct arena *arena;   /* their pointers: the caller's, or scratch */
	struct pool_entry **slots;
	size_t n_slots; /* a power of two, at least twice n_entries */
	size_t n_entries;
};

struct pool *pool_new(struct arena *arena)
{
	struct pool *pool = calloc(1, sizeof(*pool));

	if (!pool)
		return NULL;

	pool->scratch = arena_new();
	pool->arena = arena ? arena : pool->scratch;
	pool->slots = calloc(POOL_FIRST_SLOTS, sizeof(struct pool_entry *));
	if (!pool->slots || !pool->scratch) {
		pool_free(pool);
		return NULL;
	}

	pool->n_slots = POOL_FIRST_SLOTS;
	return pool;
}

void pool_free(struct pool *pool)
{
	if (!pool)
		return;

	arena_free(pool->scratch);
	free(pool->slots);
	free(pool);
}

static uint64_t pointers_hash(const void *const *pointers, size_t n_pointers)
{
	uint64_t hash = n_pointers;

	for (size_t i = 0; i < n_pointers; i++) {
		hash = (hash ^ (uintptr_t)pointers[i]) * UINT64_C(0x9e3779b97f4a7c15);
		hash ^= hash >> 32;
	}

	return hash;
}

static bool entry_is(const struct pool_entry *entry, const void *const *pointers, size_t n_pointers)
{
	return entry->n_pointers == n_pointers &&
	       (!n_pointers || !memcmp(entry->pointers, pointers, n_pointers * sizeof(*pointers)));
}

/* The slot where these pointers are, or would be. */
static struct pool_entry **pool_slot(const struct pool *pool, const void *const *pointers,
				     size_t n_pointers)
{
	size_t at = pointers_hash(pointers, n_pointers) & (pool->n_slots - 1);

	while (pool->slots[at] && !entry_is(pool->slots[at], pointers, n_pointers))
		at = (at + 1) & (pool->n_slots - 1);

	return &pool->slots[at];
}

static bool pool_grow(struct pool *pool)
{
	struct pool larger = {
		.slots = calloc(pool->n_slots * 2, sizeof(struct pool_entry *)),
		.n_slots = pool->n_slots * 2,
	};

	if (!larger.slots)
		return false;

	for (size_t i = 0; i < pool->n_slots; i++) {
		struct pool_entry *entry = pool->slots[i];

		if (entry)
			*pool_slot(&larger, entry->pointers, entry->n_pointers) = entry;
	}

	free(pool->slots);
	pool->slots = larger.slots;
	pool->n_slots = larger.n_slots;
	return true;
}

static struct pool_entry *entry_new(const struct pool *pool, const void *const *pointers,
				    size_t n_pointers)
{
	struct pool_entry *entry = arena_allocate(pool->scratch, sizeof(*entry));
	const void **copy = arena_allocate(pool->arena, (n_pointers + !n_pointers) * sizeof(*copy));

	if (!entry || !copy)
		return NULL;

	for (size_t i = 0; i < n_pointers; i++)
		copy[i] = pointers[i];
	entry->pointers = copy;
	entry->n_pointers = n_pointers;
	return entry;
}

struct pool_entry *pool_intern(struct pool *pool, const void *const *pointers, size_t n_pointers)
{
	struct pool_entry **slot = pool_slot(pool, pointers, n_pointers);
	struct pool_entry *entry = *slot;

	if (entry)
		return entry;

	if (2 * (pool->n_entries + 1) > pool->n_slots) {
		if (!pool_grow(pool))
			return NULL;
		slot = pool_slot(pool, pointers, n_pointers);
	}

	entry = entry_new(pool, pointers, n_pointers);
	if (!entry)
		return NULL;

	pool->n_entries++;
	*slot = entry;
	return entry;
}
