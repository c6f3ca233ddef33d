/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who may sign, and who is refused or warned of in which words: files, keys, certificates, chains.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include <openssl/err.h>

#include "certificates.h"
#include "cleanup.h"
#include "profile.h"

#define NOW CERTIFICATES_NOW

static char directory[] = "/tmp/test-checks-XXXXXX";

/* The files of one row; a letter a part (certificates.h).  NULL: no such file; "/": a directory. */
struct row {
	const char *name;
	struct leaf leaf;
	struct certificates_parts parts;
	int result;
	const char *file;     /* that the sentence names */
	const char *sentence; /* how it ends */
	bool even_ended;
};

/* clang-format off */
#define BAD PROFILE_E_BAD_CERTIFICATE
#define LAST "certificate 1 (CN=mail.example.com) "
#define ORDER "has not issued the one before it: first the key's own, then its issuer, and so on"

#define SIGNS(name_, key_, certificate_, chain_, ...) \
	{.name = name_, .parts = {key_, certificate_, chain_, false}, .leaf = {__VA_ARGS__}}
#define REFUSED(name_, key_, certificate_, chain_, result_, file_, sentence_, ...) \
	{.name = name_, .parts = {key_, certificate_, chain_, false}, .result = result_, .file = file_, \
	 .sentence = sentence_, .leaf = {__VA_ARGS__}}

static const struct row rows[] = {
	/* What signs. */
	SIGNS("two files", "K", "Llu", NULL, .key = KEY_P256),
	SIGNS("three files", "K", "L", "lu", .key = KEY_P256),
	SIGNS("one file", "KLlu", "KLlu", NULL, .key = KEY_P256),
	SIGNS("with the root", "K", "L", "lur", .key = KEY_P256),
	SIGNS("fullchain beside chain", "K", "Llu", "Llu", .key = KEY_P256),
	SIGNS("a key in the chain", "K", "L", "lKu", .key = KEY_P256),
	{.name = "CRLF", .parts = {"K", "L", "lu", true}},
	SIGNS("comments", "CK", "CLCl", "CuC", .key = KEY_P256),
	SIGNS("out of a PKCS#12 file", "BK", "BLBl", "BuB", .key = KEY_P256),
	SIGNS("as openssl ca writes it", "K", "V", "lu", .key = KEY_P256),
	SIGNS("P-384", "K", "Llu", NULL, .key = KEY_P384),
	SIGNS("P-521", "K", "Llu", NULL, .key = KEY_P521),
	SIGNS("RSA-2048", "K", "Llu", NULL, .key = KEY_RSA2048),
	SIGNS("RSA-3072", "K", "Llu", NULL, .key = KEY_RSA3072),
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
	{"a web server's",		{.purpose = "serverAuth,clientAuth"}, "Llu", "is a web server's: each time it is renewed, devices refuse new profiles until the old one is removed (\"mismatched signers\")"},
	{"a mail signer's",		{.purpose = "emailProtection"}, "Llu", NULL},
	{"for both",			{.purpose = "serverAuth,emailProtection"}, "Llu", NULL},
	{"SHA-1",			{.key = KEY_P256, .self_signed = false}, "Llu", "was itself signed with a weak digest: devices show \"Not Verified\""},
};
/* clang-format on */

/* ---- loading ---- */

static int load(const struct row *row, struct signature **ret_signature, char **ret_warnings,
		char **reterr_message)
{
	struct certificates_paths paths;
	int r;

	certificates_write_all(directory, &row->leaf, &row->parts, &paths);
	r = signature_new(&(const struct signature_files){paths.key, paths.certificate,
							  row->parts.chain ? paths.chain : NULL,
							  row->even_ended},
			  NOW, ret_signature, ret_warnings, reterr_message);
	assert_int_equal(ERR_peek_error(), 0);
	return r;
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
static int load_as_somebody(const struct certificates_paths *paths, char **reterr_message)
{
	_cleanup_(signature_freep) struct signature *signature = NULL;
	uid_t user = geteuid();
	int r;

	if (user == 0)
		assert_int_equal(seteuid(65534), 0);
	r = signature_new(
		&(const struct signature_files){paths->key, paths->certificate, NULL, false}, NOW,
		&signature, NULL, reterr_message);
	assert_int_equal(seteuid(user), 0);
	return r;
}

static void test_unreadable(void **state)
{
	const struct row row = SIGNS("unreadable", "K", "Llu", NULL, .key = KEY_P256);
	_cleanup_(freep) char *message = NULL;
	struct certificates_paths paths;

	(void)state;
	certificates_write_all(directory, &row.leaf, &row.parts, &paths);
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
				  .parts = {"K", warnings[i].certificate, NULL, false}};
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

/*
 * profiles.when_expired: unsigned was good for a service that ran: one that was started after the
 * end, or whose signer had died, had no profiles at all.
 */
static void test_ended_and_wanted(void **state)
{
	static const struct row ended = {.parts = {"K", "Llu", NULL, false},
					 .leaf = {.first_day = -30, .last_day = -1},
					 .even_ended = true};
	static const struct row others[] = {
		{.parts = {"K", "Llu", NULL, false},
		 .leaf = {.first_day = 2, .last_day = 30},
		 .even_ended = true},
		{.parts = {"K", "L", "eu", false}, .even_ended = true},
	};
	_cleanup_(signature_freep) struct signature *signature = NULL;
	_cleanup_(freep) char *warning = NULL;
	unsigned char *der;
	size_t size;

	(void)state;
	assert_int_equal(load(&ended, &signature, &warning, NULL), 0);
	assert_non_null(strstr(warning, "has expired on 2026-09-20: profiles are not signed"));
	assert_int_equal(signature_sign(signature, NOW, "x", 1, &der, &size), PROFILE_E_EXPIRED);

	for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
		struct signature *none = NULL;

		assert_int_equal(load(&others[i], &none, NULL, NULL), PROFILE_E_EXPIRED);
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

/* ---- keys by URI ---- */

static const struct {
	const char *name, *key; /* parts of the file behind the URI; NULL: the URI stands alone */
	const char *uri;        /* before the file's path */
	int result;
	const char *sentence;
} uris[] = {
	{"a file", "K", "file:", 0, NULL},
	{"a file, with its authority", "K", "file://", 0, NULL},
	{"a file of certificates and the key", "LKu", "file:", 0, NULL},
	{"no file", NULL, "file:/nowhere/key", BAD, "file:/nowhere/key: the key cannot be reached"},
	{"no key", "L", "file:", BAD, "/key: there is no private key that can be read"},
	{"another's key", "N", "file:", BAD, " does not belong to the key in file:"},
	{"a pass phrase", "P", "file:", BAD, "/key: the key wants a pass phrase"},
	{"a scheme that nobody knows", NULL, "pkcs11:token=mail;object=signer?pin-value=123456",
	 BAD, "pkcs11:token=mail;object=signer: the key cannot be reached"},
};

static void test_uris(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(uris); i++) {
		const bool is_foreign = uris[i].key && !strcmp(uris[i].key, "N");
		const struct row row = {.name = uris[i].name,
					.leaf = {.key = KEY_P256},
					.parts = {is_foreign ? "K" : uris[i].key,
						  is_foreign ? "flu" : "Llu", NULL, false}};
		_cleanup_(signature_freep) struct signature *signature = NULL;
		_cleanup_(freep) char *message = NULL;
		struct certificates_paths paths;
		char uri[256];
		int r;

		certificates_write_all(directory, &row.leaf, &row.parts, &paths);
		(void)snprintf(uri, sizeof(uri), "%s%s", uris[i].uri, uris[i].key ? paths.key : "");
		r = signature_new(
			&(const struct signature_files){uri, paths.certificate, NULL, false}, NOW,
			&signature, NULL, &message);
		if (r != uris[i].result ||
		    (uris[i].sentence && (!message || !strstr(message, uris[i].sentence))))
			fail_msg("%s: %d: %s", uris[i].name, r, message ? message : "");
		if (message)
			assert_null(strstr(message, "123456"));
		assert_int_equal(ERR_peek_error(), 0);
	}
}

static void test_which_keys_are_uris(void **state)
{
	static const struct {
		const char *key;
		bool is_uri, is_elsewhere;
	} rows_of_keys[] = {
		{"/etc/signing.key", false, false},
		{"signing.key", false, false},
		{"keys/a:b.pem", false, false},
		{"c:key.pem", false, false},
		{"file:/etc/signing.key", true, false},
		{"FILE:///etc/signing.key", true, false},
		{"pkcs11:token=x", true, true},
		{"tpm2tss:0x81000001", true, true},
		{"org.openssl.engine:pkcs11:x", true, true},
		{"", false, false},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows_of_keys); i++)
		if (signature_key_is_uri(rows_of_keys[i].key) != rows_of_keys[i].is_uri ||
		    signature_key_is_elsewhere(rows_of_keys[i].key) != rows_of_keys[i].is_elsewhere)
			fail_msg("%s", rows_of_keys[i].key);
}

/* ---- the end of a certificate ---- */

static void test_stages(void **state)
{
	static const struct {
		time_t left;
		enum certificate_stage stage;
		time_t next; /* what is left then; -2: never */
	} rows_of_days[] = {
		{365 * CERTIFICATES_DAY, CERTIFICATE_LASTS, 30 * CERTIFICATES_DAY - 1},
		{30 * CERTIFICATES_DAY, CERTIFICATE_LASTS, 30 * CERTIFICATES_DAY - 1},
		{30 * CERTIFICATES_DAY - 1, CERTIFICATE_ENDS_SOON, 14 * CERTIFICATES_DAY - 1},
		{14 * CERTIFICATES_DAY, CERTIFICATE_ENDS_SOON, 14 * CERTIFICATES_DAY - 1},
		{14 * CERTIFICATES_DAY - 1, CERTIFICATE_IS_URGENT, -1},
		{0, CERTIFICATE_IS_URGENT, -1},
		{-1, CERTIFICATE_HAS_ENDED, -2},
		{-400 * CERTIFICATES_DAY, CERTIFICATE_HAS_ENDED, -2},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows_of_days); i++) {
		time_t end = NOW + rows_of_days[i].left, next;

		if (certificate_stage(end, NOW, &next) != rows_of_days[i].stage ||
		    next != (rows_of_days[i].next == -2 ? 0 : end - rows_of_days[i].next))
			fail_msg("%lld seconds", (long long)rows_of_days[i].left);
	}
}

/* An intermediate that ends before the leaf takes its signatures along. */
static void test_first_end(void **state)
{
	const struct row row =
		SIGNS("first end", "K", "Llu", NULL, .first_day = -1, .last_day = 20000);
	_cleanup_(signature_freep) struct signature *signature = NULL;

	(void)state;
	assert_int_equal(load(&row, &signature, NULL, NULL), 0);
	assert_true(signature_first_end(signature) < signature_not_after(signature));
}

static int make_directory(void **state)
{
	(void)state;
	return mkdtemp(directory) ? 0 : -1;
}

static int remove_directory(void **state)
{
	(void)state;
	certificates_remove_all(directory);
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
		cmocka_unit_test(test_ended_and_wanted),
		cmocka_unit_test(test_uris),
		cmocka_unit_test(test_which_keys_are_uris),
		cmocka_unit_test(test_stages),
		cmocka_unit_test(test_first_end),
	};

	return cmocka_run_group_tests(tests, make_directory, remove_directory);
}
