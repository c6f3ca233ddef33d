/* SPDX-License-Identifier: Apache-2.0 */
/* A user's row is freed whole, however much of it there is: the leak checker tells. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cleanup.h"
#include "user.h"

static char *copy(const char *string)
{
	char *copied = strdup(string);

	assert_non_null(copied);
	return copied;
}

static void test_whole(void **state)
{
	_cleanup_(user_freep) struct user *user = calloc(1, sizeof(*user));

	(void)state;

	assert_non_null(user);
	user->mailbox = copy("alice@example.org");
	user->login = copy("u1001");
	user->display_name = copy("Alice");
	user->language = copy("de");
	for (size_t i = 0; i < _SERVICE_TYPE_MAX; i++)
		user->hosts[i] = copy("mail.example.org");
}

static void test_half_built(void **state)
{
	_cleanup_(user_freep) struct user *user = calloc(1, sizeof(*user));

	(void)state;

	assert_non_null(user);
	user->hosts[SERVICE_XMPP] = copy("x");
	user_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole),
		cmocka_unit_test(test_half_built),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
