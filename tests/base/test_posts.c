/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The queue of posted work: its order, when a bell is due, and that new work waits for the next
 * round.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/posts.h"
#include "cleanup.h"

static struct posts posts;
static unsigned int n_run;

static void on_step(void *userdata)
{
	assert_int_equal(*(unsigned int *)userdata, n_run);
	n_run++;
}

static void on_post_again(void *userdata)
{
	n_run++;
	assert_int_equal(posts_add(&posts, on_step, userdata), POSTS_FIRST);
}

static void test_order(void **state)
{
	unsigned int steps[] = {0, 1, 2};

	(void)state;

	n_run = 0;
	posts_init(&posts);
	for (size_t i = 0; i < ARRAY_SIZE(steps); i++)
		assert_int_equal(posts_add(&posts, on_step, &steps[i]), i ? 0 : POSTS_FIRST);
	assert_true(posts_run(&posts));
	assert_int_equal(n_run, 3);
	assert_false(posts_run(&posts));
	posts_clear(&posts);
}

static void test_new_work_waits(void **state)
{
	unsigned int step = 1;

	(void)state;

	n_run = 0;
	posts_init(&posts);
	assert_int_equal(posts_add(&posts, on_post_again, &step), POSTS_FIRST);
	assert_true(posts_run(&posts));
	assert_int_equal(n_run, 1);
	assert_true(posts_run(&posts));
	assert_int_equal(n_run, 2);
	posts_clear(&posts);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_new_work_waits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
