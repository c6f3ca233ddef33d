/* SPDX-License-Identifier: Apache-2.0 */
/* The certificate of an authority, as an operator's file holds it. */
#include <errno.h>
#include <limits.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "cleanup.h"
#include "profile.h"
#include "profiles/openssl.h"
#include "text/utf8.h"

/* What a certificate read is borrowed from. */
struct memory {
	char fingerprint[2 * 32 + 1]; /* SHA-256 */
	char name[256];
	unsigned char der[];
};

static void name_freep(char **name)
{
	OPENSSL_free(*name);
}

static void block_freep(unsigned char **block)
{
	OPENSSL_free(*block);
}

static int refuse(const char *reason, char **reterr_message)
{
	ERR_clear_error();
	*reterr_message = strdup(reason);
	return *reterr_message ? PROFILE_E_BAD_CERTIFICATE : -ENOMEM;
}

/* The first PEM block that is a certificate, as DER; NULL when there is none. */
static unsigned char *next_block(BIO *bio, long *ret_size)
{
	for (;;) {
		_cleanup_(name_freep) char *name = NULL, *header = NULL;
		_cleanup_(block_freep) unsigned char *block = NULL;

		if (!PEM_read_bio(bio, &name, &header, &block, ret_size))
			return NULL;
		if (!strcmp(name, PEM_STRING_X509) || !strcmp(name, PEM_STRING_X509_OLD))
			return TAKE_PTR(block);
		/* A key beside it is nobody's business, and stays nowhere. */
		OPENSSL_cleanse(block, (size_t)*ret_size);
	}
}

static int read_der(const unsigned char *der, long size, X509 **ret_certificate,
		    char **reterr_message)
{
	const unsigned char *end = der;
	_cleanup_(x509_freep) X509 *certificate = d2i_X509(NULL, &end, size);

	if (!certificate)
		return refuse("holds no certificate that can be read", reterr_message);
	if (end != der + size)
		return refuse("has bytes behind its certificate", reterr_message);

	*ret_certificate = TAKE_PTR(certificate);
	return 0;
}

static int read_pem(BIO *bio, X509 **ret_certificate, char **reterr_message)
{
	_cleanup_(block_freep) unsigned char *block = NULL, *another = NULL;
	long size, another_size;

	block = next_block(bio, &size);
	if (!block)
		return refuse("holds no certificate", reterr_message);
	another = next_block(bio, &another_size);
	if (another)
		return refuse("holds several certificates: each needs a file of its own",
			      reterr_message);

	return read_der(block, size, ret_certificate, reterr_message);
}

static int read_any(const void *bytes, size_t size, X509 **ret_certificate, char **reterr_message)
{
	_cleanup_(bio_freep) BIO *bio = NULL;
	const unsigned char *first = bytes;

	if (!size || size > INT_MAX)
		return refuse("holds no certificate", reterr_message);
	if (first[0] == 0x30) /* the SEQUENCE that every certificate is */
		return read_der(bytes, (long)size, ret_certificate, reterr_message);

	bio = BIO_new_mem_buf(bytes, (int)size);
	return bio ? read_pem(bio, ret_certificate, reterr_message) : -ENOMEM;
}

static time_t time_of(const ASN1_TIME *time)
{
	struct tm parts;

	return ASN1_TIME_to_tm(time, &parts) ? timegm(&parts) : 0;
}

/* The subject's name, if it is one that can be shown; else "". */
static void write_name(X509 *certificate, int kind, char *ret_name, size_t capacity)
{
	const X509_NAME *subject = X509_get_subject_name(certificate);
	int index = X509_NAME_get_index_by_NID(subject, kind, -1), size;
	_cleanup_(block_freep) unsigned char *text = NULL;

	if (index < 0)
		return;

	size = ASN1_STRING_to_UTF8(&text,
				   X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, index)));
	if (size <= 0 || (size_t)size >= capacity || !utf8_valid_line((char *)text, (size_t)size))
		return;

	memcpy(ret_name, text, (size_t)size);
	ret_name[size] = '\0';
}

static bool write_fingerprint(const unsigned char *der, size_t size, char *ret_text)
{
	static const char digits[] = "0123456789abcdef";
	unsigned char digest[EVP_MAX_MD_SIZE];

	if (!EVP_Digest(der, size, digest, NULL, EVP_sha256(), NULL))
		return false;

	for (size_t i = 0; i < 32; i++) {
		*ret_text++ = digits[digest[i] >> 4];
		*ret_text++ = digits[digest[i] & 0x0f];
	}
	*ret_text = '\0';
	return true;
}

static int describe(X509 *certificate, struct profile_certificate *ret_certificate,
		    void **ret_memory)
{
	int size = i2d_X509(certificate, NULL);
	_cleanup_(freep) struct memory *memory = NULL;
	unsigned char *end;

	if (size <= 0)
		return -ENOMEM;
	memory = calloc(1, sizeof(*memory) + (size_t)size);
	if (!memory)
		return -ENOMEM;

	end = memory->der;
	if (i2d_X509(certificate, &end) != size ||
	    !write_fingerprint(memory->der, (size_t)size, memory->fingerprint))
		return -ENOMEM;

	write_name(certificate, NID_organizationName, memory->name, sizeof(memory->name));
	write_name(certificate, NID_commonName, memory->name, sizeof(memory->name));
	*ret_certificate = (struct profile_certificate){
		.der = memory->der,
		.size = (size_t)size,
		.name = memory->name[0] ? memory->name : NULL,
		.fingerprint = memory->fingerprint,
		.not_after = time_of(X509_get0_notAfter(certificate)),
	};
	*ret_memory = TAKE_PTR(memory);
	return 0;
}

int profile_certificate_read(const void *bytes, size_t size,
			     struct profile_certificate *ret_certificate, void **ret_memory,
			     char **reterr_message)
{
	_cleanup_(x509_freep) X509 *certificate = NULL;
	int r;

	*reterr_message = NULL;
	r = read_any(bytes, size, &certificate, reterr_message);
	if (r)
		return r;
	if (!X509_check_ca(certificate))
		return refuse(
			"holds the certificate of a server or a person, and an authority's is "
			"needed",
			reterr_message);

	ERR_clear_error();
	return describe(certificate, ret_certificate, ret_memory);
}
