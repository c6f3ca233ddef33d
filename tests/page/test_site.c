/* SPDX-License-Identifier: Apache-2.0 */
/* What the page is served with: files, pictures, words of the operator's own, and its weight. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "catalogue/catalogue.h"
#include "cleanup.h"
#include "document.h"
#include "page/site.h"
#include "scenes.h"

#define WEIGHT_MAX (60 * 1024) /* of a page with all its files, without compression */

/* clang-format off */
static const struct {
	const char *bytes;
	size_t size;
	const char *type;
} pictures[] = {
	{"\x89PNG\r\n\x1a\n....", 12, "image/png"},
	{"\xff\xd8\xff\xe0....", 8, "image/jpeg"},
	{"GIF89a", 6, "image/gif"},
	{"RIFF....WEBPVP8 ", 16, "image/webp"},
	{"<svg xmlns=\"\"/>", 15, "image/svg+xml"},
	{"<?xml version=\"1.0\"?>\n<!-- a -->\n<svg/>", 39, "image/svg+xml"},
	{"<!DOCTYPE html><p>", 18, NULL},
	{"RIFF....WAVE", 12, NULL},
	{"\x89PN", 3, NULL},
	{"", 0, NULL},
	{"BM......", 8, NULL},
};
/* clang-format on */

static void test_pictures(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(pictures); i++) {
		const char *type = page_logo_type(pictures[i].bytes, pictures[i].size);

		if (type ? !pictures[i].type || strcmp(type, pictures[i].type) != 0
			 : pictures[i].type != NULL)
			fail_msg("picture %zu: %s", i, type ? type : "none");
	}
	assert_null(page_logo_type(NULL, 0));
}

static void test_files(void **state)
{
	char path[PAGE_LOGO_PATH_SIZE];

	(void)state;
	assert_null(page_asset_find("/assets/"));
	assert_null(page_asset_find("/assets/page.css?v=1"));
	for (size_t i = 0; i < n_page_assets; i++) {
		assert_ptr_equal(page_asset_find(page_assets[i].path), &page_assets[i]);
		assert_int_equal(strspn(page_assets[i].tag, "0123456789abcdef"), 16);
	}
	page_logo_path("example.com", path);
	assert_string_equal(path, "/assets/logo/example.com");
	page_logo_path(NULL, path);
	assert_string_equal(path, "/assets/logo/common");
}

static void test_weight(void **state)
{
	size_t files = 0;

	(void)state;
	for (size_t i = 0; i < n_page_assets; i++)
		files += page_assets[i].size;
	for (size_t i = 0; i < n_scenes; i++) {
		for (size_t k = 0; k < catalogue_builtin.n_languages; k++) {
			const char *tag = catalogue_builtin.languages[k].tag;
			_cleanup_(document_clear) struct document document = {0};

			assert_int_equal(scene_render(&scenes[i], tag, NULL, &document), 0);
			if (document.size + files > WEIGHT_MAX)
				fail_msg("%s.%s: %zu bytes", scenes[i].name, tag,
					 document.size + files);
		}
	}
}

/* A language of the operator's, from right to left. */
static void test_right_to_left(void **state)
{
	struct catalogue_language languages[2] = {catalogue_builtin.languages[0],
						  catalogue_builtin.languages[0]};
	struct catalogue catalogue = {languages, ARRAY_SIZE(languages)};
	_cleanup_(document_clear) struct document document = {0};

	(void)state;
	languages[1].tag = "ar";
	languages[1].sentences[SENTENCE_LANGUAGE_NAME] = "العربية";
	languages[1].sentences[SENTENCE_LANGUAGE_DIRECTION] = "rtl";
	assert_int_equal(scene_render(scene_named("result"), "ar-EG", &catalogue, &document), 0);
	assert_non_null(strstr(document.bytes, "<html lang=\"ar\" dir=\"rtl\">"));
	assert_non_null(strstr(document.bytes, "<code dir=\"ltr\">mail.example.com</code>"));
	assert_non_null(strstr(document.bytes, "<bdi>jane@example.com</bdi>"));
	assert_non_null(strstr(document.bytes,
			       "<span lang=\"ar\" dir=\"rtl\" aria-current=\"true\">"
			       "العربية</span>"));
}

/* Who has a mailbox and who has not get the same page, but for what they typed. */
static void test_privacy(void **state)
{
	_cleanup_(document_clear) struct document document = {0};

	(void)state;
	assert_int_equal(scene_render(scene_named("result-no-offer"), "en", NULL, &document), 0);
	assert_non_null(strstr(document.bytes, "Jane+x&amp;y@EXAMPLE.com"));
	assert_null(strstr(document.bytes, "?address="));
	assert_null(strstr(document.bytes, "href=\"mailto:Jane"));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pictures), cmocka_unit_test(test_files),
		cmocka_unit_test(test_weight),   cmocka_unit_test(test_right_to_left),
		cmocka_unit_test(test_privacy),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
