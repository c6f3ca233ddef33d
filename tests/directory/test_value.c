/* SPDX-License-Identifier: Apache-2.0 */
/* What values of a database may be. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cleanup.h"
#include "directory/value.h"

static void test_flag(void **state)
{
	static const struct {
		const char *value;
		int flag;
	} cases[] = {
		{"t", 1},  {"f", 0}, {"1", 1},      {"0", 0},   {"true", 1}, {"FALSE", 0},
		{"y", 1},  {"n", 0}, {"Yes", 1},    {"no", 0},  {"on", 1},   {"off", 0},
		{"2", -1}, {"", -1}, {"maybe", -1}, {NULL, -1},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		if (value_flag(cases[i].value) != cases[i].flag)
			fail_msg("%s: %d", cases[i].value, value_flag(cases[i].value));
}

static void test_checks(void **state)
{
	static const struct {
		bool (*check)(const char *value);
		const char *value;
		bool is_good;
	} cases[] = {
		{value_is_text, "Siobhán O'Brien", true},
		{value_is_text, "山田 雪", true},
		{value_is_text, "", false},
		{value_is_text, "   ", false},
		{value_is_text, "two\nlines", false},
		{value_is_text, "bell\a", false},
		{value_is_text, "next\xc2\x85line", false},
		{value_is_text, "\xef\xbf\xbe", false},
		{value_is_text, "\xff", false},
		{value_is_text, "\xed\xa0\x80", false},
		{value_is_login, "cclark", true},
		{value_is_login, "DOMAIN\\user", true},
		{value_is_login, "two words", false},
		{value_is_username, "%EMAILADDRESS%", true},
		{value_is_username, "%EMAILLOCALPART%", true},
		{value_is_username, "%EMAIL%", false},
		{value_is_language, "de", true},
		{value_is_language, "pt-br", true},
		{value_is_language, "zh-hant-tw", true},
		{value_is_language, "DE", false},
		{value_is_language, "d", false},
		{value_is_language, "de-", false},
		{value_is_language, "de--at", false},
		{value_is_language, "german", true},
		{value_is_language, "germanisches", false},
		{value_is_color, "#7a1F3d", true},
		{value_is_color, "#7a1f3", false},
		{value_is_color, "7a1f3d0", false},
		{value_is_color, "#7a1f3g", false},
		{value_is_https_url, "https://www.example.org/logo.png?x=1", true},
		{value_is_https_url, "http://www.example.org/", false},
		{value_is_https_url, "https://", false},
		{value_is_https_url, "https:///etc/passwd", false},
		{value_is_https_url, "/etc/passwd", false},
		{value_is_https_url, "https://a.example/\"><script>", false},
		{value_is_https_url, "https://a.example/a b", false},
		{value_is_https_url, "https://a.example/\xc3\xa9", false},
		{value_is_https_url, "https://a.example/%EMAILADDRESS%/", true},
		{value_is_https_url, "https://a.example/%EMAIL%/", false},
		{value_is_https_url, "https://a.example/%C3%A9", true},
		{value_is_help_url, "mailto:help@example.org", true},
		{value_is_help_url, "https://help.example.org/", true},
		{value_is_help_url, "javascript:alert(1)", false},
		{value_is_scope, "openid email offline_access", true},
		{value_is_scope, "", false},
		{value_is_scope, "a\"b", false},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		if (cases[i].check(cases[i].value) != cases[i].is_good)
			fail_msg("%zu: %s", i, cases[i].value);
}

static void test_long_text(void **state)
{
	char text[513];

	(void)state;
	for (int i = 0; i < 512; i += 2)
		memcpy(text + i, "é", 2);
	text[510] = '\0';
	assert_true(value_is_text(text));
	text[510] = 'x';
	text[511] = '\0';
	assert_false(value_is_text(text));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_flag),
		cmocka_unit_test(test_checks),
		cmocka_unit_test(test_long_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
