/* SPDX-License-Identifier: Apache-2.0 */
/* Blocks that only grow, and a table of the strings that were interned in them. */
#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"

#define BLOCK_MIN (4 * 1024)
#define BLOCK_MAX (256 * 1024)

struct block {
	struct block *next;
	size_t size, used;
	alignas(max_align_t) char bytes[];
};

struct arena {
	struct block *blocks; /* the newest first: the one that is filled */
	size_t size;
	const char **strings; /* open addressing; a power of two, at most three quarters full */
	size_t n_strings, strings_capacity;
};

struct arena *arena_new(void)
{
	return calloc(1, sizeof(struct arena));
}

void arena_free(struct arena *arena)
{
	if (!arena)
		return;

	while (arena->blocks) {
		struct block *block = arena->blocks;

		arena->blocks = block->next;
		free(block);
	}
	free(arena->strings);
	free(arena);
}

/* Blocks double, so that small values stay small and large ones take few. */
static struct block *add_block(struct arena *arena, size_t size)
{
	size_t block_size = arena->blocks ? 2 * arena->blocks->size : BLOCK_MIN;
	struct block *block;

	if (block_size > BLOCK_MAX)
		block_size = BLOCK_MAX;
	if (block_size < size)
		block_size = size;
	if (block_size > SIZE_MAX - sizeof(*block))
		return NULL;

	block = calloc(1, sizeof(*block) + block_size);
	if (!block)
		return NULL;

	block->size = block_size;
	block->next = arena->blocks;
	arena->blocks = block;
	arena->size += sizeof(*block) + block_size;
	return block;
}

static void *take(struct arena *arena, size_t size, size_t alignment)
{
	struct block *block = arena->blocks;
	size_t start = block ? (block->used + alignment - 1) & ~(alignment - 1) : 0;

	if (!block || start > block->size || size > block->size - start) {
		block = add_block(arena, size);
		if (!block)
			return NULL;
		start = 0;
	}

	block->used = start + size;
	return block->bytes + start;
}

void *arena_allocate(struct arena *arena, size_t size)
{
	return take(arena, size, alignof(max_align_t));
}

char *arena_copy(struct arena *arena, const char *bytes, size_t size)
{
	char *copy = take(arena, size + 1, 1);

	if (copy && size)
		memcpy(copy, bytes, size);

	return copy;
}

char *arena_string(struct arena *arena, const char *string)
{
	return arena_copy(arena, string, strlen(string));
}

/* FNV-1a: the strings are an operator's, nobody chooses them to collide. */
static uint64_t hash_string(const char *string)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (; *string; string++)
		hash = (hash ^ (unsigned char)*string) * UINT64_C(0x100000001b3);

	return hash;
}

/* Where the string stands, or the empty place where it belongs. */
static const char **find_place(const char **strings, size_t capacity, const char *string)
{
	size_t i = hash_string(string) & (capacity - 1);

	while (strings[i] && strcmp(strings[i], string))
		i = (i + 1) & (capacity - 1);

	return &strings[i];
}

static int grow_strings(struct arena *arena)
{
	size_t capacity = arena->strings_capacity ? 2 * arena->strings_capacity : 64;
	const char **strings = calloc(capacity, sizeof(*strings));

	if (!strings)
		return -1;

	for (size_t i = 0; i < arena->strings_capacity; i++)
		if (arena->strings[i])
			*find_place(strings, capacity, arena->strings[i]) = arena->strings[i];

	free(arena->strings);
	arena->size += (capacity - arena->strings_capacity) * sizeof(*strings);
	arena->strings = strings;
	arena->strings_capacity = capacity;
	return 0;
}

const char *arena_intern(struct arena *arena, const char *string)
{
	const char **place;

	if (4 * arena->n_strings >= 3 * arena->strings_capacity && grow_strings(arena) < 0)
		return NULL;

	place = find_place(arena->strings, arena->strings_capacity, string);
	if (*place)
		return *place;

	*place = arena_string(arena, string);
	if (*place)
		arena->n_strings++;

	return *place;
}

void arena_seal(struct arena *arena)
{
	arena->size -= arena->strings_capacity * sizeof(*arena->strings);
	free(arena->strings);
	arena->strings = NULL;
	arena->n_strings = arena->strings_capacity = 0;
}

size_t arena_size(const struct arena *arena)
{
	return sizeof(*arena) + arena->size;
}
