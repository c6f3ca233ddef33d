/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One copy of equal arrays of pointers, and what was made of each: a hundred thousand domains whose
 * rows are alike share their values, their provider and their services.  Pointers are compared, not
 * what they point to: intern first.
 */
#pragma once

#include <stddef.h>

struct arena;
struct pool;

/* Lasts as long as the pool. */
struct pool_entry {
	const void *const *pointers;
	size_t n_pointers;
	void *value; /* the caller's, NULL at first */
};

/*
 * arena: where the arrays of pointers stay when the pool is gone; NULL: they go with it.  NULL when
 * out of memory.
 */
struct pool *pool_new(struct arena *arena);
void pool_free(struct pool *pool);

/* NULL when out of memory. */
struct pool_entry *pool_intern(struct pool *pool, const void *const *pointers, size_t n_pointers);

static inline void pool_freep(struct pool **pool)
{
	pool_free(*pool);
}
