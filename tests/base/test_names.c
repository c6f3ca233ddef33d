/* SPDX-License-Identifier: Apache-2.0 */
/* Every enum value has a spelling of its own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/names.h"
#include "cleanup.h"

static void test_tables_are_full(void **state)
{
	static const struct {
		const char *const *names;
		size_t n_names;
	} tables[] = {
		{service_type_names, _SERVICE_TYPE_MAX},
		{security_names, _SECURITY_MAX},
		{authentication_names, _AUTHENTICATION_MAX},
	};

	(void)state;

	for (size_t t = 0; t < ARRAY_SIZE(tables); t++)
		for (size_t i = 0; i < tables[t].n_names; i++) {
			if (!tables[t].names[i])
				fail_msg("table %zu has no name for %zu", t, i);
			if (name_find(tables[t].names, tables[t].n_names, tables[t].names[i]) !=
			    (int)i)
				fail_msg("%s is not found as %zu", tables[t].names[i], i);
		}
}

static void test_find(void **state)
{
	(void)state;

	assert_int_equal(name_find(service_type_names, _SERVICE_TYPE_MAX, "imap"), SERVICE_IMAP);
	assert_int_equal(name_find(service_type_names, _SERVICE_TYPE_MAX, "IMAP"), -1);
	assert_int_equal(name_find(service_type_names, _SERVICE_TYPE_MAX, ""), -1);
	assert_int_equal(name_find(security_names, _SECURITY_MAX, "ssl"), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tables_are_full),
		cmocka_unit_test(test_find),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
