/* SPDX-License-Identifier: Apache-2.0 */
/* Deadlines: passed once, in order, moved and taken off, also after their length has changed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/loop.h"
#include "server/deadlines.h"

static struct deadline *passed[8];
static enum deadline_kind kinds[8];
static size_t n_passed;

static void pass(void *userdata, struct deadline *deadline, enum deadline_kind kind)
{
	assert_ptr_equal(userdata, &n_passed);
	kinds[n_passed] = kind;
	passed[n_passed++] = deadline;
}

static void run_until(struct loop *loop, size_t n)
{
	while (n_passed < n)
		assert_true(loop_turn(loop, 1000) >= 0);
}

static void test_order(void **state)
{
	uint32_t times[_DEADLINE_MAX] = {0, 30, 10, 60, 20};
	struct deadline a = {0}, b = {0}, c = {0}, d = {0};
	struct deadlines *deadlines;
	struct loop *loop;

	(void)state;
	n_passed = 0;
	assert_int_equal(loop_new(&loop), 0);
	assert_int_equal(deadlines_new(loop, times, pass, &n_passed, &deadlines), 0);

	deadline_set(deadlines, &a, DEADLINE_HEADER);
	deadline_set(deadlines, &b, DEADLINE_IDLE);
	deadline_set(deadlines, &c, DEADLINE_REQUEST);
	deadline_set(deadlines, &d, DEADLINE_REQUEST);
	deadline_set(deadlines, &d, DEADLINE_NONE);
	run_until(loop, 3);
	assert_ptr_equal(passed[0], &c);
	assert_ptr_equal(passed[1], &b);
	assert_ptr_equal(passed[2], &a);
	assert_int_equal(kinds[0], DEADLINE_REQUEST);
	assert_int_equal(c.kind, DEADLINE_NONE);

	/* Shortened by a reload: the newcomer goes first. */
	n_passed = 0;
	deadline_set(deadlines, &a, DEADLINE_WAIT);
	times[DEADLINE_WAIT] = 10;
	deadlines_set_times(deadlines, times);
	deadline_set(deadlines, &b, DEADLINE_WAIT);
	run_until(loop, 2);
	assert_ptr_equal(passed[0], &b);
	assert_ptr_equal(passed[1], &a);

	deadlines_free(deadlines);
	loop_free(loop);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_order)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
