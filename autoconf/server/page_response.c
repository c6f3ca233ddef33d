/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The page for people as it goes out: under a policy that lets nothing in but what comes from here,
 * kept nowhere, for it shows somebody's address.
 */
#include <stdio.h>
#include <string.h>

#include "answer.h"
#include "base/address_syntax.h"
#include "base/target.h"
#include "cleanup.h"
#include "directory.h"
#include "document.h"
#include "page/site.h"
#include "protocol.h"
#include "server/compose.h"
#include "server/connection.h"
#include "server/responses.h"
#include "server/statuses.h"
#include "server/worker.h"
#include "settings.h"

#define KEPT_FOR "public, max-age=86400"
/* A picture of the operator's may be SVG: whoever opens it by itself runs nothing that is in it. */
#define PICTURE_POLICY "default-src 'none'; style-src 'unsafe-inline'; sandbox"

/* ---- pages ---- */

static struct MHD_Response *page_new(char *bytes, size_t size)
{
	struct MHD_Response *response =
		MHD_create_response_from_buffer(size, bytes, MHD_RESPMEM_MUST_FREE);

	if (!response)
		return NULL;

	response_add(response, "Content-Security-Policy", PAGE_CONTENT_SECURITY_POLICY);
	response_add(response, "Referrer-Policy", "no-referrer");
	response_add(response, MHD_HTTP_HEADER_VARY, MHD_HTTP_HEADER_ACCEPT_LANGUAGE);

	return response;
}

enum MHD_Result respond_page(struct connection *connection)
{
	struct answer *answer = &connection->exchange.answer;
	_cleanup_(response_freep) struct MHD_Response *response =
		page_new(answer->bytes, answer->size);

	if (!response)
		return respond_sentence(connection, ANSWER_E_INTERNAL);

	answer->bytes = NULL;
	response_add(response, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");

	return respond_made(connection, (enum answer_code)answer->refusal,
			    statuses[answer->refusal].status, response,
			    answer->protocol->content_type);
}

/* ---- errors ---- */

/* What a person is told of a code; all others are one of ours, and pass. */
static const struct {
	enum answer_code code;
	enum page_error error;
} error_pages[] = {
	{ANSWER_E_NO_LINK, PAGE_ERROR_LINK},
	{ANSWER_E_UNKNOWN_DOMAIN, PAGE_ERROR_PROFILE},
	{ANSWER_E_NO_PROFILE, PAGE_ERROR_PROFILE},
	{ANSWER_E_NO_ADDRESS, PAGE_ERROR_PROFILE},
	{ANSWER_E_BAD_REQUEST, PAGE_ERROR_REQUEST},
	{ANSWER_E_METHOD, PAGE_ERROR_REQUEST},
	{ANSWER_E_NOT_IMPLEMENTED, PAGE_ERROR_REQUEST},
	{ANSWER_E_TOO_LARGE, PAGE_ERROR_LARGE},
	{ANSWER_E_URI_TOO_LONG, PAGE_ERROR_LARGE},
	{ANSWER_E_NO_PATH, PAGE_ERROR_PATH},
};

static enum page_error error_of(enum answer_code code)
{
	for (size_t i = 0; i < ARRAY_SIZE(error_pages); i++)
		if (error_pages[i].code == code)
			return error_pages[i].error;

	return PAGE_ERROR_UNAVAILABLE;
}

/* The language that the URL asks for, else the browser's. */
static const char *language_of(const struct connection *connection)
{
	const char *arguments = connection->target ? strchr(connection->target, '?') : NULL;

	return page_language(connection->worker->flow.settings->provider.catalogue,
			     arguments ? arguments + 1 : "", connection->head.accept_language);
}

struct MHD_Response *error_page_new(const struct connection *connection, enum answer_code code)
{
	_cleanup_(document_clear) struct document document = {0};
	struct protocol_context context;
	struct MHD_Response *response;

	compose_context(connection->worker->flow.settings, &context);
	if (page_render_error(&context, error_of(code), language_of(connection), &document))
		return NULL;

	response = page_new(document.bytes, document.size);
	if (response)
		document.bytes = NULL;

	return response;
}

/* ---- files ---- */

static bool client_has(const struct connection *connection, const char *etag)
{
	const char *condition = connection->head.if_none_match;

	return condition && (!strcmp(condition, "*") || strstr(condition, etag));
}

static enum MHD_Result respond_file(struct connection *connection, struct MHD_Response *response,
				    const char *content_type, unsigned int status)
{
	if (!response)
		return respond_sentence(connection, ANSWER_E_INTERNAL);

	response_add(response, MHD_HTTP_HEADER_CACHE_CONTROL, KEPT_FOR);

	return respond_made(connection, ANSWER_OK, status, response,
			    status == MHD_HTTP_OK ? content_type : NULL);
}

static enum MHD_Result respond_static(struct connection *connection, const struct page_asset *asset)
{
	_cleanup_(response_freep) struct MHD_Response *response = MHD_create_response_from_buffer(
		asset->size, (void *)(uintptr_t)asset->bytes, MHD_RESPMEM_PERSISTENT);
	char etag[64];

	(void)snprintf(etag, sizeof(etag), "\"%s\"", asset->tag);
	response_add(response, MHD_HTTP_HEADER_ETAG, etag);

	return respond_file(connection, response, asset->content_type,
			    client_has(connection, etag) ? MHD_HTTP_NOT_MODIFIED : MHD_HTTP_OK);
}

static enum MHD_Result respond_color(struct connection *connection, const char *path)
{
	_cleanup_(response_freep) struct MHD_Response *response = NULL;
	_cleanup_(document_clear) struct document sheet = {0};
	int r = page_render_color(path, &sheet);

	if (r)
		return respond_sentence(connection,
					r < 0 ? ANSWER_E_INTERNAL : (enum answer_code)r);

	response = MHD_create_response_from_buffer(sheet.size, sheet.bytes, MHD_RESPMEM_MUST_COPY);

	return respond_file(connection, response, PAGE_COLOR_TYPE, MHD_HTTP_OK);
}

/* Whose picture: a served domain's, or that of all. */
static const struct provider *provider_of(const struct flow *flow, const char *name)
{
	const struct domain *domain;

	if (!strcmp(name, PAGE_LOGO_COMMON))
		return &flow->settings->provider;

	domain = snapshot_find(flow->snapshot, name);
	if (!domain && domain_name_is_registrable(name))
		domain = snapshot_catch_all(flow->snapshot);

	return domain ? domain->provider : NULL;
}

static enum MHD_Result respond_picture(struct connection *connection, const char *name)
{
	const struct provider *provider = provider_of(&connection->worker->flow, name);
	_cleanup_(response_freep) struct MHD_Response *response = NULL;
	const char *type;

	type = provider ? page_logo_type(provider->logo_bytes, provider->logo_size) : NULL;
	if (!type)
		return respond_sentence(connection, ANSWER_E_NO_PATH);

	/* Settings may be gone before a slow client has all of it. */
	response = MHD_create_response_from_buffer(provider->logo_size,
						   (void *)(uintptr_t)provider->logo_bytes,
						   MHD_RESPMEM_MUST_COPY);
	response_add(response, "Content-Security-Policy", PICTURE_POLICY);

	return respond_file(connection, response, type, MHD_HTTP_OK);
}

enum MHD_Result respond_asset(struct connection *connection, const char *path)
{
	const struct page_asset *asset = page_asset_find(path);

	if (asset)
		return respond_static(connection, asset);
	if (!strncmp(path, PAGE_LOGO_PREFIX, strlen(PAGE_LOGO_PREFIX)))
		return respond_picture(connection, path + strlen(PAGE_LOGO_PREFIX));

	return respond_color(connection, path);
}
