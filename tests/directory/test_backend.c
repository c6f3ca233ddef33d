/* SPDX-License-Identifier: Apache-2.0 */
/* URLs of directories: which database they mean, and what of them may be shown. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cleanup.h"
#include "directory.h"
#include "directory/backend.h"

static void test_find(void **state)
{
	static const struct {
		const char *url;
		const struct backend *backend; /* NULL: refused */
	} cases[] = {
		{"sqlite:/var/lib/a.db", &directory_sqlite},
		{"SQLite:a.db", &directory_sqlite},
		{"postgresql://h/d", &directory_postgresql},
		{"postgres://h/d", &directory_postgresql},
		{"mysql://h/d", &directory_mysql},
		{"mariadb://h/d", &directory_mysql},
		{"mysqlx://h/d", NULL},
		{"sqlite", NULL},
		{"sqlite3:a.db", NULL},
		{"/var/lib/a.db", NULL},
		{"oracle:scott/tiger@h", NULL},
		{"", NULL},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_(freep) char *message = NULL;
		const struct backend *backend = NULL;
		int r = backend_find(cases[i].url, &backend, &message);

		if (cases[i].backend && !cases[i].backend->session)
			assert_non_null(strstr(message, "this build has no"));
		else if (backend != cases[i].backend ||
			 r != (backend ? 0 : DIRECTORY_E_CONFIGURATION))
			fail_msg("%s: %d", cases[i].url, r);
		if (r)
			assert_null(strstr(message, "tiger"));
	}
}

static void test_without_secrets(void **state)
{
	static const struct {
		const char *url, *expected;
	} cases[] = {
		{"sqlite:/var/lib/a@b?c.db", "sqlite:/var/lib/a@b?c.db"},
		{"postgresql://host/db", "postgresql://host/db"},
		{"postgresql://user@host:5432/db", "postgresql://host:5432/db"},
		{"postgresql://user:pass@host/db?sslmode=verify-full", "postgresql://host/db"},
		{"postgresql:///db?host=/run/postgresql&password=pass", "postgresql:///db"},
		{"postgresql://user:pa/ss@host/db", "postgresql://host/db"},
		{"postgresql://user:pa?ss@host/db", "postgresql://host/db"},
		{"postgresql://user:pa@ss@host/db", "postgresql://host/db"},
		{"postgresql://user:pass@[::1]:5432/db", "postgresql://[::1]:5432/db"},
		{"postgresql://", "postgresql://"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_(freep) char *shown = url_without_secrets(cases[i].url);

		if (strcmp(shown, cases[i].expected))
			fail_msg("%s: %s", cases[i].url, shown);
	}
}

static void test_schemas(void **state)
{
	const struct schema *carbone = schema_find("carbone");

	(void)state;
	assert_null(schema_find("Carbone"));
	assert_int_equal(carbone->n_steps, 2);
	for (int dialect = 0; dialect < _DIALECT_MAX; dialect++)
		for (int section = 0; section < _SECTION_MAX; section++)
			if (section != SECTION_LDAP && !carbone->sql[dialect][section][0])
				fail_msg("dialect %d has no section %d", dialect, section);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_without_secrets),
		cmocka_unit_test(test_schemas),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
