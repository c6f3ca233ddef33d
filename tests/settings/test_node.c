/* SPDX-License-Identifier: Apache-2.0 */
/* YAML that is taken, YAML that is not, and YAML that is meant to hurt. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "cleanup.h"
#include "load.h"
#include "settings.h"

/* clang-format off */
static const struct refusal cases[] = {
	{"empty", "", {NULL}},
	{"comments", "# nothing yet\n\n# server:\n", {NULL}},
	{"null", "~\n", {NULL}},
	{"begin and end of the document", "%YAML 1.1\n---\nserver: {}\n...\n", {NULL}},
	{"byte order mark", "\xef\xbb\xbfserver: {drain: 5s}\n", {NULL}},
	{"Windows line ends", "server:\r\n  drain: 5s\r\n  idle: 5s\r\n", {"3: error: server.idle: there is no such setting; did you mean server.limits.idle?"}},
	{"JSON is YAML", "{\"server\": {\"drain\": \"5s\", \"plain_http\": true}}", {NULL}},
	{"sections with nothing in them", "server:\ndirectory: ~\nservices:\ndomains:\noauth2:\nprovider:\nlog: null\n", {NULL}},

	{"a text", "server\n", {"1: error: this is a text, and a map of settings is needed"}},
	{"a list", "- server\n", {"1: error: this is a list, and a map of settings is needed"}},
	{"a text for a section", "\nserver: 5\n", {"2: error: server: this is a text, and a map of settings is needed"}},
	{"a list for a section", "server:\n  limits: [10s]\n", {"2: error: server.limits: this is a list, and a map of settings is needed"}},
	{"a map for a text", "server:\n  drain:\n    seconds: 10\n", {"3: error: server.drain: this is a map, and one text is needed"}},
	{"nothing for a text", "server:\n  drain:\n  state: \"\"\n", {"2: error: server.drain: nothing is written here (how long", "3: error: server.state: this is empty"}},

	{"indentation", "server:\n  drain: 5s\n state: /x\n", {"3: error: YAML: did not find expected key"}},
	{"a tab", "server:\n\tdrain: 5s\n", {"2: error: YAML: found character that cannot start any token"}},
	{"an open quote", "server: {state: \"/x}\n", {"2: error: YAML: found unexpected end of stream"}},
	{"an open quote far above", "server:\n  state: \"/x\nlog: {}\n", {"4: error: YAML: found unexpected end of stream, while scanning a quoted scalar that begins in line 2"}},
	{"a variable without quotes in braces", "log: {level: ${LEVEL}}\n", {"1: error: YAML: did not find expected ',' or '}', while parsing a flow mapping (inside { } and [ ] a ${NAME} stands in quotes)"}},
	{"an open brace", "server: {state: /x\nlog: {}\n", {"2: error: YAML: "}},
	{"not UTF-8", "server:\n  state: /a\n  user: \xff\n", {"3: error: this is not UTF-8 text"}},
	{"a control character", "server: {state: /a\x01}\n", {"1: error: this is not UTF-8 text: control characters are not allowed"}},
	{"NUL in quotes", "server: {state: \"/a\\0b\"}\n", {"1: error: a text cannot hold a NUL character"}},
	{"a control character in quotes", "server: {state: \"/a\\x1bb\"}\n", {"1: error: server.state: this holds a line break or another control character"}},
	{"a line break", "server:\n  user: |\n    a\n    b\n", {"2: error: server.user: this holds a line break"}},

	{"an asterisk without quotes", "domains:\n  *: {}\n", {"2: error: YAML: did not find expected alphabetic or numeric character, while scanning an alias (a * or & at the front"}},
	{"anchor", "server: &a {drain: 5s}\n", {"1: error: anchors (&name) are not taken"}},
	{"alias", "server: {drain: 5s}\nlog: *a\n", {"2: error: aliases (*name) are not taken"}},
	{"tag", "server:\n  drain: !!str 5s\n", {"2: error: tags (!name) are not taken"}},
	{"directive for tags", "%TAG ! tag:example.org,2000:\n---\na: 1\n", {"1: error: directives for tags are not taken"}},
	{"merge key", "server:\n  <<: {drain: 5s}\n", {"2: error: server.<<: there is no such setting"}},
	{"two documents", "server: {}\n---\n\nlog: {}\n", {"4: error: a file holds one YAML document"}},
	{"a second document behind an empty one", "---\n---\nlog: {}\n", {"3: error: a file holds one YAML document"}},
	{"a mistake behind the document", "log: {}\n---\n}\n", {"3: error: YAML: did not find expected node content"}},
	{"a name that is no text", "? [a, b]\n: 1\n", {"1: error: the name of a setting must be a text"}},
	{"repeated names", "server: {drain: 1s}\nlog: {level: info,\n  level: debug}\nserver: {drain: x}\n", {"3: error: \"level\" is written twice, before in line 2", "4: error: \"server\" is written twice, before in line 1"}},
	{"a path for a name", "server.drain: 5s\n", {"1: error: server.drain: there is no such setting"}},
	{"words of a terminal", "\"\\e[31mx\": 1\n", {"1: error: ?[31mx: there is no such setting"}},
};
/* clang-format on */

static void test_cases(void **state)
{
	(void)state;
	check_refusals(cases, ARRAY_SIZE(cases), NULL);
}

/* `part`, over and over. */
static char *repeat(const char *head, const char *part, size_t size)
{
	size_t at = strlen(head), step = strlen(part);
	char *text = malloc(size + at + step + 1);

	assert_non_null(text);
	memcpy(text, head, at);
	for (; at + step < size; at += step)
		memcpy(text + at, part, step);
	text[at] = '\0';
	return text;
}

/* clang-format off */
static const struct bomb {
	const char *name, *head, *part, *expected;
} bombs[] = {
	{"lists in lists", "", "[", "1: error: this is nested too deeply"},
	{"maps in maps", "", "{a: ", "1: error: this is nested too deeply"},
	{"block lists in block lists", "", "- ", "1: error: this is nested too deeply"},
	{"complex keys", "", "? ", "1: error: this is nested too deeply"},
	{"anchors", "", "- &a x\n", "1: error: anchors"},
	{"directives", "", "%TAG !a! b\n", "1: error: directives"},
	{"a name again and again", "", "a: 1\n", "2: error: \"a\" is written twice, before in line 1"},
	{"services", "services:\n", "- {type: imap}\n", "2: error: services: more than 64 services"},
	{"languages", "provider:\n  name:\n", "    de: x\n", "4: error: \"de\" is written twice"},
	{"listed nothings", "server:\n  listen: [", "x,", "error: YAML: "},
};
/* clang-format on */

static double seconds(void)
{
	struct timespec now;

	assert_int_equal(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now), 0);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/*
 * Found by hand: 90,000 anchors kept libyaml busy for 26 seconds, a million open brackets for
 * minutes.
 */
static void test_bombs(void **state)
{
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(bombs); i++) {
		_cleanup_(freep) char *yaml = repeat(bombs[i].head, bombs[i].part, 512 * 1024);
		_cleanup_(freep) char *line = NULL;
		struct loaded loaded;
		double start = seconds();

		load(yaml, NULL, &loaded);
		if (seconds() - start > 10)
			fail_msg("%s: took %.1f seconds", bombs[i].name, seconds() - start);
		assert_int_equal(loaded.result, SETTINGS_E_REFUSED);
		line = complaint_format(&loaded.complaints.entries[0]);
		if (!strstr(line, bombs[i].expected))
			fail_msg("%s: %s", bombs[i].name, line);
		loaded_clear(&loaded);
	}
}

static void test_size(void **state)
{
	const char *too_large[] = {
		"main.yaml: error: the settings cannot be read: it is larger than 1 MiB", NULL};
	_cleanup_(freep) char *fits = repeat("#", "x", 1024 * 1024 + 1);
	_cleanup_(freep) char *over = repeat("#", "x", 1024 * 1024 + 2);
	struct loaded loaded;

	(void)state;
	assert_int_equal(strlen(fits), 1024 * 1024);
	load(fits, NULL, &loaded);
	check_complaints("a file of 1 MiB", &loaded, (const char *[]){NULL});
	loaded_clear(&loaded);

	load(over, NULL, &loaded);
	check_complaints("a byte more", &loaded, too_large);
	loaded_clear(&loaded);
}

static void test_ceiling(void **state)
{
	_cleanup_(freep) char *yaml = malloc(5000 * 16);
	size_t size = 0;
	struct loaded loaded;

	(void)state;
	for (size_t i = 0; i < 5000; i++)
		size += (size_t)snprintf(yaml + size, 16, "unknown%zu: 1\n", i);

	load(yaml, NULL, &loaded);
	assert_int_equal(loaded.result, SETTINGS_E_REFUSED);
	assert_int_equal(loaded.complaints.n_entries, COMPLAINTS_MAX);
	loaded_clear(&loaded);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_bombs),
		cmocka_unit_test(test_size),
		cmocka_unit_test(test_ceiling),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
