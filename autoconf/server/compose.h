/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The middle of the one way through: query -> domain -> account -> document.  The server and `show`
 * both go through here, so what `show` prints is what a client gets.
 */
#pragma once

#include <stdbool.h>

#include "account.h"
#include "domain.h"

struct document;
struct protocol;
struct protocol_context;
struct query;
struct settings;
struct snapshot;
struct user;

/*
 * The domain a query is answered for: the first candidate that is served, else the one that answers
 * for the mail exchanger, else the catch-all under the first candidate's name.  ret_domain is a
 * copy that borrows from snapshot and query.  Returns 0 or ANSWER_E_UNKNOWN_DOMAIN.
 */
int compose_domain(const struct snapshot *snapshot, const struct query *query,
		   struct domain *ret_domain);

/*
 * May this query's answer take from the user's row: is it a person's own or is anything revealed,
 * and is the address one of this domain's?
 */
bool compose_wants_user(const struct settings *settings, const struct query *query,
			const struct domain *domain);

/*
 * Renders.  domain NULL: the query has a fault and nobody to tell it to.  in_slots: the address is
 * left to be filled in. Returns 0, an enum answer_code or -errno.
 */
int compose_document(const struct protocol *protocol, const struct protocol_context *context,
		     const struct query *query, const struct domain *domain,
		     const struct user *user, unsigned int reveal, bool in_slots,
		     struct document *ret_document);

/* The operator's part of a protocol's context. */
void compose_context(const struct settings *settings, struct protocol_context *ret_context);
