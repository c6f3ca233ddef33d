/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Memory of one immutable value (settings, a domain snapshot): allocated piece by piece while it is
 * built, freed whole.  Never per request: what a request holds are other libraries' objects, and
 * malloc finds its errors (docs/design.md).
 */
#pragma once

#include <stddef.h>

struct arena;

struct arena *arena_new(void); /* NULL when out of memory */
void arena_free(struct arena *arena);

/* Zeroed and aligned for anything.  NULL when out of memory. */
void *arena_allocate(struct arena *arena, size_t size);
char *arena_copy(struct arena *arena, const char *bytes, size_t size); /* with a NUL behind */
char *arena_string(struct arena *arena, const char *string);
/* One copy of equal strings: a hundred thousand domains share "mail.example.org". */
const char *arena_intern(struct arena *arena, const char *string);
/* Nothing will be interned any more: what finds equal strings is given back. */
void arena_seal(struct arena *arena);
size_t arena_size(const struct arena *arena); /* bytes taken from malloc */

static inline void arena_freep(struct arena **arena)
{
	arena_free(*arena);
}
