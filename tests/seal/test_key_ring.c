/* SPDX-License-Identifier: Apache-2.0 */
/* Key rings: lines as keys, one for each purpose, and what is no key. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cleanup.h"
#include "seal/key_ring.h"

#define A "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=" /* 0123456789abcdef, twice */
#define B "ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA="

static void lines(void **state)
{
	_cleanup_(key_ring_freep) struct key_ring *ring = NULL, *other = NULL;
	const struct seal_key *key;

	(void)state;
	assert_int_equal(key_ring_new("new:" A "\nold_2024-01:" B, &ring), 0);
	assert_int_equal(ring->n_keys, 2);
	assert_string_equal(ring->keys[0].id, "new");
	key = key_ring_find(ring, "old_2024-01?", 11);
	assert_ptr_equal(key, &ring->keys[1]);
	assert_null(key_ring_find(ring, "old", 3));
	assert_null(key_ring_find(ring, "news", 4));

	/* The same key under another name is the same key. */
	assert_int_equal(key_ring_new("moved:" A, &other), 0);
	assert_memory_equal(ring->keys[0].derived, other->keys[0].derived,
			    sizeof(other->keys[0].derived));
	assert_memory_not_equal(key->derived, other->keys[0].derived,
				sizeof(other->keys[0].derived));
}

static void a_key_a_purpose(void **state)
{
	_cleanup_(key_ring_freep) struct key_ring *ring = NULL;

	(void)state;
	assert_int_equal(key_ring_new("one:" A, &ring), 0);
	for (size_t i = 0; i < _SEAL_PURPOSE_MAX; i++)
		for (size_t j = 0; j < i; j++)
			assert_memory_not_equal(ring->keys[0].derived[i], ring->keys[0].derived[j],
						SEAL_KEY_SIZE);
}

static void random_keys(void **state)
{
	_cleanup_(key_ring_freep) struct key_ring *one = NULL, *two = NULL;

	(void)state;
	assert_int_equal(key_ring_new_random(&one), 0);
	assert_int_equal(key_ring_new_random(&two), 0);
	assert_memory_not_equal(one->keys[0].derived, two->keys[0].derived, SEAL_KEY_SIZE);
}

static const char *const refused[] = {
	"",
	"one",
	":" A,
	"one:" A "=",
	"one:MDEy",
	"one:" A "\n",
	"one:!DEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
	"a-name-of-more-than-thirty-two-characters:" A,
};

static void no_keys(void **state)
{
	_cleanup_(key_ring_freep) struct key_ring *ring = NULL;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(refused); i++) {
		if (key_ring_new(refused[i], &ring) != -EINVAL)
			fail_msg("taken: %s", refused[i]);
		assert_null(ring);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines),
		cmocka_unit_test(a_key_a_purpose),
		cmocka_unit_test(random_keys),
		cmocka_unit_test(no_keys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
