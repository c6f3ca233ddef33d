/* SPDX-License-Identifier: Apache-2.0 */
/* What we put together is, to the byte, what OpenSSL makes of the same parts. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <openssl/cms.h>

#include "certificates.h"
#include "cleanup.h"
#include "profiles/cms.h"
#include "profiles/openssl.h"

#define FLAGS (CMS_BINARY | CMS_NOSMIMECAP | CMS_PARTIAL)

static unsigned char content[300 * 1024];

/* Sizes on both sides of where a length takes one more byte. */
static const size_t sizes[] = {0, 1, 127, 128, 129, 255, 256, 65535, 65536, sizeof(content)};

static const struct row {
	const char *name;
	enum key_kind key;
	const char *authorities;
	time_t now;
} rows[] = {
	{"P-256", KEY_P256, "lu", CERTIFICATES_NOW},
	{"P-384", KEY_P384, "lu", CERTIFICATES_NOW},
	{"P-521", KEY_P521, "l", CERTIFICATES_NOW},
	{"RSA-2048", KEY_RSA2048, "lu", CERTIFICATES_NOW},
	{"RSA-4096", KEY_RSA4096, "", CERTIFICATES_NOW},
	{"the last UTCTime", KEY_P256, "lu", 2524607999},
	{"the first GeneralizedTime", KEY_P256, "lu", 2524608000},
};

static STACK_OF(X509) * authorities_of(const struct row *row)
{
	STACK_OF(X509) *authorities = sk_X509_new_null();

	for (const char *which = row->authorities; *which; which++)
		assert_true(X509_add_cert(authorities, certificates_authority(*which, false),
					  X509_ADD_FLAG_UP_REF));

	return authorities;
}

/* OpenSSL's own, with a time of ours. */
static CMS_ContentInfo *make(const struct row *row, size_t size)
{
	const struct leaf leaf = {.key = row->key};
	_cleanup_(x509_stack_freep) STACK_OF(X509) *authorities = authorities_of(row);
	_cleanup_(asn1_time_freep) ASN1_TIME *time = ASN1_TIME_set(NULL, row->now);
	_cleanup_(bio_freep) BIO *bio = BIO_new_mem_buf(content, (int)size);
	_cleanup_(x509_freep) X509 *certificate = certificates_leaf(&leaf);
	CMS_ContentInfo *cms = CMS_sign(NULL, NULL, authorities, NULL, FLAGS);
	CMS_SignerInfo *signer =
		CMS_add1_signer(cms, certificate, certificates_key(row->key), EVP_sha256(), FLAGS);

	assert_true(CMS_signed_add1_attr_by_NID(signer, NID_pkcs9_signingTime,
						ASN1_STRING_type(time), time, -1));
	assert_true(CMS_final(cms, bio, NULL, CMS_BINARY));

	return cms;
}

static void expect_same(const struct row *row, size_t size)
{
	_cleanup_(cms_freep) CMS_ContentInfo *cms = make(row, size);
	CMS_SignerInfo *signer = sk_CMS_SignerInfo_value(CMS_get0_SignerInfos(cms), 0);
	const ASN1_OCTET_STRING *value = CMS_SignerInfo_get0_signature(signer);
	const struct cms_part signature = {(unsigned char *)(uintptr_t)ASN1_STRING_get0_data(value),
					   (size_t)ASN1_STRING_length(value)};
	unsigned char digest[32], bytes[CMS_ATTRIBUTES_MAX], *theirs = NULL, *ours = NULL;
	struct cms_part attributes = {bytes, 0};
	int n = i2d_CMS_ContentInfo(cms, &theirs);
	struct cms_parts parts;
	size_t n_ours;

	assert_true(n > 0);
	assert_int_equal(cms_parts_take(theirs, (size_t)n, &parts), 0);
	assert_true(EVP_Digest(content, size, digest, NULL, EVP_sha256(), NULL));
	attributes.size = cms_attributes(row->now, digest, bytes);
	assert_int_equal(cms_assemble(&parts, &(const struct cms_part){content, size}, &attributes,
				      &signature, &ours, &n_ours),
			 0);
	if (n_ours != (size_t)n || memcmp(ours, theirs, n_ours) != 0)
		fail_msg("%s, %zu bytes: other bytes than OpenSSL's", row->name, size);

	OPENSSL_free(theirs);
	free(ours);
	cms_parts_clear(&parts);
}

static void test_same_bytes(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(content); i++)
		content[i] = (unsigned char)(i * 7 + i / 256);

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		for (size_t j = 0; j < ARRAY_SIZE(sizes); j++)
			expect_same(&rows[i], sizes[j]);
}

/* Cut off anywhere, or with another byte for a tag or length: an error, never a read beyond. */
static void test_damaged(void **state)
{
	_cleanup_(cms_freep) CMS_ContentInfo *cms = make(&rows[0], 100);
	unsigned char *der = NULL;
	int n = i2d_CMS_ContentInfo(cms, &der);
	struct cms_parts parts;

	(void)state;
	for (int size = 0; size < n; size++) {
		unsigned char *copy = malloc((size_t)size + 1);

		memcpy(copy, der, (size_t)size);
		assert_int_equal(cms_parts_take(copy, (size_t)size, &parts), -EBADMSG);
		free(copy);
	}

	for (int i = 0; i < n; i++) {
		der[i] ^= 0xff;
		if (!cms_parts_take(der, (size_t)n, &parts))
			cms_parts_clear(&parts);
		der[i] ^= 0xff;
	}
	OPENSSL_free(der);
}

static int free_certificates(void **state)
{
	(void)state;
	certificates_free();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same_bytes),
		cmocka_unit_test(test_damaged),
	};

	return cmocka_run_group_tests(tests, NULL, free_certificates);
}
