/* SPDX-License-Identifier: Apache-2.0 */
/*
 * XML 1.0 written straight down, two blanks a level, one element a line, no white space inside a
 * leaf.  Why not libxml2's writer: it costs ten times as much and lets through what XML cannot hold
 * (docs/design.md).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "writer.h"

struct address;

#define XML_DEPTH_MAX 16

struct xml {
	struct writer writer;
	/* names of the open elements; literals, or they outlive the writer */
	const char *open[XML_DEPTH_MAX];
	size_t depth;
};

/* <?xml version="1.0" encoding="UTF-8"?> */
void xml_declaration(struct xml *xml);
/* A line as it stands (a DOCTYPE). */
void xml_literal_line(struct xml *xml, const char *line);

/*
 * Opens an element.  attributes: name, value, name, value, …, NULL; a NULL value leaves its
 * attribute out.
 */
void xml_open(struct xml *xml, const char *name, ...) __attribute__((sentinel));
void xml_close(struct xml *xml);

/* A leaf: <name>text</name>; NULL text writes nothing at all, "" writes <name></name>. */
void xml_leaf(struct xml *xml, const char *name, const char *text);
/* The same for a literal of our own without markup: it is not looked at. */
void xml_leaf_word(struct xml *xml, const char *name, const char *word);
void xml_leaf_attribute(struct xml *xml, const char *name, const char *attribute, const char *value,
			const char *text);
void xml_leaf_number(struct xml *xml, const char *name, unsigned long number);
/* <name/>, with attributes as in xml_open. */
void xml_empty(struct xml *xml, const char *name, ...) __attribute__((sentinel));

/* <name/> without attributes. */
void xml_bare(struct xml *xml, const char *name);

/*
 * A leaf made from a template: placeholders are replaced by the address, or become slots when
 * address is NULL.  Expanded text is never read for placeholders again.  in_url: values are
 * percent-encoded (the template's own text is not).
 */
void xml_leaf_template(struct xml *xml, const char *name, const char *template,
		       const struct address *address, bool in_url);

/*
 * Checks that everything is closed (an assertion: our own promise) and hands the document out,
 * ending in a newline.
 */
int xml_finish(struct xml *xml, struct document *ret_document);
void xml_clear(struct xml *xml);
