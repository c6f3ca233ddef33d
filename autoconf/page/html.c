/* SPDX-License-Identifier: Apache-2.0 */
/* HTML, escaped in one place. */
#include "page/html.h"

#include <assert.h>
#include <stdarg.h>
#include <string.h>

static void write_attributes(struct html *html, va_list attributes)
{
	const char *name, *value;

	while ((name = va_arg(attributes, const char *))) {
		value = va_arg(attributes, const char *);
		if (!value)
			continue;
		html_attribute_begin(html, name);
		html_attribute_text(html, value, strlen(value));
		html_attribute_end(html);
	}
}

static void begin_tag(struct html *html, const char *name)
{
	writer_string(&html->writer, "<");
	writer_string(&html->writer, name);
}

/* A start tag, whose element stays open until it is popped. */
#define WRITE_START(html_, name_)                                                                  \
	do {                                                                                       \
		va_list attributes_;                                                               \
                                                                                                   \
		assert((html_)->depth < HTML_DEPTH_MAX);                                           \
		begin_tag(html_, name_);                                                           \
		va_start(attributes_, name_);                                                      \
		write_attributes(html_, attributes_);                                              \
		va_end(attributes_);                                                               \
		(html_)->open[(html_)->depth++] = (name_);                                         \
	} while (0)

static void write_end(struct html *html)
{
	assert(html->depth > 0);

	writer_string(&html->writer, "</");
	writer_string(&html->writer, html->open[--html->depth]);
	writer_string(&html->writer, ">");
}

void html_open(struct html *html, const char *name, ...)
{
	WRITE_START(html, name);
	writer_string(&html->writer, ">\n");
}

void html_close(struct html *html)
{
	write_end(html);
	writer_string(&html->writer, "\n");
}

void html_begin_line(struct html *html, const char *name, ...)
{
	WRITE_START(html, name);
	writer_string(&html->writer, ">");
}

void html_end_line(struct html *html)
{
	html_close(html);
}

void html_begin(struct html *html, const char *name, ...)
{
	WRITE_START(html, name);
	writer_string(&html->writer, ">");
}

void html_end(struct html *html)
{
	write_end(html);
}

void html_void(struct html *html, const char *name, ...)
{
	va_list attributes;

	begin_tag(html, name);
	va_start(attributes, name);
	write_attributes(html, attributes);
	va_end(attributes);
	writer_string(&html->writer, ">\n");
}

void html_leaf(struct html *html, const char *name, const char *class, const char *text)
{
	html_begin_line(html, name, "class", class, NULL);
	html_text(html, text, strlen(text));
	html_end_line(html);
}

void html_text(struct html *html, const char *text, size_t size)
{
	writer_xml_escaped(&html->writer, text, size);
}

void html_literal(struct html *html, const char *markup)
{
	writer_string(&html->writer, markup);
}

void html_tag(struct html *html, const char *name, ...)
{
	WRITE_START(html, name);
}

void html_attribute_begin(struct html *html, const char *name)
{
	writer_string(&html->writer, " ");
	writer_string(&html->writer, name);
	writer_string(&html->writer, "=\"");
}

void html_attribute_text(struct html *html, const char *text, size_t size)
{
	writer_xml_attribute_escaped(&html->writer, text, size);
}

void html_attribute_end(struct html *html)
{
	writer_string(&html->writer, "\"");
}

void html_tag_end(struct html *html)
{
	writer_string(&html->writer, ">");
}

int html_finish(struct html *html, struct document *ret_document)
{
	assert(!html->depth);

	return writer_finish(&html->writer, ret_document);
}

void html_clear(struct html *html)
{
	writer_clear(&html->writer);
	html->depth = 0;
}
