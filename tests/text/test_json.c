/* SPDX-License-Identifier: Apache-2.0 */
/* Small JSON documents: commas, names, and what has to be escaped. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cleanup.h"
#include "text/json.h"

static void assert_json(struct json *json, const char *expected)
{
	_cleanup_(document_clear) struct document document = {0};

	assert_int_equal(json_finish(json, &document), 0);
	assert_string_equal(document.bytes, expected);
	assert_int_equal(document.size, strlen(expected));
}

static void test_shape(void **state)
{
	struct json json = {0};

	(void)state;
	json_open_object(&json, NULL);
	json_open_object(&json, "empty");
	json_close_object(&json);
	json_open_list(&json, "list");
	json_string(&json, NULL, "a");
	json_open_object(&json, NULL);
	json_switch(&json, "no", false);
	json_close_object(&json);
	json_number(&json, NULL, 4294967295UL);
	json_close_list(&json);
	json_string(&json, "left out", NULL);
	json_switch(&json, "yes", true);
	json_close_object(&json);
	assert_json(&json,
		    "{\"empty\":{},\"list\":[\"a\",{\"no\":false},4294967295],\"yes\":true}");

	/* it can be used again */
	json_open_list(&json, NULL);
	json_close_list(&json);
	assert_json(&json, "[]");
}

static void test_texts(void **state)
{
	static const struct {
		const char *text, *expected;
	} rows[] = {
		{"", "[\"\"]"},
		{"https://a/b", "[\"https://a/b\"]"},
		{"\"\\", "[\"\\\"\\\\\"]"},
		{"a\tb\nc\x01", "[\"a\\tb\\nc\\u0001\"]"},
		{"</script>'&", "[\"</script>'&\"]"},
		{"K\xc3\xa4se \xf0\x9f\x93\xac", "[\"K\xc3\xa4se \xf0\x9f\x93\xac\"]"},
		{"a\xe2\x80\xa8z", "[\"a\\u2028z\"]"},
		{"a\xffz", "[\"a\xef\xbf\xbdz\"]"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct json json = {0};

		json_open_list(&json, NULL);
		json_string(&json, NULL, rows[i].text);
		json_close_list(&json);
		assert_json(&json, rows[i].expected);
	}
}

/* A failure is told at the end, and only there. */
static void test_failure(void **state)
{
	struct document document = {0};
	struct json json = {0};

	(void)state;
	json_open_object(&json, NULL);
	writer_fail(&json.writer, -5);
	json_close_object(&json);
	assert_int_equal(json_finish(&json, &document), -5);
	assert_null(document.bytes);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_shape),
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_failure),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
