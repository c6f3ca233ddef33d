/* SPDX-License-Identifier: Apache-2.0 */
/* Accept-Language, and texts with their pieces. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "catalogue/catalogue.h"
#include "cleanup.h"
#include "page/language.h"

static const struct catalogue_language languages[] = {
	{.tag = "en"}, {.tag = "de"}, {.tag = "fr"}, {.tag = "pt-br"}, {.tag = "zh-hant"},
};
static const struct catalogue some = {languages, ARRAY_SIZE(languages)};

/* clang-format off */
static const struct {
	const char *header, *expected;
} rows[] = {
	{NULL, "en"},
	{"", "en"},
	{"de", "de"},
	{"DE", "de"},
	{"de-AT", "de"},
	{"de-DE-1996", "de"},
	{"fr,de", "fr"},
	{"de;q=0.5,fr", "fr"},
	{"de;q=0.5, fr;q=0.8", "fr"},
	{"de;q=0.8, fr;q=0.8", "de"},
	{"de ; q=0.7 , fr ; Q=0.9", "fr"},
	{"de;q=0,fr;q=0.1", "fr"},
	{"de;q=0", "en"},
	{"de;q=0.000, it", "en"},
	{"it, ja;q=0.9, fr;q=0.1", "fr"},
	{"pt-BR", "pt-br"},
	{"pt-BR-x-a", "pt-br"},
	{"pt", "en"},		/* lookup only ever shortens (RFC 4647 section 3.4) */
	{"pt-PT, de;q=0.2", "de"},
	{"zh-Hant-TW", "zh-hant"},
	{"zh-Hant-x-private", "zh-hant"},
	{"zh-CN", "en"},
	{"*", "en"},
	{"*, de", "en"},
	{"it, *;q=0.5", "en"},
	{"de;q=0.1, *;q=0.9", "de"},	/* what somebody names is nearer than anything */
	/* junk */
	{"de;q=2, fr", "fr"},
	{"de;q=1.5, fr;q=0.1", "fr"},
	{"de;q=0.1234, fr;q=0.1", "fr"},
	{"de;q=, fr;q=0.1", "fr"},
	{"de;q=x, fr;q=0.1", "fr"},
	{"de;level=1, fr;q=0.1", "fr"},
	{"de;q=-1, fr;q=0.1", "fr"},
	{",,,de", "de"},
	{";;;,de", "de"},
	{"=,\x01,\xff\xfe,<script>,de", "de"},
	{"-, --, -de, fr", "fr"},
	{"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa,de", "de"},
	{"a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,de", "en"}, /* the 33rd */
};

static const struct {
	const char *text, *pieces; /* a line of each: P plain, B marked, {} placeholder */
} texts[] = {
	{"Tap *Allow*.", "P:Tap |B:Allow|P:."},
	{"*{name}* and {name}", "{}:name|P: and |{}:name"},
	{"{a}{b}", "{}:a|{}:b"},
	{"a { b", "P:a |P:{ b"},
	{"", ""},
	{"**", ""},
};
/* clang-format on */

static void test_header(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const char *found = language_choose(&some, rows[i].header);

		if (strcmp(found, rows[i].expected) != 0)
			fail_msg("%s: %s, and not %s", rows[i].header, found, rows[i].expected);
	}
}

static void test_named(void **state)
{
	(void)state;
	assert_string_equal(language_named(&some, "DE-ch"), "de");
	assert_null(language_named(&some, "it"));
	assert_null(language_named(&some, ""));
	assert_null(language_named(&some, "*"));
}

static void test_pieces(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		struct sentence_cursor cursor = {.rest = texts[i].text};
		struct sentence_piece piece;
		char found[128] = "";
		size_t size = 0;

		while (sentence_next(&cursor, &piece)) {
			const char *kind = piece.is_placeholder ? "{}"
					   : piece.is_marked    ? "B"
								: "P";

			size += (size_t)snprintf(found + size, sizeof(found) - size, "%s%s:%.*s",
						 size ? "|" : "", kind, (int)piece.size,
						 piece.text);
		}
		assert_string_equal(found, texts[i].pieces);
	}
}

/* Each language has each text with the same placeholders: the page says as much in all of them. */
static void test_languages(void **state)
{
	static const char *const expected[] = {"en", "de", "es", "fr"};

	(void)state;
	assert_int_equal(catalogue_builtin.n_languages, ARRAY_SIZE(expected));
	for (size_t i = 0; i < ARRAY_SIZE(expected); i++) {
		const struct catalogue_language *language = &catalogue_builtin.languages[i];

		assert_string_equal(language->tag, expected[i]);
		for (size_t k = 0; k < _SENTENCE_MAX; k++)
			if (!language->sentences[k] || !language->sentences[k][0])
				fail_msg("%s: %s", language->tag, catalogue_keys[k]);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_header),
		cmocka_unit_test(test_named),
		cmocka_unit_test(test_pieces),
		cmocka_unit_test(test_languages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
