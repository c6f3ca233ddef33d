/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One payload of a profile: which of the account's services it takes, and the keys it is made of.
 * A new payload is one file with one const struct, and one row in profile.c.
 */
#pragma once

#include <stdbool.h>

#include "profile.h"
#include "service.h"

struct plist;
struct writer;

enum payload_error {
	PAYLOAD_OK,
	PAYLOAD_E_ABSENT, /* the account has no such service */
	/* it has, but Apple's keys cannot say it; the sentence tells why */
	PAYLOAD_E_NOT_EXPRESSIBLE,
};

/* What choose has found for write; borrowed from the account. */
struct payload_services {
	const struct service *service;
	const struct service *outgoing; /* of mail */
};

struct payload {
	enum profile_payload bit;
	const char *kind; /* of UUID and identifier (profile_uuid) */
	const char *type; /* PayloadType */
	/* an account that has such services gets this payload or no profile at all */
	bool required;

	/* Returns 0 or an enum payload_error; in the last case a sentence is added to reasons. */
	int (*choose)(const struct account *account, struct payload_services *ret_services,
		      struct writer *reasons);
	/*
	 * Why a service of the payload's kind cannot be said, whatever else there is; NULL: it can,
	 * and logs in so.  False for a service of another kind.
	 */
	bool (*explain)(const struct service *service, const char **ret_obstacle,
			enum authentication *ret_authentication);
	/*
	 * Writes the payload's own keys; label is the operator's name for the account.  Returns 0
	 * or -ENOMEM.
	 */
	int (*write)(const struct payload_services *services, const struct account *account,
		     const char *label, struct plist *plist);
};

extern const struct payload payload_mail;
extern const struct payload payload_caldav;
extern const struct payload payload_carddav;

/* The login of a service for this account; the caller's.  Returns 0 or -ENOMEM. */
int payload_username(const struct service *service, const struct account *account,
		     char **ret_username);

/*
 * Does a host hold more of the address than its domain?  What a person typed stays out of what is
 * signed.
 */
bool payload_host_is_personal(const char *template);
/*
 * A host with %EMAILDOMAIN% as an A-label: devices resolve it as it stands; the caller's.  Returns
 * 0 or -ENOMEM.
 */
int payload_host(const char *template, const struct account *account, char **ret_host);

/* Adds "sentence" to the reasons, parted from what stands there. */
void payload_reason(struct writer *reasons, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
