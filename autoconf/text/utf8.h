/* SPDX-License-Identifier: Apache-2.0 */
/* UTF-8 (RFC 3629) and the characters of XML 1.0 (production [2] Char). */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * One character: its length in bytes with *ret_character, or 0 for bytes that are not UTF-8
 * (overlong, surrogate, truncated…).
 */
size_t utf8_next(const char *bytes, size_t size, uint32_t *ret_character);
bool utf8_valid(const char *bytes, size_t size);
/* Valid UTF-8 of Char only: what XML 1.0 can hold. */
bool utf8_valid_xml(const char *bytes, size_t size);
/* The same without control characters: what may stand in one line of anything. */
bool utf8_valid_line(const char *bytes, size_t size);
/* Characters, not bytes; of valid UTF-8. */
size_t utf8_length(const char *bytes, size_t size);

/* C0, DELETE and C1. */
static inline bool utf8_is_control(uint32_t character)
{
	return character < 0x20 || (character >= 0x7f && character <= 0x9f);
}
