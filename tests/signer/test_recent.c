/* SPDX-License-Identifier: Apache-2.0 */
/* Signatures of the last minute. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cleanup.h"
#include "signer/recent.h"

#define NOW ((time_t)1800000000)

static const unsigned char digest[RECENT_DIGEST_SIZE] = {7, 1};
/* In the same place. */
static const unsigned char other[RECENT_DIGEST_SIZE] = {7 + RECENT_ROWS, 1};

static void test_time(void **state)
{
	static const struct {
		int after; /* s */
		bool found;
	} rows[] = {{0, true}, {RECENT_FOR - 1, true}, {RECENT_FOR, false}, {-1, false}};
	struct recent recent = {0};

	(void)state;
	recent_keep(&recent, digest, NOW, (const unsigned char *)"der", 3);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		size_t size = 0;
		unsigned char *der = recent_find(&recent, digest, NOW + rows[i].after, &size);

		if (rows[i].found != (der != NULL))
			fail_msg("after %d s", rows[i].after);
		if (der)
			assert_true(size == 3 && !memcmp(der, "der", 3));
		free(der);
	}
	recent_clear(&recent);
}

static void test_one_place(void **state)
{
	static const unsigned char large[RECENT_SIZE_MAX + 1];
	struct recent recent = {0};
	unsigned char *der;
	size_t size;

	(void)state;
	assert_null(recent_find(&recent, digest, NOW, &size));
	recent_keep(&recent, digest, NOW, (const unsigned char *)"one", 3);
	assert_null(recent_find(&recent, other, NOW, &size));
	recent_keep(&recent, other, NOW, (const unsigned char *)"other", 5);
	assert_null(recent_find(&recent, digest, NOW, &size));
	der = recent_find(&recent, other, NOW, &size);
	assert_true(der && size == 5);
	free(der);

	recent_keep(&recent, other, NOW, large, sizeof(large));
	assert_null(recent_find(&recent, other, NOW, &size));
	recent_clear(&recent);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_time),
		cmocka_unit_test(test_one_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
