/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keys, certificates and PEM files for tests, made on the spot: root -> upper -> lower -> whoever
 * is asked for.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include <openssl/evp.h>
#include <openssl/x509.h>

/* The tests' present: files do not age. */
#define CERTIFICATES_NOW ((time_t)1790000000)
#define CERTIFICATES_DAY (24 * 60 * 60)

enum key_kind {
	KEY_P256,
	KEY_P384,
	KEY_P521,
	KEY_RSA2048,
	KEY_RSA3072,
	KEY_RSA4096,
	KEY_RSA1024,
	KEY_RSA_PSS,
	KEY_ED25519,
	KEY_ED448,
	KEY_SECP256K1,
	_KEY_KIND_MAX,
};

/* Made once for each kind; stays ours. */
EVP_PKEY *certificates_key(enum key_kind kind);

/* What may be unusual about a leaf; zeros stand for the usual. */
struct leaf {
	enum key_kind key;
	bool self_signed;
	bool no_subject;
	int first_day, last_day; /* from `now`; both 0: -1 and 365 */
	time_t now;              /* 0: CERTIFICATES_NOW */
	const char *usage;       /* NULL: digitalSignature; "": no keyUsage at all */
	const char *purpose;     /* extendedKeyUsage, NULL: none */
	/* subjectAltName as in openssl's configuration, NULL: none */
	const char *names;
	const EVP_MD *digest; /* that its issuer signs it with */
};

/* root, upper, lower; of the second family when foreign.  Stays ours. */
X509 *certificates_authority(char which, bool foreign);
/* A new certificate, the caller's. */
X509 *certificates_leaf(const struct leaf *leaf);

/*
 * Writes a file, a letter a part: L leaf, l lower, u upper, r root, f the foreign lower, e an
 * expired lower, n one that is no authority, K the leaf's key, P the same with a pass phrase, Q so
 * in OpenSSL's old form, C a comment, B a bag's attributes, J junk, V a leaf behind its text as
 * openssl ca writes it, T a leaf cut off, X a damaged leaf, D a leaf as DER, G a megabyte. crlf:
 * with the other line ends.
 */
void certificates_write(const char *path, const char *parts, const struct leaf *leaf,
			X509 *certificate, bool crlf);

/* A signer's files in a directory. */
struct certificates_paths {
	char key[128], certificate[128], chain[128];
};

/* Parts as above; NULL: no such file, "/": a directory.  Whatever was there before goes. */
struct certificates_parts {
	const char *key, *certificate, *chain;
	bool crlf;
};

void certificates_write_all(const char *directory, const struct leaf *leaf,
			    const struct certificates_parts *parts,
			    struct certificates_paths *ret_paths);
void certificates_remove_all(const char *directory);

void certificates_free(void);
