/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Key and certificates as they were read, and the judgement on whether Apple's verifier will take
 * what they sign.
 */
#pragma once

#include <stddef.h>
#include <time.h>

#include <openssl/evp.h>
#include <openssl/x509.h>

#include "profile.h"
#include "profiles/cms.h"

struct writer;

struct signature {
	EVP_PKEY *key;
	X509 *leaf;
	/* from the leaf upwards, without roots: devices have their own */
	STACK_OF(X509) * intermediates;
	struct cms_parts parts;       /* of what it signs */
	time_t not_before, not_after; /* of the leaf */
	time_t first_end;             /* of any that goes out with it */
	unsigned char digest[SIGNATURE_FINGERPRINT_SIZE];
	char fingerprint[2 * SIGNATURE_FINGERPRINT_SIZE + 1];
};

/* What the files hold, before it is a signature. */
struct candidate {
	const struct signature_files *files;
	time_t now;
	EVP_PKEY *key;
	STACK_OF(X509) * given; /* of both files, in their order: the first is the leaf */
	int n_own;              /* how many of them are from certificate_path */
	bool has_root;          /* the chain goes up to a root, which was dropped */
};

/*
 * Sorts what was given into leaf and intermediates, and refuses what devices would not believe.
 * Returns 0, PROFILE_E_BAD_CERTIFICATE or PROFILE_E_EXPIRED with a sentence in why, or -ENOMEM.
 */
int signature_check(struct candidate *candidate, struct signature *signature, struct writer *why);

/* Adds a line for whatever can sign, and should still be known. */
void signature_warn(const struct candidate *candidate, const struct signature *signature,
		    struct writer *warnings);
