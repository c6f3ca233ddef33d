/* SPDX-License-Identifier: Apache-2.0 */
/* References to the environment. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cleanup.h"
#include "load.h"
#include "settings.h"

/* clang-format off */
static const struct refusal cases[] = {
	{"set", "server: {state: \"${TEST_PATH}\", drain: \"${TEST_NUMBER}s\", limits: {connections: \"${TEST_NUMBER}\"}}\n", {NULL}},
	{"defaults", "server: {drain: \"${TEST_UNSET:-3s}\", state: \"${TEST_EMPTY:-/x}\"}\n", {NULL}},
	{"left out", "directory: {url: \"${TEST_UNSET:-}\", schema: \"${TEST_EMPTY}\"}\nserver: {listen: [\"127.0.0.1:1\", \"${TEST_EMPTY}\"]}\n", {NULL}},
	{"unset", "server:\n  drain: 5s\n  state: ${TEST_UNSET}/x\n", {"3: error: ${TEST_UNSET} is not set in the environment"}},
	{"unset in a list", "server:\n  listen:\n    - ${TEST_UNSET}\n    - 127.0.0.1:70000\n", {"3: error: ${TEST_UNSET} is not set", "4: error: server.listen[1]: 127.0.0.1:70000 has no port"}},
	{"checked after it", "server:\n  drain: ${TEST_PATH}\n", {"2: error: server.drain: /from/environment is not a duration"}},
	{"open", "server:\n  state: \"/x${TEST_PATH\"\n", {"2: error: ${TEST_PATH} has no closing brace"}},
	{"no name", "server:\n  state: \"/${}\"\n  user: \"${1A}\"\n", {"2: error: ${} holds no name of a variable", "3: error: ${} holds no name of a variable"}},
	{"other forms of the shell", "server:\n  state: \"${TEST_PATH-/x}\"\n", {"2: error: ${TEST_PATH} is neither ${NAME} nor ${NAME:-default}"}},
	{"not in names", "\"${TEST_PATH}\": 1\n", {"1: error: ${TEST_PATH}: there is no such setting"}},
	{"not UTF-8", "server:\n  user: ${TEST_BYTES}\n", {"2: error: ${TEST_BYTES} is not UTF-8 in the environment"}},
	{"never a tree", "server: ${TEST_TREE}\n", {"1: error: server: this is a text, and a map of settings is needed"}},
};
/* clang-format on */

static void test_cases(void **state)
{
	(void)state;
	check_refusals(cases, ARRAY_SIZE(cases), NULL);
}

struct expansion {
	const char *name, *text, *expected;
};

/* clang-format off */
static const struct expansion expansions[] = {
	{"literal", "a$${TEST_PATH}b", "a${TEST_PATH}b"},
	{"dollars", "$a$$b$", "$a$$b$"},
	{"several", "${TEST_NUMBER}-${TEST_NUMBER}", "7-7"},
	{"once only", "${TEST_REFERENCE}", "${TEST_PATH}"},
	{"up to the first brace", "${TEST_UNSET:-a$b{c}}", "a$b{c}"},
};
/* clang-format on */

static void test_values(void **state)
{
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(expansions); i++) {
		_cleanup_(freep) char *yaml = NULL;
		struct loaded loaded;

		assert_true(asprintf(&yaml, "profiles: {organization: '%s'}\n",
				     expansions[i].text) > 0);
		load(yaml, NULL, &loaded);
		check_complaints(expansions[i].name, &loaded, (const char *[]){NULL});
		if (strcmp(loaded.settings->profiles.options.organization,
			   expansions[i].expected) != 0)
			fail_msg("%s: %s", expansions[i].name,
				 loaded.settings->profiles.options.organization);
		loaded_clear(&loaded);
	}
}

/* A megabyte of references to a long variable would be gigabytes. */
static void test_bomb(void **state)
{
	_cleanup_(freep) char *value = malloc(100001), *yaml = malloc(64 + 1000 * 16);
	struct loaded loaded;
	FILE *stream;

	(void)state;
	memset(value, 'x', 100000);
	value[100000] = '\0';
	assert_int_equal(setenv("TEST_LONG", value, 1), 0);

	stream = fmemopen(yaml, 64 + 1000 * 16, "w");
	assert_non_null(stream);
	(void)fputs("profiles:\n  organization: ", stream);
	for (size_t i = 0; i < 1000; i++)
		(void)fputs("${TEST_LONG}", stream);
	assert_int_equal(fclose(stream), 0);
	load(yaml, NULL, &loaded);
	check_complaints(
		"bomb", &loaded,
		(const char *[]){
			"2: error: ${TEST_LONG} and the references before it are too long together",
			NULL});
	loaded_clear(&loaded);
}

int main(void)
{
	static const struct {
		const char *name, *value;
	} environment[] = {
		{"TEST_PATH", "/from/environment"},
		{"TEST_NUMBER", "7"},
		{"TEST_EMPTY", ""},
		{"TEST_REFERENCE", "${TEST_PATH}"},
		{"TEST_BYTES", "\xff"},
		{"TEST_TREE", "{drain: 5s}"},
	};
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_bomb),
	};

	for (size_t i = 0; i < ARRAY_SIZE(environment); i++)
		if (setenv(environment[i].name, environment[i].value, 1))
			return EXIT_FAILURE;
	if (unsetenv("TEST_UNSET"))
		return EXIT_FAILURE;

	return cmocka_run_group_tests(tests, NULL, NULL);
}
