/* SPDX-License-Identifier: Apache-2.0 */
/* Sealed tokens: what is sealed opens, and nothing else does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cleanup.h"
#include "seal/seal.h"

#define A "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
#define B "ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA="
#define LONGEST_ID "abcdefghijklmnopqrstuvwxyz_-0123"

static struct key_ring *ring_of(const char *text)
{
	struct key_ring *ring = NULL;

	assert_int_equal(key_ring_new(text, &ring), 0);

	return ring;
}

static int open_as(const struct key_ring *ring, enum seal_purpose purpose, const char *token)
{
	unsigned char bytes[SEAL_BYTES_MAX];
	size_t size;

	return unseal(ring, purpose, token, strlen(token), bytes, &size);
}

static void every_size(void **state)
{
	_cleanup_(key_ring_freep) struct key_ring *ring = ring_of(LONGEST_ID ":" A);
	unsigned char bytes[SEAL_BYTES_MAX], opened[SEAL_BYTES_MAX];
	char token[SEAL_TOKEN_SIZE];
	size_t size = 1;

	(void)state;
	memset(bytes, 0xa5, sizeof(bytes));
	for (size_t i = 0; i <= SEAL_BYTES_MAX; i++) {
		assert_int_equal(seal(ring, SEAL_SESSION, bytes, i, token), 0);
		assert_int_equal(unseal(ring, SEAL_SESSION, token, strlen(token), opened, &size),
				 0);
		assert_int_equal(size, i);
		assert_memory_equal(opened, bytes, i);
	}
	assert_int_equal(strlen(token), SEAL_TOKEN_SIZE - 1);
}

static void another_each_time(void **state)
{
	_cleanup_(key_ring_freep) struct key_ring *ring = ring_of("one:" A);
	char one[SEAL_TOKEN_SIZE], two[SEAL_TOKEN_SIZE];

	(void)state;
	assert_int_equal(seal(ring, SEAL_LINK, "x", 1, one), 0);
	assert_int_equal(seal(ring, SEAL_LINK, "x", 1, two), 0);
	assert_string_not_equal(one, two);
}

static void purposes(void **state)
{
	_cleanup_(key_ring_freep) struct key_ring *ring = ring_of("one:" A);
	char token[SEAL_TOKEN_SIZE];

	(void)state;
	for (int made = 0; made < _SEAL_PURPOSE_MAX; made++) {
		assert_int_equal(seal(ring, (enum seal_purpose)made, "x", 1, token), 0);
		for (int asked = 0; asked < _SEAL_PURPOSE_MAX; asked++)
			assert_int_equal(open_as(ring, (enum seal_purpose)asked, token),
					 made == asked ? SEAL_OK : SEAL_E_FORGED);
	}
}

/* The first key seals, all open: new lines come first, old ones stay until their tokens end. */
static void rotation(void **state)
{
	_cleanup_(key_ring_freep) struct key_ring *before = ring_of("one:" A);
	_cleanup_(key_ring_freep) struct key_ring *during = ring_of("two:" B "\none:" A);
	_cleanup_(key_ring_freep) struct key_ring *after = ring_of("two:" B);
	_cleanup_(key_ring_freep) struct key_ring *renamed = ring_of("one:" B "\ntwo:" A);
	char old[SEAL_TOKEN_SIZE], new[SEAL_TOKEN_SIZE];

	(void)state;
	assert_int_equal(seal(before, SEAL_LINK, "x", 1, old), 0);
	assert_int_equal(seal(during, SEAL_LINK, "x", 1, new), 0);
	assert_int_equal(open_as(during, SEAL_LINK, old), SEAL_OK);
	assert_int_equal(open_as(during, SEAL_LINK, new), SEAL_OK);
	assert_int_equal(open_as(after, SEAL_LINK, new), SEAL_OK);
	assert_int_equal(open_as(after, SEAL_LINK, old), SEAL_E_UNKNOWN_KEY);
	assert_int_equal(open_as(before, SEAL_LINK, new), SEAL_E_UNKNOWN_KEY);
	assert_int_equal(open_as(renamed, SEAL_LINK, old), SEAL_E_FORGED);
}

/* What another program made of that key (RFC 5869, NIST SP 800-38D): it opens for ever. */
static void made_elsewhere(void **state)
{
	static const char token[] = "AQcyMDI2LTExAAECAwQFBgcICQoLI3MaKUE--E6i6zuzSpmkNXq8-74edLFt"
				    "5KxOJSU";
	_cleanup_(key_ring_freep) struct key_ring *ring = ring_of("2026-11:" A);
	unsigned char bytes[SEAL_BYTES_MAX];
	size_t size;

	(void)state;
	assert_int_equal(unseal(ring, SEAL_LINK, token, strlen(token), bytes, &size), 0);
	assert_int_equal(size, 13);
	assert_memory_equal(bytes, "known to both", 13);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_size),     cmocka_unit_test(another_each_time),
		cmocka_unit_test(purposes),       cmocka_unit_test(rotation),
		cmocka_unit_test(made_elsewhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
