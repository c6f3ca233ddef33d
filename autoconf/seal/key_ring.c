/* SPDX-License-Identifier: Apache-2.0 */
/* Key rings: lines of a key file as keys, one for each purpose, by HKDF-SHA256 (RFC 5869). */
#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/random.h>

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include "cleanup.h"
#include "seal/key_ring.h"

#define KEY_BASE64_SIZE 44 /* of SEAL_KEY_SIZE bytes, with one "=" */
#define RANDOM_ID "random"

/* What tells the purposes apart: HKDF's info.  A change breaks every token in the field. */
static const char *const purpose_labels[_SEAL_PURPOSE_MAX] = {
	[SEAL_LINK] = "carbone-autoconf link 1",
	[SEAL_SESSION] = "carbone-autoconf session 1",
	[SEAL_SIGN_ON] = "carbone-autoconf sign-on 1",
};

static void kdf_freep(EVP_KDF **kdf)
{
	EVP_KDF_free(*kdf);
}

static void kdf_ctx_freep(EVP_KDF_CTX **ctx)
{
	EVP_KDF_CTX_free(*ctx);
}

static int derive(const unsigned char secret[static SEAL_KEY_SIZE], const char *label,
		  unsigned char ret_key[static SEAL_KEY_SIZE])
{
	_cleanup_(kdf_freep) EVP_KDF *kdf = EVP_KDF_fetch(NULL, OSSL_KDF_NAME_HKDF, NULL);
	_cleanup_(kdf_ctx_freep) EVP_KDF_CTX *ctx = kdf ? EVP_KDF_CTX_new(kdf) : NULL;
	const OSSL_PARAM params[] = {
		OSSL_PARAM_utf8_string(OSSL_KDF_PARAM_DIGEST, (char *)"SHA256", 6),
		OSSL_PARAM_octet_string(OSSL_KDF_PARAM_KEY, (unsigned char *)secret, SEAL_KEY_SIZE),
		OSSL_PARAM_octet_string(OSSL_KDF_PARAM_INFO, (char *)label, strlen(label)),
		OSSL_PARAM_END,
	};

	if (!ctx || EVP_KDF_derive(ctx, ret_key, SEAL_KEY_SIZE, params) <= 0)
		return -EIO;

	return 0;
}

static int key_init(struct seal_key *key, const char *id, size_t id_size,
		    const unsigned char secret[static SEAL_KEY_SIZE])
{
	memcpy(key->id, id, id_size);
	for (size_t i = 0; i < _SEAL_PURPOSE_MAX; i++) {
		int r = derive(secret, purpose_labels[i], key->derived[i]);

		if (r)
			return r;
	}

	return 0;
}

static int key_read(struct seal_key *key, const char *line, size_t size)
{
	/* OpenSSL's decoder writes whole groups of three. */
	unsigned char secret[KEY_BASE64_SIZE / 4 * 3];
	const char *colon = memchr(line, ':', size);
	size_t id_size = colon ? (size_t)(colon - line) : 0;
	int r = -EINVAL;

	if (!id_size || id_size > SEAL_KEY_ID_MAX || size - id_size - 1 != KEY_BASE64_SIZE)
		return -EINVAL;

	if (EVP_DecodeBlock(secret, (const unsigned char *)colon + 1, KEY_BASE64_SIZE) ==
	    (int)sizeof(secret))
		r = key_init(key, line, id_size, secret);
	explicit_bzero(secret, sizeof(secret));

	return r;
}

static int ring_new(size_t n_keys, struct key_ring **ret_ring)
{
	_cleanup_(key_ring_freep) struct key_ring *ring = calloc(1, sizeof(*ring));

	if (!ring)
		return -ENOMEM;

	ring->keys = calloc(n_keys, sizeof(*ring->keys));
	if (!ring->keys)
		return -ENOMEM;

	ring->n_keys = n_keys;
	*ret_ring = TAKE_PTR(ring);

	return 0;
}

static size_t count_lines(const char *text)
{
	size_t n = 1;

	for (; (text = strchr(text, '\n')); text++)
		n++;

	return n;
}

int key_ring_new(const char *text, struct key_ring **ret_ring)
{
	_cleanup_(key_ring_freep) struct key_ring *ring = NULL;
	int r;

	r = ring_new(count_lines(text), &ring);
	if (r)
		return r;

	for (size_t i = 0; i < ring->n_keys; i++) {
		size_t size = strcspn(text, "\n");

		r = key_read(&ring->keys[i], text, size);
		if (r)
			return r;
		text += size + 1;
	}

	*ret_ring = TAKE_PTR(ring);

	return 0;
}

static int fill_random(unsigned char *bytes, size_t size)
{
	ssize_t n;

	do
		n = getrandom(bytes, size, 0);
	while (n < 0 && errno == EINTR);

	/* So few bytes come whole. */
	return n == (ssize_t)size ? 0 : -EIO;
}

int key_ring_new_random(struct key_ring **ret_ring)
{
	_cleanup_(key_ring_freep) struct key_ring *ring = NULL;
	unsigned char secret[SEAL_KEY_SIZE];
	int r;

	r = ring_new(1, &ring);
	if (!r)
		r = fill_random(secret, sizeof(secret));
	if (!r)
		r = key_init(&ring->keys[0], RANDOM_ID, strlen(RANDOM_ID), secret);
	explicit_bzero(secret, sizeof(secret));
	if (r)
		return r;

	*ret_ring = TAKE_PTR(ring);

	return 0;
}

void key_ring_free(struct key_ring *ring)
{
	if (!ring)
		return;

	if (ring->keys)
		explicit_bzero(ring->keys, ring->n_keys * sizeof(*ring->keys));
	free(ring->keys);
	free(ring);
}

const struct seal_key *key_ring_find(const struct key_ring *ring, const char *id, size_t size)
{
	for (size_t i = 0; i < ring->n_keys; i++)
		if (strlen(ring->keys[i].id) == size && !memcmp(ring->keys[i].id, id, size))
			return &ring->keys[i];

	return NULL;
}
