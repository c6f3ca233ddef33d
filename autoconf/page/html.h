/* SPDX-License-Identifier: Apache-2.0 */
/*
 * HTML written straight down.  Names of elements and attributes are our own literals; every value
 * and text is escaped here and nowhere else.
 */
#pragma once

#include <stddef.h>

#include "text/writer.h"

#define HTML_DEPTH_MAX 24

struct html {
	struct writer writer;
	const char *open[HTML_DEPTH_MAX]; /* names of the open elements; literals */
	size_t depth;
};

/* attributes: name, value, …, NULL; a NULL value leaves its attribute out. */

/* An element that holds others: a line for its start, and one for its end. */
void html_open(struct html *html, const char *name, ...) __attribute__((sentinel));
void html_close(struct html *html);
/* An element of a line of text: a line begins with it, and html_end_line ends element and line. */
void html_begin_line(struct html *html, const char *name, ...) __attribute__((sentinel));
void html_end_line(struct html *html);
/* An element in the middle of a text. */
void html_begin(struct html *html, const char *name, ...) __attribute__((sentinel));
void html_end(struct html *html);
/* An element without content and end, in a line of its own. */
void html_void(struct html *html, const char *name, ...) __attribute__((sentinel));
/* An element with this text, in a line of its own. */
void html_leaf(struct html *html, const char *name, const char *class, const char *text);

void html_text(struct html *html, const char *text, size_t size);
/* Our own words: markup as it stands. */
void html_literal(struct html *html, const char *markup);

/* A start tag in parts, where a value is itself put together: between its quotes only html_text. */
void html_tag(struct html *html, const char *name, ...) __attribute__((sentinel));
void html_attribute_begin(struct html *html, const char *name);
void html_attribute_text(struct html *html, const char *text, size_t size);
void html_attribute_end(struct html *html);
void html_tag_end(struct html *html);

/* The document, ending in a newline; or the first failure. */
int html_finish(struct html *html, struct document *ret_document);
void html_clear(struct html *html);
