/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A worker's signatures: those under way, which whoever asks for the same shares, and those made a
 * moment ago.  iOS fetches a profile two or three times, and a link may be used as often as one
 * likes: this is what bounds the signatures that costs.  Bounded in time, number and bytes.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct signer_client;
struct signer_identity;
struct worker_counters;

#define SIGNATURES_KEPT_FOR 60000              /* ms */
#define SIGNATURES_MAX 256                     /* kept ones */
#define SIGNATURES_BYTES_MAX ((size_t)2 << 20) /* of their CMS */

#define SIGNATURE_DIGEST_SIZE 32 /* SHA-256 */
#define SIGNATURE_TAG_SIZE (1 + 32 + 1 + 32 + 1 + 1)

/* CMS bytes that may outlive the cache; the worker's thread only. */
struct kept_signature {
	unsigned int n_references;
	size_t size;
	unsigned char der[];
};

struct kept_signature *kept_signature_ref(struct kept_signature *signature);
void kept_signature_unref(struct kept_signature *signature); /* takes NULL */

/* What is signed, and by which certificate (zeros: by none). */
struct signature_key {
	unsigned char content[SIGNATURE_DIGEST_SIZE], signer[SIGNATURE_DIGEST_SIZE];
};

/* identity NULL: the property list goes out unsigned.  Returns 0 or -EIO. */
int signature_key_init(struct signature_key *key, const void *content, size_t size,
		       const struct signer_identity *identity);
/*
 * A strong entity tag (RFC 9110 section 8.8.3) of content and signer: the signed bytes differ each
 * time (time, nonce), what they say does not.
 */
void signature_key_tag(const struct signature_key *key, char ret_tag[static SIGNATURE_TAG_SIZE]);

/* One who waits; lives in whoever does. */
struct signature_wait {
	struct pending_signature *pending; /* NULL: does not wait */
	struct signature_wait *prev, *next;
	/* status as of signer_done; signature is borrowed, NULL unless status is 0 */
	void (*done)(struct signature_wait *wait, int status, struct kept_signature *signature);
};

struct signatures;

int signatures_new(struct worker_counters *counters, struct signatures **ret_signatures);
/* Nobody may wait any more. */
void signatures_free(struct signatures *signatures);

/* One of this key that is kept, borrowed until the next call; else NULL. */
struct kept_signature *signatures_find(struct signatures *signatures,
				       const struct signature_key *key);
/*
 * wait->done will be called once, from the loop, unless the wait is cancelled before.  Returns 0 or
 * what signer_client_sign does.
 */
int signatures_ask(struct signatures *signatures, struct signer_client *client,
		   const struct signature_key *key, const void *content, size_t size,
		   struct signature_wait *wait);
/* No-op unless it waits. */
void signatures_cancel(struct signature_wait *wait);
