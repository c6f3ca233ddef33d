/* SPDX-License-Identifier: Apache-2.0 */
/* The string builder: growing, remembering the first failure, escaping for XML, JSON and URLs. */
#include "text/writer.h"

#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text/utf8.h"

#define WRITER_FIRST_CAPACITY 1024

/* clang-format off */
/* How an ASCII character is written; NULL: as it stands.  A parser turns a bare CR into LF (XML 1.0 section 2.11). */
static const char *const xml_text_escapes[128] = {
	['&'] = "&amp;", ['<'] = "&lt;", ['>'] = "&gt;", ['\r'] = "&#13;",
};

/* XML 1.0 section 3.3.3: white space in an attribute reads as blanks unless it is a reference. */
static const char *const xml_attribute_escapes[128] = {
	['&'] = "&amp;", ['<'] = "&lt;", ['>'] = "&gt;", ['"'] = "&quot;",
	['\t'] = "&#9;", ['\n'] = "&#10;", ['\r'] = "&#13;",
};

static const char *const json_escapes[128] = {
	['"'] = "\\\"", ['\\'] = "\\\\", ['\b'] = "\\b", ['\f'] = "\\f", ['\n'] = "\\n", ['\r'] = "\\r", ['\t'] = "\\t",
};
/* clang-format on */

void writer_fail(struct writer *writer, int error)
{
	if (!writer->error)
		writer->error = error;
}

/* Room for size bytes and the final NUL. */
static bool writer_grow(struct writer *writer, size_t size)
{
	size_t capacity = writer->capacity ? 2 * writer->capacity : WRITER_FIRST_CAPACITY;
	char *bytes;

	if (size > WRITER_MAX - writer->size) {
		writer_fail(writer, -EMSGSIZE);
		return false;
	}

	if (capacity < writer->size + size + 1)
		capacity = writer->size + size + 1;
	if (capacity > WRITER_MAX + 1)
		capacity = WRITER_MAX + 1;

	bytes = realloc(writer->bytes, capacity);
	if (!bytes) {
		writer_fail(writer, -ENOMEM);
		return false;
	}

	writer->bytes = bytes;
	writer->capacity = capacity;
	return true;
}

static bool writer_has_room(struct writer *writer, size_t size)
{
	if (writer->error)
		return false;
	if (size < writer->capacity - writer->size)
		return true;

	return writer_grow(writer, size);
}

void writer_reserve(struct writer *writer, size_t size)
{
	(void)writer_has_room(writer, size);
}

char *writer_room(struct writer *writer, size_t size)
{
	if (!writer_has_room(writer, size))
		return NULL;

	writer->size += size;
	return writer->bytes + writer->size - size;
}

void writer_bytes(struct writer *writer, const void *bytes, size_t size)
{
	if (!size || !writer_has_room(writer, size))
		return;

	memcpy(writer->bytes + writer->size, bytes, size);
	writer->size += size;
}

void writer_repeat(struct writer *writer, size_t offset, size_t size)
{
	if (!writer_has_room(writer, size))
		return;

	memcpy(writer->bytes + writer->size, writer->bytes + offset, size);
	writer->size += size;
}

void writer_string(struct writer *writer, const char *string)
{
	writer_bytes(writer, string, strlen(string));
}

/* What is nearly always enough for one call: more than a line of numbers. */
#define PRINTF_ROOM 128

static int __attribute__((format(printf, 2, 0)))
print(struct writer *writer, const char *format, va_list arguments)
{
	return vsnprintf(writer->bytes + writer->size, writer->capacity - writer->size, format,
			 arguments);
}

void writer_printf(struct writer *writer, const char *format, ...)
{
	va_list arguments, again;
	int size;

	writer_reserve(writer, PRINTF_ROOM);
	if (writer->error)
		return;

	va_start(arguments, format);
	va_copy(again, arguments);
	size = print(writer, format, arguments);
	if (size > 0 && (size_t)size >= writer->capacity - writer->size &&
	    writer_has_room(writer, (size_t)size))
		size = print(writer, format, again);
	va_end(again);
	va_end(arguments);

	if (size < 0)
		writer_fail(writer, -EINVAL);
	else if (!writer->error)
		writer->size += (size_t)size;
}

static bool writer_has_slot(struct writer *writer)
{
	size_t capacity = writer->slots_capacity ? 2 * writer->slots_capacity : 8;
	struct document_slot *slots;

	if (writer->error)
		return false;
	if (writer->n_slots < writer->slots_capacity)
		return true;

	slots = realloc(writer->slots, capacity * sizeof(*slots));
	if (!slots) {
		writer_fail(writer, -ENOMEM);
		return false;
	}

	writer->slots = slots;
	writer->slots_capacity = capacity;
	return true;
}

void writer_slot(struct writer *writer, enum document_slot_part part,
		 enum document_slot_escape escape)
{
	if (!writer_has_slot(writer))
		return;

	writer->slots[writer->n_slots++] = (struct document_slot){
		.offset = writer->size,
		.part = part,
		.escape = escape,
	};
}

static bool is_unreserved(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       (c && strchr("-._~", c));
}

void writer_percent_encoded(struct writer *writer, const char *bytes, size_t size)
{
	static const char digits[] = "0123456789ABCDEF";

	for (size_t i = 0; i < size; i++) {
		unsigned char c = (unsigned char)bytes[i];

		if (is_unreserved(c))
			writer_bytes(writer, &bytes[i], 1);
		else
			writer_bytes(writer, (const char[]){'%', digits[c >> 4], digits[c & 15]},
				     3);
	}
}

/*
 * Writes runs of plain bytes at once, and each byte that has a row in `escapes` as that row says.
 */
static void writer_escaped(struct writer *writer, const char *const escapes[static 128],
			   const char *bytes, size_t size)
{
	size_t start = 0;

	for (size_t i = 0; i < size; i++) {
		unsigned char c = (unsigned char)bytes[i];

		if (c >= 128 || !escapes[c])
			continue;
		writer_bytes(writer, bytes + start, i - start);
		writer_string(writer, escapes[c]);
		start = i + 1;
	}

	writer_bytes(writer, bytes + start, size - start);
}

void writer_xml_escaped(struct writer *writer, const char *bytes, size_t size)
{
	if (!utf8_valid_xml(bytes, size)) {
		writer_fail(writer, -EILSEQ);
		return;
	}

	writer_escaped(writer, xml_text_escapes, bytes, size);
}

void writer_xml_attribute_escaped(struct writer *writer, const char *bytes, size_t size)
{
	if (!utf8_valid_xml(bytes, size)) {
		writer_fail(writer, -EILSEQ);
		return;
	}

	writer_escaped(writer, xml_attribute_escapes, bytes, size);
}

/* U+2028 and U+2029 end a line for JavaScript and for some log readers. */
static bool json_needs_code(uint32_t character)
{
	return utf8_is_control(character) || character == 0x2028 || character == 0x2029;
}

/* The bytes that stand in JSON as they are, as far as they are ASCII. */
static size_t plain_json_size(const char *bytes, size_t size)
{
	size_t n = 0;

	while (n < size && bytes[n] >= ' ' && bytes[n] <= '~' && bytes[n] != '"' &&
	       bytes[n] != '\\')
		n++;

	return n;
}

/* Writes one character.  Returns its size. */
static size_t write_json_character(struct writer *writer, const char *bytes, size_t size)
{
	uint32_t character;
	size_t length = utf8_next(bytes, size, &character);

	if (!length) {
		writer_string(writer, "\xef\xbf\xbd");
		return 1;
	}

	if (character < 128 && json_escapes[character])
		writer_string(writer, json_escapes[character]);
	else if (json_needs_code(character))
		writer_printf(writer, "\\u%04x", (unsigned int)character);
	else
		writer_bytes(writer, bytes, length);

	return length;
}

void writer_json_escaped(struct writer *writer, const char *bytes, size_t size)
{
	for (size_t i = 0; i < size;) {
		size_t plain = plain_json_size(bytes + i, size - i);

		writer_bytes(writer, bytes + i, plain);
		i += plain;
		if (i < size)
			i += write_json_character(writer, bytes + i, size - i);
	}
}

/* Documents are kept for long: gives back what was taken too much, unless it is little. */
static void shrink(struct writer *writer)
{
	char *bytes;

	if (writer->size + writer->size / 4 >= writer->capacity)
		return;

	bytes = realloc(writer->bytes, writer->size + 1);
	if (bytes)
		writer->bytes = bytes;
}

int writer_finish(struct writer *writer, struct document *ret_document)
{
	int error;

	if (!writer_has_room(writer, 0)) {
		error = writer->error;
		writer_clear(writer);
		return error;
	}

	writer->bytes[writer->size] = '\0';
	shrink(writer);
	*ret_document = (struct document){
		.bytes = writer->bytes,
		.size = writer->size,
		.slots = writer->slots,
		.n_slots = writer->n_slots,
	};
	*writer = (struct writer){0};
	return 0;
}

int writer_finish_string(struct writer *writer, char **ret_string, size_t *ret_size)
{
	struct document document;
	int r;

	r = writer_finish(writer, &document);
	if (r)
		return r;

	free(document.slots);
	*ret_string = document.bytes;
	if (ret_size)
		*ret_size = document.size;
	return 0;
}

void writer_clear(struct writer *writer)
{
	free(writer->bytes);
	free(writer->slots);
	*writer = (struct writer){0};
}
