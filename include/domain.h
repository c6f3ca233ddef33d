/* SPDX-License-Identifier: Apache-2.0 */
/* A served mail domain with everything an anonymous answer may be made of. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct oauth2;
struct profile_options;
struct provider;
struct service;

#define DOMAIN_NAME_MAX 253 /* RFC 1035 section 3.1, as text without the last dot */

/* Immutable, and borrowed from a snapshot or from settings: it lives as long as they do. */
struct domain {
	const char *name; /* A-label, lower case, no trailing dot; "*" only in settings */
	/* the domain whose mailboxes answer; equals name unless this is an alias domain */
	const char *canonical;
	const struct provider *provider; /* never NULL */
	const struct oauth2 *oauth2;     /* NULL when nothing is configured */
	const struct service *services;  /* in the operator's order */
	size_t n_services;
	/*
	 * the settings name it and want it in PACC, whose bytes are fixed by a record in the DNS
	 * (rulings 17)
	 */
	bool has_pacc;
	/*
	 * where Autodiscover sends people of this domain, with the same local part (MS-OXDSCLI,
	 * RedirectAddr), or NULL
	 */
	const char *autodiscover_redirect;
	/* this domain's own; NULL: those of all domains */
	const struct profile_options *profiles;
};

/*
 * A domain of mail exchangers: clients that know nothing but the MX record of a customer's domain
 * ask below it (autoconfig-06 section 3.1, step 3), and get the answer of `domain`.
 */
struct exchanger {
	const char *name;
	const char *domain;
};
