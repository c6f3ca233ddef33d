/* SPDX-License-Identifier: Apache-2.0 */
/* base64url: OpenSSL's decoder skips white space and takes padding; a token has one spelling. */
#include <stdint.h>

#include "seal/base64url.h"

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

void base64url_encode(const unsigned char *bytes, size_t size, char *ret_text)
{
	unsigned int n_bits = 0;
	uint32_t bits = 0;

	for (size_t i = 0; i < size; i++) {
		bits = bits << 8 | bytes[i];
		for (n_bits += 8; n_bits >= 6; n_bits -= 6)
			*ret_text++ = digits[bits >> (n_bits - 6) & 63];
	}
	if (n_bits)
		*ret_text++ = digits[bits << (6 - n_bits) & 63];
	*ret_text = '\0';
}

/* 64 for what is no digit. */
static unsigned int digit_value(char digit)
{
	if (digit >= 'A' && digit <= 'Z')
		return (unsigned int)(digit - 'A');
	if (digit >= 'a' && digit <= 'z')
		return (unsigned int)(digit - 'a') + 26;
	if (digit >= '0' && digit <= '9')
		return (unsigned int)(digit - '0') + 52;
	if (digit == '-')
		return 62;

	return digit == '_' ? 63 : 64;
}

bool base64url_decode(const char *text, size_t size, unsigned char *ret_bytes)
{
	unsigned int n_bits = 0;
	uint32_t bits = 0;

	for (size_t i = 0; i < size; i++) {
		unsigned int value = digit_value(text[i]);

		if (value == 64)
			return false;
		bits = bits << 6 | value;
		n_bits += 6;
		if (n_bits >= 8)
			*ret_bytes++ = (unsigned char)(bits >> (n_bits -= 8));
	}

	return size % 4 != 1 && !(bits & ((1U << n_bits) - 1));
}
