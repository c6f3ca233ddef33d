/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Calls for links.  The profile that the link's holder would get is made first, by the same way as
 * then, so that no link is given away that leads nowhere.  This is the one place that asks for
 * credentials: the listener is not public.
 */
#include <errno.h>
#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "answer.h"
#include "base/log.h"
#include "cleanup.h"
#include "document.h"
#include "query.h"
#include "server/connection.h"
#include "server/link_calls.h"
#include "server/link_order.h"
#include "server/links.h"
#include "server/management.h"
#include "server/responses.h"
#include "server/worker.h"
#include "settings.h"
#include "text/json.h"

#define SCHEME "Bearer " /* RFC 6750 section 2.1 */
#define MEDIA_TYPE "application/json"

/* clang-format off */
static const struct problem_row {
	const char *name;
	unsigned int status;
	const char *sentence;
	const char *header, *value;
} problems[_LINK_CALL_PROBLEM_MAX] = {
	[LINK_CALL_E_BAD_ORDER]		= {"bad_request", 400, "This order cannot be understood.", NULL, NULL},
	[LINK_CALL_E_UNAUTHORIZED]	= {"unauthorized", 401, "The token of server.management_token_file is missing or another.",
					   MHD_HTTP_HEADER_WWW_AUTHENTICATE, "Bearer"},
	[LINK_CALL_E_NO_DOMAIN]		= {"no_domain", 404, "The address is of a domain that is not served here.", NULL, NULL},
	[LINK_CALL_E_NO_MAILBOX]	= {"no_mailbox", 404, "There is no such mailbox, or it is switched off.", NULL, NULL},
	[LINK_CALL_E_NO_JSON]		= {"no_json", 415, "The body is to be application/json.", NULL, NULL},
	[LINK_CALL_E_NO_PROFILE]	= {"no_profile", 422, "The mailbox has no service that a profile can set up.", NULL, NULL},
	[LINK_CALL_E_INTERNAL]		= {"internal", 500, "Something went wrong here.", NULL, NULL},
	[LINK_CALL_E_UNAVAILABLE]	= {"unavailable", 503, "The directory cannot answer at the moment.",
					   MHD_HTTP_HEADER_RETRY_AFTER, "2"},
};
/* clang-format on */

bool link_calls_are_taken(const struct settings *settings)
{
	return settings->server.management_token;
}

/* ---- the head ---- */

static const char *header(const struct connection *connection, const char *name)
{
	return MHD_lookup_connection_value(connection->mhd, MHD_HEADER_KIND, name);
}

/* In constant time, but for the length, which is no secret. */
static bool is_token(const char *text, const char *token)
{
	size_t size = strlen(token);

	return strlen(text) == size && !CRYPTO_memcmp(text, token, size);
}

static bool is_authorized(const struct connection *connection)
{
	const char *text = header(connection, MHD_HTTP_HEADER_AUTHORIZATION);

	if (!text || strncasecmp(text, SCHEME, strlen(SCHEME)) != 0)
		return false;

	text += strlen(SCHEME);
	text += strspn(text, " ");

	return is_token(text, connection->worker->flow.settings->server.management_token);
}

static bool is_json(const struct connection *connection)
{
	const char *type = header(connection, MHD_HTTP_HEADER_CONTENT_TYPE);
	size_t size = strlen(MEDIA_TYPE);

	return type && !strncasecmp(type, MEDIA_TYPE, size) && strchr("; \t", type[size]);
}

enum link_call_problem link_call_check(const struct connection *connection)
{
	if (!is_authorized(connection)) {
		count(connection->worker->flow.counters, COUNTER_LINK_CALLS_UNAUTHORIZED);
		return LINK_CALL_E_UNAUTHORIZED;
	}

	return is_json(connection) ? LINK_CALL_OK : LINK_CALL_E_NO_JSON;
}

/* ---- the body ---- */

enum link_call_problem link_call_read(struct connection *connection, struct query *ret_query,
				      const char **reterr_sentence)
{
	struct link_order order;

	*reterr_sentence = link_order_read(connection->body ? connection->body : "",
					   connection->body ? connection->body_size : 0, &order);
	if (*reterr_sentence)
		return LINK_CALL_E_BAD_ORDER;

	connection->link_life = order.life;
	connection->is_link_unsigned = order.link.is_unsigned;
	links_query(&order.link, ret_query);
	/* Nobody needs a signature of what is made to see that it can be. */
	ret_query->is_unsigned = true;

	return LINK_CALL_OK;
}

/* ---- answers ---- */

static enum MHD_Result respond_json(struct connection *connection, struct management_page *page,
				    struct document *document)
{
	enum MHD_Result result;

	page->content_type = MEDIA_TYPE;
	page->bytes = document->bytes;
	page->size = document->size;
	result = respond_management(connection, page);
	free(page->bytes);

	return result;
}

enum MHD_Result link_call_refuse(struct connection *connection, enum link_call_problem problem,
				 const char *sentence)
{
	const struct problem_row *row = &problems[problem];
	struct management_page page = {
		.status = row->status, .header = row->header, .value = row->value};
	struct document document = {0};
	struct json json = {0};

	json_open_object(&json, NULL);
	json_string(&json, "error", row->name);
	json_string(&json, "message", sentence ? sentence : row->sentence);
	json_close_object(&json);
	if (json_finish(&json, &document))
		return respond_sentence(connection, ANSWER_E_INTERNAL);

	return respond_json(connection, &page, &document);
}

/* What became of the profile. */
static enum link_call_problem problem_of(const struct exchange *exchange)
{
	switch (exchange->answer.code) {
	case ANSWER_OK:
		return LINK_CALL_OK;
	case ANSWER_E_NO_LINK:
		return exchange->has_domain ? LINK_CALL_E_NO_MAILBOX : LINK_CALL_E_NO_DOMAIN;
	case ANSWER_E_NO_PROFILE:
		return LINK_CALL_E_NO_PROFILE;
	case ANSWER_E_INTERNAL:
		return LINK_CALL_E_INTERNAL;
	default:
		return LINK_CALL_E_UNAVAILABLE;
	}
}

static int link_make(const struct connection *connection, struct document *ret_document)
{
	const struct flow *flow = &connection->worker->flow;
	const struct query *query = &connection->exchange.query;
	_cleanup_(link_urls_clear) struct link_urls urls = {0};
	struct profile_link link = {
		.address = query->address,
		.variant = (enum profile_variant)query->variant,
		.is_personal = true,
		.is_unsigned = connection->is_link_unsigned,
	};
	int r;

	memcpy(link.language, query->language, sizeof(link.language));
	links_set_times(&link, connection->link_life ? connection->link_life
						     : flow->settings->profiles.link_ttl);
	r = links_make(flow, &link, &urls);
	if (r)
		return r;

	log_line(LOG_LEVEL_INFO, "a link was made", LOG_S("domain", link.address.domain),
		 LOG_N("seconds", link.expires - link.issued));

	return link_order_answer(&link, &urls, ret_document);
}

enum MHD_Result link_call_answer(struct connection *connection)
{
	enum link_call_problem problem = problem_of(&connection->exchange);
	struct management_page page = {.status = MHD_HTTP_CREATED};
	struct document document = {0};

	if (problem)
		return link_call_refuse(connection, problem, NULL);
	if (link_make(connection, &document))
		return link_call_refuse(connection, LINK_CALL_E_INTERNAL, NULL);

	return respond_json(connection, &page, &document);
}
