/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The library profiles/: account -> Apple property list -> signed profile.  It knows no settings,
 * log, socket or SQL; what went wrong is handed up as a code and a sentence.  Sources: Apple's
 * device-management schema 18.1, RFC 9562 (UUIDv5), RFC 5652 (CMS).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "provider.h"
#include "service.h"

struct account;
struct document;

enum profile_error {
	PROFILE_OK,
	/*
	 * the account's mail cannot be said in a profile, or it has nothing; the sentence tells why
	 */
	PROFILE_E_NOT_EXPRESSIBLE,
	PROFILE_E_BAD_TEXT, /* a text holds what XML 1.0 cannot: never one of a stranger's */
	/* key, certificate or chain cannot sign; the sentence names the file and the reason */
	PROFILE_E_BAD_CERTIFICATE,
	PROFILE_E_EXPIRED, /* the signer's certificate is not valid now */
	_PROFILE_ERROR_MAX,
};

/* What a profile may set up: bits, in the order of the words of profiles.payloads. */
enum profile_payload {
	PROFILE_PAYLOAD_MAIL = 1 << 0,
	PROFILE_PAYLOAD_CALDAV = 1 << 1,
	PROFILE_PAYLOAD_CARDDAV = 1 << 2,
	PROFILE_PAYLOAD_LDAP = 1 << 3,
	PROFILE_PAYLOAD_CALENDARS = 1 << 4, /* subscribed ones */
	/* Exchange ActiveSync: what the other payloads do not bring */
	PROFILE_PAYLOAD_ACTIVESYNC = 1 << 5,
	PROFILE_PAYLOAD_EWS = 1 << 6, /* of Macs alone; where there is no other mail */
	PROFILE_PAYLOAD_WEB_CLIP = 1 << 7,
};

/* What a profile is wanted for; the values of a link's and a request's `variant`. */
enum profile_variant {
	PROFILE_VARIANT_ALL,
	PROFILE_VARIANT_MAIL, /* one account, one question for a password */
	_PROFILE_VARIANT_MAX,
};

/* What people may not do with the account, or may. */
struct profile_mail {
	bool prevent_move;            /* to other accounts, or answer from them */
	bool prevent_app_sheet;       /* nothing but Mail sends from it */
	bool allow_mail_drop;         /* large attachments by way of Apple */
	bool disable_recents_syncing; /* addresses written to stay on the device */
	const char *imap_path_prefix; /* NULL: the server's root */
};

/* May people bring certificates of their own?  Without these a profile's account takes none. */
struct profile_smime {
	bool signing;                /* switch signing on and off */
	bool signing_certificate;    /* choose the certificate */
	bool encryption;             /* switch encryption by default on and off */
	bool encryption_certificate; /* choose the certificate */
	bool per_message;            /* the lock beside each message */
};

/* A certificate authority that devices are to know: DER. */
struct profile_certificate {
	const void *der;
	size_t size;
	const char *name;        /* of its subject; NULL: it has none that can be shown */
	const char *fingerprint; /* SHA-256, lower-case hex */
	time_t not_after;
};

/* All of them together, so that the rest still fits into what the signer takes. */
#define PROFILE_CERTIFICATES_MAX 16
#define PROFILE_CERTIFICATES_BYTES_MAX (18 * 1024)
#define PROFILE_CONSENT_BYTES_MAX (24 * 1024) /* of all languages */
/* A picture that a signed profile has room for beside everything else. */
#define PROFILE_ICON_BYTES_MAX (48 * 1024)

/* What the operator says about profiles, for everybody or for one domain.  Borrowed strings. */
struct profile_options {
	const char *organization; /* PayloadOrganization; NULL leaves it out */
	/*
	 * reverse DNS, "org.example.autoconfig": the UUID namespace, never changes; the same for
	 * every domain
	 */
	const char *identifier;
	/* profile_namespace of the identifier; NULL: it is computed for each profile */
	const unsigned char *space;
	size_t size_max;       /* bytes of a property list; 0: any */
	unsigned int payloads; /* enum profile_payload; 0: what profile.c has for a standard */
	bool web_clip;         /* beside them */
	struct profile_mail mail;
	struct profile_smime smime;
	struct texts consent;            /* what people have to agree to; empty: nothing */
	time_t removal_date;             /* 0: never */
	uint32_t duration_until_removal; /* seconds; 0: never */
	time_t expiration_date;          /* 0: none is shown */
	struct profile_certificates {
		const struct profile_certificate *entries;
		size_t n_entries;
	} root_certificates;
};

/* For whom one profile is made: neither of them changes its identity. */
struct profile_wish {
	const char *language; /* of the texts, lower-case BCP 47; "" for the default ones */
	enum profile_variant variant;
};

/*
 * The property list of an account, byte-stable: the same account gives the same bytes.
 * account->address must be set. Returns 0, PROFILE_E_NOT_EXPRESSIBLE, PROFILE_E_BAD_TEXT or
 * -errno; *reterr_message (may be NULL) is the caller's to free.
 */
int profile_build(const struct account *account, const struct profile_options *options,
		  const struct profile_wish *wish, struct document *ret_plist,
		  char **reterr_message);

/*
 * What a profile of the account says of one of its services: NULL, and the way to log in that it
 * names; or why it says nothing.  *ret_is_foreign: services of this kind stand in no profile,
 * unless the operator asks for them.
 */
const char *profile_omission(const struct account *account, const struct profile_options *options,
			     const struct service *service, enum authentication *ret_authentication,
			     bool *ret_is_foreign);

#define PROFILE_NAMESPACE_SIZE 16
/* The namespace of an identifier's UUIDs.  Returns 0, -ENAMETOOLONG, -ENOMEM or -EIO. */
int profile_namespace(const char *identifier,
		      unsigned char ret_space[static PROFILE_NAMESPACE_SIZE]);

/*
 * UUIDv5 of a payload (rulings 8): kind is "profile", "mail", …; subject the lower-cased address.
 * Upper case, 36 characters.
 */
#define PROFILE_UUID_SIZE 37
int profile_uuid(const char *identifier, const char *kind, const char *subject,
		 char ret_uuid[static PROFILE_UUID_SIZE]);

/*
 * Reads the one certificate of an authority, PEM or DER.  Returns 0, PROFILE_E_BAD_CERTIFICATE with
 * what is wrong ("holds no certificate"), or -ENOMEM.  *ret_certificate borrows from *ret_memory,
 * which is the caller's to free, as *reterr_message is.
 */
int profile_certificate_read(const void *bytes, size_t size,
			     struct profile_certificate *ret_certificate, void **ret_memory,
			     char **reterr_message);
/* Why a picture cannot be the icon of a web clip ("is no PNG"), or NULL. */
const char *profile_icon_obstacle(const void *bytes, size_t size);

/* Who signs.  Immutable once made; any thread may sign with it. */
struct signature;

/*
 * PEM bytes of key, leaf (first of certificate) and intermediates (rest of certificate, and chain,
 * which may be NULL).
 */
struct signature_files {
	/* key_path: a file, or a URI; chain_path may be NULL */
	const char *key_path, *certificate_path, *chain_path;
	/* a leaf that has ended is warned of, not refused: it signs nothing, and that is wanted */
	bool even_ended;
};

/* Is it a URI (RFC 3986 section 3.1) of one of OpenSSL's stores, and no file? */
static inline bool signature_key_is_uri(const char *key)
{
	size_t size = strspn(key, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				  "0123456789+-.");

	return size > 1 && key[size] == ':';
}

/* A key that stays where it is, and is asked for each signature; what that takes nobody knows. */
static inline bool signature_key_is_elsewhere(const char *key)
{
	return signature_key_is_uri(key) && strncasecmp(key, "file:", 5) != 0;
}

/* Of a URI, what may be shown: its query may hold a PIN (RFC 7512 section 2.4). */
#define SIGNATURE_KEY_SHOWN(key)                                                                   \
	((int)(signature_key_is_uri(key) ? strcspn(key, "?") : strlen(key)))

/*
 * Reads and checks key and certificates (what is checked: profiles/signature_checks.h).  Returns 0,
 * PROFILE_E_BAD_CERTIFICATE, PROFILE_E_EXPIRED or -errno. *ret_warnings: NULL, or sentences
 * separated by newlines (no intermediate, self-signed, empty subject, few days left); the caller's.
 */
int signature_new(const struct signature_files *files, time_t now, struct signature **ret_signature,
		  char **ret_warnings, char **reterr_message);
void signature_free(struct signature *signature);

static inline void signature_freep(struct signature **signature)
{
	signature_free(*signature);
}

/* How near the end of a certificate is: whole days, as people count them. */
enum certificate_stage {
	CERTIFICATE_LASTS,
	CERTIFICATE_ENDS_SOON, /* fewer than 30 days */
	CERTIFICATE_IS_URGENT, /* fewer than 14 */
	CERTIFICATE_HAS_ENDED,
};

/* *ret_next: when the next stage begins, or 0. */
enum certificate_stage certificate_stage(time_t not_after, time_t now, time_t *ret_next);

/* Of the leaf and those above it, the first that ends. */
time_t signature_first_end(const struct signature *signature);
time_t signature_not_before(const struct signature *signature);
time_t signature_not_after(const struct signature *signature);
/* SHA-256 of the leaf. */
#define SIGNATURE_FINGERPRINT_SIZE 32
const unsigned char *signature_digest(const struct signature *signature);
/* SHA-256 of the leaf, lower-case hex, 64 characters and NUL. */
const char *signature_fingerprint(const struct signature *signature);

/*
 * CMS SignedData, DER, content attached, one signer.  Returns 0, PROFILE_E_EXPIRED or -errno;
 * *ret_der is the caller's (free).
 */
int signature_sign(const struct signature *signature, time_t now, const void *content, size_t size,
		   unsigned char **ret_der, size_t *ret_size);
/* The same in two steps, for who wants to know what is signed before: SHA-256.  0 or -EIO. */
#define SIGNATURE_CONTENT_DIGEST_SIZE 32
int signature_content_digest(const void *content, size_t size,
			     unsigned char ret_digest[static SIGNATURE_CONTENT_DIGEST_SIZE]);
int signature_sign_digest(const struct signature *signature, time_t now, const void *content,
			  size_t size,
			  const unsigned char digest[static SIGNATURE_CONTENT_DIGEST_SIZE],
			  unsigned char **ret_der, size_t *ret_size);
