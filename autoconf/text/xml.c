/* SPDX-License-Identifier: Apache-2.0 */
/*
 * XML written straight down.  Names and attribute names are our own literals and are not checked;
 * every value is.
 */
#include "text/xml.h"

#include <assert.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include "address.h"
#include "text/placeholder.h"

static const char blanks[2 * XML_DEPTH_MAX + 1] = "                                ";

static void begin_line(struct xml *xml)
{
	writer_bytes(&xml->writer, blanks, 2 * xml->depth);
}

static void write_attribute(struct xml *xml, const char *name, const char *value)
{
	writer_string(&xml->writer, " ");
	writer_string(&xml->writer, name);
	writer_string(&xml->writer, "=\"");
	writer_xml_attribute_escaped(&xml->writer, value, strlen(value));
	writer_string(&xml->writer, "\"");
}

/* "  <name attribute="value"", without the end of the tag. */
static void begin_tag(struct xml *xml, const char *name)
{
	begin_line(xml);
	writer_string(&xml->writer, "<");
	writer_string(&xml->writer, name);
}

static void write_attributes(struct xml *xml, va_list attributes)
{
	const char *name, *value;

	while ((name = va_arg(attributes, const char *))) {
		value = va_arg(attributes, const char *);
		if (value)
			write_attribute(xml, name, value);
	}
}

static void write_end_tag(struct xml *xml, const char *name)
{
	writer_string(&xml->writer, "</");
	writer_string(&xml->writer, name);
	writer_string(&xml->writer, ">\n");
}

void xml_declaration(struct xml *xml)
{
	xml_literal_line(xml, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
}

void xml_literal_line(struct xml *xml, const char *line)
{
	writer_string(&xml->writer, line);
	writer_string(&xml->writer, "\n");
}

void xml_open(struct xml *xml, const char *name, ...)
{
	va_list attributes;

	assert(xml->depth < XML_DEPTH_MAX);

	begin_tag(xml, name);
	va_start(attributes, name);
	write_attributes(xml, attributes);
	va_end(attributes);
	writer_string(&xml->writer, ">\n");
	xml->open[xml->depth++] = name;
}

void xml_close(struct xml *xml)
{
	assert(xml->depth > 0);

	xml->depth--;
	begin_line(xml);
	write_end_tag(xml, xml->open[xml->depth]);
}

#define EACH_BYTE(byte) (UINT64_C(0x0101010101010101) * (byte))
#define HIGH_BITS EACH_BYTE(0x80)

/* The high bit of bytes that are zero, and perhaps of one behind them. */
static uint64_t zero_bytes(uint64_t word)
{
	return (word - EACH_BYTE(1)) & ~word;
}

/* Are all eight bytes from space to tilde, and none of them markup?  < and > differ in one bit. */
static bool is_plain_word(uint64_t word)
{
	uint64_t wrong = word | (word - EACH_BYTE(' ')) | (word + EACH_BYTE(1)) |
			 zero_bytes(word ^ EACH_BYTE('&')) |
			 zero_bytes((word & EACH_BYTE(0xff & ~2u)) ^ EACH_BYTE('<'));

	return !(wrong & HIGH_BITS);
}

/* Printable ASCII that stands in an element as it is: nearly every text. */
static bool is_plain(const char *text, size_t size)
{
	uint64_t word;

	for (; size >= sizeof(word); text += sizeof(word), size -= sizeof(word)) {
		memcpy(&word, text, sizeof(word));
		if (!is_plain_word(word))
			return false;
	}
	for (word = EACH_BYTE('x'); size; size--)
		word = word << 8 | (unsigned char)*text++;
	return is_plain_word(word);
}

static char *put(char *at, const char *bytes, size_t size)
{
	memcpy(at, bytes, size);
	return at + size;
}

/* In one piece: documents are little else than such lines. */
static void write_plain_leaf(struct xml *xml, const char *name, const char *text, size_t size)
{
	size_t name_size = strlen(name), before = 2 * xml->depth;
	char *at = writer_room(&xml->writer, before + 2 * name_size + size + strlen("<></>\n"));

	if (!at)
		return;

	at = put(at, blanks, before);
	*at++ = '<';
	at = put(at, name, name_size);
	*at++ = '>';
	at = put(at, text, size);
	*at++ = '<';
	*at++ = '/';
	at = put(at, name, name_size);
	*at++ = '>';
	*at = '\n';
}

void xml_leaf_word(struct xml *xml, const char *name, const char *word)
{
	write_plain_leaf(xml, name, word, strlen(word));
}

void xml_leaf(struct xml *xml, const char *name, const char *text)
{
	size_t size = text ? strlen(text) : 0;

	if (text && is_plain(text, size))
		write_plain_leaf(xml, name, text, size);
	else
		xml_leaf_attribute(xml, name, NULL, NULL, text);
}

void xml_leaf_attribute(struct xml *xml, const char *name, const char *attribute, const char *value,
			const char *text)
{
	if (!text)
		return;

	begin_tag(xml, name);
	if (value)
		write_attribute(xml, attribute, value);
	writer_string(&xml->writer, ">");
	writer_xml_escaped(&xml->writer, text, strlen(text));
	write_end_tag(xml, name);
}

void xml_leaf_number(struct xml *xml, const char *name, unsigned long number)
{
	char digits[3 * sizeof(number)], *end = digits + sizeof(digits), *at = end;

	do {
		*--at = (char)('0' + number % 10);
		number /= 10;
	} while (number);
	write_plain_leaf(xml, name, at, (size_t)(end - at));
}

void xml_empty(struct xml *xml, const char *name, ...)
{
	va_list attributes;

	begin_tag(xml, name);
	va_start(attributes, name);
	write_attributes(xml, attributes);
	va_end(attributes);
	writer_string(&xml->writer, "/>\n");
}

void xml_bare(struct xml *xml, const char *name)
{
	size_t name_size = strlen(name), before = 2 * xml->depth;
	char *at = writer_room(&xml->writer, before + name_size + strlen("</>\n"));

	if (!at)
		return;

	at = put(at, blanks, before);
	*at++ = '<';
	at = put(at, name, name_size);
	memcpy(at, "/>\n", 3);
}

static void write_placeholder(struct xml *xml, enum document_slot_part part,
			      const struct address *address, bool in_url)
{
	const char *value;
	size_t size;

	if (!address) {
		writer_slot(&xml->writer, part, in_url ? SLOT_ESCAPE_URL_XML : SLOT_ESCAPE_XML);
		return;
	}

	placeholder_value(address, part, &value, &size);
	if (in_url)
		writer_percent_encoded(&xml->writer, value, size);
	else
		writer_xml_escaped(&xml->writer, value, size);
}

void xml_leaf_template(struct xml *xml, const char *name, const char *template,
		       const struct address *address, bool in_url)
{
	struct placeholder_piece piece;

	begin_tag(xml, name);
	writer_string(&xml->writer, ">");
	while (placeholder_next(&template, &piece)) {
		if (piece.is_placeholder)
			write_placeholder(xml, piece.part, address, in_url);
		else
			writer_xml_escaped(&xml->writer, piece.text, piece.size);
	}
	write_end_tag(xml, name);
}

int xml_finish(struct xml *xml, struct document *ret_document)
{
	assert(!xml->depth);

	return writer_finish(&xml->writer, ret_document);
}

void xml_clear(struct xml *xml)
{
	writer_clear(&xml->writer);
	xml->depth = 0;
}
