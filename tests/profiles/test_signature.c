/* SPDX-License-Identifier: Apache-2.0 */
/* Who may sign, who is refused or warned of and in which words, and what a signature looks like to those who verify it. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <threads.h>
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

/* The files of one row; a letter a part (certificates.h).  NULL: no such file; "/": a directory. */
struct row {
	const char *name;
	struct leaf leaf;
	const char *key, *certificate, *chain;
	bool crlf;
	int result;
	const char *file;     /* that the sentence names */
	const char *sentence; /* how it ends */
};

/* clang-format off */
#define BAD PROFILE_E_BAD_CERTIFICATE
#define LAST "certificate 1 (CN=mail.example.com) "
#define ORDER "has not issued the one before it: first the key's own, then its issuer, and so on"

#define SIGNS(name_, key_, certificate_, chain_, ...) \
	{.name = name_, .key = key_, .certificate = certificate_, .chain = chain_, .leaf = {__VA_ARGS__}}
#define REFUSED(name_, key_, certificate_, chain_, result_, file_, sentence_, ...) \
	{.name = name_, .key = key_, .certificate = certificate_, .chain = chain_, .result = result_, .file = file_, \
	 .sentence = sentence_, .leaf = {__VA_ARGS__}}

static const struct row rows[] = {
	/* What signs. */
	SIGNS("two files", "K", "Llu", NULL, .key = KEY_P256),
	SIGNS("three files", "K", "L", "lu", .key = KEY_P256),
	SIGNS("one file", "KLlu", "KLlu", NULL, .key = KEY_P256),
	SIGNS("with the root", "K", "L", "lur", .key = KEY_P256),
	SIGNS("fullchain beside chain", "K", "Llu", "Llu", .key = KEY_P256),
	SIGNS("a key in the chain", "K", "L", "lKu", .key = KEY_P256),
	{.name = "CRLF", .key = "K", .certificate = "L", .chain = "lu", .crlf = true},
	SIGNS("comments", "CK", "CLCl", "CuC", .key = KEY_P256),
	SIGNS("out of a PKCS#12 file", "BK", "BLBl", "BuB", .key = KEY_P256),
	SIGNS("P-384", "K", "Llu", NULL, .key = KEY_P384),
	SIGNS("P-521", "K", "Llu", NULL, .key = KEY_P521),
	SIGNS("RSA-2048", "K", "Llu", NULL, .key = KEY_RSA2048),
	SIGNS("RSA-4096", "K", "Llu", NULL, .key = KEY_RSA4096),
	SIGNS("no keyUsage", "K", "Llu", NULL, .usage = ""),

	/* Files. */
	REFUSED("no key", NULL, "Llu", NULL, BAD, "key", "No such file or directory",
		.key = KEY_P256),
	REFUSED("no certificate", "K", NULL, NULL, BAD, "certificate", "No such file or directory",
		.key = KEY_P256),
	REFUSED("an empty key", "", "Llu", NULL, BAD, "key", "the file is empty",
		.key = KEY_P256),
	REFUSED("an empty certificate", "K", "", NULL, BAD, "certificate", "the file is empty",
		.key = KEY_P256),
	REFUSED("an empty chain", "K", "L", "", BAD, "chain", "the file is empty",
		.key = KEY_P256),
	REFUSED("a directory as key", "/", "Llu", NULL, BAD, "key", "Is a directory",
		.key = KEY_P256),
	REFUSED("a directory as certificate", "K", "/", NULL, BAD, "certificate", "Is a directory",
		.key = KEY_P256),
	REFUSED("a directory as chain", "K", "L", "/", BAD, "chain", "Is a directory",
		.key = KEY_P256),
	REFUSED("too large", "K", "LG", NULL, BAD, "certificate", "the file is larger than 64 KiB",
		.key = KEY_P256),
	REFUSED("DER", "K", "D", NULL, BAD, "certificate", "the file is not PEM; convert DER or PKCS#12 with openssl",
		.key = KEY_P256),
	REFUSED("a certificate as key", "L", "Llu", NULL, BAD, "key", "there is no private key in the file that can be read",
		.key = KEY_P256),
	REFUSED("a key as certificate", "K", "K", NULL, BAD, "certificate", "there is no certificate in the file",
		.key = KEY_P256),
	REFUSED("comments as certificate", "K", "C", NULL, BAD, "certificate", "there is no certificate in the file",
		.key = KEY_P256),
	REFUSED("junk between", "K", "L", "lJu", BAD, "chain", "belongs to no certificate",
		.key = KEY_P256),
	REFUSED("junk at the end", "K", "LluJ", NULL, BAD, "certificate", "belongs to no certificate",
		.key = KEY_P256),
	REFUSED("cut off at the end", "K", "L", "lT", BAD, "chain", "has no end",
		.key = KEY_P256),
	REFUSED("cut off in the middle", "K", "L", "Tu", BAD, "chain", "has no end",
		.key = KEY_P256),
	REFUSED("damaged", "K", "X", NULL, BAD, "certificate", "a certificate cannot be read",
		.key = KEY_P256),
	REFUSED("a pass phrase", "P", "Llu", NULL, BAD, "key", "the key is encrypted; keep it without a pass phrase",
		.key = KEY_P256),
	REFUSED("a pass phrase, old form", "Q", "Llu", NULL, BAD, "key", "the key is encrypted; keep it without a pass phrase",
		.key = KEY_RSA2048),

	/* Keys. */
	REFUSED("Ed25519", "K", "Llu", NULL, BAD, "key", "devices cannot verify Ed25519; use P-256",
		.key = KEY_ED25519),
	REFUSED("Ed448", "K", "Llu", NULL, BAD, "key", "devices cannot verify Ed448; use P-256",
		.key = KEY_ED448),
	REFUSED("RSA-1024", "K", "Llu", NULL, BAD, "key", "the RSA key has fewer than 2048 bits",
		.key = KEY_RSA1024),
	REFUSED("RSA-PSS", "K", "Llu", NULL, BAD, "key", "devices cannot verify RSA-PSS; use P-256 or RSA",
		.key = KEY_RSA_PSS),
	REFUSED("another curve", "K", "Llu", NULL, BAD, "key", "the key's curve is none of P-256, P-384 and P-521",
		.key = KEY_SECP256K1),
	REFUSED("another's certificate", "K", "flu", NULL, BAD, "certificate", "certificate 1 (CN=Lower) does not belong to the key in ",
		.key = KEY_P256),

	/* Certificates. */
	REFUSED("reversed", "K", "ulL", NULL, BAD, "certificate", "certificate 3 (CN=mail.example.com) is the key's and has to stand first, then its issuer, and so on",
		.key = KEY_P256),
	REFUSED("reversed intermediates", "K", "L", "ul", BAD, "chain", "certificate 1 (CN=Upper) " ORDER,
		.key = KEY_P256),
	REFUSED("a gap", "K", "Lu", NULL, BAD, "certificate", "certificate 2 (CN=Upper) " ORDER,
		.key = KEY_P256),
	REFUSED("another's intermediate", "K", "L", "f", BAD, "chain", "certificate 1 (CN=Lower) " ORDER,
		.key = KEY_P256),
	REFUSED("an intermediate that is none", "K", "L", "nu", BAD, "chain", "certificate 1 (CN=Lower) is no certificate authority's",
		.key = KEY_P256),
	REFUSED("keyUsage without signing", "K", "Llu", NULL, BAD, "certificate", LAST "may not sign: keyUsage lacks digitalSignature",
		.usage = "critical,keyEncipherment"),
	REFUSED("nonRepudiation alone", "K", "Llu", NULL, BAD, "certificate", LAST "may not sign: keyUsage lacks digitalSignature",
		.usage = "critical,nonRepudiation"),
	REFUSED("expired", "K", "Llu", NULL, PROFILE_E_EXPIRED, "certificate", LAST "has expired on 2026-09-20",
		.first_day = -30, .last_day = -1),
	REFUSED("not yet valid", "K", "Llu", NULL, PROFILE_E_EXPIRED, "certificate", LAST "is not valid before 2026-09-23",
		.first_day = 2, .last_day = 30),
	REFUSED("an expired intermediate", "K", "L", "eu", PROFILE_E_EXPIRED, "chain", "certificate 1 (CN=Lower) has expired on 2026-09-20",
		.key = KEY_P256),
};

#define SHORT_LIFE(days) {.first_day = -30, .last_day = days}
static const struct {
	const char *name;
	struct leaf leaf;
	const char *certificate;
	const char *warning;		/* behind "PATH: certificate 1 (…) "; NULL: none */
} warnings[] = {
	{"none",			{0}, "Llu", NULL},
	{"30 days",			SHORT_LIFE(30), "Llu", NULL},
	{"29 days",			SHORT_LIFE(29), "Llu", "expires in 29 days"},
	{"14 days",			SHORT_LIFE(14), "Llu", "expires in 14 days"},
	{"13 days",			SHORT_LIFE(13), "Llu", "expires in 13 days: renew it now"},
	{"1 day",			SHORT_LIFE(1), "Llu", "expires in 1 day: renew it now"},
	{"no intermediate",		{0}, "L", "comes without its intermediates: devices fetch none and show \"Not Verified\""},
	{"self-signed",			{.self_signed = true}, "L", "is self-signed: only devices that were given it show \"Verified\""},
	{"no subject",			{.no_subject = true, .names = "DNS:mail.example.com"}, "Llu", "has an empty subject and no critical subjectAltName: devices show \"Not Verified\""},
	{"no subject, critical name",	{.no_subject = true, .names = "critical,DNS:mail.example.com"}, "Llu", NULL},
	{"SHA-1",			{.key = KEY_P256, .self_signed = false}, "Llu", "was itself signed with a weak digest: devices show \"Not Verified\""},
};
/* clang-format on */

/* ---- loading ---- */

struct paths {
	char key[128], certificate[128], chain[128];
};

static void remove_path(const char *path)
{
	if (unlink(path) && errno != ENOENT)
		(void)rmdir(path);
}

static void put_file(const char *path, const char *parts, const struct row *row, X509 *certificate)
{
	remove_path(path);
	if (!parts)
		return;
	if (!strcmp(parts, "/"))
		assert_int_equal(mkdir(path, 0700), 0);
	else
		certificates_write(path, parts, &row->leaf, certificate, row->crlf);
}

static void put_files(const struct row *row, struct paths *ret_paths)
{
	_cleanup_(x509_freep) X509 *certificate = certificates_leaf(&row->leaf);

	(void)snprintf(ret_paths->key, sizeof(ret_paths->key), "%s/key", directory);
	(void)snprintf(ret_paths->certificate, sizeof(ret_paths->certificate), "%s/certificate",
		       directory);
	(void)snprintf(ret_paths->chain, sizeof(ret_paths->chain), "%s/chain", directory);
	put_file(ret_paths->key, row->key, row, certificate);
	put_file(ret_paths->certificate, row->certificate, row, certificate);
	put_file(ret_paths->chain, row->chain, row, certificate);
}

static int load(const struct row *row, struct signature **ret_signature, char **ret_warnings,
		char **reterr_message)
{
	struct paths paths;
	int r;

	put_files(row, &paths);
	r = signature_new(&(const struct signature_files){paths.key, paths.certificate,
							  row->chain ? paths.chain : NULL},
			  NOW, ret_signature, ret_warnings, reterr_message);
	assert_int_equal(ERR_peek_error(), 0);
	return r;
}

static void load_well(const struct row *row, struct signature **ret_signature)
{
	_cleanup_(freep) char *message = NULL;
	int r = load(row, ret_signature, NULL, &message);

	if (r)
		fail_msg("%s: %d: %s", row->name, r, message ? message : "");
}

static void test_loading(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_(signature_freep) struct signature *signature = NULL;
		_cleanup_(freep) char *warning = NULL, *message = NULL;
		char path[128];
		int r = load(&rows[i], &signature, &warning, &message);

		if (r != rows[i].result || !signature != (r != 0) || !message != (r == 0))
			fail_msg("%s: %d: %s", rows[i].name, r, message ? message : "");
		if (!r && warning)
			fail_msg("%s: warns: %s", rows[i].name, warning);
		if (!r)
			continue;

		(void)snprintf(path, sizeof(path), "%s/%s: ", directory, rows[i].file);
		if (strncmp(message, path, strlen(path)) || !strstr(message, rows[i].sentence))
			fail_msg("%s: %s", rows[i].name, message);
		assert_null(strchr(message, '\n'));
	}
}

/* Root reads everything, so it is not root for a while. */
static int load_as_somebody(const struct paths *paths, char **reterr_message)
{
	_cleanup_(signature_freep) struct signature *signature = NULL;
	uid_t user = geteuid();
	int r;

	if (user == 0)
		assert_int_equal(seteuid(65534), 0);
	r = signature_new(&(const struct signature_files){paths->key, paths->certificate, NULL},
			  NOW, &signature, NULL, reterr_message);
	assert_int_equal(seteuid(user), 0);
	return r;
}

static void test_unreadable(void **state)
{
	const struct row row = SIGNS("unreadable", "K", "Llu", NULL, .key = KEY_P256);
	_cleanup_(freep) char *message = NULL;
	struct paths paths;

	(void)state;
	put_files(&row, &paths);
	assert_int_equal(chmod(directory, 0755), 0);
	assert_int_equal(chmod(paths.key, 0), 0);
	assert_int_equal(load_as_somebody(&paths, &message), PROFILE_E_BAD_CERTIFICATE);
	assert_non_null(strstr(message, "/key: Permission denied"));
}

static void test_warnings(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(warnings); i++) {
		_cleanup_(signature_freep) struct signature *signature = NULL;
		_cleanup_(freep) char *warning = NULL;
		struct row row = {.name = warnings[i].name,
				  .leaf = warnings[i].leaf,
				  .key = "K",
				  .certificate = warnings[i].certificate};
		const char *sentence = NULL;

		if (!strcmp(row.name, "SHA-1"))
			row.leaf.digest = EVP_sha1();
		assert_int_equal(load(&row, &signature, &warning, NULL), 0);
		if (warning)
			sentence = strstr(warning, ") ") + 2;
		if (!sentence != !warnings[i].warning ||
		    (sentence && strcmp(sentence, warnings[i].warning)))
			fail_msg("%s: %s", row.name, warning ? warning : "no warning");
	}
}

static void test_several_warnings_are_lines(void **state)
{
	const struct row row = SIGNS("several", "K", "L", NULL, .self_signed = true,
				     .first_day = -1, .last_day = 3);
	_cleanup_(signature_freep) struct signature *signature = NULL;
	_cleanup_(freep) char *warning = NULL;

	(void)state;
	assert_int_equal(load(&row, &signature, &warning, NULL), 0);
	assert_non_null(strstr(warning, "is self-signed"));
	assert_non_null(strstr(strchr(warning, '\n'), "expires in 3 days"));
}

/* A chain of a root alone is whole: nothing is missing between. */
static void test_facts(void **state)
{
	const struct row row = SIGNS("facts", "K", "Llu", NULL, .first_day = -1, .last_day = 100);
	_cleanup_(signature_freep) struct signature *signature = NULL;
	const char *fingerprint;

	(void)state;
	load_well(&row, &signature);
	assert_int_equal(signature_not_after(signature), NOW + 100 * CERTIFICATES_DAY);
	fingerprint = signature_fingerprint(signature);
	assert_int_equal(strlen(fingerprint), 64);
	assert_int_equal(strspn(fingerprint, "0123456789abcdef"), 64);
}

/* ---- signing ---- */

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

/* One signer, SHA-256, our time, leaf and intermediates and no root, and no byte that DER would write otherwise. */
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
	static const enum key_kind kinds[] = {KEY_P256, KEY_P384, KEY_P521, KEY_RSA2048,
					      KEY_RSA4096};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		const struct row row = SIGNS("sign", "K", "L", "lur", .key = kinds[i]);
		_cleanup_(signature_freep) struct signature *signature = NULL;
		_cleanup_(der_clear) struct der der = {0};

		load_well(&row, &signature);
		sign_well(signature, CONTENT, &der);
		expect_verified("sign", &der);
		expect_shape(&der, certificates_authority('r', false));
	}
}

static void test_what_must_not_verify(void **state)
{
	const struct row row = SIGNS("sign", "K", "Llu", NULL, .key = KEY_P256);
	_cleanup_(signature_freep) struct signature *signature = NULL;
	_cleanup_(der_clear) struct der der = {0};
	unsigned char *content;

	(void)state;
	load_well(&row, &signature);
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
	const struct row row = SIGNS("sign", "K", "Llu", NULL, .first_day = -10, .last_day = 10);
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
	load_well(&row, &signature);
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
	const struct row row = SIGNS("sign", "K", "Llu", NULL, .key = KEY_P256);
	_cleanup_(signature_freep) struct signature *signature = NULL;
	static char large[1024 * 1024 + 1];

	(void)state;
	memset(large, 'x', sizeof(large) - 1);
	load_well(&row, &signature);
	for (size_t size = 0; size < sizeof(large); size = 16 * size + 15) {
		_cleanup_(der_clear) struct der der = {0};
		int r = signature_sign(signature, NOW, large, size, &der.bytes, &der.size);

		assert_int_equal(r, 0);
		assert_true(is_verified(&der, certificates_authority('r', false), NOW, NULL));
	}
}

#define THREADS 4
#define SIGNATURES 50

static int sign_in_thread(void *userdata)
{
	int failures = 0;

	for (int i = 0; i < SIGNATURES; i++) {
		_cleanup_(der_clear) struct der der = {0};

		if (signature_sign(userdata, NOW, CONTENT, strlen(CONTENT), &der.bytes, &der.size))
			failures++;
	}
	return failures;
}

static void test_threads_share_a_signature(void **state)
{
	const struct row row = SIGNS("sign", "K", "Llu", NULL, .key = KEY_P256);
	_cleanup_(signature_freep) struct signature *signature = NULL;
	thrd_t threads[THREADS];

	(void)state;
	load_well(&row, &signature);
	for (size_t i = 0; i < THREADS; i++)
		assert_int_equal(thrd_create(&threads[i], sign_in_thread, signature), thrd_success);
	for (size_t i = 0; i < THREADS; i++) {
		int failures;

		assert_int_equal(thrd_join(threads[i], &failures), thrd_success);
		assert_int_equal(failures, 0);
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
	const struct row row = SIGNS("sign", "K", "Llu", NULL, .key = KEY_P256);
	_cleanup_(signature_freep) struct signature *signature = NULL;
	_cleanup_(der_clear) struct der der = {0};
	_cleanup_(freep) char *command = NULL;
	char path[128];

	(void)state;
	if (system("openssl version >/dev/null 2>&1"))
		skip();

	load_well(&row, &signature);
	sign_well(signature, CONTENT, &der);
	(void)snprintf(path, sizeof(path), "%s/profile", directory);
	write_bytes(path, der.bytes, der.size);
	(void)snprintf(path, sizeof(path), "%s/root", directory);
	certificates_write(path, "r", &row.leaf, NULL, false);
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
	static const char *const files[] = {"key",  "certificate", "chain",   "profile",
					    "root", "expected",    "content", "verify"};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		char path[128];

		(void)snprintf(path, sizeof(path), "%s/%s", directory, files[i]);
		remove_path(path);
	}
	certificates_free();
	return rmdir(directory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_loading),
		cmocka_unit_test(test_unreadable),
		cmocka_unit_test(test_warnings),
		cmocka_unit_test(test_several_warnings_are_lines),
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
