/* SPDX-License-Identifier: Apache-2.0 */
/* base64url: RFC 4648's own examples, and every spelling that is not the one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cleanup.h"
#include "seal/base64url.h"

static const struct {
	const char *bytes, *text;
} pairs[] = {
	{"", ""},           {"f", "Zg"},          {"fo", "Zm8"},          {"foo", "Zm9v"},
	{"foob", "Zm9vYg"}, {"fooba", "Zm9vYmE"}, {"foobar", "Zm9vYmFy"}, {"\xfb\xff\xfe", "-__-"},
};

static void both_ways(void **state)
{
	unsigned char bytes[16];
	char text[16];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(pairs); i++) {
		size_t size = strlen(pairs[i].bytes), length = strlen(pairs[i].text);

		base64url_encode((const unsigned char *)pairs[i].bytes, size, text);
		assert_string_equal(text, pairs[i].text);
		assert_int_equal(BASE64URL_SIZE(size), length);
		assert_int_equal(BASE64URL_BYTES(length), size);
		assert_true(base64url_decode(text, length, bytes));
		assert_memory_equal(bytes, pairs[i].bytes, size);
	}
}

static const char *const refused[] = {
	"Zg==", "Zg=", "Z",    "Zm9vY", "Zm9+", "Zm9/",   "Zm 9", "Zm9v\n",
	"\nZg", "Zh",  "Zm9=", "Zm9",   "Zi",   "Zm9vYh", "Zm.9", "Zm9\xc3",
};

static void other_spellings(void **state)
{
	unsigned char bytes[16];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(refused); i++)
		if (base64url_decode(refused[i], strlen(refused[i]), bytes))
			fail_msg("taken: %s", refused[i]);
	assert_false(base64url_decode("Zm9\0", 4, bytes));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_ways),
		cmocka_unit_test(other_spellings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
