/* SPDX-License-Identifier: Apache-2.0 */
/* Templates: which words are replaced, by what, and that what was put in is never read again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "address.h"
#include "cleanup.h"
#include "text/placeholder.h"

static const struct address joe = {
	.text = "Joe@Example.ORG", .size = 15, .local_size = 3, .domain = "example.org"};
static const struct address nasty = {
	.text = "%EMAILADDRESS%@x.y", .size = 18, .local_size = 14, .domain = "x.y"};

/* clang-format off */
static const struct {
	const char *template;
	const struct address *address;
	const char *expanded;
	const char *unknown;	/* beginning of the first unknown word, NULL: none */
	bool any;
} rows[] = {
	{"", &joe, "", NULL, false},
	{"%EMAILADDRESS%", &joe, "Joe@Example.ORG", NULL, true},
	{"%EMAILLOCALPART%", &joe, "Joe", NULL, true},
	{"imap.%EMAILDOMAIN%", &joe, "imap.Example.ORG", NULL, true},
	{"%EMAILLOCALPART%%EMAILDOMAIN%", &joe, "JoeExample.ORG", NULL, true},
	{"%%EMAILADDRESS%%", &joe, "%Joe@Example.ORG%", NULL, true},
	{"%EMAILADDRESS", &joe, "%EMAILADDRESS", NULL, false},
	{"%emailaddress%", &joe, "%emailaddress%", "%emailaddress%", false},
	{"%REALNAME% %EMAILDOMAIN%", &joe, "%REALNAME% Example.ORG", "%REALNAME% ", true},
	{"%EMAILADDRESS%/%FOO_BAR%", &joe, "Joe@Example.ORG/%FOO_BAR%", "%FOO_BAR%", true},
	{"https://x/%C3%A4%CAFE%20", &joe, "https://x/%C3%A4%CAFE%20", NULL, false},
	{"100%", &joe, "100%", NULL, false},
	{"DOM\\%EMAILLOCALPART%", &joe, "DOM\\Joe", NULL, true},
	{"%EMAILLOCALPART%", &nasty, "%EMAILADDRESS%", NULL, true},
	{"%EMAILADDRESS% %EMAILDOMAIN%", &nasty, "%EMAILADDRESS%@x.y x.y", NULL, true},
};
/* clang-format on */

static void test_expand(void **state)
{
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_(freep) char *string = NULL;

		assert_int_equal(placeholder_expand(rows[i].template, rows[i].address, &string), 0);
		if (strcmp(string, rows[i].expanded))
			fail_msg("%s: %s", rows[i].template, string);
	}
}

static void test_expand_url(void **state)
{
	_cleanup_(freep) char *string = NULL;

	(void)state;

	assert_int_equal(
		placeholder_expand_url("https://x/a@b/%EMAILADDRESS%/?%41", &nasty, &string), 0);
	assert_string_equal(string, "https://x/a@b/%25EMAILADDRESS%25%40x.y/?%41");
	assert_false(placeholder_any(string));
}

static void test_unknown(void **state)
{
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		size_t size = 0;
		const char *unknown = placeholder_unknown(rows[i].template, &size);

		if (!unknown != !rows[i].unknown)
			fail_msg("%s: %s", rows[i].template, unknown ? unknown : "nothing");
		if (unknown && strncmp(unknown, rows[i].unknown, size))
			fail_msg("%s: %s", rows[i].template, unknown);
	}
}

static void test_any_and_has(void **state)
{
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (placeholder_any(rows[i].template) != rows[i].any)
			fail_msg("%s", rows[i].template);

	assert_true(placeholder_has("%EMAILLOCALPART%.%EMAILDOMAIN%", SLOT_DOMAIN));
	assert_false(placeholder_has("%EMAILLOCALPART%.%EMAILDOMAIN%", SLOT_ADDRESS));
	assert_false(placeholder_has("", SLOT_ADDRESS));
}

static void test_pieces(void **state)
{
	const char *cursor = "a%EMAILDOMAIN%b%";
	struct placeholder_piece piece;

	(void)state;

	assert_true(placeholder_next(&cursor, &piece));
	assert_false(piece.is_placeholder);
	assert_int_equal(piece.size, 1);
	assert_true(placeholder_next(&cursor, &piece));
	assert_true(piece.is_placeholder);
	assert_int_equal(piece.part, SLOT_DOMAIN);
	assert_true(placeholder_next(&cursor, &piece));
	assert_int_equal(piece.size, 2);
	assert_memory_equal(piece.text, "b%", 2);
	assert_false(placeholder_next(&cursor, &piece));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_expand),  cmocka_unit_test(test_expand_url),
		cmocka_unit_test(test_unknown), cmocka_unit_test(test_any_and_has),
		cmocka_unit_test(test_pieces),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
