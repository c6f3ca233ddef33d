/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a signature looks like to those who verify it: in process with OpenSSL's library, and with
 * its program.
 */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include "certificates.h"
#include "cleanup.h"
#include "profile.h"
#include "profiles/openssl.h"

#define NOW CERTIFICATES_NOW
#define CONTENT "<plist version=\"1.0\">\n  <dict/>\r\n</plist>\n"

static char directory[] = "/tmp/test-signature-XXXXXX";

/* A signer with a leaf of two intermediates. */
static void load_well(const struct leaf *leaf, struct signature **ret_signature)
{
	static const struct certificates_parts parts = {"K", "L", "lur", false};
	_cleanup_(freep) char *message = NULL;
	struct certificates_paths paths;
	int r;

	certificates_write_all(directory, leaf, &parts, &paths);
	r = signature_new(
		&(const struct signature_files){paths.key, paths.certificate, paths.chain, false},
		NOW, ret_signature, NULL, &message);
	if (r)
		fail_msg("%d: %s", r, message ? message : "");
}

static void test_facts(void **state)
{
	const struct leaf leaf = {.first_day = -1, .last_day = 100};
	_cleanup_(signature_freep) struct signature *signature = NULL;
	const char *fingerprint;

	(void)state;
	load_well(&leaf, &signature);
	assert_int_equal(signature_not_after(signature), NOW + 100 * CERTIFICATES_DAY);
	fingerprint = signature_fingerprint(signature);
	assert_int_equal(strlen(fingerprint), 64);
	assert_int_equal(strspn(fingerprint, "0123456789abcdef"), 64);
}

struct der {
	unsigned char *bytes;
	size_t size;
};

static void der_clear(struct der *der)
{
	free(der->bytes);
}

static CMS_ContentInfo *parse(const struct der *der)
{
	const unsigned char *end = der->bytes;
	CMS_ContentInfo *cms = d2i_CMS_ContentInfo(NULL, &end, (long)der->size);

	if (cms && end != der->bytes + der->size) {
		CMS_ContentInfo_free(cms);
		return NULL;
	}
	return cms;
}

/* As a device does: from a root alone, at a given time, for any purpose. */
static bool is_verified(const struct der *der, X509 *root, time_t when, BIO *content)
{
	_cleanup_(cms_freep) CMS_ContentInfo *cms = parse(der);
	X509_STORE *store = X509_STORE_new();
	bool verified;

	assert_true(X509_STORE_add_cert(store, root));
	assert_true(X509_STORE_set_purpose(store, X509_PURPOSE_ANY));
	X509_VERIFY_PARAM_set_time(X509_STORE_get0_param(store), when);
	verified = cms && CMS_verify(cms, NULL, store, NULL, content, CMS_BINARY) == 1;
	X509_STORE_free(store);
	ERR_clear_error();
	return verified;
}

static void sign_well(const struct signature *signature, const char *content, struct der *ret_der)
{
	int r = signature_sign(signature, NOW, content, strlen(content), &ret_der->bytes,
			       &ret_der->size);

	assert_int_equal(r, 0);
	assert_int_equal(ERR_peek_error(), 0);
}

static void expect_verified(const char *name, const struct der *der)
{
	_cleanup_(bio_freep) BIO *content = BIO_new(BIO_s_mem());
	char *text;
	long size;

	if (!is_verified(der, certificates_authority('r', false), NOW, content))
		fail_msg("%s: not verified", name);
	size = BIO_get_mem_data(content, &text);
	assert_int_equal(size, strlen(CONTENT));
	assert_memory_equal(text, CONTENT, (size_t)size);
}

/*
 * One signer, SHA-256, our time, leaf and intermediates and no root, and no byte that DER would
 * write otherwise.
 */
static void expect_shape(const struct der *der, X509 *root)
{
	_cleanup_(cms_freep) CMS_ContentInfo *cms = parse(der);
	_cleanup_(x509_stack_freep) STACK_OF(X509) *certificates = NULL;
	STACK_OF(CMS_SignerInfo) * signers;
	CMS_SignerInfo *signer;
	const ASN1_OBJECT *digest;
	ASN1_TIME *time;
	X509_ALGOR *algorithm;
	unsigned char *again = NULL;
	time_t now = NOW;

	assert_non_null(cms);
	assert_int_not_equal(der->bytes[1], 0x80);
	assert_int_equal(i2d_CMS_ContentInfo(cms, &again), der->size);
	assert_memory_equal(again, der->bytes, der->size);
	OPENSSL_free(again);

	signers = CMS_get0_SignerInfos(cms);
	assert_int_equal(sk_CMS_SignerInfo_num(signers), 1);
	signer = sk_CMS_SignerInfo_value(signers, 0);
	CMS_SignerInfo_get0_algs(signer, NULL, NULL, &algorithm, NULL);
	X509_ALGOR_get0(&digest, NULL, NULL, algorithm);
	assert_int_equal(OBJ_obj2nid(digest), NID_sha256);
	assert_int_equal(CMS_signed_get_attr_by_NID(signer, NID_SMIMECapabilities, -1), -1);
	time = CMS_signed_get0_data_by_OBJ(signer, OBJ_nid2obj(NID_pkcs9_signingTime), -3,
					   V_ASN1_UTCTIME);
	assert_non_null(time);
	assert_int_equal(X509_cmp_time(time, &now), -1); /* at or before */
	now--;
	assert_int_equal(X509_cmp_time(time, &now), 1);

	certificates = CMS_get1_certs(cms);
	assert_int_equal(sk_X509_num(certificates), 3);
	for (int i = 0; i < 3; i++)
		assert_int_not_equal(X509_cmp(sk_X509_value(certificates, i), root), 0);
}

static void test_signatures(void **state)
{
	static const enum key_kind kinds[] = {KEY_P256,    KEY_P384,    KEY_P521,
					      KEY_RSA2048, KEY_RSA3072, KEY_RSA4096};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		const struct leaf leaf = {.key = kinds[i]};
		_cleanup_(signature_freep) struct signature *signature = NULL;
		_cleanup_(der_clear) struct der der = {0};

		load_well(&leaf, &signature);
		sign_well(signature, CONTENT, &der);
		expect_verified("sign", &der);
		expect_shape(&der, certificates_authority('r', false));
	}
}

static void test_what_must_not_verify(void **state)
{
	const struct leaf leaf = {.key = KEY_P256};
	_cleanup_(signature_freep) struct signature *signature = NULL;
	_cleanup_(der_clear) struct der der = {0};
	unsigned char *content;

	(void)state;
	load_well(&leaf, &signature);
	sign_well(signature, CONTENT, &der);
	assert_false(is_verified(&der, certificates_authority('r', true), NOW, NULL));
	assert_false(is_verified(&der, certificates_authority('r', false),
				 NOW + 400 * CERTIFICATES_DAY, NULL));

	content = memmem(der.bytes, der.size, CONTENT, strlen(CONTENT));
	assert_non_null(content);
	content[3] ^= 1;
	assert_false(is_verified(&der, certificates_authority('r', false), NOW, NULL));
	content[3] ^= 1;
	der.bytes[der.size - 1] ^= 1;
	assert_false(is_verified(&der, certificates_authority('r', false), NOW, NULL));
	der.bytes[der.size - 1] ^= 1;
	assert_true(is_verified(&der, certificates_authority('r', false), NOW, NULL));
}

static void test_signing_outside_validity(void **state)
{
	const struct leaf leaf = {.first_day = -10, .last_day = 10};
	_cleanup_(signature_freep) struct signature *signature = NULL;
	static const struct {
		int days, seconds, result;
	} moments[] = {
		{10, 0, 0},
		{10, 1, PROFILE_E_EXPIRED},
		{-10, 0, 0},
		{-10, -1, PROFILE_E_EXPIRED},
	};

	(void)state;
	load_well(&leaf, &signature);
	for (size_t i = 0; i < ARRAY_SIZE(moments); i++) {
		_cleanup_(der_clear) struct der der = {0};
		time_t when = NOW + moments[i].days * CERTIFICATES_DAY + moments[i].seconds;
		int r = signature_sign(signature, when, CONTENT, strlen(CONTENT), &der.bytes,
				       &der.size);

		if (r != moments[i].result)
			fail_msg("row %zu: %d", i, r);
	}
}

static void test_sizes(void **state)
{
	const struct leaf leaf = {.key = KEY_P256};
	_cleanup_(signature_freep) struct signature *signature = NULL;
	static char large[1024 * 1024 + 1];

	(void)state;
	memset(large, 'x', sizeof(large) - 1);
	load_well(&leaf, &signature);
	for (size_t size = 0; size < sizeof(large); size = 16 * size + 15) {
		_cleanup_(der_clear) struct der der = {0};
		int r = signature_sign(signature, NOW, large, size, &der.bytes, &der.size);

		assert_int_equal(r, 0);
		assert_true(is_verified(&der, certificates_authority('r', false), NOW, NULL));
	}
}

#define THREADS 4
#define SIGNATURES 50

static void *sign_in_thread(void *userdata)
{
	uintptr_t failures = 0;

	for (int i = 0; i < SIGNATURES; i++) {
		_cleanup_(der_clear) struct der der = {0};

		if (signature_sign(userdata, NOW, CONTENT, strlen(CONTENT), &der.bytes, &der.size))
			failures++;
	}
	return (void *)failures;
}

static void test_threads_share_a_signature(void **state)
{
	const struct leaf leaf = {.key = KEY_P256};
	_cleanup_(signature_freep) struct signature *signature = NULL;
	pthread_t threads[THREADS];

	(void)state;
	load_well(&leaf, &signature);
	for (size_t i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, sign_in_thread, signature), 0);
	for (size_t i = 0; i < THREADS; i++) {
		void *failures;

		assert_int_equal(pthread_join(threads[i], &failures), 0);
		assert_null(failures);
	}
}

/* ---- by another program ---- */

static void write_bytes(const char *path, const void *bytes, size_t size)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, size, file), size);
	assert_int_equal(fclose(file), 0);
}

static void test_openssl_program_verifies(void **state)
{
	const struct leaf leaf = {.key = KEY_P256};
	_cleanup_(signature_freep) struct signature *signature = NULL;
	_cleanup_(der_clear) struct der der = {0};
	_cleanup_(freep) char *command = NULL;
	char path[128];

	(void)state;
	if (system("openssl version >/dev/null 2>&1"))
		skip();

	load_well(&leaf, &signature);
	sign_well(signature, CONTENT, &der);
	(void)snprintf(path, sizeof(path), "%s/profile", directory);
	write_bytes(path, der.bytes, der.size);
	(void)snprintf(path, sizeof(path), "%s/root", directory);
	certificates_write(path, "r", &leaf, NULL, false);
	(void)snprintf(path, sizeof(path), "%s/expected", directory);
	write_bytes(path, CONTENT, strlen(CONTENT));

	assert_true(
		asprintf(
			&command,
			"cd %s && openssl cms -verify -binary -inform DER -in profile -CAfile root "
			"-purpose any -attime %lld -out content 2>verify && cmp content expected",
			directory, (long long)NOW) > 0);
	assert_int_equal(system(command), 0);
}

static int make_directory(void **state)
{
	(void)state;
	return mkdtemp(directory) ? 0 : -1;
}

static int remove_directory(void **state)
{
	static const char *const files[] = {"profile", "root", "expected", "content", "verify"};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		char path[128];

		(void)snprintf(path, sizeof(path), "%s/%s", directory, files[i]);
		(void)unlink(path);
	}
	certificates_remove_all(directory);
	certificates_free();
	return rmdir(directory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_facts),
		cmocka_unit_test(test_signatures),
		cmocka_unit_test(test_what_must_not_verify),
		cmocka_unit_test(test_signing_outside_validity),
		cmocka_unit_test(test_sizes),
		cmocka_unit_test(test_threads_share_a_signature),
		cmocka_unit_test(test_openssl_program_verifies),
	};

	return cmocka_run_group_tests(tests, make_directory, remove_directory);
}
