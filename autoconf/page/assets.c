/* SPDX-License-Identifier: Apache-2.0 */
/* What the page is drawn with: its files, the operator's colour and picture. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "answer.h"
#include "cleanup.h"
#include "page/color.h"
#include "page/site.h"
#include "text/writer.h"

const struct page_asset *page_asset_find(const char *path)
{
	for (size_t i = 0; i < n_page_assets; i++)
		if (!strcmp(page_assets[i].path, path))
			return &page_assets[i];

	return NULL;
}

/* ---- colour ---- */

static void write_property(struct writer *writer, const char *name, struct color color)
{
	writer_printf(writer, "--%s:#%02x%02x%02x;", name, color.red, color.green, color.blue);
}

static void write_scheme(struct writer *writer, const struct color_scheme *scheme)
{
	writer_string(writer, ":root{");
	write_property(writer, "fill", scheme->fill);
	write_property(writer, "on-fill", scheme->on_fill);
	write_property(writer, "accent", scheme->accent);
	writer_string(writer, "}");
}

/* The colour of "/assets/color/0a7f3c.css", in exactly this form: one colour, one URL. */
static bool path_color(const char *path, struct color *ret_color)
{
	size_t prefix = strlen(PAGE_COLOR_PREFIX);
	char digits[7];

	if (strlen(path) != prefix + 6 + strlen(".css") ||
	    strncmp(path, PAGE_COLOR_PREFIX, prefix) != 0 ||
	    strcmp(path + prefix + 6, ".css") != 0 ||
	    strspn(path + prefix, "0123456789abcdef") != 6)
		return false;

	memcpy(digits, path + prefix, 6);
	digits[6] = '\0';
	return color_parse(digits, ret_color);
}

int page_render_color(const char *path, struct document *ret_document)
{
	struct color_scheme scheme;
	struct writer writer = {0};
	struct color color;

	if (!path_color(path, &color))
		return ANSWER_E_NO_PATH;

	color_scheme_light(color, &scheme);
	write_scheme(&writer, &scheme);
	writer_string(&writer, "\n@media screen and (prefers-color-scheme:dark){");
	color_scheme_dark(color, &scheme);
	write_scheme(&writer, &scheme);
	writer_string(&writer, "}\n");

	return writer_finish(&writer, ret_document);
}

/* ---- pictures ---- */

void page_logo_path(const char *domain, char ret_path[static PAGE_LOGO_PATH_SIZE])
{
	(void)snprintf(ret_path, PAGE_LOGO_PATH_SIZE, PAGE_LOGO_PREFIX "%s",
		       domain ? domain : PAGE_LOGO_COMMON);
}

/* clang-format off */
static const struct picture {
	const char *type;
	size_t offset;
	size_t size;
	const char *bytes;
} pictures[] = {
	{"image/png",     0, 8, "\x89PNG\r\n\x1a\n"},	/* PNG section 5.2 */
	{"image/jpeg",    0, 3, "\xff\xd8\xff"},	/* ITU T.81, SOI and the next marker */
	{"image/gif",     0, 4, "GIF8"},
	{"image/webp",    8, 4, "WEBP"},		/* RFC 9649 section 2.4: in a RIFF */
	{"image/svg+xml", 0, 4, "<svg"},
};
/* clang-format on */

/* An SVG file may begin with a declaration or a comment. */
static bool is_svg(const char *bytes, size_t size)
{
	return size && *bytes == '<' && memmem(bytes, size, "<svg", 4);
}

const char *page_logo_type(const void *bytes, size_t size)
{
	for (size_t i = 0; bytes && i < ARRAY_SIZE(pictures); i++) {
		const struct picture *picture = &pictures[i];

		if (size >= picture->offset + picture->size &&
		    !memcmp((const char *)bytes + picture->offset, picture->bytes, picture->size))
			return picture->type;
	}

	return bytes && is_svg(bytes, size) ? "image/svg+xml" : NULL;
}
