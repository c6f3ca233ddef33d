/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The redirects of CalDAV, CardDAV and JMAP: any method, answered with the place where the service
 * is.  The path says which service, the Host which domain.
 */
#include "protocols/well_known.h"

#include <string.h>
#include <strings.h>

#include "account.h"
#include "answer.h"
#include "base/url.h"
#include "cleanup.h"
#include "document.h"
#include "protocol.h"
#include "protocols/announce.h"
#include "protocols/announcement.h"
#include "protocols/discovery_host.h"
#include "query.h"
#include "text/writer.h"

/* Bytes of a request that are read, so that its sender gets to the answer: a PROPFIND has some. */
#define BODY_MAX (64 * 1024)

/* query.view is the index of a row. */
static const struct row {
	const char *path;
	enum service_type type;
} rows[] = {
	{WELL_KNOWN_CALDAV, SERVICE_CALDAV},
	{WELL_KNOWN_CARDDAV, SERVICE_CARDDAV},
	{WELL_KNOWN_JMAP, SERVICE_JMAP},
};

static int well_known_parse(const struct request *request, struct query *ret_query)
{
	*ret_query = (struct query){.exact = true};
	for (unsigned int i = 0; i < ARRAY_SIZE(rows); i++) {
		if (strcmp(request->path, rows[i].path) != 0)
			continue;
		ret_query->view = i;
		discovery_host_add(ret_query, request->host);
		return 0;
	}

	return ANSWER_E_NO_PATH;
}

/*
 * A session URL may itself be well-known.  On a host of the domain's that would be this very
 * redirect again, and again.
 */
static bool leads_back(const char *url, const char *path, const struct domain *domain)
{
	struct query query = {0};
	char host[DOMAIN_NAME_MAX + 1] = "";
	struct url_parts parts;

	if (!url_split(url, &parts) || parts.host_size > DOMAIN_NAME_MAX ||
	    parts.path_size != strlen(path) || memcmp(parts.path, path, parts.path_size) != 0)
		return false;

	memcpy(host, parts.host, parts.host_size);
	discovery_host_add(&query, host);

	return query.n_candidates && !strcasecmp(query.candidates[0], domain->name);
}

static const struct service *find_service(const struct account *account, enum service_type type)
{
	const struct service *service = NULL;

	while ((service = announce_next(account, type, ANNOUNCE_ENCRYPTED_FIRST, service)))
		if (announce_fixed_url(service))
			return service;

	return NULL;
}

static int well_known_render(const struct protocol_context *context, const struct query *query,
			     const struct account *account, struct document *ret_document)
{
	const struct row *row = &rows[query->view];
	const struct service *service = find_service(account, row->type);
	_cleanup_(freep) char *url = NULL;
	struct writer writer = {0};
	int r;

	(void)context;
	if (!service)
		return ANSWER_E_NO_PATH;

	r = announce_expand(announce_fixed_url(service), account->domain, &url);
	if (r)
		return r;
	if (leads_back(url, row->path, account->domain))
		return ANSWER_E_NO_PATH;

	writer_string(&writer, url);

	return writer_finish(&writer, ret_document);
}

static const struct row *row_of(enum service_type type)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (rows[i].type == type)
			return &rows[i];

	return NULL;
}

/* It says a place of the service, which need not be a person's own URL. */
void well_known_announce(const struct announce_scene *scene, const struct service *service,
			 struct announcement *ret)
{
	const struct account *account = scene->account;
	const struct row *row = row_of(service->type);
	_cleanup_(freep) char *url = NULL;

	if (!row)
		announcement_none(ret, "no redirect is known for it", true);
	else if (!scene->is_listed)
		announcement_none(ret, "redirects are made for listed domains alone", false);
	else if (!announce_fixed_url(service))
		announcement_none(ret, "its URL holds the address, and it has no root", false);
	else if (find_service(account, service->type) != service)
		announcement_none(
			ret, "a redirect leads to one place, and another stands before it", false);
	else if (announce_expand(announce_fixed_url(service), account->domain, &url))
		announcement_none(ret, "memory has run out", false);
	else if (leads_back(url, row->path, account->domain))
		announcement_none(ret, "its URL is the redirect itself", true);
	else
		*ret = (struct announcement){.facets = FACET_ROOT};
}

const struct protocol protocol_well_known = {
	.name = "well-known",
	.title = "Redirects of CalDAV, CardDAV and JMAP",
	.shareable = true,
	.has_slots = true, /* none at all: rendered once a domain */
	.is_location = true,
	.body_max = BODY_MAX,
	.parse = well_known_parse,
	.render = well_known_render,
};
