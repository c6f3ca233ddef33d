/* SPDX-License-Identifier: Apache-2.0 */
/* Durations, read and written. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/duration.h"
#include "cleanup.h"

/* clang-format off */
static const struct {
	const char *text;
	uint32_t milliseconds;
	const char *shortest;
} good[] = {
	{"0s", 0, "0s"},
	{"0ms", 0, "0s"},
	{"300ms", 300, "300ms"},
	{"1000ms", 1000, "1s"},
	{"1500ms", 1500, "1500ms"},
	{"10s", 10000, "10s"},
	{"90s", 90000, "90s"},
	{"60s", 60000, "1m"},
	{"15m", 900000, "15m"},
	{"24h", 86400000, "1d"},
	{"36h", 129600000, "36h"},
	{"2d", 172800000, "2d"},
	{"007s", 7000, "7s"},
	{"49d", 4233600000, "49d"},
	{"4294967295ms", UINT32_MAX, "4294967295ms"},
};
/* clang-format on */

static void test_good(void **state)
{
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
		uint32_t milliseconds = 1;
		char text[16];

		if (duration_parse(good[i].text, &milliseconds) ||
		    milliseconds != good[i].milliseconds)
			fail_msg("%s: %u", good[i].text, milliseconds);
		duration_format(milliseconds, text, sizeof(text));
		if (strcmp(text, good[i].shortest))
			fail_msg("%s: %s", good[i].text, text);
	}
}

static void test_bad(void **state)
{
	static const char *const bad[] = {
		"",      "s",    "10",           "10 s",
		" 10s",  "10s ", "-1s",          "+1s",
		"1.5s",  "10S",  "10sec",        "1h30m",
		"10x",   "50d",  "4294967296ms", "18446744073709551617s",
		"0x10s",
	};

	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		uint32_t milliseconds = 77;

		if (!duration_parse(bad[i], &milliseconds) || milliseconds != 77)
			fail_msg("'%s' was taken", bad[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_bad),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
