/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What every protocol says alike: in which order services stand, and how their hosts and URLs read
 * for the asked domain.
 */
#pragma once

#include <stdbool.h>

#include "account.h"
#include "domain.h"

/* In which order the services of one type stand; within a rank it is the operator's. */
enum announce_order {
	/* many clients look at the first entry alone: never let it be cleartext */
	ANNOUNCE_ENCRYPTED_FIRST,
	/* where the reader cannot be told STARTTLS from TLS (MS-OXDSCLI's SSL element) */
	ANNOUNCE_IMPLICIT_FIRST,
	_ANNOUNCE_ORDER_MAX,
};

/* The service of this type behind `previous` (NULL: the first), or NULL. */
const struct service *announce_next(const struct account *account, enum service_type type,
				    enum announce_order order, const struct service *previous);

/*
 * A host or URL with %EMAILDOMAIN% replaced by the domain's name: not every client expands it
 * there, and a name as typed might be no A-label.  Every other placeholder stays.  Returns 0 or
 * -ENOMEM; *ret_string is the caller's.
 */
int announce_expand(const char *template, const struct domain *domain, char **ret_string);

/*
 * The URL of a service that is the same for everybody (rulings 11): its root, else its url, unless
 * that holds more of the address than the domain.  A template for announce_expand, or NULL.
 */
const char *announce_fixed_url(const struct service *service);

/*
 * Do people log in with the very address, however that is written?  Only then may a protocol be
 * used that has no word for a login.
 */
bool announce_login_is_address(const struct service *service, const struct domain *domain);

/*
 * The host of our own public URL, without port: A-label in lower case, or an address as it is
 * written.
 */
void announce_public_host(const char *public_url, char ret_host[static DOMAIN_NAME_MAX + 1]);
