/* SPDX-License-Identifier: Apache-2.0 */
/*
 * PACC (draft-ietf-mailmaint-pacc-03): where a domain's document is, the record in the DNS that
 * vouches for its bytes, and why a domain has none.
 */
#pragma once

#include <stdbool.h>

struct domain;
struct protocol_context;
struct service;

#define PACC_PATH "/.well-known/user-agent-configuration.json"
#define PACC_HOST_PREFIX "ua-auto-config."    /* the host that clients ask, below the domain */
#define PACC_RECORD_PREFIX "_ua-auto-config." /* the name of the TXT record */

#define PACC_DIGEST_SIZE 45 /* base64 of SHA-256, with its NUL */
#define PACC_RECORD_SIZE (sizeof("v=UAAC1; a=sha256; d=") - 1 + PACC_DIGEST_SIZE)

/*
 * The digest of a domain's document, as base64 (RFC 4648 section 4); and the whole text of the TXT
 * record.  The bytes depend on the domain and on context->pacc_submission_keys alone.  Return 0,
 * ANSWER_E_UNKNOWN_DOMAIN where there is no document, or -errno.
 */
int pacc_digest(const struct protocol_context *context, const struct domain *domain,
		char ret_digest[static PACC_DIGEST_SIZE]);
int pacc_record(const struct protocol_context *context, const struct domain *domain,
		char ret_record[static PACC_RECORD_SIZE]);

/*
 * Why a domain has no document, or NULL: it has one.  The words go behind the domain's name and
 * "has no PACC document: ".
 */
enum pacc_refusal {
	PACC_PUBLISHED,
	PACC_E_NOT_WANTED, /* of the directory alone, or switched off: nothing to complain of */
	PACC_E_LOGIN,      /* a login is not the address, and PACC's clients know no other */
	PACC_E_EMPTY,      /* nothing of it can be said */
	_PACC_REFUSAL_MAX,
};
/* *ret_service (may be NULL): the service it is about, or NULL. */
enum pacc_refusal pacc_refusal(const struct domain *domain, const struct service **ret_service);
extern const char *const pacc_refusal_sentences[_PACC_REFUSAL_MAX];

/*
 * Why a service of the domain is not in its document; NULL: it is.  The words go behind the name of
 * the service and "is left out: ".
 */
const char *pacc_omission(const struct domain *domain, const struct service *service);
/* Is this a kind of service that PACC has a name for? */
bool pacc_knows(const struct service *service);
