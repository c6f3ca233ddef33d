/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Microsoft Autodiscover, "plain old XML": a POST that names an address and a response schema.  The
 * address decides which domain, never the Host: SRV records and redirects lead to hosts that are no
 * mail domain.
 */
#include "protocols/autodiscover.h"

#include <string.h>
#include <strings.h>

#include "base/address_syntax.h"
#include "cleanup.h"
#include "protocol.h"
#include "protocols/autodiscover_request.h"
#include "protocols/discovery_host.h"
#include "query.h"

/*
 * MS-OXDSCLI section 2.2.3.1.1.3 and MS-ASCMD section 2.2.3.1; the scheme is http, but Microsoft's
 * own pages show https too
 */
static const char *const schemas[] = {
	[AUTODISCOVER_OUTLOOK] =
		"schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a",
	[AUTODISCOVER_MOBILESYNC] =
		"schemas.microsoft.com/exchange/autodiscover/mobilesync/responseschema/2006",
};

static const char *without_scheme(const char *uri)
{
	static const char *const schemes[] = {"http://", "https://"};

	for (size_t i = 0; i < ARRAY_SIZE(schemes); i++)
		if (!strncasecmp(uri, schemes[i], strlen(schemes[i])))
			return uri + strlen(schemes[i]);

	return "";
}

/* Returns 0 or the fault to tell. */
static unsigned int read_schema(const struct pox_value *schema, unsigned int *ret_view)
{
	const char *name = without_scheme(schema->text);

	if (schema->count != 1 || (!schema->size && !schema->is_broken))
		return AUTODISCOVER_E_INVALID_REQUEST;
	if (schema->is_broken)
		return AUTODISCOVER_E_NO_PROVIDER;

	for (unsigned int i = 0; i < ARRAY_SIZE(schemas); i++) {
		if (strcmp(name, schemas[i]))
			continue;
		*ret_view = i;
		return 0;
	}

	return AUTODISCOVER_E_NO_PROVIDER;
}

/* Two addresses are none: whose account would it be? */
static bool read_address(const struct pox_value *value, struct address *ret_address)
{
	return value->count == 1 && !value->is_broken &&
	       !address_parse(value->text, value->size, ret_address);
}

/*
 * A fault is told in a document of its own, which only a served domain is answered with: so a
 * readable address goes into the query beside the fault.
 */
static int autodiscover_parse(const struct request *request, struct query *ret_query)
{
	struct pox_request pox;
	int r;

	*ret_query = (struct query){0};
	r = pox_read(request->body, request->body_size, &pox);
	if (r < 0)
		return r;
	if (r) {
		ret_query->fault = AUTODISCOVER_E_INVALID_REQUEST;
		return 0;
	}

	ret_query->fault = read_schema(&pox.schema, &ret_query->view);
	if (!ret_query->fault && ret_query->view == AUTODISCOVER_MOBILESYNC &&
	    request->withholds_activesync)
		ret_query->fault = AUTODISCOVER_E_NO_PROVIDER;
	ret_query->has_address = read_address(&pox.address, &ret_query->address);
	if (ret_query->has_address)
		query_add_candidate(ret_query, ret_query->address.domain);
	else if (!ret_query->fault)
		ret_query->fault = AUTODISCOVER_E_INVALID_REQUEST;

	return 0;
}

const struct protocol protocol_autodiscover = {
	.name = "autodiscover",
	.title = "Microsoft Autodiscover",
	.content_type = "text/xml; charset=utf-8", /* DavMail compares the whole string */
	.has_slots = true,
	.unknown_fault = AUTODISCOVER_E_UNKNOWN_ADDRESS,
	.body_max = 16 * 1024,
	.parse = autodiscover_parse,
	.render = autodiscover_render,
};

/* Nobody is named, so nobody's address stands in the document, and the Host says which domain. */
static int generic_parse(const struct request *request, struct query *ret_query)
{
	*ret_query = (struct query){.view = AUTODISCOVER_GENERIC};
	discovery_host_add(ret_query, request->host);

	return 0;
}

const struct protocol protocol_autodiscover_generic = {
	.name = "autodiscover-get",
	.title = "Microsoft Autodiscover by GET",
	.content_type = "text/xml; charset=utf-8",
	.shareable = true,
	.has_slots = true, /* none at all: rendered once a domain */
	.parse = generic_parse,
	.render = autodiscover_render,
};
