/* SPDX-License-Identifier: Apache-2.0 */
/* What is UTF-8, what of it XML 1.0 can hold, and what may stand in a line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cleanup.h"
#include "text/utf8.h"

enum {
	UTF8 = 1 << 0,
	XML = 1 << 1,
	LINE = 1 << 2,
	ALL = UTF8 | XML | LINE,
};

#define ROW(name, literal, kinds)                                                                  \
	{                                                                                          \
		name, literal, sizeof(literal) - 1, kinds                                          \
	}

/* clang-format off */
static const struct {
	const char *name, *bytes;
	size_t size;
	int kinds;
} rows[] = {
	ROW("empty", "", ALL),
	ROW("ascii", "plain ASCII of more than eight bytes ~", ALL),
	ROW("umlaut", "M\xc3\xbcller", ALL),
	ROW("euro", "\xe2\x82\xac", ALL),
	ROW("four bytes", "\xf0\x9f\x93\xac", ALL),
	ROW("highest", "\xf4\x8f\xbf\xbf", ALL),
	ROW("tab", "a\tb", UTF8 | XML),
	ROW("line feed", "eight by\n", UTF8 | XML),
	ROW("carriage return", "a\rb", UTF8 | XML),
	ROW("NUL", "a\0b", UTF8),
	ROW("U+0001", "\x01", UTF8),
	ROW("U+001F in the second word", "12345678abc\x1f" "efgh", UTF8),
	ROW("delete", "1234567\x7f", UTF8 | XML),
	ROW("U+0085", "\xc2\x85", UTF8 | XML),
	ROW("U+00A0", "\xc2\xa0", ALL),
	ROW("U+FFFD", "\xef\xbf\xbd", ALL),
	ROW("U+FFFE", "\xef\xbf\xbe", UTF8),
	ROW("U+FFFF", "\xef\xbf\xbf", UTF8),
	ROW("surrogate", "\xed\xa0\x80", 0),
	ROW("last surrogate", "\xed\xbf\xbf", 0),
	ROW("overlong slash", "\xc0\xaf", 0),
	ROW("overlong of three", "\xe0\x80\xaf", 0),
	ROW("overlong of four", "\xf0\x80\x80\xaf", 0),
	ROW("above U+10FFFF", "\xf4\x90\x80\x80", 0),
	ROW("five bytes", "\xf8\x88\x80\x80\x80", 0),
	ROW("truncated", "ab\xe2\x82", 0),
	ROW("continuation alone", "a\x80", 0),
	ROW("bare latin-1", "Jos\xe9", 0),
	ROW("0xFF", "12345678\xff", 0),
	ROW("missing continuation", "\xc3(", 0),
};
/* clang-format on */

static void test_kinds(void **state)
{
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		int kinds = (utf8_valid(rows[i].bytes, rows[i].size) ? UTF8 : 0) |
			    (utf8_valid_xml(rows[i].bytes, rows[i].size) ? XML : 0) |
			    (utf8_valid_line(rows[i].bytes, rows[i].size) ? LINE : 0);

		if (kinds != rows[i].kinds)
			fail_msg("%s: %d instead of %d", rows[i].name, kinds, rows[i].kinds);
	}
}

static void test_next(void **state)
{
	uint32_t character = 0;

	(void)state;

	assert_int_equal(utf8_next("\xf0\x9f\x93\xac!", 5, &character), 4);
	assert_int_equal(character, 0x1f4ec);
	assert_int_equal(utf8_next("", 0, &character), 0);
	assert_int_equal(utf8_next("\xc3", 1, &character), 0);
	assert_int_equal(utf8_next("\0", 1, &character), 1);
	assert_int_equal(character, 0);
}

static void test_length(void **state)
{
	(void)state;

	assert_int_equal(utf8_length("M\xc3\xbcller \xe2\x82\xac", 11), 8);
	assert_int_equal(utf8_length("", 0), 0);
}

/* Every character there is, written by the rule of RFC 3629 section 3, reads back as itself. */
static void test_every_character(void **state)
{
	(void)state;

	for (uint32_t c = 0x800; c <= 0xffff; c++) {
		char bytes[3] = {(char)(0xe0 | c >> 12), (char)(0x80 | (c >> 6 & 0x3f)),
				 (char)(0x80 | (c & 0x3f))};
		uint32_t character = 0;
		size_t expected = c >= 0xd800 && c <= 0xdfff ? 0 : 3;

		if (utf8_next(bytes, 3, &character) != expected || (expected && character != c))
			fail_msg("U+%04X reads as U+%04X", (unsigned int)c,
				 (unsigned int)character);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_next),
		cmocka_unit_test(test_length),
		cmocka_unit_test(test_every_character),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
