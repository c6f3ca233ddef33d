/* SPDX-License-Identifier: Apache-2.0 */
/* Request targets of every form, arguments, and the hosts of a Host header. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/target.h"
#include "cleanup.h"

/* clang-format off */
static const struct {
	const char *raw;
	int result;
	const char *path, *authority, *arguments, *raw_path;
} targets[] = {
	{"/", 0, "/", "", "", "/"},
	{"/mail/config-v1.1.xml?emailaddress=a%40b", 0, "/mail/config-v1.1.xml", "", "emailaddress=a%40b",
	 "/mail/config-v1.1.xml?emailaddress=a%40b"},
	{"/a?", 0, "/a", "", "", "/a?"},
	{"/a?b?c", 0, "/a", "", "b?c", "/a?b?c"},
	{"/joe%40example.test", 0, "/joe@example.test", "", "", "/joe%40example.test"},
	{"/%2540", 0, "/%40", "", "", "/%2540"},
	{"/a+b", 0, "/a+b", "", "", "/a+b"},
	{"/%C3%bc", 0, "/\xc3\xbc", "", "", "/%C3%bc"},
	{"/a%3Fb?c", 0, "/a?b", "", "c", "/a%3Fb?c"},
	{"//autodiscover/x", 0, "//autodiscover/x", "", "", "//autodiscover/x"},
	{"/a%2F%2e%2e", 0, "/a/..", "", "", "/a%2F%2e%2e"},
	{"https://example.test/a?b", 0, "/a", "example.test", "b", "/a?b"},
	{"HTTPS://Example.test:443/a", 0, "/a", "Example.test:443", "", "/a"},
	{"http://example.test", 0, "/", "example.test", "", ""},
	{"http://example.test?x=1", 0, "/", "example.test", "x=1", "?x=1"},
	{"http://[::1]:80/a", 0, "/a", "[::1]:80", "", "/a"},
	{"*", 0, "*", "", "", "*"},
	{"", TARGET_E_BAD, NULL, NULL, NULL, NULL},
	{"*x", TARGET_E_BAD, NULL, NULL, NULL, NULL},
	{"example.test:443", TARGET_E_BAD, NULL, NULL, NULL, NULL},
	{"ftp://example.test/", TARGET_E_BAD, NULL, NULL, NULL, NULL},
	{"http:///a", TARGET_E_BAD, NULL, NULL, NULL, NULL},
	{"http://", TARGET_E_BAD, NULL, NULL, NULL, NULL},
	{"http://user:pw@example.test/", TARGET_E_BAD, NULL, NULL, NULL, NULL},
	{"http://example.test:80a/", TARGET_E_BAD, NULL, NULL, NULL, NULL},
	{"http://<example.test>/", TARGET_E_BAD, NULL, NULL, NULL, NULL},
	{"http://[::1/", TARGET_E_BAD, NULL, NULL, NULL, NULL},
	/* seen by fuzzing: the path began with the # */
	{"http://example.test#a/b", TARGET_E_BAD, NULL, NULL, NULL, NULL},
	{"mail/config-v1.1.xml", TARGET_E_BAD, NULL, NULL, NULL, NULL},
	{"/a%00b", TARGET_E_BAD, NULL, NULL, NULL, NULL},
	{"/a%zz", TARGET_E_BAD, NULL, NULL, NULL, NULL},
	{"/a%4", TARGET_E_BAD, NULL, NULL, NULL, NULL},
	{"/a%", TARGET_E_BAD, NULL, NULL, NULL, NULL},
	{"/a%ff", TARGET_E_BAD, NULL, NULL, NULL, NULL},
	{"/a\xff", TARGET_E_BAD, NULL, NULL, NULL, NULL},
	{"/%c0%af", TARGET_E_BAD, NULL, NULL, NULL, NULL},
	{"/a%0d%0aX", TARGET_E_BAD, NULL, NULL, NULL, NULL},
	{"/a\tb", TARGET_E_BAD, NULL, NULL, NULL, NULL},
	{"/a%7f", TARGET_E_BAD, NULL, NULL, NULL, NULL},
};
/* clang-format on */

static void test_targets(void **state)
{
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(targets); i++) {
		struct target target;
		int r = target_parse(targets[i].raw, &target);

		if (r != targets[i].result)
			fail_msg("<%s>: %d", targets[i].raw, r);
		if (r)
			continue;
		if (strcmp(target.path, targets[i].path))
			fail_msg("<%s>: path %s", targets[i].raw, target.path);
		if (strcmp(target.authority, targets[i].authority))
			fail_msg("<%s>: authority %s", targets[i].raw, target.authority);
		if (strcmp(target.arguments, targets[i].arguments))
			fail_msg("<%s>: arguments %s", targets[i].raw, target.arguments);
		if (strcmp(target.raw_path, targets[i].raw_path))
			fail_msg("<%s>: raw path %s", targets[i].raw, target.raw_path);
	}
}

static void test_limits(void **state)
{
	char raw[8 * 1024];
	struct target target;

	(void)state;

	memset(raw, 'a', sizeof(raw));
	raw[0] = '/';
	raw[TARGET_PATH_MAX] = '\0';
	assert_int_equal(target_parse(raw, &target), 0);
	assert_int_equal(strlen(target.path), TARGET_PATH_MAX);

	raw[TARGET_PATH_MAX] = 'a';
	raw[TARGET_PATH_MAX + 1] = '\0';
	assert_int_equal(target_parse(raw, &target), TARGET_E_TOO_LONG);

	/* it is the decoded path that counts, and arguments are no part of it */
	memcpy(raw + TARGET_PATH_MAX - 4, "%41", 3);
	memcpy(raw + TARGET_PATH_MAX - 1, "?b", 2);
	assert_int_equal(target_parse(raw, &target), 0);
	assert_int_equal(strlen(target.path), TARGET_PATH_MAX - 3);

	memset(raw, 'a', 400);
	memcpy(raw, "http://", 7);
	strncpy(raw + 7 + TARGET_AUTHORITY_MAX, "/x", 3);
	assert_int_equal(target_parse(raw, &target), 0);
	assert_int_equal(strlen(target.authority), TARGET_AUTHORITY_MAX);
	strncpy(raw + 7 + TARGET_AUTHORITY_MAX, "a/x", 4);
	assert_int_equal(target_parse(raw, &target), TARGET_E_BAD);
}

/* clang-format off */
static const struct {
	const char *arguments, *name, *value;	/* value NULL: as good as none */
} arguments[] = {
	{"emailaddress=joe%40example.org", "emailaddress", "joe@example.org"},
	{"EMAILADDRESS=joe@example.org", "emailaddress", "joe@example.org"},
	{"x=1&emailaddress=a&emailaddress=b", "emailaddress", "a"},
	{"emailaddress=%00&emailaddress=b", "emailaddress", NULL},
	{"emailaddress=a+b%2Bc", "emailaddress", "a+b+c"},
	{"emailaddress=a;x=1", "emailaddress", "a;x=1"},
	{"x=1;emailaddress=a", "emailaddress", NULL},
	{"emailaddress", "emailaddress", ""},
	{"emailaddress=", "emailaddress", ""},
	{"emailaddress=a=b", "emailaddress", "a=b"},
	{"email%61ddress=a", "emailaddress", "a"},
	{"email=a", "emailaddress", NULL},
	{"emailaddresses=a", "emailaddress", NULL},
	{"", "emailaddress", NULL},
	{"&&&", "emailaddress", NULL},
	{"=a", "emailaddress", NULL},
	{"&&emailaddress=a&", "emailaddress", "a"},
	{"emailaddress=%c3%bc", "emailaddress", "\xc3\xbc"},
	{"emailaddress=%ff", "emailaddress", NULL},
	{"emailaddress=%c0%80", "emailaddress", NULL},
	{"emailaddress=%2525", "emailaddress", "%25"},
	{"emailaddress=%4", "emailaddress", NULL},
	{"emailaddress=%", "emailaddress", NULL},
	{"emailaddress=%4&b=0", "emailaddress", NULL},
	{"%=1&emailaddress=a", "emailaddress", "a"},
	{"emailaddress=fifteen-letters", "emailaddress", "fifteen-letters"},
	{"emailaddress=sixteen--letters", "emailaddress", NULL},
};
/* clang-format on */

static void test_arguments(void **state)
{
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(arguments); i++) {
		char value[16];
		bool found = target_argument(arguments[i].arguments, arguments[i].name, value,
					     sizeof(value));

		if (found != !!arguments[i].value)
			fail_msg("<%s>: %s", arguments[i].arguments, found ? value : "nothing");
		if (found && strcmp(value, arguments[i].value))
			fail_msg("<%s>: %s", arguments[i].arguments, value);
	}
}

static void test_hosts(void **state)
{
	static const struct {
		const char *authority, *host;
	} cases[] = {
		{"autoconfig.example.org", "autoconfig.example.org"},
		{"Autoconfig.Example.ORG.", "autoconfig.example.org"},
		{"example.org:8080", "example.org"},
		{"example.org.:8080", "example.org"},
		{"example.org:", "example.org"},
		{"example.org ", "example.org"},
		{"example.org:80 \t", "example.org"},
		{"localhost", "localhost"},
		{"b\xc3\xbc"
		 "cher.example",
		 "xn--bcher-kva.example"},
		{"example.org:80a", ""},
		{"example.org:123456", ""},
		{"example.org:80:80", ""},
		{"[::1]:80", ""},
		{"127.0.0.1:80", ""},
		{"user@example.org", ""},
		{"example.org/x", ""},
		{"exa mple.org", ""},
		{"", ""},
		{":80", ""},
		{".", ""},
	};

	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char host[254];

		target_host(cases[i].authority, host, sizeof(host));
		if (strcmp(host, cases[i].host))
			fail_msg("<%s>: <%s>", cases[i].authority, host);
	}
}

static void test_authorities(void **state)
{
	static const struct {
		const char *authority;
		bool valid;
	} cases[] = {
		{"autoconfig.example.org", true},
		{"Autoconfig.Example.ORG.:443", true},
		{"_x.example.org", true},
		{"a%2eb", true},
		{"b\xc3\xbc"
		 "cher.example",
		 true},
		{"192.0.2.1:80", true},
		{"[2001:db8::1]", true},
		{"[::1]:80", true},
		{"", true},
		{":80", true},
		{"example.org:", true},
		{"example.org \t", true},
		{"example.org:80 ", true},
		{"[::1] ", true},
		{"example.org:80a", false},
		{"example.org:80:80", false},
		{"example.org:-1", false},
		{"exa mple.org", false},
		{"example.org,", true},
		{"example.org, example.net", false},
		{"example.org/x", false},
		{"example.org?x", false},
		{"example.org#x", false},
		{"user@example.org", false},
		{"<example.org>", false},
		{"\"example.org\"", false},
		{"exa\\mple.org", false},
		{"a%2", false},
		{"a%zz", false},
		{"a\tb", false},
		{"a\x7f", false},
		{"a\xff", false},
		{"a\xc0\xae", false},
		{"[::1", false},
		{"[::1]80", false},
		{"[]", false},
		{"[", false},
		{"[fe80::1%25eth0]", false},
		{"[example.org]", false},
		{"[::1:2:3:4:5:6:7:8:9:a:b:c:d:e:f:0:1:2:3:4:5:6:7:8]", false},
		{"::1", false},
	};

	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		if (target_authority_valid(cases[i].authority) != cases[i].valid)
			fail_msg("<%s>", cases[i].authority);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_targets),     cmocka_unit_test(test_limits),
		cmocka_unit_test(test_arguments),   cmocka_unit_test(test_hosts),
		cmocka_unit_test(test_authorities),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
