/* SPDX-License-Identifier: Apache-2.0 */
/* What a request asks for, once its protocol has read it: no HTTP left in it, and no answer yet. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "address.h"

struct catalogue;

#define QUERY_CANDIDATES_MAX                                                                       \
	3 /* the address's domain, the Host without its prefix, the Host itself */

#define QUERY_WORD_MAX 32
#define LANGUAGE_TAG_SIZE 36 /* BCP 47, as RFC 5646 section 4.4.1 reckons it, and NUL */

/*
 * What a protocol's parser is given.  Everything is borrowed for the length of the call.  Strings
 * from the request target are percent-decoded and free of NUL; nothing else about them is promised.
 */
struct request {
	const char *path; /* decoded, without query; begins with / */
	/* the query of the target, still encoded (base/target.h reads it), or "" */
	const char *arguments;
	/*
	 * Host or its trusted substitute: A-label, lower case, no port; "" when missing or unusable
	 */
	const char *host;
	const char *body; /* NULL when there is none */
	size_t body_size;
	/* the operator's rules do not offer ActiveSync to this client (autodiscover.activesync) */
	bool withholds_activesync;
	/* Accept-Language as sent, or NULL */
	const char *languages;
	/* the page's languages; NULL: the program's own */
	const struct catalogue *catalogue;
};

struct query {
	bool has_address;
	struct address address;
	/*
	 * Domains to try, first served one wins; names are A-label, lower case.  An address's
	 * domain is among them where it counts.
	 */
	char candidates[QUERY_CANDIDATES_MAX][DOMAIN_NAME_MAX + 1];
	size_t n_candidates;
	/*
	 * the domain of a mail exchanger, perhaps: which domain answers for it, the settings know;
	 * "" for none.  Comes behind the candidates.
	 */
	char exchanger[DOMAIN_NAME_MAX + 1];
	/* the catch-all domain does not serve this query (rulings 5: never a profile) */
	bool exact;
	/*
	 * The protocol's own words: which view was asked for, and the fault that its own error
	 * document has to tell (Autodiscover's 600, 601), 0 for none.  A faulty query without
	 * candidates is answered without a look-up, with a NULL account.
	 */
	unsigned int view;
	unsigned int fault;
	bool is_withheld; /* what the view asks for is not offered to this client */
	/* letters and digits of what was asked for, where a fault has to repeat them */
	char word[QUERY_WORD_MAX + 1];
	/* the page's field as it was posted, where it was no address too: a line of UTF-8 */
	char typed[ADDRESS_MAX + 1];
	/* of the answer's texts: a lower-case BCP 47 tag, "" for the default ones */
	char language[LANGUAGE_TAG_SIZE];
	unsigned int variant; /* enum profile_variant */
	/* a profile's bare property list is wanted: not every importer reads CMS */
	bool is_unsigned;
	/*
	 * The asker holds a link of the operator's: the answer is made from the user's row, and
	 * somebody who is not found gets what a link that is no good gets.
	 */
	bool is_personal;
	int64_t link_expires; /* when that link ends, Unix seconds; 0: there is none */
};

/* Puts a name behind the candidates there are, once.  "" stands for no name. */
static inline void query_add_candidate(struct query *query, const char *name)
{
	size_t size = strlen(name);

	if (!size || size > DOMAIN_NAME_MAX || query->n_candidates == QUERY_CANDIDATES_MAX)
		return;

	for (size_t i = 0; i < query->n_candidates; i++)
		if (!strcmp(query->candidates[i], name))
			return;

	memcpy(query->candidates[query->n_candidates++], name, size + 1);
}
