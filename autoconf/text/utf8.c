/* SPDX-License-Identifier: Apache-2.0 */
/*
 * UTF-8 read strictly (RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF), with a
 * short way for ASCII.
 */
#include "text/utf8.h"

#include <string.h>

/*
 * By the high five bits of the first byte: length, bits of the character in it, smallest character
 * of this length.
 */
struct utf8_form {
	uint8_t length;
	uint8_t mask;
	uint32_t smallest;
};

/* clang-format off */
static const struct utf8_form utf8_forms[32] = {
	[0x00] = {1, 0x7f, 0}, [0x01] = {1, 0x7f, 0}, [0x02] = {1, 0x7f, 0}, [0x03] = {1, 0x7f, 0},
	[0x04] = {1, 0x7f, 0}, [0x05] = {1, 0x7f, 0}, [0x06] = {1, 0x7f, 0}, [0x07] = {1, 0x7f, 0},
	[0x08] = {1, 0x7f, 0}, [0x09] = {1, 0x7f, 0}, [0x0a] = {1, 0x7f, 0}, [0x0b] = {1, 0x7f, 0},
	[0x0c] = {1, 0x7f, 0}, [0x0d] = {1, 0x7f, 0}, [0x0e] = {1, 0x7f, 0}, [0x0f] = {1, 0x7f, 0},
	[0x18] = {2, 0x1f, 0x80}, [0x19] = {2, 0x1f, 0x80}, [0x1a] = {2, 0x1f, 0x80}, [0x1b] = {2, 0x1f, 0x80},
	[0x1c] = {3, 0x0f, 0x800}, [0x1d] = {3, 0x0f, 0x800},
	[0x1e] = {4, 0x07, 0x10000},
};
/* clang-format on */

size_t utf8_next(const char *bytes, size_t size, uint32_t *ret_character)
{
	const unsigned char *s = (const unsigned char *)bytes;
	const struct utf8_form *form;
	uint32_t character;

	if (!size)
		return 0;

	form = &utf8_forms[s[0] >> 3];
	if (!form->length || form->length > size)
		return 0;

	character = s[0] & form->mask;
	for (size_t i = 1; i < form->length; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		character = character << 6 | (s[i] & 0x3f);
	}
	if (character < form->smallest || character > 0x10ffff)
		return 0;
	if (character >= 0xd800 && character <= 0xdfff)
		return 0;

	*ret_character = character;
	return form->length;
}

static bool character_any(uint32_t character)
{
	(void)character;
	return true;
}

/* XML 1.0 production [2]; utf8_next has refused surrogates and what is above U+10FFFF. */
static bool character_is_xml(uint32_t character)
{
	if (character < 0x20)
		return character == '\t' || character == '\n' || character == '\r';

	return character != 0xfffe && character != 0xffff;
}

static bool character_is_printable(uint32_t character)
{
	return !utf8_is_control(character) && character_is_xml(character);
}

/* Nearly all text that we see: eight bytes a step, all of them from space to tilde. */
static size_t skip_printable_ascii(const char *bytes, size_t size)
{
	size_t i = 0;

	for (; i + 8 <= size; i += 8) {
		uint64_t word, below_space, is_delete;

		memcpy(&word, bytes + i, sizeof(word));
		below_space = word - UINT64_C(0x2020202020202020);
		is_delete = word + UINT64_C(0x0101010101010101);
		if ((word | below_space | is_delete) & UINT64_C(0x8080808080808080))
			break;
	}
	while (i < size && bytes[i] >= ' ' && bytes[i] <= '~')
		i++;

	return i;
}

/* Whatever is accepted, printable ASCII is. */
static bool all_characters(const char *bytes, size_t size, bool (*accept)(uint32_t))
{
	for (;;) {
		size_t length = skip_printable_ascii(bytes, size);
		uint32_t character;

		bytes += length;
		size -= length;
		if (!size)
			return true;

		length = utf8_next(bytes, size, &character);
		if (!length || !accept(character))
			return false;
		bytes += length;
		size -= length;
	}
}

bool utf8_valid(const char *bytes, size_t size)
{
	return all_characters(bytes, size, character_any);
}

bool utf8_valid_xml(const char *bytes, size_t size)
{
	return all_characters(bytes, size, character_is_xml);
}

bool utf8_valid_line(const char *bytes, size_t size)
{
	return all_characters(bytes, size, character_is_printable);
}

size_t utf8_length(const char *bytes, size_t size)
{
	size_t length = 0;

	for (size_t i = 0; i < size; i++)
		if ((bytes[i] & 0xc0) != 0x80)
			length++;

	return length;
}
