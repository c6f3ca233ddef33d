/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Templates taken apart, in one pass: what a placeholder is replaced by is never looked at again.
 */
#include "text/placeholder.h"

#include <string.h>

#include "address.h"
#include "cleanup.h"
#include "text/writer.h"

/* autoconfig-06 section 4.5; case counts */
static const struct placeholder_word {
	const char *word;
	size_t size;
	enum document_slot_part part;
} placeholder_words[] = {
	{"%EMAILADDRESS%", 14, SLOT_ADDRESS},
	{"%EMAILLOCALPART%", 16, SLOT_LOCAL_PART},
	{"%EMAILDOMAIN%", 13, SLOT_DOMAIN},
};

static const struct placeholder_word *word_at(const char *text)
{
	for (size_t i = 0; i < ARRAY_SIZE(placeholder_words); i++)
		if (!strncmp(text, placeholder_words[i].word, placeholder_words[i].size))
			return &placeholder_words[i];

	return NULL;
}

/* The next placeholder at or behind text, or the end of text with NULL in *ret_word. */
static const char *find_word(const char *text, const struct placeholder_word **ret_word)
{
	for (;; text++) {
		text = strchrnul(text, '%');
		*ret_word = *text ? word_at(text) : NULL;
		if (!*text || *ret_word)
			return text;
	}
}

bool placeholder_next(const char **cursor, struct placeholder_piece *ret_piece)
{
	const struct placeholder_word *word;
	const char *start = *cursor, *end;

	if (!*start)
		return false;

	end = find_word(start, &word);
	if (end > start) {
		*ret_piece =
			(struct placeholder_piece){.text = start, .size = (size_t)(end - start)};
		*cursor = end;
		return true;
	}

	*ret_piece = (struct placeholder_piece){
		.is_placeholder = true,
		.part = word->part,
		.text = start,
		.size = word->size,
	};
	*cursor = start + word->size;
	return true;
}

void placeholder_value(const struct address *address, enum document_slot_part part,
		       const char **ret_value, size_t *ret_size)
{
	if (part == SLOT_DOMAIN) {
		*ret_value = address_domain_as_typed(address);
		*ret_size = address->size - address->local_size - 1;
		return;
	}

	*ret_value = address->text;
	*ret_size = part == SLOT_LOCAL_PART ? address->local_size : address->size;
}

static void write_value(struct writer *writer, const char *value, size_t size)
{
	writer_bytes(writer, value, size);
}

static int expand(const char *template, const struct address *address,
		  void (*write)(struct writer *, const char *, size_t), char **ret_string)
{
	struct writer writer = {0};
	struct placeholder_piece piece;

	while (placeholder_next(&template, &piece)) {
		if (!piece.is_placeholder) {
			writer_bytes(&writer, piece.text, piece.size);
			continue;
		}
		placeholder_value(address, piece.part, &piece.text, &piece.size);
		write(&writer, piece.text, piece.size);
	}

	return writer_finish_string(&writer, ret_string, NULL);
}

int placeholder_expand(const char *template, const struct address *address, char **ret_string)
{
	return expand(template, address, write_value, ret_string);
}

int placeholder_expand_url(const char *template, const struct address *address, char **ret_string)
{
	return expand(template, address, writer_percent_encoded, ret_string);
}

static bool is_letter(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
}

static bool is_escape(const char *text)
{
	return text[0] == '%' && text[1] && text[2] &&
	       strspn(text + 1, "0123456789ABCDEFabcdef") >= 2;
}

/*
 * The size of a %WORD% at text, 0 for anything else.  "%CAx%FE" of a URL is two escapes, not a
 * word.
 */
static size_t word_size(const char *text)
{
	size_t n = 1;

	while (is_letter(text[n]))
		n++;
	if (n < 4 || text[n] != '%')
		return 0;
	if (is_escape(text) && is_escape(text + n))
		return 0;

	return n + 1;
}

const char *placeholder_unknown(const char *template, size_t *ret_size)
{
	const struct placeholder_word *word;

	for (; *(template = strchrnul(template, '%')); template ++) {
		size_t size = word_size(template);

		word = word_at(template);
		if (word) {
			template += word->size - 1;
			continue;
		}
		if (!size)
			continue;

		*ret_size = size;
		return template;
	}

	return NULL;
}

bool placeholder_any(const char *template)
{
	const struct placeholder_word *word;

	(void)find_word(template, &word);
	return word;
}

bool placeholder_has(const char *template, enum document_slot_part part)
{
	struct placeholder_piece piece;

	while (placeholder_next(&template, &piece))
		if (piece.is_placeholder && piece.part == part)
			return true;

	return false;
}
