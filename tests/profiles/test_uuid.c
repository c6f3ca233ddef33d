/* SPDX-License-Identifier: Apache-2.0 */
/* Identities: vectors that were computed apart from us, and what must and must not change them. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "cleanup.h"
#include "profile.h"

#define JANE "jane.doe@example.com"

/* clang-format off */
/* Computed with Python's uuid.uuid5(uuid.uuid5(NAMESPACE_DNS, "autoconfig.example.com"), "1\n" kind "\n" subject). */
static const struct {
	const char *identifier, *kind, *subject, *uuid;
} vectors[] = {
	{"com.example.autoconfig", "profile", JANE, "38E14062-6905-56FC-AE15-E17BB14066FE"},
	{"com.example.autoconfig", "mail",    JANE, "9C034295-2A55-5A61-A663-CB24C82C0D47"},
	{"com.example.autoconfig", "caldav",  JANE, "F4150669-20E2-590D-92D3-A892F31335EB"},
	{"com.example.autoconfig", "carddav", JANE, "054B276E-9730-52DB-A88B-6EB95E4D3D7B"},
	{"localhost",              "mail",    JANE, "9C5AC1B9-1A37-541E-B0CE-F81F8892B349"},
	{"com.example",            "mail",    "j\xc3\xbcrgen@example.com", "81E96BD4-F8D9-5636-8BEE-9C1FE2E9DAC6"},
};
/* clang-format on */

static void test_vectors(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(vectors); i++) {
		char uuid[PROFILE_UUID_SIZE];

		assert_int_equal(profile_uuid(vectors[i].identifier, vectors[i].kind,
					      vectors[i].subject, uuid),
				 0);
		if (strcmp(uuid, vectors[i].uuid))
			fail_msg("%s %s %s: %s", vectors[i].identifier, vectors[i].kind,
				 vectors[i].subject, uuid);
	}
}

static void test_too_long_is_refused(void **state)
{
	char uuid[PROFILE_UUID_SIZE], long_text[8192];

	(void)state;
	memset(long_text, 'a', sizeof(long_text) - 1);
	long_text[sizeof(long_text) - 1] = '\0';

	assert_int_equal(profile_uuid(long_text, "mail", JANE, uuid), -ENAMETOOLONG);
	assert_int_equal(profile_uuid("com.example", "mail", long_text, uuid), -ENAMETOOLONG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_vectors),
		cmocka_unit_test(test_too_long_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
