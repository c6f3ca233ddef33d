/* SPDX-License-Identifier: Apache-2.0 */
/* The heap of deadlines against a plain search, under many settings, movings and removals. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/timers.h"
#include "cleanup.h"

#define N 200

static struct timer pool[N];

static struct timer *search(void)
{
	struct timer *first = NULL;

	for (size_t i = 0; i < N; i++) {
		struct timer *t = &pool[i];

		if (!timer_is_set(t))
			continue;
		if (!first || t->deadline < first->deadline ||
		    (t->deadline == first->deadline && t->order < first->order))
			first = t;
	}

	return first;
}

static void test_against_a_search(void **state)
{
	struct timers timers = {0};
	uint32_t seed = 1;

	(void)state;

	for (size_t i = 0; i < N; i++)
		assert_int_equal(timers_reserve(&timers), 0);
	for (unsigned int step = 0; step < 20000; step++) {
		struct timer *timer;

		seed = seed * 1664525 + 1013904223;
		timer = &pool[(seed >> 8) % N];
		if (seed >> 30)
			timers_set(&timers, timer, (seed >> 16) % 50);
		else
			timers_remove(&timers, timer);
		if (timers_first(&timers) != search())
			fail_msg("wrong first timer after step %u", step);
	}
	timers_clear(&timers);
}

static void test_equal_deadlines_in_order(void **state)
{
	struct timers timers = {0};
	struct timer set[9] = {0};

	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(set); i++) {
		assert_int_equal(timers_reserve(&timers), 0);
		timers_set(&timers, &set[i], 7);
	}
	for (size_t i = 0; i < ARRAY_SIZE(set); i++) {
		assert_ptr_equal(timers_first(&timers), &set[i]);
		timers_remove(&timers, &set[i]);
		timers_remove(&timers, &set[i]);
		timers_release(&timers);
	}
	assert_null(timers_first(&timers));
	timers_clear(&timers);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_against_a_search),
		cmocka_unit_test(test_equal_deadlines_in_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
