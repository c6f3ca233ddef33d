/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sealed tokens: AES-256-GCM with a random nonce of 96 bits, keys by HKDF (rulings 10).  A token is
 * the base64url of
 *
 *     version, size of key id, key id | nonce | sealed bytes | tag
 *
 * and version, purpose and key id are authenticated beside what is sealed.
 */
#pragma once

#include <stddef.h>

#include "seal/base64url.h"
#include "seal/key_ring.h"

#define SEAL_NONCE_SIZE 12
#define SEAL_TAG_SIZE 16
#define SEAL_HEAD_MAX (2 + SEAL_KEY_ID_MAX)
#define SEAL_BYTES_MAX 320 /* that can be sealed */
#define SEAL_TOKEN_BYTES_MAX (SEAL_HEAD_MAX + SEAL_NONCE_SIZE + SEAL_BYTES_MAX + SEAL_TAG_SIZE)
#define SEAL_TOKEN_SIZE (BASE64URL_SIZE(SEAL_TOKEN_BYTES_MAX) + 1) /* with NUL */

enum seal_error {
	SEAL_OK,
	SEAL_E_MALFORMED,   /* no token of this version */
	SEAL_E_UNKNOWN_KEY, /* sealed with a key that is not here, or no more */
	SEAL_E_FORGED,      /* or sealed for another purpose */
};

/* Seals at most SEAL_BYTES_MAX bytes with the ring's first key.  Returns 0 or -errno. */
int seal(const struct key_ring *ring, enum seal_purpose purpose, const void *bytes, size_t size,
	 char ret_token[static SEAL_TOKEN_SIZE]);

/* Opens a token of so many characters.  Returns 0, an enum seal_error or -errno. */
int unseal(const struct key_ring *ring, enum seal_purpose purpose, const char *token, size_t size,
	   unsigned char ret_bytes[static SEAL_BYTES_MAX], size_t *ret_size);
