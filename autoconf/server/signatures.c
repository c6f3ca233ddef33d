/* SPDX-License-Identifier: Apache-2.0 */
/* Signatures in two hashes by key: those under way with who waits, and those that are kept. */
#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <openssl/evp.h>
#include <utlist.h>

#include "base/clock.h"
#include "cleanup.h"
#include "server/counters.h"
#include "server/signatures.h"
#include "signer.h"

/* uthash ends the program when memory runs out; we would rather answer 503. */
#define HASH_NONFATAL_OOM 1
/* The key begins with a SHA-256: nothing is left to be mixed. */
#define HASH_FUNCTION(key, size, value) memcpy(&(value), (key), sizeof(value))
#include <uthash.h>

struct pending_signature {
	struct signature_key key;
	UT_hash_handle hh;
	struct signatures *signatures;
	struct signer_client *client;
	uint64_t id; /* of the request at the client */
	time_t not_after;
	struct signature_wait *waits;
};

struct kept_entry {
	struct signature_key key;
	UT_hash_handle hh;
	struct kept_entry *prev, *next; /* by age, the oldest first */
	uint64_t due;                   /* CLOCK_MONOTONIC ms */
	struct kept_signature *signature;
};

struct signatures {
	struct worker_counters *counters;
	struct pending_signature *pending;
	struct kept_entry *by_key, *by_age;
	size_t n_kept, n_bytes;
};

/* ---- bytes ---- */

static struct kept_signature *kept_signature_new(const void *der, size_t size)
{
	struct kept_signature *signature = malloc(sizeof(*signature) + size);

	if (!signature)
		return NULL;

	signature->n_references = 1;
	signature->size = size;
	memcpy(signature->der, der, size);

	return signature;
}

struct kept_signature *kept_signature_ref(struct kept_signature *signature)
{
	signature->n_references++;

	return signature;
}

void kept_signature_unref(struct kept_signature *signature)
{
	if (!signature)
		return;

	assert(signature->n_references);
	if (!--signature->n_references)
		free(signature);
}

static void kept_signature_unrefp(struct kept_signature **signature)
{
	kept_signature_unref(*signature);
}

/* ---- keys ---- */

int signature_key_init(struct signature_key *key, const void *content, size_t size,
		       const struct signer_identity *identity)
{
	memset(key, 0, sizeof(*key));
	if (!EVP_Digest(content, size, key->content, NULL, EVP_sha256(), NULL))
		return -EIO;
	if (identity)
		memcpy(key->signer, identity->digest, sizeof(key->signer));

	return 0;
}

static size_t write_hex(char *text, const unsigned char *bytes, size_t size)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < size; i++) {
		text[2 * i] = digits[bytes[i] >> 4];
		text[2 * i + 1] = digits[bytes[i] & 15];
	}

	return 2 * size;
}

/* Half of each digest: that is as much as any tag has. */
void signature_key_tag(const struct signature_key *key, char ret_tag[static SIGNATURE_TAG_SIZE])
{
	static const unsigned char nobody[SIGNATURE_DIGEST_SIZE];
	size_t n = 0;

	ret_tag[n++] = '"';
	n += write_hex(ret_tag + n, key->content, 16);
	if (memcmp(key->signer, nobody, sizeof(nobody)) != 0) {
		ret_tag[n++] = '-';
		n += write_hex(ret_tag + n, key->signer, 16);
	}
	ret_tag[n++] = '"';
	ret_tag[n] = '\0';
}

/* ---- kept ones ---- */

static void kept_remove(struct signatures *signatures, struct kept_entry *entry)
{
	HASH_DEL(signatures->by_key, entry);
	DL_DELETE(signatures->by_age, entry);
	signatures->n_kept--;
	signatures->n_bytes -= entry->signature->size;
	kept_signature_unref(entry->signature);
	free(entry);
}

static void kept_remove_old(struct signatures *signatures)
{
	uint64_t now = clock_now();

	while (signatures->by_age && signatures->by_age->due <= now)
		kept_remove(signatures, signatures->by_age);
}

struct kept_signature *signatures_find(struct signatures *signatures,
				       const struct signature_key *key)
{
	struct kept_entry *entry;

	kept_remove_old(signatures);
	HASH_FIND(hh, signatures->by_key, key, sizeof(*key), entry);
	if (!entry)
		return NULL;

	count(signatures->counters, COUNTER_SIGNATURES_KEPT_USED);
	return entry->signature;
}

/* Not beyond the certificate's own end. */
static uint64_t kept_for(time_t not_after)
{
	time_t left = not_after - time(NULL);

	if (left <= 0)
		return 0;

	return left < SIGNATURES_KEPT_FOR / 1000 ? (uint64_t)left * 1000 : SIGNATURES_KEPT_FOR;
}

/* Where it cannot be kept, it is made again the next time. */
static void kept_add(struct signatures *signatures, const struct signature_key *key,
		     time_t not_after, struct kept_signature *signature)
{
	uint64_t life = kept_for(not_after);
	struct kept_entry *entry;

	if (!life)
		return;

	entry = calloc(1, sizeof(*entry));
	if (!entry)
		return;

	entry->key = *key;
	entry->due = clock_now() + life;
	HASH_ADD(hh, signatures->by_key, key, sizeof(entry->key), entry);
	if (!entry->hh.tbl) {
		free(entry);
		return;
	}

	entry->signature = kept_signature_ref(signature);
	DL_APPEND(signatures->by_age, entry);
	signatures->n_kept++;
	signatures->n_bytes += signature->size;
	while (signatures->n_kept > SIGNATURES_MAX || signatures->n_bytes > SIGNATURES_BYTES_MAX)
		kept_remove(signatures, signatures->by_age);
}

/* ---- those under way ---- */

static void pending_end(struct pending_signature *pending, int status,
			struct kept_signature *signature)
{
	HASH_DEL(pending->signatures->pending, pending);
	while (pending->waits) {
		struct signature_wait *wait = pending->waits;

		DL_DELETE(pending->waits, wait);
		wait->pending = NULL;
		wait->done(wait, status, signature);
	}
	free(pending);
}

static void pending_done(void *userdata, int status, const void *der, size_t size)
{
	_cleanup_(kept_signature_unrefp) struct kept_signature *signature = NULL;
	struct pending_signature *pending = userdata;
	struct signatures *signatures = pending->signatures;

	if (!status) {
		count(signatures->counters, COUNTER_SIGNATURES);
		signature = kept_signature_new(der, size);
		status = signature ? 0 : -ENOMEM;
	}
	if (signature)
		kept_add(signatures, &pending->key, pending->not_after, signature);
	pending_end(pending, status, signature);
}

static int pending_new(struct signatures *signatures, struct signer_client *client,
		       const struct signature_key *key, const void *content, size_t size,
		       struct pending_signature **ret_pending)
{
	_cleanup_(freep) struct pending_signature *pending = calloc(1, sizeof(*pending));
	int r;

	if (!pending)
		return -ENOMEM;

	pending->key = *key;
	pending->signatures = signatures;
	pending->client = client;
	pending->not_after = signer_client_identity(client)->not_after;
	HASH_ADD(hh, signatures->pending, key, sizeof(pending->key), pending);
	if (!pending->hh.tbl)
		return -ENOMEM;

	r = signer_client_sign(client, content, size, pending_done, pending, &pending->id);
	if (r) {
		HASH_DEL(signatures->pending, pending);
		return r;
	}

	*ret_pending = TAKE_PTR(pending);
	return 0;
}

int signatures_ask(struct signatures *signatures, struct signer_client *client,
		   const struct signature_key *key, const void *content, size_t size,
		   struct signature_wait *wait)
{
	struct pending_signature *pending;
	int r;

	assert(!wait->pending);

	HASH_FIND(hh, signatures->pending, key, sizeof(*key), pending);
	if (pending) {
		count(signatures->counters, COUNTER_SIGNATURES_JOINED);
	} else {
		r = pending_new(signatures, client, key, content, size, &pending);
		if (r)
			return r;
	}

	DL_APPEND(pending->waits, wait);
	wait->pending = pending;

	return 0;
}

void signatures_cancel(struct signature_wait *wait)
{
	struct pending_signature *pending = wait->pending;

	if (!pending)
		return;

	DL_DELETE(pending->waits, wait);
	wait->pending = NULL;
	if (pending->waits)
		return;

	HASH_DEL(pending->signatures->pending, pending);
	signer_client_cancel(pending->client, pending->id);
	free(pending);
}

/* ---- all of them ---- */

int signatures_new(struct worker_counters *counters, struct signatures **ret_signatures)
{
	struct signatures *signatures = calloc(1, sizeof(*signatures));

	if (!signatures)
		return -ENOMEM;

	signatures->counters = counters;
	*ret_signatures = signatures;

	return 0;
}

void signatures_free(struct signatures *signatures)
{
	if (!signatures)
		return;

	assert(!signatures->pending);
	while (signatures->by_age)
		kept_remove(signatures, signatures->by_age);
	free(signatures);
}
