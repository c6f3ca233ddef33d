/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What can go wrong with a signer's key and certificates, in the order in which an operator would
 * want to hear of it.  Apple's verifier reads RSA with PKCS#1 v1.5 and ECDSA on the NIST curves,
 * fetches no intermediate, and judges dates by today.
 */
#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "cleanup.h"
#include "profiles/openssl.h"
#include "profiles/signature_checks.h"
#include "text/writer.h"

#define RSA_BITS_MIN 2048
#define DAY (24 * 60 * 60)
#define NAME_SIZE 128

/* "certificate 2 (CN=Example CA)", for sentences. */
static void write_name(const struct candidate *candidate, int index, struct writer *why)
{
	X509 *certificate = sk_X509_value(candidate->given, index);
	const char *path = candidate->files->certificate_path;
	_cleanup_(bio_freep) BIO *bio = BIO_new(BIO_s_mem());
	char *name = NULL;
	long size = 0;

	if (index >= candidate->n_own) {
		path = candidate->files->chain_path;
		index -= candidate->n_own;
	}
	if (bio && X509_NAME_print_ex(bio, X509_get_subject_name(certificate), 0,
				      XN_FLAG_RFC2253 & ~(unsigned long)ASN1_STRFLGS_ESC_MSB) >= 0)
		size = BIO_get_mem_data(bio, &name);

	writer_printf(why, "%s: certificate %d (%.*s)", path, index + 1,
		      size < NAME_SIZE ? (int)size : NAME_SIZE, name ? name : "");
}

static int refuse_certificate(const struct candidate *candidate, int index, const char *reason,
			      struct writer *why)
{
	write_name(candidate, index, why);
	writer_printf(why, " %s", reason);
	return PROFILE_E_BAD_CERTIFICATE;
}

static int refuse_key(const struct candidate *candidate, const char *reason, struct writer *why)
{
	const char *key = candidate->files->key_path;

	writer_printf(why, "%.*s: %s", SIGNATURE_KEY_SHOWN(key), key, reason);
	return PROFILE_E_BAD_CERTIFICATE;
}

/* ---- the key ---- */

/* Of the signer algorithms of Apple's CMS verifier. */
static const char *const curves[] = {"prime256v1", "secp384r1", "secp521r1"};

static int check_curve(const struct candidate *candidate, struct writer *why)
{
	char name[64] = "";

	(void)EVP_PKEY_get_group_name(candidate->key, name, sizeof(name), NULL);
	for (size_t i = 0; i < ARRAY_SIZE(curves); i++)
		if (!strcmp(name, curves[i]))
			return 0;

	return refuse_key(candidate, "the key's curve is none of P-256, P-384 and P-521", why);
}

static const struct {
	int type;
	const char *reason;
} refused_keys[] = {
	{EVP_PKEY_RSA_PSS, "devices cannot verify RSA-PSS; use P-256 or RSA"},
	{EVP_PKEY_ED25519, "devices cannot verify Ed25519; use P-256"},
	{EVP_PKEY_ED448, "devices cannot verify Ed448; use P-256"},
};

static int check_key(struct candidate *candidate, struct writer *why)
{
	int type = EVP_PKEY_get_base_id(candidate->key);

	if (type == EVP_PKEY_EC)
		return check_curve(candidate, why);
	if (type == EVP_PKEY_RSA && EVP_PKEY_get_bits(candidate->key) >= RSA_BITS_MIN)
		return 0;
	if (type == EVP_PKEY_RSA)
		return refuse_key(candidate, "the RSA key has fewer than 2048 bits", why);

	for (size_t i = 0; i < ARRAY_SIZE(refused_keys); i++)
		if (refused_keys[i].type == type)
			return refuse_key(candidate, refused_keys[i].reason, why);

	return refuse_key(candidate, "the key is neither ECDSA nor RSA", why);
}

/* The first certificate is the key's; another one's place is worth telling. */
static int check_match(struct candidate *candidate, struct writer *why)
{
	if (X509_check_private_key(sk_X509_value(candidate->given, 0), candidate->key))
		return 0;

	for (int i = 1; i < sk_X509_num(candidate->given); i++)
		if (X509_check_private_key(sk_X509_value(candidate->given, i), candidate->key))
			return refuse_certificate(
				candidate, i,
				"is the key's and has to stand first, then its issuer, and so on",
				why);

	write_name(candidate, 0, why);
	writer_printf(why, " does not belong to the key in %.*s",
		      SIGNATURE_KEY_SHOWN(candidate->files->key_path), candidate->files->key_path);
	return PROFILE_E_BAD_CERTIFICATE;
}

/* ---- the leaf ---- */

static int check_usage(struct candidate *candidate, struct writer *why)
{
	/* Without the extension every bit is set. */
	if (X509_get_key_usage(sk_X509_value(candidate->given, 0)) & KU_DIGITAL_SIGNATURE)
		return 0;

	return refuse_certificate(candidate, 0, "may not sign: keyUsage lacks digitalSignature",
				  why);
}

/* Returns -1 for a time that cannot be read. */
static time_t time_of(const ASN1_TIME *time)
{
	struct tm tm;

	return ASN1_TIME_to_tm(time, &tm) ? timegm(&tm) : -1;
}

static void write_date(const ASN1_TIME *time, struct writer *why)
{
	struct tm tm = {0};

	(void)ASN1_TIME_to_tm(time, &tm);
	writer_printf(why, "%04d-%02d-%02d", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday);
}

static int check_dates_of(const struct candidate *candidate, int index, struct writer *why)
{
	X509 *certificate = sk_X509_value(candidate->given, index);
	const ASN1_TIME *first = X509_get0_notBefore(certificate);
	const ASN1_TIME *last = X509_get0_notAfter(certificate);

	if (candidate->now > time_of(last)) {
		if (!index && candidate->files->even_ended)
			return 0;
		(void)refuse_certificate(candidate, index, "has expired on ", why);
		write_date(last, why);
		return PROFILE_E_EXPIRED;
	}
	if (candidate->now < time_of(first)) {
		(void)refuse_certificate(candidate, index, "is not valid before ", why);
		write_date(first, why);
		return PROFILE_E_EXPIRED;
	}

	return 0;
}

static int check_dates(struct candidate *candidate, struct writer *why)
{
	return check_dates_of(candidate, 0, why);
}

/* ---- the chain ---- */

static bool is_self_signed(X509 *certificate)
{
	return X509_self_signed(certificate, 1) == 1;
}

static bool has_issued(X509 *issuer, X509 *certificate)
{
	return X509_check_issued(issuer, certificate) == X509_V_OK &&
	       X509_verify(certificate, X509_get0_pubkey(issuer)) == 1;
}

/* The same certificate again: fullchain.pem beside chain.pem. */
static bool is_repeated(const struct candidate *candidate, int index)
{
	for (int i = 0; i < index; i++)
		if (!X509_cmp(sk_X509_value(candidate->given, i),
			      sk_X509_value(candidate->given, index)))
			return true;

	return false;
}

/* Takes one more certificate above `below`.  Returns 0 or what signature_check does. */
static int check_issuer(struct candidate *candidate, int index, X509 *below, struct writer *why)
{
	X509 *issuer = sk_X509_value(candidate->given, index);

	if (!has_issued(issuer, below))
		return refuse_certificate(candidate, index,
					  "has not issued the one before it: first the key's own, "
					  "then its issuer, and so on",
					  why);
	if (!X509_check_ca(issuer))
		return refuse_certificate(candidate, index, "is no certificate authority's", why);
	return check_dates_of(candidate, index, why);
}

static int sort_chain(struct candidate *candidate, STACK_OF(X509) * intermediates,
		      struct writer *why)
{
	X509 *below = sk_X509_value(candidate->given, 0);

	for (int i = 1; i < sk_X509_num(candidate->given); i++) {
		X509 *certificate = sk_X509_value(candidate->given, i);
		int r;

		if (is_repeated(candidate, i))
			continue;
		if (is_self_signed(certificate)) {
			candidate->has_root = has_issued(certificate, below);
			continue;
		}

		r = check_issuer(candidate, i, below, why);
		if (r)
			return r;
		if (!X509_add_cert(intermediates, certificate, X509_ADD_FLAG_UP_REF))
			return -ENOMEM;
		below = certificate;
	}

	return 0;
}

static int (*const checks[])(struct candidate *candidate, struct writer *why) = {
	check_key,
	check_match,
	check_usage,
	check_dates,
};

int signature_check(struct candidate *candidate, struct signature *signature, struct writer *why)
{
	X509 *leaf = sk_X509_value(candidate->given, 0);
	int r;

	for (size_t i = 0; i < ARRAY_SIZE(checks); i++) {
		r = checks[i](candidate, why);
		if (r)
			return r;
	}

	(void)X509_up_ref(leaf);
	signature->leaf = leaf;
	signature->not_before = time_of(X509_get0_notBefore(leaf));
	signature->not_after = time_of(X509_get0_notAfter(leaf));
	signature->intermediates = sk_X509_new_null();
	if (!signature->intermediates)
		return -ENOMEM;

	r = sort_chain(candidate, signature->intermediates, why);
	if (r)
		return r;

	signature->first_end = signature->not_after;
	for (int i = 0; i < sk_X509_num(signature->intermediates); i++) {
		X509 *above = sk_X509_value(signature->intermediates, i);
		time_t end = time_of(X509_get0_notAfter(above));

		if (end < signature->first_end)
			signature->first_end = end;
	}
	return 0;
}

/* ---- what is only worth a word ---- */

static const char *warn_chain(const struct candidate *candidate, const struct signature *signature)
{
	if (is_self_signed(signature->leaf))
		return "is self-signed: only devices that were given it show \"Verified\"";
	if (sk_X509_num(signature->intermediates) == 0 && !candidate->has_root)
		return "comes without its intermediates: devices fetch none and show \"Not "
		       "Verified\"";
	return NULL;
}

static const char *warn_subject(const struct candidate *candidate,
				const struct signature *signature)
{
	int i = X509_get_ext_by_NID(signature->leaf, NID_subject_alt_name, -1);

	(void)candidate;
	if (X509_NAME_entry_count(X509_get_subject_name(signature->leaf)) > 0)
		return NULL;
	if (i >= 0 && X509_EXTENSION_get_critical(X509_get_ext(signature->leaf, i)))
		return NULL;
	return "has an empty subject and no critical subjectAltName: devices show \"Not Verified\"";
}

static const char *warn_digest(const struct candidate *candidate, const struct signature *signature)
{
	int digest = NID_undef;

	(void)candidate;
	(void)X509_get_signature_info(signature->leaf, &digest, NULL, NULL, NULL);
	if (digest != NID_sha1 && digest != NID_md5)
		return NULL;
	return "was itself signed with a weak digest: devices show \"Not Verified\"";
}

/*
 * Which certificate HTTPS has, only the proxy knows; that one is made for it shows.  iOS takes a
 * signed profile's place only for one that the very same certificate signs (error 4008).
 */
static const char *warn_server(const struct candidate *candidate, const struct signature *signature)
{
	uint32_t usage = X509_get_extended_key_usage(signature->leaf);

	(void)candidate;
	if (usage == UINT32_MAX || !(usage & XKU_SSL_SERVER) ||
	    usage & (XKU_SMIME | XKU_CODE_SIGN | XKU_ANYEKU))
		return NULL;
	return "is a web server's: each time it is renewed, devices refuse new profiles until the "
	       "old one is removed (\"mismatched signers\")";
}

static const char *(*const warnings_of_leaf[])(const struct candidate *,
					       const struct signature *) = {
	warn_chain,
	warn_subject,
	warn_digest,
	warn_server,
};

static void begin_warning(const struct candidate *candidate, int index, struct writer *warnings)
{
	if (warnings->size)
		writer_string(warnings, "\n");
	write_name(candidate, index, warnings);
}

static void warn_dates(const struct candidate *candidate, int index, struct writer *warnings)
{
	X509 *certificate = sk_X509_value(candidate->given, index);
	time_t end = time_of(X509_get0_notAfter(certificate)), next;
	enum certificate_stage stage = certificate_stage(end, candidate->now, &next);
	long long days = (end - candidate->now) / DAY;

	if (stage == CERTIFICATE_LASTS || (index > 0 && is_self_signed(certificate)))
		return;

	begin_warning(candidate, index, warnings);
	if (stage == CERTIFICATE_HAS_ENDED) {
		writer_string(warnings, " has expired on ");
		write_date(X509_get0_notAfter(certificate), warnings);
		writer_string(warnings, ": profiles are not signed");
		return;
	}
	writer_printf(warnings, " expires in %lld day%s%s", days, days == 1 ? "" : "s",
		      stage == CERTIFICATE_IS_URGENT ? ": renew it now" : "");
}

void signature_warn(const struct candidate *candidate, const struct signature *signature,
		    struct writer *warnings)
{
	for (size_t i = 0; i < ARRAY_SIZE(warnings_of_leaf); i++) {
		const char *sentence = warnings_of_leaf[i](candidate, signature);

		if (!sentence)
			continue;
		begin_warning(candidate, 0, warnings);
		writer_printf(warnings, " %s", sentence);
	}

	for (int i = 0; i < sk_X509_num(candidate->given); i++)
		if (!is_repeated(candidate, i))
			warn_dates(candidate, i, warnings);
}
