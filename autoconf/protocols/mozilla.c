/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Mozilla autoconfig (draft-ietf-mailmaint-autoconfig-06, version 1.2): GET, answered with a
 * document about the domain alone.  The address stays a placeholder that the client fills in:
 * nothing a stranger typed is ever repeated, and one document serves all.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "answer.h"
#include "base/address_syntax.h"
#include "protocol.h"
#include "protocols/address_argument.h"
#include "protocols/mozilla.h"
#include "query.h"

#define WELL_KNOWN_PREFIX "/.well-known/"

/* Nine (Android) asks so, of the domain's own host: no domain stands in it. */
#define NINE_PATH "/v1.1/mail/config-v1.1.xml"

/*
 * Evolution sends this in place of the user's name; it is nobody's mailbox, so nobody is looked up.
 */
#define EVOLUTION_LOCAL_PART "EVOLUTIONUSER"

static bool has_prefix(const char *string, const char *prefix)
{
	return !strncasecmp(string, prefix, strlen(prefix));
}

static bool is_dummy(const struct address *address)
{
	return address->local_size == strlen(EVOLUTION_LOCAL_PART) &&
	       has_prefix(address->text, EVOLUTION_LOCAL_PART);
}

/*
 * The path names the domain, and it alone counts: an address in the arguments is welcome only if it
 * is of that domain.
 */
static int read_central_path(const char *name, bool has_address, struct query *query)
{
	char domain[DOMAIN_NAME_MAX + 1];

	if (domain_name_parse(name, strlen(name), domain))
		return ANSWER_E_NO_PATH;

	query_add_candidate(query, domain);
	query->has_address = has_address && !strcmp(query->address.domain, domain);
	return 0;
}

/*
 * The domain that a Host stands for; on the well-known path it is the mail domain's own web site
 * that asks us.
 */
static void add_host(struct query *query, const char *host, bool is_well_known)
{
	bool is_prefixed = has_prefix(host, MOZILLA_HOST_PREFIX);

	if (is_prefixed) {
		query_add_candidate(query, host + strlen(MOZILLA_HOST_PREFIX));
		(void)snprintf(query->exchanger, sizeof(query->exchanger), "%s",
			       host + strlen(MOZILLA_HOST_PREFIX));
	}
	if (!is_prefixed || is_well_known)
		query_add_candidate(query, host);
}

static int mozilla_parse(const struct request *request, struct query *ret_query)
{
	bool has_address;

	*ret_query = (struct query){0};
	has_address = !address_argument(request->arguments, &ret_query->address);
	if (has_address && is_dummy(&ret_query->address)) {
		query_add_candidate(ret_query, ret_query->address.domain);
		has_address = false;
	}

	if (has_prefix(request->path, MOZILLA_CENTRAL_PREFIX) &&
	    strcmp(request->path, NINE_PATH) != 0) {
		ret_query->n_candidates = 0;
		return read_central_path(request->path + strlen(MOZILLA_CENTRAL_PREFIX),
					 has_address, ret_query);
	}

	ret_query->has_address = has_address;
	if (has_address)
		query_add_candidate(ret_query, ret_query->address.domain);
	add_host(ret_query, request->host, has_prefix(request->path, WELL_KNOWN_PREFIX));
	return 0;
}

const struct protocol protocol_mozilla = {
	.name = "mozilla",
	.title = "Mozilla autoconfig",
	.content_type = "text/xml; charset=utf-8", /* its beginning is compared, case and all */
	.shareable = true,
	.is_compressible = true,
	.has_slots = true, /* none at all: rendered once a domain */
	.parse = mozilla_parse,
	.render = mozilla_render,
};
