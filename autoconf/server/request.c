/* SPDX-License-Identifier: Apache-2.0 */
/* A request's way from its head to its answer, on libmicrohttpd's access handler. */
#include <microhttpd.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/loop.h"
#include "base/target.h"
#include "cleanup.h"
#include "protocol.h"
#include "server/connection.h"
#include "server/link_calls.h"
#include "server/management.h"
#include "server/redirect.h"
#include "server/request.h"
#include "server/request_exchange.h"
#include "server/responses.h"
#include "server/route.h"
#include "server/server.h"
#include "server/worker.h"
#include "settings.h"

#define DISCARD_MAX                                                                                \
	(1024 * 1024) /* of a body over its limit: read to be able to say so, then cut off */

/* ---- who is offered ActiveSync ---- */

static bool holds_any(const char *text, const struct strings *pieces)
{
	for (size_t i = 0; i < pieces->n_entries; i++)
		if (strcasestr(text, pieces->entries[i]))
			return true;

	return false;
}

/* Rules of the operator's, who knows which clients are to take IMAP; none by default. */
static bool request_withholds_activesync(const struct connection *connection)
{
	const struct settings *settings = connection->worker->flow.settings;
	const struct strings *offer_to = &settings->autodiscover.activesync.offer_to;
	const char *agent = connection->head.user_agent ? connection->head.user_agent : "";

	return (offer_to->n_entries && !holds_any(agent, offer_to)) ||
	       holds_any(agent, &settings->autodiscover.activesync.withhold_from);
}

/* ---- from head to answer ---- */

static enum MHD_Result request_add_header(void *cls, enum MHD_ValueKind kind, const char *name,
					  const char *value)
{
	(void)kind;
	head_add(cls, name, value);

	return MHD_YES;
}

static enum MHD_Result request_metadata(struct connection *connection,
					const struct request *request)
{
	const struct metadata *metadata = &connection->worker->flow.settings->oauth2_metadata;

	for (size_t i = 0; i < metadata->n_documents; i++)
		if (!strcmp(metadata->documents[i].path, request->path) &&
		    !strcasecmp(metadata->documents[i].host, request->host))
			return respond_metadata(connection, &metadata->documents[i]);

	return respond_sentence(connection, ANSWER_E_NO_PATH);
}

static enum MHD_Result request_page(struct connection *connection, const struct request *request)
{
	struct management_page page;

	if (connection->route->page == PAGE_METADATA)
		return request_metadata(connection, request);

	if (connection->route->page == PAGE_ASSET)
		return respond_asset(connection, request->path);

	if (management_render(connection->worker->server, connection->route->page, &page))
		return respond_sentence(connection, ANSWER_E_INTERNAL);

	return respond_management(connection, &page);
}

static enum MHD_Result request_redirect(struct connection *connection, const struct target *target,
					const struct origin *origin)
{
	_cleanup_(freep) char *location = NULL;
	bool keeps_method = !(connection->head.method & (METHOD_GET | METHOD_HEAD));
	int r;

	r = redirect_location(connection->route, &connection->worker->flow, target, origin->host,
			      &location);
	if (r)
		return respond_sentence(connection,
					r < 0 ? ANSWER_E_INTERNAL : (enum answer_code)r);

	return respond_redirect(connection,
				keeps_method ? ANSWER_E_REDIRECT_KEEP_METHOD : ANSWER_E_REDIRECT,
				location);
}

/* What protocols are told of a request; a body comes beside it. */
static struct request request_describe(const struct connection *connection,
				       const struct target *target, const struct origin *origin)
{
	return (struct request){
		.path = target->path,
		.arguments = target->arguments,
		.host = origin->host,
		.languages = connection->head.accept_language,
		.catalogue = connection->worker->flow.settings->provider.catalogue,
		.withholds_activesync = request_withholds_activesync(connection),
	};
}

/* ---- what a body is for ---- */

static size_t body_max(const struct route *route)
{
	return route->protocol ? route->protocol->body_max : route->body_max;
}

static bool is_location(const struct route *route)
{
	return route->protocol && route->protocol->is_location;
}

/* Its target was read before, when the head was routed: it can be read. */
static enum MHD_Result request_body_is_complete(struct connection *connection)
{
	struct target target;
	struct origin origin;
	struct request request;

	if (connection->is_body_too_large)
		return respond_sentence(connection, ANSWER_E_TOO_LARGE);
	if (connection->route->page == PAGE_LINKS)
		return request_make_link(connection);

	(void)target_parse(connection->target, &target);
	origin_init(&origin, &connection->peer, &connection->head, target.authority,
		    connection->worker->flow.settings);
	request = request_describe(connection, &target, &origin);
	request.body = connection->body ? connection->body : "";
	request.body_size = connection->body ? connection->body_size : 0;

	return request_start_exchange(connection, connection->route->protocol, &request);
}

static enum MHD_Result request_expect_body(struct connection *connection)
{
	uint64_t size = connection->announced;

	if (!size)
		return request_body_is_complete(connection);
	if (size != UINT64_MAX && size > body_max(connection->route))
		return respond_sentence(connection, ANSWER_E_TOO_LARGE);

	connection->is_body_unread = false;
	connection->phase = PHASE_BODY;

	return MHD_YES;
}

/*
 * Does a body have to come before there is an answer?  Where the answer is a location it counts for
 * nothing, and is read so that the connection can go on.
 */
static bool request_needs_body(const struct connection *connection)
{
	const struct protocol *protocol = connection->route->protocol;

	if (protocol->is_location)
		return protocol->body_max && connection->is_body_unread;

	return protocol->body_max && connection->head.method == METHOD_POST;
}

static enum MHD_Result request_take_call(struct connection *connection)
{
	enum link_call_problem problem = link_call_check(connection);

	return problem ? link_call_refuse(connection, problem, NULL)
		       : request_expect_body(connection);
}

static enum MHD_Result request_routed(struct connection *connection, const struct target *target,
				      const struct origin *origin)
{
	const struct route *route = connection->route;
	const struct settings *settings = connection->worker->flow.settings;
	bool redirected = redirect_applies(route, settings, origin->is_plain_http);
	unsigned int methods = route_methods(route, redirected, settings->autodiscover.generic);
	struct request request = request_describe(connection, target, origin);

	if (!(methods & connection->head.method))
		return respond_not_allowed(connection, methods);
	if (connection->head.method == METHOD_OPTIONS && route->methods != METHOD_ANY)
		return respond_options(connection, methods);
	if (redirected)
		return request_redirect(connection, target, origin);
	if (route->page == PAGE_LINKS)
		return request_take_call(connection);
	if (route->is_link)
		return request_follow_link(connection, &request);
	if (!route->protocol)
		return request_page(connection, &request);
	if (route->generic && connection->head.method & (METHOD_GET | METHOD_HEAD))
		return request_start_exchange(connection, route->generic, &request);
	if (route->protocol->is_signed && settings->profiles.access != PROFILE_ACCESS_ANONYMOUS)
		return respond_sentence(connection, ANSWER_E_NO_PROFILE);
	if (request_needs_body(connection))
		return request_expect_body(connection);

	return request_start_exchange(connection, route->protocol, &request);
}

static enum MHD_Result request_route(struct connection *connection)
{
	struct target target;
	struct origin origin;
	int r;

	r = connection->target ? target_parse(connection->target, &target) : TARGET_E_TOO_LONG;
	if (r)
		return respond_sentence(connection, r == TARGET_E_BAD ? ANSWER_E_BAD_REQUEST
								      : ANSWER_E_URI_TOO_LONG);

	if (!strcmp(target.path, "*") && connection->head.method == METHOD_OPTIONS)
		return respond_options(connection, METHOD_GET | METHOD_HEAD | METHOD_POST);

	connection->route = route_find(target.path, connection->is_management);
	if (connection->route && connection->route->page == PAGE_LINKS &&
	    !link_calls_are_taken(connection->worker->flow.settings))
		connection->route = NULL;
	if (!connection->route)
		return respond_sentence(connection, ANSWER_E_NO_PATH);

	origin_init(&origin, &connection->peer, &connection->head, target.authority,
		    connection->worker->flow.settings);

	return request_routed(connection, &target, &origin);
}

/*
 * The library closes a connection that is answered in the first call, since a body may be on its
 * way.  So only a request that announces one is routed at once, and refused before it sends; all
 * others in the second call, which comes straight away.
 */
static enum MHD_Result request_begin(struct connection *connection, const char *method,
				     const char *version)
{
	int r;

	connection->began = loop_now(connection->worker->loop);
	deadline_set(connection->worker->deadlines, &connection->deadline, DEADLINE_REQUEST);

	head_init(&connection->head, method, version);
	(void)MHD_get_connection_values(connection->mhd, MHD_HEADER_KIND, request_add_header,
					&connection->head);
	r = head_check(&connection->head, &connection->announced);
	if (r)
		return respond_sentence(connection, (enum answer_code)r);

	connection->is_body_unread = connection->announced > 0;
	connection->phase = PHASE_ROUTE;

	return connection->announced ? request_route(connection) : MHD_YES;
}

/* ---- bodies ---- */

static void request_take_body(struct connection *connection, const char *bytes, size_t size)
{
	size_t max = body_max(connection->route);

	if (connection->is_body_too_large || size > max - connection->body_size) {
		connection->is_body_too_large = true;
		connection->body_size += size;
		return;
	}

	if (!connection->body && !is_location(connection->route))
		connection->body = malloc(max);
	if (connection->body)
		memcpy(connection->body + connection->body_size, bytes, size);
	connection->body_size += size;
}

static enum MHD_Result request_body(struct connection *connection, const char *bytes, size_t *size)
{
	if (!*size)
		return is_location(connection->route) ? request_route(connection)
						      : request_body_is_complete(connection);

	request_take_body(connection, bytes, *size);
	*size = 0;

	return connection->is_body_too_large && connection->body_size > DISCARD_MAX ? MHD_NO
										    : MHD_YES;
}

enum MHD_Result request_handle(struct connection *connection, const char *method,
			       const char *version, const char *upload_data,
			       size_t *upload_data_size)
{
	switch (connection->phase) {
	case PHASE_HEAD:
		return request_begin(connection, method, version);
	case PHASE_ROUTE:
		return request_route(connection);
	case PHASE_BODY:
		return request_body(connection, upload_data, upload_data_size);
	case PHASE_READY:
		return connection->route->page == PAGE_LINKS ? link_call_answer(connection)
							     : respond_answer(connection);
	case PHASE_WAITING:
	case PHASE_ANSWERED:
		return MHD_YES;
	}

	return MHD_NO;
}
