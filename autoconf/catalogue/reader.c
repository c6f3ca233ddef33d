/* SPDX-License-Identifier: Apache-2.0 */
/* An operator's file of texts. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "catalogue/catalogue.h"
#include "text/utf8.h"

#define TEXT_MAX 2000 /* bytes of one text */
#define COMPLAINT_SIZE 256

/* A line without its blanks. */
struct span {
	const char *start;
	size_t size;
};

struct reader {
	const struct catalogue_file *file;
	unsigned int line;
	bool is_read[_SENTENCE_MAX];
};

static void complain(const struct reader *reader, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void complain(const struct reader *reader, const char *format, ...)
{
	char sentence[COMPLAINT_SIZE];
	va_list arguments;

	va_start(arguments, format);
	(void)vsnprintf(sentence, sizeof(sentence), format, arguments);
	va_end(arguments);
	reader->file->complain(reader->file->userdata, reader->line, sentence);
}

static struct span trim(const char *start, const char *end)
{
	while (start < end && (*start == ' ' || *start == '\t'))
		start++;
	while (end > start && (end[-1] == ' ' || end[-1] == '\t' || end[-1] == '\r'))
		end--;

	return (struct span){start, (size_t)(end - start)};
}

static bool is_same(struct span span, const char *string)
{
	return strlen(string) == span.size && !memcmp(span.start, string, span.size);
}

static enum sentence find_key(struct span key)
{
	enum sentence i = 0;

	while (i < _SENTENCE_MAX && !is_same(key, catalogue_keys[i]))
		i++;
	return i;
}

/* The text that the program has for a key, in its first language. */
static const char *own_text(enum sentence key)
{
	return catalogue_builtin.languages[0].sentences[key];
}

static bool has_placeholder(const char *text, const struct sentence_piece *wanted)
{
	struct sentence_cursor cursor = {.rest = text};
	struct sentence_piece piece;

	while (sentence_next(&cursor, &piece))
		if (piece.is_placeholder && piece.size == wanted->size &&
		    !memcmp(piece.text, wanted->text, piece.size))
			return true;

	return false;
}

static bool is_good_text(const struct reader *reader, enum sentence key, const char *text)
{
	struct sentence_cursor cursor = {.rest = text};
	struct sentence_piece piece;

	while (sentence_next(&cursor, &piece)) {
		if (!piece.is_placeholder || has_placeholder(own_text(key), &piece))
			continue;
		complain(reader, "%s has no placeholder {%.*s}", catalogue_keys[key],
			 (int)(piece.size > 40 ? 40 : piece.size), piece.text);
		return false;
	}
	if (cursor.is_marked)
		complain(reader, "a * has no second one to go with it");
	if (key == SENTENCE_LANGUAGE_DIRECTION && strcmp(text, "ltr") != 0 &&
	    strcmp(text, "rtl") != 0)
		complain(reader, "language.direction is ltr or rtl");

	return !cursor.is_marked;
}

static bool is_good_line(const struct reader *reader, enum sentence key, struct span name,
			 struct span text)
{
	if (key == _SENTENCE_MAX)
		complain(reader, "\"%.*s\" is no key of this release",
			 (int)(name.size > 80 ? 80 : name.size), name.start);
	else if (reader->is_read[key])
		complain(reader, "%s is written twice", catalogue_keys[key]);
	else if (!text.size)
		complain(reader, "%s has no text", catalogue_keys[key]);
	else if (text.size > TEXT_MAX)
		complain(reader, "a text has at most %d bytes", TEXT_MAX);
	else
		return true;

	return false;
}

static void read_line(struct reader *reader, const char *start, const char *end,
		      const char **sentences)
{
	const char *sign = memchr(start, '=', (size_t)(end - start));
	struct span line = trim(start, end), name, text;
	enum sentence key;
	const char *kept;

	if (!line.size || *line.start == '#')
		return;
	if (!sign) {
		complain(reader, "this line is no \"key = text\"");
		return;
	}
	if (!utf8_valid_line(line.start, line.size)) {
		complain(reader, "this line is not UTF-8, or holds a control character");
		return;
	}

	name = trim(start, sign);
	text = trim(sign + 1, end);
	key = find_key(name);
	if (!is_good_line(reader, key, name, text))
		return;

	reader->is_read[key] = true;
	kept = reader->file->keep(reader->file->userdata, text.start, text.size);
	if (kept && is_good_text(reader, key, kept))
		sentences[key] = kept;
}

void catalogue_read(const struct catalogue_file *file, const char *sentences[static _SENTENCE_MAX])
{
	static const char byte_order_mark[] = "\xef\xbb\xbf";
	struct reader reader = {.file = file};
	const char *start = file->bytes, *end = file->bytes + file->size, *newline;

	if (file->size >= 3 && !memcmp(start, byte_order_mark, 3))
		start += 3;
	while (start < end) {
		newline = memchr(start, '\n', (size_t)(end - start));
		reader.line++;
		read_line(&reader, start, newline ? newline : end, sentences);
		start = newline ? newline + 1 : end;
	}
}
