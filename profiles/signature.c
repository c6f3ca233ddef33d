/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Signing profiles: CMS SignedData (RFC 5652) as Apple's verifier wants it, DER of definite length
 * with one signer, SHA-256, and every certificate but the root inside.
 */
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <openssl/cms.h>
#include <openssl/err.h>

#include "cleanup.h"
#include "profile.h"
#include "profiles/key_store.h"
#include "profiles/openssl.h"
#include "profiles/pem.h"
#include "profiles/signature_checks.h"
#include "text/writer.h"

/* CMS_BINARY: without it LF becomes CRLF inside what is signed. */
#define SIGN_FLAGS (CMS_BINARY | CMS_NOSMIMECAP | CMS_PARTIAL)

void signature_free(struct signature *signature)
{
	if (!signature)
		return;

	EVP_PKEY_free(signature->key); /* wipes it */
	X509_free(signature->leaf);
	x509_stack_free(signature->intermediates);
	cms_parts_clear(&signature->parts);
	free(signature);
}

time_t signature_first_end(const struct signature *signature)
{
	return signature->first_end;
}

time_t signature_not_before(const struct signature *signature)
{
	return signature->not_before;
}

time_t signature_not_after(const struct signature *signature)
{
	return signature->not_after;
}

const unsigned char *signature_digest(const struct signature *signature)
{
	return signature->digest;
}

const char *signature_fingerprint(const struct signature *signature)
{
	return signature->fingerprint;
}

/* ---- signing ---- */

/* As EVP_DigestSign gives it; the caller's. */
static int sign_attributes(const struct signature *signature, const struct cms_part *attributes,
			   struct cms_part *ret_part)
{
	_cleanup_(evp_md_ctx_freep) EVP_MD_CTX *context = EVP_MD_CTX_new();
	_cleanup_(freep) unsigned char *bytes = NULL;
	size_t most = (size_t)EVP_PKEY_get_size(signature->key), size = most;

	bytes = malloc(most);
	if (!context || !bytes)
		return -ENOMEM;
	if (EVP_DigestSignInit(context, NULL, EVP_sha256(), NULL, signature->key) <= 0 ||
	    EVP_DigestSign(context, bytes, &size, attributes->bytes, attributes->size) <= 0)
		return -EIO;
	/* Seen when memory ran out within: success, and a size of -1. */
	if (!size || size > most)
		return -EIO;

	*ret_part = (struct cms_part){TAKE_PTR(bytes), size};
	return 0;
}

static int sign(const struct signature *signature, time_t now, const void *content, size_t size,
		const unsigned char digest[static SIGNATURE_CONTENT_DIGEST_SIZE],
		unsigned char **ret_der, size_t *ret_size)
{
	const struct cms_part plist = {(unsigned char *)(uintptr_t)content, size};
	unsigned char bytes[CMS_ATTRIBUTES_MAX];
	struct cms_part attributes = {bytes, 0}, value = {0};
	int r;

	if (now < signature->not_before || now > signature->not_after)
		return PROFILE_E_EXPIRED;
	if (size > INT_MAX)
		return -EMSGSIZE;

	attributes.size = cms_attributes(now, digest, bytes);
	if (!attributes.size)
		return -ENOMEM;

	r = sign_attributes(signature, &attributes, &value);
	if (!r)
		r = cms_assemble(&signature->parts, &plist, &attributes, &value, ret_der, ret_size);
	free(value.bytes);
	return r;
}

/*
 * Empties the queue.  OpenSSL may go on where memory ran out, do less than it was asked for, and
 * say that all is well.
 */
static bool ran_out_of_memory(void)
{
	bool found = false;
	unsigned long error;

	while ((error = ERR_get_error()))
		if (ERR_GET_REASON(error) == ERR_R_MALLOC_FAILURE)
			found = true;

	return found;
}

int signature_content_digest(const void *content, size_t size,
			     unsigned char ret_digest[static SIGNATURE_CONTENT_DIGEST_SIZE])
{
	bool made = EVP_Digest(content, size, ret_digest, NULL, EVP_sha256(), NULL);

	ERR_clear_error();

	return made ? 0 : -EIO;
}

int signature_sign(const struct signature *signature, time_t now, const void *content, size_t size,
		   unsigned char **ret_der, size_t *ret_size)
{
	unsigned char digest[SIGNATURE_CONTENT_DIGEST_SIZE];
	int r = signature_content_digest(content, size, digest);

	return r ? r
		 : signature_sign_digest(signature, now, content, size, digest, ret_der, ret_size);
}

int signature_sign_digest(const struct signature *signature, time_t now, const void *content,
			  size_t size,
			  const unsigned char digest[static SIGNATURE_CONTENT_DIGEST_SIZE],
			  unsigned char **ret_der, size_t *ret_size)
{
	_cleanup_(freep) unsigned char *der = NULL;
	size_t n = 0;
	int r;

	ERR_clear_error();
	r = sign(signature, now, content, size, digest, &der, &n);
	if (ran_out_of_memory())
		return -ENOMEM;
	if (r)
		return r;

	*ret_der = TAKE_PTR(der);
	*ret_size = n;
	return 0;
}

/* ---- making one ---- */

static int read_files(const struct signature_files *files, struct candidate *candidate,
		      struct writer *why)
{
	int r;

	r = signature_key_is_uri(files->key_path)
		    ? key_store_read(files->key_path, &candidate->key, why)
		    : pem_read_key(files->key_path, &candidate->key, why);
	if (r)
		return r;

	candidate->given = sk_X509_new_null();
	if (!candidate->given)
		return -ENOMEM;

	r = pem_read_certificates(files->certificate_path, candidate->given, why);
	if (r)
		return r;
	candidate->n_own = sk_X509_num(candidate->given);

	return files->chain_path ? pem_read_certificates(files->chain_path, candidate->given, why)
				 : 0;
}

static int write_fingerprint(struct signature *signature)
{
	if (!X509_digest(signature->leaf, EVP_sha256(), signature->digest, NULL))
		return -EIO;

	for (size_t i = 0; i < sizeof(signature->digest); i++)
		(void)snprintf(signature->fingerprint + 2 * i, 3, "%02x", signature->digest[i]);
	return 0;
}

static const char trial[] = "<plist version=\"1.0\"><dict/></plist>\n";

/*
 * OpenSSL's SignedData, of which the parts are taken that stay the same.  Of definite length:
 * i2d_CMS_bio_stream would write BER, which devices do not read.
 */
static int take_parts(struct signature *signature)
{
	_cleanup_(bio_freep) BIO *bio = BIO_new_mem_buf(trial, sizeof(trial) - 1);
	_cleanup_(cms_freep) CMS_ContentInfo *cms = NULL;
	unsigned char *der = NULL;
	int size, r;

	cms = CMS_sign(NULL, NULL, signature->intermediates, NULL, SIGN_FLAGS);
	if (!bio || !cms)
		return -ENOMEM;
	if (!CMS_add1_signer(cms, signature->leaf, signature->key, EVP_sha256(), SIGN_FLAGS) ||
	    !CMS_final(cms, bio, NULL, CMS_BINARY))
		return -EIO;

	size = i2d_CMS_ContentInfo(cms, &der);
	if (size <= 0)
		return -EIO;
	r = cms_parts_take(der, (size_t)size, &signature->parts);
	OPENSSL_free(der);
	return r;
}

/* A document of ours, signed and verified: what the first user asks for has then been done once. */
static int try_signature(const struct signature *signature, time_t now)
{
	_cleanup_(cms_freep) CMS_ContentInfo *cms = NULL;
	_cleanup_(bio_freep) BIO *out = BIO_new(BIO_s_mem());
	_cleanup_(freep) unsigned char *der = NULL;
	const unsigned char *at;
	size_t size;
	char *text;
	int r;

	r = signature_sign(signature, now, trial, sizeof(trial) - 1, &der, &size);
	if (r)
		return r;

	at = der;
	cms = d2i_CMS_ContentInfo(NULL, &at, (long)size);
	if (!cms || !out ||
	    !CMS_verify(cms, NULL, NULL, NULL, out, CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY))
		return -EIO;

	return BIO_get_mem_data(out, &text) == sizeof(trial) - 1 &&
			       !memcmp(text, trial, sizeof(trial) - 1)
		       ? 0
		       : -EIO;
}

static void candidate_clear(struct candidate *candidate)
{
	EVP_PKEY_free(candidate->key);
	x509_stack_free(candidate->given);
}

static int load(const struct signature_files *files, time_t now, struct signature **ret_signature,
		struct writer *warnings, struct writer *why)
{
	_cleanup_(candidate_clear) struct candidate candidate = {.files = files, .now = now};
	_cleanup_(signature_freep) struct signature *signature = NULL;
	int r;

	signature = calloc(1, sizeof(*signature));
	if (!signature)
		return -ENOMEM;

	r = read_files(files, &candidate, why);
	if (r)
		return r;
	r = signature_check(&candidate, signature, why);
	if (r)
		return r;
	signature->key = TAKE_PTR(candidate.key);

	r = write_fingerprint(signature);
	if (r)
		return r;
	r = take_parts(signature);
	if (!r)
		r = try_signature(signature,
				  now < signature->not_after ? now : signature->not_after);
	if (r) {
		writer_printf(why, "%.*s: what the key signs cannot be verified",
			      SIGNATURE_KEY_SHOWN(files->key_path), files->key_path);
		return PROFILE_E_BAD_CERTIFICATE;
	}

	signature_warn(&candidate, signature, warnings);
	*ret_signature = TAKE_PTR(signature);
	return 0;
}

/* Gives the words away if there are any and somebody wants them. */
static int give_words(struct writer *words, char **ret_words)
{
	if (!ret_words || (!words->size && !words->error))
		return 0;

	return writer_finish_string(words, ret_words, NULL);
}

int signature_new(const struct signature_files *files, time_t now, struct signature **ret_signature,
		  char **ret_warnings, char **reterr_message)
{
	_cleanup_(writer_clear) struct writer warnings = {0}, why = {0};
	_cleanup_(signature_freep) struct signature *signature = NULL;
	int r, r2;

	if (ret_warnings)
		*ret_warnings = NULL;
	if (reterr_message)
		*reterr_message = NULL;

	r = load(files, now, &signature, &warnings, &why);
	ERR_clear_error();
	r2 = r ? give_words(&why, reterr_message) : give_words(&warnings, ret_warnings);
	if (r2)
		return r2;

	*ret_signature = TAKE_PTR(signature);
	return r;
}
