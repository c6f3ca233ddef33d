/* SPDX-License-Identifier: Apache-2.0 */
/* Sealing and opening, on OpenSSL's AES-256-GCM. */
#include <assert.h>
#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include "cleanup.h"
#include "seal/seal.h"

#define SEAL_VERSION 1

/* A token taken apart: parts of one buffer. */
struct sealed {
	unsigned char *head; /* version, size of key id, key id */
	size_t head_size;
	unsigned char *nonce, *bytes, *tag;
	size_t size;
};

static void cipher_ctx_freep(EVP_CIPHER_CTX **ctx)
{
	EVP_CIPHER_CTX_free(*ctx);
}

static void sealed_point(struct sealed *sealed, unsigned char *buffer, size_t id_size, size_t size)
{
	sealed->head = buffer;
	sealed->head_size = 2 + id_size;
	sealed->nonce = buffer + sealed->head_size;
	sealed->bytes = sealed->nonce + SEAL_NONCE_SIZE;
	sealed->size = size;
	sealed->tag = sealed->bytes + size;
}

static EVP_CIPHER_CTX *cipher_new(const struct seal_key *key, enum seal_purpose purpose,
				  const struct sealed *sealed, bool seals)
{
	_cleanup_(cipher_ctx_freep) EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	const unsigned char purpose_byte = (unsigned char)purpose;
	int n;

	if (!ctx ||
	    !EVP_CipherInit_ex(ctx, EVP_aes_256_gcm(), NULL, key->derived[purpose], sealed->nonce,
			       seals) ||
	    !EVP_CipherUpdate(ctx, NULL, &n, sealed->head, (int)sealed->head_size) ||
	    !EVP_CipherUpdate(ctx, NULL, &n, &purpose_byte, 1))
		return NULL;

	return TAKE_PTR(ctx);
}

static int encrypt(const struct seal_key *key, enum seal_purpose purpose, const void *bytes,
		   const struct sealed *sealed)
{
	_cleanup_(cipher_ctx_freep) EVP_CIPHER_CTX *ctx = NULL;
	int n;

	if (RAND_bytes(sealed->nonce, SEAL_NONCE_SIZE) != 1)
		return -EIO;

	ctx = cipher_new(key, purpose, sealed, true);
	if (!ctx || !EVP_EncryptUpdate(ctx, sealed->bytes, &n, bytes, (int)sealed->size) ||
	    !EVP_EncryptFinal_ex(ctx, sealed->tag, &n) ||
	    !EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, SEAL_TAG_SIZE, sealed->tag))
		return -EIO;

	return 0;
}

int seal(const struct key_ring *ring, enum seal_purpose purpose, const void *bytes, size_t size,
	 char ret_token[static SEAL_TOKEN_SIZE])
{
	unsigned char buffer[SEAL_TOKEN_BYTES_MAX];
	const struct seal_key *key = &ring->keys[0];
	size_t id_size = strlen(key->id);
	struct sealed sealed;
	int r;

	assert(size <= SEAL_BYTES_MAX);

	sealed_point(&sealed, buffer, id_size, size);
	sealed.head[0] = SEAL_VERSION;
	sealed.head[1] = (unsigned char)id_size;
	memcpy(sealed.head + 2, key->id, id_size);
	ERR_clear_error();
	r = encrypt(key, purpose, bytes, &sealed);
	if (r)
		return r;

	base64url_encode(buffer, (size_t)(sealed.tag + SEAL_TAG_SIZE - buffer), ret_token);

	return 0;
}

static bool sealed_read(struct sealed *sealed, unsigned char *buffer, size_t size)
{
	size_t id_size, around;

	if (size < 2 || buffer[0] != SEAL_VERSION)
		return false;

	id_size = buffer[1];
	around = 2 + id_size + SEAL_NONCE_SIZE + SEAL_TAG_SIZE;
	if (!id_size || id_size > SEAL_KEY_ID_MAX || size < around ||
	    size - around > SEAL_BYTES_MAX)
		return false;

	sealed_point(sealed, buffer, id_size, size - around);

	return true;
}

static int decrypt(const struct seal_key *key, enum seal_purpose purpose,
		   const struct sealed *sealed, unsigned char *ret_bytes)
{
	_cleanup_(cipher_ctx_freep) EVP_CIPHER_CTX *ctx = NULL;
	int n;

	ctx = cipher_new(key, purpose, sealed, false);
	if (!ctx || !EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_TAG, SEAL_TAG_SIZE, sealed->tag) ||
	    !EVP_DecryptUpdate(ctx, ret_bytes, &n, sealed->bytes, (int)sealed->size))
		return -EIO;

	return EVP_DecryptFinal_ex(ctx, ret_bytes + n, &n) > 0 ? 0 : SEAL_E_FORGED;
}

int unseal(const struct key_ring *ring, enum seal_purpose purpose, const char *token, size_t size,
	   unsigned char ret_bytes[static SEAL_BYTES_MAX], size_t *ret_size)
{
	unsigned char buffer[SEAL_TOKEN_BYTES_MAX];
	const struct seal_key *key;
	struct sealed sealed;
	int r;

	if (size >= SEAL_TOKEN_SIZE || !base64url_decode(token, size, buffer) ||
	    !sealed_read(&sealed, buffer, BASE64URL_BYTES(size)))
		return SEAL_E_MALFORMED;

	key = key_ring_find(ring, (const char *)sealed.head + 2, sealed.head_size - 2);
	if (!key)
		return SEAL_E_UNKNOWN_KEY;

	ERR_clear_error();
	r = decrypt(key, purpose, &sealed, ret_bytes);
	if (r)
		return r;

	*ret_size = sealed.size;

	return 0;
}
