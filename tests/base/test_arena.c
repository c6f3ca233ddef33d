/* SPDX-License-Identifier: Apache-2.0 */
/* Memory of one value: aligned, zeroed, never moved, counted, and equal strings held once. */
#include <setjmp.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "cleanup.h"

static void test_allocations(void **state)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	unsigned char *pieces[1000];
	static const unsigned char zeros[1000];

	(void)state;

	assert_non_null(arena);
	for (size_t i = 0; i < ARRAY_SIZE(pieces); i++) {
		pieces[i] = arena_allocate(arena, i);
		assert_non_null(pieces[i]);
		assert_int_equal((uintptr_t)pieces[i] % alignof(max_align_t), 0);
		assert_memory_equal(pieces[i], zeros, i);
		memset(pieces[i], (int)(i & 0xff), i);
	}
	for (size_t i = 0; i < ARRAY_SIZE(pieces); i++)
		for (size_t k = 0; k < i; k++)
			if (pieces[i][k] != (i & 0xff))
				fail_msg("piece %zu was written over at %zu", i, k);
}

static void test_large_pieces(void **state)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	size_t before;
	char *large;

	(void)state;

	before = arena_size(arena);
	large = arena_allocate(arena, 3000000);
	assert_non_null(large);
	large[2999999] = 'x';
	assert_true(arena_size(arena) >= before + 3000000);
	assert_true(arena_size(arena) < before + 3100000);
	assert_null(arena_allocate(arena, SIZE_MAX - 1));
	assert_non_null(arena_allocate(arena, 1));
}

static void test_strings(void **state)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	char *copy;

	(void)state;

	copy = arena_copy(arena, "a\0bc", 4);
	assert_memory_equal(copy, "a\0bc", 5);
	assert_string_equal(arena_copy(arena, NULL, 0), "");
	assert_string_equal(arena_string(arena, "mail"), "mail");
}

static void test_intern(void **state)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	const char *interned[5000];
	char name[32];
	size_t size;

	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(interned); i++) {
		(void)snprintf(name, sizeof(name), "mail%zu.example.org", i);
		interned[i] = arena_intern(arena, name);
		assert_string_equal(interned[i], name);
	}

	size = arena_size(arena);
	for (size_t i = 0; i < ARRAY_SIZE(interned); i++) {
		(void)snprintf(name, sizeof(name), "mail%zu.example.org", i);
		if (arena_intern(arena, name) != interned[i])
			fail_msg("%s is held twice", name);
	}
	assert_int_equal(arena_size(arena), size);
	assert_string_equal(arena_intern(arena, ""), "");
}

static void test_small_values_stay_small(void **state)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();

	(void)state;

	assert_non_null(arena_string(arena, "x"));
	assert_true(arena_size(arena) < 5000);
	arena_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_allocations),
		cmocka_unit_test(test_large_pieces),
		cmocka_unit_test(test_strings),
		cmocka_unit_test(test_intern),
		cmocka_unit_test(test_small_values_stay_small),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
