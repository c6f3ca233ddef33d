/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A protocol is two pure functions: they know no HTTP library, no SQL, no clock and no global
 * state, so each can be tested, fuzzed and compared byte for byte alone.  One file in
 * autoconf/protocols/ shows one const struct protocol and nothing else.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

struct account;
struct document;
struct exchanger;
struct page_offer;
struct profile_options;
struct provider;
struct query;
struct request;

/*
 * What render needs of the operator's settings, and of the moment where a document tells the time.
 * Borrowed, immutable.
 */
struct protocol_context {
	/* server.public_url without a trailing slash: the only base of URLs we emit */
	const char *public_url;
	const char *language; /* for texts, "" for the default */
	/* "HH:MM:SS.fffffff" in UTC, for Autodiscover's Error; "00:00:00.0000000" in tests */
	const char *time;
	time_t now;             /* Unix seconds; 0 in tests: nothing has passed yet */
	unsigned int ttl_hours; /* Autodiscover TTL */
	/* enum pacc_submission_key (settings.h): what PACC calls submission */
	unsigned int pacc_submission_keys;
	const struct profile_options *profiles;
	/* sorted by name */
	const struct exchanger *exchangers;
	size_t n_exchangers;
	const struct page_offer *page;   /* NULL for documents that are no page */
	const struct provider *provider; /* of all, for a page that is nobody's */
};

struct protocol {
	const char *name;         /* for show --protocol, logs and metrics: "mozilla" */
	const char *title;        /* for people: "Mozilla autoconfig" */
	const char *content_type; /* of a successful answer, exact */
	/*
	 * The answer may be kept by caches: it holds nothing of the request but the domain.  Else
	 * Cache-Control is no-store.
	 */
	bool shareable;
	/*
	 * The document depends on the domain alone, but for its slots: it is rendered once a domain
	 * and filled per request.  Else it is rendered for each address.
	 */
	bool has_slots;
	/* goes out in gzip to who asks for it: a document of some size that holds no secret */
	bool is_compressible;
	/*
	 * The document is a page for people, in their language: it may hold links that are made for
	 * it, and it says itself that a domain is not served
	 */
	bool is_page;
	bool is_signed; /* the document goes through the signer when there is one */
	/*
	 * The document is a URL, for a redirect of every method (301); a body of the request is
	 * read and counts for nothing.
	 */
	bool is_location;
	/*
	 * query.fault of a domain that is not served, where autodiscover.unknown_domain wants the
	 * protocol's own words for it; 0: it has none
	 */
	unsigned int unknown_fault;
	size_t body_max; /* bytes; 0: the protocol takes no body */

	/*
	 * Request to query.  Returns 0, or a positive enum answer_code when the protocol itself has
	 * no words for the mistake, or -errno when it is ours.
	 */
	int (*parse)(const struct request *request, struct query *ret_query);

	/*
	 * Account to document.  account->address NULL leaves slots.  account itself is NULL only
	 * for a query with a fault. Returns 0, a positive enum answer_code (ANSWER_E_NO_PROFILE…),
	 * or -errno.
	 */
	int (*render)(const struct protocol_context *context, const struct query *query,
		      const struct account *account, struct document *ret_document);
};

extern const struct protocol protocol_mozilla;
extern const struct protocol protocol_autodiscover;
extern const struct protocol protocol_autodiscover_generic; /* its GET, where it is switched on */
extern const struct protocol protocol_apple;
extern const struct protocol protocol_autodiscover_json;
extern const struct protocol protocol_oauth2_client;
extern const struct protocol protocol_page; /* in page/, see page/site.h */
extern const struct protocol protocol_pacc;
extern const struct protocol protocol_well_known;
