/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates for tests.  A failure here is the test's own: it aborts. */
#include "certificates.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#define YEARS(n) ((n)*365)

static EVP_PKEY *keys[_KEY_KIND_MAX];

static EVP_PKEY *make_rsa_pss(void)
{
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "RSA-PSS", NULL);
	EVP_PKEY *key = NULL;

	assert(context && EVP_PKEY_keygen_init(context) > 0);
	assert(EVP_PKEY_CTX_set_rsa_keygen_bits(context, 2048) > 0);
	assert(EVP_PKEY_generate(context, &key) > 0);
	EVP_PKEY_CTX_free(context);
	return key;
}

static EVP_PKEY *make_key(enum key_kind kind)
{
	switch (kind) {
	case KEY_P256:
		return EVP_EC_gen("P-256");
	case KEY_P384:
		return EVP_EC_gen("P-384");
	case KEY_P521:
		return EVP_EC_gen("P-521");
	case KEY_SECP256K1:
		return EVP_EC_gen("secp256k1");
	case KEY_RSA1024:
		return EVP_RSA_gen(1024);
	case KEY_RSA2048:
		return EVP_RSA_gen(2048);
	case KEY_RSA3072:
		return EVP_RSA_gen(3072);
	case KEY_RSA4096:
		return EVP_RSA_gen(4096);
	case KEY_RSA_PSS:
		return make_rsa_pss();
	case KEY_ED25519:
		return EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	case KEY_ED448:
		return EVP_PKEY_Q_keygen(NULL, NULL, "ED448");
	default:
		return NULL;
	}
}

EVP_PKEY *certificates_key(enum key_kind kind)
{
	if (!keys[kind])
		keys[kind] = make_key(kind);
	assert(keys[kind]);
	return keys[kind];
}

/* Everything that goes into one certificate. */
struct recipe {
	const char *name; /* NULL: an empty subject */
	EVP_PKEY *key;
	X509 *issuer; /* NULL: itself */
	EVP_PKEY *issuer_key;
	int first_day, last_day;
	time_t now; /* 0: CERTIFICATES_NOW */
	const char *constraints, *usage, *purpose, *names;
	const EVP_MD *digest;
};

static void add_extension(X509 *certificate, X509 *issuer, int nid, const char *value)
{
	X509V3_CTX context;
	X509_EXTENSION *extension;

	if (!value)
		return;

	X509V3_set_ctx(&context, issuer, certificate, NULL, NULL, 0);
	extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
	assert(extension && X509_add_ext(certificate, extension, -1));
	X509_EXTENSION_free(extension);
}

static X509 *make_certificate(const struct recipe *recipe)
{
	static long serial = 1;
	X509 *certificate = X509_new(), *issuer = recipe->issuer ? recipe->issuer : certificate;
	X509_NAME *name = X509_get_subject_name(certificate);
	time_t now = recipe->now ? recipe->now : CERTIFICATES_NOW;

	assert(X509_set_version(certificate, X509_VERSION_3));
	assert(ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial++));
	assert(X509_time_adj_ex(X509_getm_notBefore(certificate), recipe->first_day, 0, &now));
	assert(X509_time_adj_ex(X509_getm_notAfter(certificate), recipe->last_day, 0, &now));
	if (recipe->name)
		assert(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
						  (const unsigned char *)recipe->name, -1, -1, 0));
	assert(X509_set_issuer_name(certificate, X509_get_subject_name(issuer)));
	assert(X509_set_pubkey(certificate, recipe->key));

	add_extension(certificate, issuer, NID_basic_constraints, recipe->constraints);
	add_extension(certificate, issuer, NID_key_usage, recipe->usage);
	add_extension(certificate, issuer, NID_ext_key_usage, recipe->purpose);
	add_extension(certificate, issuer, NID_subject_key_identifier, "hash");
	add_extension(certificate, issuer, NID_subject_alt_name, recipe->names);

	assert(X509_sign(certificate, recipe->issuer_key, recipe->digest));
	return certificate;
}

/* ---- authorities ---- */

static struct family {
	EVP_PKEY *root_key, *upper_key, *lower_key;
	X509 *root, *upper, *lower;
} families[2];

static X509 *make_authority(const char *name, EVP_PKEY *key, X509 *issuer, EVP_PKEY *issuer_key)
{
	return make_certificate(&(const struct recipe){
		.name = name,
		.key = key,
		.issuer = issuer,
		.issuer_key = issuer_key,
		.first_day = -YEARS(1),
		.last_day = YEARS(10),
		.constraints = "critical,CA:TRUE",
		.usage = "critical,keyCertSign,cRLSign",
		.digest = EVP_sha256(),
	});
}

static struct family *family_of(bool foreign)
{
	struct family *family = &families[foreign];

	if (family->root)
		return family;

	family->root_key = EVP_EC_gen("P-256");
	family->upper_key = EVP_EC_gen("P-256");
	family->lower_key = EVP_EC_gen("P-256");
	family->root = make_authority("Root", family->root_key, NULL, family->root_key);
	family->upper = make_authority("Upper", family->upper_key, family->root, family->root_key);
	family->lower =
		make_authority("Lower", family->lower_key, family->upper, family->upper_key);
	return family;
}

X509 *certificates_authority(char which, bool foreign)
{
	struct family *family = family_of(foreign);

	return which == 'r' ? family->root : which == 'u' ? family->upper : family->lower;
}

/* The lower authority's name and key again, in a certificate that will not do. */
static X509 *bad_lower(int last_day, const char *constraints)
{
	struct family *family = family_of(false);

	return make_certificate(&(const struct recipe){
		.name = "Lower",
		.key = family->lower_key,
		.issuer = family->upper,
		.issuer_key = family->upper_key,
		.first_day = -YEARS(1),
		.last_day = last_day,
		.constraints = constraints,
		.digest = EVP_sha256(),
	});
}

X509 *certificates_leaf(const struct leaf *leaf)
{
	struct family *family = family_of(false);
	EVP_PKEY *key = certificates_key(leaf->key);
	bool usual_days = !leaf->first_day && !leaf->last_day;
	const char *usage = leaf->usage ? leaf->usage : "critical,digitalSignature";

	return make_certificate(&(const struct recipe){
		.name = leaf->no_subject ? NULL : "mail.example.com",
		.purpose = leaf->purpose,
		.key = key,
		.issuer = leaf->self_signed ? NULL : family->lower,
		.issuer_key = leaf->self_signed ? key : family->lower_key,
		.first_day = usual_days ? -1 : leaf->first_day,
		.last_day = usual_days ? 365 : leaf->last_day,
		.now = leaf->now,
		.usage = usage[0] ? usage : NULL,
		.names = leaf->names,
		.digest = leaf->digest ? leaf->digest : EVP_sha256(),
	});
}

/* ---- files ---- */

static bool put_certificate(FILE *file, X509 *certificate)
{
	return PEM_write_X509(file, certificate);
}

static bool put_new(FILE *file, X509 *certificate)
{
	bool done = put_certificate(file, certificate);

	X509_free(certificate);
	return done;
}

/* The leaf's PEM, up to a place in its middle, and what stands there instead. */
static bool put_half(FILE *file, X509 *certificate, const char *rest)
{
	BIO *bio = BIO_new(BIO_s_mem());
	char *text;
	int size;

	assert(bio && PEM_write_bio_X509(bio, certificate));
	size = (int)BIO_get_mem_data(bio, &text);
	size = fprintf(file, "%.*s%s", size / 2, text, rest);
	BIO_free(bio);
	return size > 0;
}

static bool put_megabyte(FILE *file)
{
	for (size_t i = 0; i < 1024 * 1024 / 2; i++)
		(void)fputs("#\n", file);
	return !ferror(file);
}

/* P: PKCS#8 with a pass phrase, Q: the old form with one. */
static bool put_key(FILE *file, char part, EVP_PKEY *key)
{
	const EVP_CIPHER *cipher = part == 'K' ? NULL : EVP_aes_256_cbc();
	const unsigned char *pass = (const unsigned char *)"secret";
	BIO *bio = BIO_new_fp(file, BIO_NOCLOSE);
	bool done;

	assert(bio);
	done = part == 'Q'
		       ? PEM_write_bio_PrivateKey_traditional(bio, key, cipher, pass, 6, NULL, NULL)
		       : PEM_write_bio_PrivateKey(bio, key, cipher, pass, 6, NULL, NULL);
	BIO_free(bio);
	return done;
}

static bool put_part(FILE *file, char part, const struct leaf *leaf, X509 *certificate)
{
	switch (part) {
	case 'L':
		return put_certificate(file, certificate);
	case 'l':
	case 'u':
	case 'r':
		return put_certificate(file, certificates_authority(part, false));
	case 'f':
		return put_certificate(file, certificates_authority('l', true));
	case 'e':
		return put_new(file, bad_lower(-1, "critical,CA:TRUE"));
	case 'n':
		return put_new(file, bad_lower(YEARS(1), "critical,CA:FALSE"));
	case 'T':
		return put_half(file, certificate, "\n");
	case 'X':
		return put_half(file, certificate, "\nAAAA\n-----END CERTIFICATE-----\n");
	case 'V':
		return X509_print_fp(file, certificate) && put_certificate(file, certificate);
	case 'D':
		return i2d_X509_fp(file, certificate);
	case 'G':
		return put_megabyte(file);
	case 'C':
		return fputs("# our certificate\n\nsubject=CN = x\n", file) >= 0;
	case 'B':
		return fputs("Bag Attributes\n    localKeyID: 01\nKey Attributes: <No "
			     "Attributes>\n",
			     file) >= 0;
	case 'J':
		return fputs("MIIBszCCAVmgAwIBAgIBAzAKBggqhkjOPQQDAjAQMQ4wDAYDVQQDDAVMb3dlcjAe\n",
			     file) >= 0;
	default:
		return put_key(file, part, certificates_key(leaf->key));
	}
}

/* The text of one file into another, with CR before each LF. */
static void copy_with_crlf(FILE *from, FILE *to)
{
	int c;

	rewind(from);
	while ((c = getc(from)) != EOF) {
		if (c == '\n')
			(void)putc('\r', to);
		(void)putc(c, to);
	}
}

void certificates_write(const char *path, const char *parts, const struct leaf *leaf,
			X509 *certificate, bool crlf)
{
	FILE *file = fopen(path, "w"), *plain = tmpfile();

	assert(file && plain);
	for (; *parts; parts++)
		assert(put_part(crlf ? plain : file, *parts, leaf, certificate));
	if (crlf)
		copy_with_crlf(plain, file);
	(void)fclose(plain);
	assert(!fclose(file));
}

static void remove_path(const char *path)
{
	if (unlink(path) && errno != ENOENT)
		(void)rmdir(path);
}

static void replace_path(const char *path, const char *parts, const struct leaf *leaf,
			 X509 *certificate, bool crlf)
{
	remove_path(path);
	if (!parts)
		return;
	if (!strcmp(parts, "/"))
		assert(!mkdir(path, 0700));
	else
		certificates_write(path, parts, leaf, certificate, crlf);
}

static void name_paths(const char *directory, struct certificates_paths *ret_paths)
{
	struct certificates_paths *p = ret_paths;

	(void)snprintf(p->key, sizeof(p->key), "%s/key", directory);
	(void)snprintf(p->certificate, sizeof(p->certificate), "%s/certificate", directory);
	(void)snprintf(p->chain, sizeof(p->chain), "%s/chain", directory);
}

void certificates_write_all(const char *directory, const struct leaf *leaf,
			    const struct certificates_parts *parts,
			    struct certificates_paths *ret_paths)
{
	X509 *certificate = certificates_leaf(leaf);

	name_paths(directory, ret_paths);
	replace_path(ret_paths->key, parts->key, leaf, certificate, parts->crlf);
	replace_path(ret_paths->certificate, parts->certificate, leaf, certificate, parts->crlf);
	replace_path(ret_paths->chain, parts->chain, leaf, certificate, parts->crlf);
	X509_free(certificate);
}

void certificates_remove_all(const char *directory)
{
	struct certificates_paths paths;

	name_paths(directory, &paths);
	remove_path(paths.key);
	remove_path(paths.certificate);
	remove_path(paths.chain);
}

void certificates_free(void)
{
	for (size_t i = 0; i < _KEY_KIND_MAX; i++) {
		EVP_PKEY_free(keys[i]);
		keys[i] = NULL;
	}
	for (size_t i = 0; i < 2; i++) {
		EVP_PKEY_free(families[i].root_key);
		EVP_PKEY_free(families[i].upper_key);
		EVP_PKEY_free(families[i].lower_key);
		X509_free(families[i].root);
		X509_free(families[i].upper);
		X509_free(families[i].lower);
		families[i] = (struct family){0};
	}
}
