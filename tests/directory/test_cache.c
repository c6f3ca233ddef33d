/* SPDX-License-Identifier: Apache-2.0 */
/* The cache of people. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cleanup.h"
#include "directory/cache.h"
#include "user.h"

static const struct cache_limits limits = {
	.ttl = 100, .negative_ttl = 10, .stale = 1000, .n_found = 3, .n_missing = 2};

static int cache_open(void **state)
{
	*state = cache_new(&limits);
	return 0;
}

static int cache_close(void **state)
{
	cache_free(*state);
	return 0;
}

static struct user *person(const char *mailbox)
{
	struct user *user = calloc(1, sizeof(*user));

	user->mailbox = strdup(mailbox);
	return user;
}

static void put(struct cache *cache, const char *address, uint64_t now)
{
	assert_int_equal(cache_put(cache, address, now, person(address)), 0);
}

static enum cache_state get(struct cache *cache, const char *address, uint64_t now)
{
	const struct user *user = NULL;
	enum cache_state state = cache_get(cache, address, now, &user);

	if (state == CACHE_FRESH || state == CACHE_STALE)
		assert_string_equal(user->mailbox, address);
	else
		assert_null(user);
	return state;
}

static void test_times(void **state)
{
	struct cache *cache = *state;

	put(cache, "a", 1000);
	assert_int_equal(cache_put(cache, "none", 1000, NULL), 0);
	assert_int_equal(get(cache, "a", 1099), CACHE_FRESH);
	assert_int_equal(get(cache, "a", 1100), CACHE_STALE);
	assert_int_equal(get(cache, "a", 2099), CACHE_STALE);
	assert_int_equal(get(cache, "a", 2100), CACHE_NOTHING);
	assert_int_equal(get(cache, "none", 1009), CACHE_MISSING);
	assert_int_equal(get(cache, "none", 1010), CACHE_NOTHING);
	assert_int_equal(get(cache, "b", 1000), CACHE_NOTHING);
}

static void test_oldest_goes_first(void **state)
{
	struct cache *cache = *state;

	put(cache, "a", 0);
	put(cache, "b", 0);
	put(cache, "c", 0);
	assert_int_equal(get(cache, "a", 1), CACHE_FRESH);
	put(cache, "d", 1);
	assert_int_equal(get(cache, "b", 1), CACHE_NOTHING);
	assert_int_equal(get(cache, "a", 1), CACHE_FRESH);
	assert_int_equal(get(cache, "c", 1), CACHE_FRESH);
	assert_int_equal(get(cache, "d", 1), CACHE_FRESH);
}

/* However many addresses are guessed, nobody who was found is pushed out. */
static void test_guessing(void **state)
{
	struct cache *cache = *state;
	char address[16];

	put(cache, "a", 0);
	for (int i = 0; i < 100; i++) {
		(void)snprintf(address, sizeof(address), "guess%d", i);
		assert_int_equal(cache_put(cache, address, 1, NULL), 0);
	}
	assert_int_equal(get(cache, "a", 1), CACHE_FRESH);
	assert_int_equal(get(cache, "guess99", 1), CACHE_MISSING);
	assert_int_equal(get(cache, "guess98", 1), CACHE_MISSING);
	assert_int_equal(get(cache, "guess97", 1), CACHE_NOTHING);
}

static void test_replaced(void **state)
{
	struct cache *cache = *state;

	put(cache, "a", 0);
	assert_int_equal(cache_put(cache, "a", 1, NULL), 0);
	assert_int_equal(get(cache, "a", 1), CACHE_MISSING);
	put(cache, "a", 2);
	assert_int_equal(get(cache, "a", 2), CACHE_FRESH);
}

static void test_expire(void **state)
{
	struct cache *cache = *state;

	put(cache, "a", 0);
	assert_int_equal(cache_put(cache, "none", 0, NULL), 0);
	cache_expire(cache);
	assert_int_equal(get(cache, "a", 1), CACHE_STALE);
	assert_int_equal(get(cache, "none", 1), CACHE_NOTHING);
	put(cache, "b", 1);
	assert_int_equal(get(cache, "b", 1), CACHE_FRESH);
}

/* Whoever was lent is there until the sweep, although others have taken the place. */
static void test_lent(void **state)
{
	struct cache *cache = *state;
	const struct user *user = NULL;

	put(cache, "a", 0);
	cache_sweep(cache);
	assert_int_equal(cache_get(cache, "a", 0, &user), CACHE_FRESH);
	put(cache, "b", 0);
	put(cache, "c", 0);
	put(cache, "d", 0);
	assert_int_equal(get(cache, "a", 0), CACHE_NOTHING);
	assert_true(cache_needs_sweep(cache));
	assert_string_equal(user->mailbox, "a");
	cache_sweep(cache);
	assert_false(cache_needs_sweep(cache));
}

static void test_no_room_at_all(void **state)
{
	const struct cache_limits none = {.ttl = 100};
	struct cache *cache = cache_new(&none);
	struct user *user = person("a");

	(void)state;
	assert_int_equal(cache_put(cache, "a", 0, user), 0);
	assert_string_equal(user->mailbox, "a");
	assert_int_equal(get(cache, "a", 0), CACHE_NOTHING);
	cache_free(cache);
}

int main(void)
{
#define ROW(name) cmocka_unit_test_setup_teardown(name, cache_open, cache_close)
	const struct CMUnitTest tests[] = {
		ROW(test_times),          ROW(test_oldest_goes_first),
		ROW(test_guessing),       ROW(test_replaced),
		ROW(test_expire),         ROW(test_lent),
		ROW(test_no_room_at_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
