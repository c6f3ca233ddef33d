/* SPDX-License-Identifier: Apache-2.0 */
/* base64url without padding (RFC 4648 section 5), in one spelling only. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#define BASE64URL_SIZE(bytes) (((bytes)*4 + 2) / 3)      /* characters of so many bytes */
#define BASE64URL_BYTES(characters) ((characters)*3 / 4) /* bytes of so many characters */

/* ret_text has room for BASE64URL_SIZE(size) + 1; ends with NUL. */
void base64url_encode(const unsigned char *bytes, size_t size, char *ret_text);

/*
 * ret_bytes has room for BASE64URL_BYTES(size).  Returns false for every text that base64url_encode
 * does not write: padding, other letters, a lone last letter, bits behind the last byte.
 */
bool base64url_decode(const char *text, size_t size, unsigned char *ret_bytes);
