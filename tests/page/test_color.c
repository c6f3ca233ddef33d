/* SPDX-License-Identifier: Apache-2.0 */
/* Colours: whatever the operator chooses, everybody can read what is written in it and on it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "answer.h"
#include "cleanup.h"
#include "document.h"
#include "page/color.h"
#include "page/site.h"

#define READABLE 4.5

/* clang-format off */
static const struct {
	const char *a, *b;
	double ratio; /* as the tools of others have it */
} contrasts[] = {
	{"#000000", "#ffffff", 21.0},
	{"#ffffff", "#000000", 21.0},
	{"#777777", "#ffffff", 4.478},
	{"#767676", "#ffffff", 4.542},
	{"#0a7f3c", "#ffffff", 5.105},
	{"#ff0000", "#ffffff", 3.998},
	{"#123456", "#123456", 1.0},
};

static const struct {
	const char *text;
	bool is_color;
} texts[] = {
	{"#0a7f3c", true}, {"0A7F3C", true}, {"", false}, {"#", false}, {"#fff", false}, {"#0a7f3", false}, {"#0a7f3cc", false}, {"#0a7f3g", false},
	{"##0a7f3", false}, {"red", false}, {" #0a7f3", false}, {"0x0a7f", false},
};

static const struct {
	const char *path, *css;
} paths[] = {
	{"/assets/color/0a7f3c.css", ":root{--fill:#0a7f3c;--on-fill:#ffffff;--accent:#0a7f3c;}\n"
		"@media screen and (prefers-color-scheme:dark){:root{--fill:#0a7f3c;--on-fill:#ffffff;--accent:#439d69;}}\n"},
	{"/assets/color/ffcc00.css", ":root{--fill:#ffcc00;--on-fill:#000000;--accent:#886d00;}\n"
		"@media screen and (prefers-color-scheme:dark){:root{--fill:#ffcc00;--on-fill:#000000;--accent:#ffcc00;}}\n"},
	{"/assets/color/FFCC00.css", NULL}, {"/assets/color/.css", NULL}, {"/assets/color/ffcc000.css", NULL}, {"/assets/color/ffcc00", NULL},
	{"/assets/color/ffcc0;.css", NULL}, {"/assets/color/", NULL}, {"/", NULL}, {"/assets/page.css", NULL}, {"/assets/color/ffcc00.css/", NULL},
};
/* clang-format on */

static void test_contrast(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(contrasts); i++) {
		struct color a, b;
		double ratio;

		assert_true(color_parse(contrasts[i].a, &a));
		assert_true(color_parse(contrasts[i].b, &b));
		ratio = color_contrast(a, b);
		if (ratio < contrasts[i].ratio - 0.001 || ratio > contrasts[i].ratio + 0.001)
			fail_msg("%s on %s: %f", contrasts[i].a, contrasts[i].b, ratio);
	}
}

static void test_texts(void **state)
{
	struct color color;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		if (color_parse(texts[i].text, &color) != texts[i].is_color)
			fail_msg("%s", texts[i].text);
}

static void check_scheme(const struct color_scheme *scheme, struct color surface,
			 struct color ground)
{
	if (color_contrast(scheme->on_fill, scheme->fill) < READABLE ||
	    color_contrast(scheme->accent, surface) < READABLE ||
	    color_contrast(scheme->accent, ground) < READABLE)
		fail_msg("#%02x%02x%02x", scheme->fill.red, scheme->fill.green, scheme->fill.blue);
}

/* Every sixteenth step of each component, and the ends. */
static void test_schemes(void **state)
{
	static const struct color light = {255, 255, 255}, dark = {0x15, 0x17, 0x1a};

	(void)state;
	for (unsigned int i = 0; i < 17 * 17 * 17; i++) {
		struct color color = {
			(uint8_t)(i % 17 * 15),
			(uint8_t)(i / 17 % 17 * 15),
			(uint8_t)(i / 289 * 15),
		};
		struct color_scheme scheme;

		color_scheme_light(color, &scheme);
		check_scheme(&scheme, COLOR_LIGHT_SURFACE, light);
		color_scheme_dark(color, &scheme);
		check_scheme(&scheme, COLOR_DARK_SURFACE, dark);
	}
}

static void test_paths(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
		_cleanup_(document_clear) struct document document = {0};
		int r = page_render_color(paths[i].path, &document);

		assert_int_equal(r, paths[i].css ? 0 : ANSWER_E_NO_PATH);
		if (paths[i].css)
			assert_string_equal(document.bytes, paths[i].css);
	}
}

/* The value of a property of the style sheet, in its light or dark half. */
static struct color property(const char *css, const char *name, bool is_dark)
{
	char wanted[32], digits[8];
	struct color color;
	const char *found = is_dark ? strstr(css, "prefers-color-scheme: dark") : css;

	(void)snprintf(wanted, sizeof(wanted), "--%s: #", name);
	found = strstr(found, wanted);
	assert_non_null(found);
	found += strlen(wanted);
	/* "#fff" is three digits. */
	if (strspn(found, "0123456789abcdef") == 3)
		(void)snprintf(digits, sizeof(digits), "%c%c%c%c%c%c", found[0], found[0], found[1],
			       found[1], found[2], found[2]);
	else
		(void)snprintf(digits, sizeof(digits), "%.6s", found);
	assert_true(color_parse(digits, &color));
	return color;
}

/* The style sheet's own colours, and that color.h knows its surfaces. */
static void test_style_sheet(void **state)
{
	static const char *const inks[] = {"text", "quiet", "accent", "alarm"};
	const struct page_asset *asset = page_asset_find("/assets/page.css");
	_cleanup_(freep) char *css = strndup(asset->bytes, asset->size);

	(void)state;
	assert_non_null(css);
	for (int is_dark = 0; is_dark < 2; is_dark++) {
		struct color surface = property(css, "surface", is_dark);
		struct color ground = property(css, "ground", is_dark);
		struct color known = is_dark ? COLOR_DARK_SURFACE : COLOR_LIGHT_SURFACE;

		assert_memory_equal(&surface, &known, sizeof(known));
		for (size_t i = 0; i < ARRAY_SIZE(inks); i++) {
			struct color ink = property(css, inks[i], is_dark);

			if (color_contrast(ink, surface) < READABLE ||
			    color_contrast(ink, ground) < READABLE)
				fail_msg("%s, %d", inks[i], is_dark);
		}
		/* Where a field begins and ends: success criterion 1.4.11. */
		assert_true(color_contrast(property(css, "edge", is_dark), ground) >= 3);
		assert_true(color_contrast(property(css, "on-fill", 0),
					   property(css, "fill", is_dark)) >= READABLE);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_contrast),    cmocka_unit_test(test_texts),
		cmocka_unit_test(test_schemes),     cmocka_unit_test(test_paths),
		cmocka_unit_test(test_style_sheet),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
