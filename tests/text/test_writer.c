/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The string builder: what it writes, what it refuses, and that its first failure is the one it
 * tells.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cleanup.h"
#include "text/writer.h"

typedef void (*escape)(struct writer *, const char *, size_t);

#define ROW(escape, literal, expected)                                                             \
	{                                                                                          \
		escape, literal, sizeof(literal) - 1, expected                                     \
	}

/* clang-format off */
/* expected NULL: refused with -EILSEQ. */
static const struct {
	escape escape;
	const char *bytes;
	size_t size;
	const char *expected;
} rows[] = {
	ROW(writer_xml_escaped, "", ""),
	ROW(writer_xml_escaped, "plain", "plain"),
	ROW(writer_xml_escaped, "<a href=\"x\">Tom & Jerry's</a>", "&lt;a href=\"x\"&gt;Tom &amp; Jerry's&lt;/a&gt;"),
	ROW(writer_xml_escaped, "a\tb\nc\rd", "a\tb\nc&#13;d"),
	ROW(writer_xml_escaped, "&", "&amp;"),
	ROW(writer_xml_escaped, "M\xc3\xbcller & S\xc3\xb6hne", "M\xc3\xbcller &amp; S\xc3\xb6hne"),
	ROW(writer_xml_escaped, "a\0b", NULL),
	ROW(writer_xml_escaped, "\x01", NULL),
	ROW(writer_xml_escaped, "\xef\xbf\xbe", NULL),
	ROW(writer_xml_escaped, "\xff", NULL),
	ROW(writer_xml_escaped, "\xed\xa0\x80", NULL),
	ROW(writer_xml_attribute_escaped, "a=1&b=\"2\"", "a=1&amp;b=&quot;2&quot;"),
	ROW(writer_xml_attribute_escaped, "it's\t\r\n", "it's&#9;&#13;&#10;"),
	ROW(writer_xml_attribute_escaped, "\x1f", NULL),
	ROW(writer_percent_encoded, "AZaz09-._~", "AZaz09-._~"),
	ROW(writer_percent_encoded, "joe+x@example.org", "joe%2Bx%40example.org"),
	ROW(writer_percent_encoded, " /?#%:;&='\"<>", "%20%2F%3F%23%25%3A%3B%26%3D%27%22%3C%3E"),
	ROW(writer_percent_encoded, "\xc3\xbc\0", "%C3%BC%00"),
	ROW(writer_json_escaped, "say \"hi\" \\o/", "say \\\"hi\\\" \\\\o/"),
	ROW(writer_json_escaped, "\b\f\n\r\t", "\\b\\f\\n\\r\\t"),
	ROW(writer_json_escaped, "\x1b[31m\x7f\0", "\\u001b[31m\\u007f\\u0000"),
	ROW(writer_json_escaped, "\xc2\x9b\xe2\x80\xa8\xe2\x80\xa9", "\\u009b\\u2028\\u2029"),
	ROW(writer_json_escaped, "Jos\xe9!", "Jos\xef\xbf\xbd!"),
	ROW(writer_json_escaped, "\xf0\x9f\x93\xac", "\xf0\x9f\x93\xac"),
};
/* clang-format on */

static void test_escapes(void **state)
{
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_(freep) char *string = NULL;
		struct writer writer = {0};
		size_t size = 0;
		int r;

		rows[i].escape(&writer, rows[i].bytes, rows[i].size);
		r = writer_finish_string(&writer, &string, &size);
		if (r != (rows[i].expected ? 0 : -EILSEQ))
			fail_msg("row %zu (%s): result %d", i, rows[i].bytes, r);
		if (rows[i].expected &&
		    (strcmp(string, rows[i].expected) || size != strlen(string)))
			fail_msg("row %zu (%s): %s", i, rows[i].bytes, string);
	}
}

static void test_pieces_and_slots(void **state)
{
	struct writer writer = {0};
	struct document document = {0};

	(void)state;

	writer_string(&writer, "abc");
	writer_slot(&writer, SLOT_ADDRESS, SLOT_ESCAPE_XML);
	writer_printf(&writer, "-%03d-", 7);
	writer_repeat(&writer, 0, 3);
	writer_slot(&writer, SLOT_DOMAIN, SLOT_ESCAPE_NONE);
	assert_int_equal(writer_finish(&writer, &document), 0);

	assert_string_equal(document.bytes, "abc-007-abc");
	assert_int_equal(document.size, 11);
	assert_int_equal(document.n_slots, 2);
	assert_int_equal(document.slots[0].offset, 3);
	assert_int_equal(document.slots[1].offset, 11);
	assert_int_equal(document.slots[1].part, SLOT_DOMAIN);
	document_clear(&document);
	assert_null(document.bytes);
}

static void test_empty(void **state)
{
	_cleanup_(freep) char *string = NULL;
	struct writer writer = {0};
	size_t size = 1;

	(void)state;

	assert_int_equal(writer_finish_string(&writer, &string, &size), 0);
	assert_string_equal(string, "");
	assert_int_equal(size, 0);
}

static void test_first_failure_stays(void **state)
{
	struct writer writer = {0};
	char *string = NULL;

	(void)state;

	writer_string(&writer, "before");
	writer_xml_escaped(&writer, "\xff", 1);
	writer_fail(&writer, -EINVAL);
	writer_string(&writer, "behind");
	assert_int_equal(writer_finish_string(&writer, &string, NULL), -EILSEQ);
	assert_null(string);

	/* and it is as new */
	writer_string(&writer, "again");
	assert_int_equal(writer_finish_string(&writer, &string, NULL), 0);
	assert_string_equal(string, "again");
	free(string);
}

static void test_grows_up_to_its_limit(void **state)
{
	static const char block[1000];
	struct document document = {0};
	struct writer writer = {0};

	(void)state;

	for (size_t i = 0; i < WRITER_MAX / sizeof(block); i++)
		writer_bytes(&writer, block, sizeof(block));
	writer_bytes(&writer, block, WRITER_MAX % sizeof(block));
	assert_int_equal(writer.error, 0);
	assert_int_equal(writer.size, WRITER_MAX);

	writer_bytes(&writer, block, 1);
	assert_int_equal(writer_finish(&writer, &document), -EMSGSIZE);
	assert_null(document.bytes);
}

static void test_printf_of_any_length(void **state)
{
	_cleanup_(freep) char *string = NULL;
	struct writer writer = {0};

	(void)state;

	writer_printf(&writer, "%5000d|", 1);
	assert_int_equal(writer_finish_string(&writer, &string, NULL), 0);
	assert_int_equal(strlen(string), 5001);
	assert_string_equal(string + 4998, " 1|");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_escapes),
		cmocka_unit_test(test_pieces_and_slots),
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_first_failure_stays),
		cmocka_unit_test(test_grows_up_to_its_limit),
		cmocka_unit_test(test_printf_of_any_length),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
