/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A request's exchange: started by what the request asks, waited for, and gone on with in the
 * library's next call.
 */
#include <assert.h>
#include <microhttpd.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "base/loop.h"
#include "cleanup.h"
#include "page/site.h"
#include "protocol.h"
#include "query.h"
#include "server/connection.h"
#include "server/link_calls.h"
#include "server/links.h"
#include "server/request_exchange.h"
#include "server/responses.h"
#include "server/route.h"
#include "server/worker.h"
#include "settings.h"

static void request_resume(struct exchange *exchange)
{
	struct connection *connection =
		(struct connection *)((char *)exchange - offsetof(struct connection, exchange));

	assert(connection->phase == PHASE_WAITING);
	connection->phase = PHASE_READY;
	deadline_set(connection->worker->deadlines, &connection->deadline, DEADLINE_REQUEST);
	connection->worker->daemon_must_run = true;
	MHD_resume_connection(connection->mhd);
}

static bool request_may_wait(const struct connection *connection)
{
	const struct flow *flow = &connection->worker->flow;

	return flow->n_waiting < flow->settings->server.limits.waiting;
}

static enum MHD_Result request_wait(struct connection *connection)
{
	struct worker *worker = connection->worker;

	connection->phase = PHASE_WAITING;
	deadline_set(worker->deadlines, &connection->deadline, DEADLINE_WAIT);
	MHD_suspend_connection(connection->mhd);

	return MHD_YES;
}

static struct exchange *request_exchange(struct connection *connection)
{
	connection->exchange.resume = request_resume;
	connection->exchange.known_tags = connection->head.if_none_match;

	return &connection->exchange;
}

enum MHD_Result request_start_exchange(struct connection *connection,
				       const struct protocol *protocol,
				       const struct request *request)
{
	if (!request_may_wait(connection))
		return respond_sentence(connection, ANSWER_E_BUSY);

	if (exchange_start(request_exchange(connection), &connection->worker->flow, protocol,
			   request))
		return respond_answer(connection);

	return request_wait(connection);
}

/* The page of a link is read in the language that is asked for, before the link's own. */
static void request_choose_language(const struct connection *connection,
				    const struct request *request, struct query *query)
{
	const char *tag = page_language(request->catalogue, request->arguments,
					query->language[0] ? query->language : request->languages);

	if (connection->route->protocol->is_page && strlen(tag) < sizeof(query->language))
		memcpy(query->language, tag, strlen(tag) + 1);
}

enum MHD_Result request_follow_link(struct connection *connection, const struct request *request)
{
	struct flow *flow = &connection->worker->flow;
	struct profile_link link;
	struct query query;
	int r;

	r = links_open(flow, connection->route, request->path, &link);
	if (r)
		return respond_sentence(connection,
					r < 0 ? ANSWER_E_INTERNAL : (enum answer_code)r);
	if (!request_may_wait(connection))
		return respond_sentence(connection, ANSWER_E_BUSY);

	links_query(&link, &query);
	request_choose_language(connection, request, &query);
	if (exchange_start_query(request_exchange(connection), flow, connection->route->protocol,
				 &query))
		return respond_answer(connection);

	return request_wait(connection);
}

enum MHD_Result request_make_link(struct connection *connection)
{
	struct exchange *exchange = &connection->exchange;
	enum link_call_problem problem;
	const char *sentence;
	struct query query;

	problem = link_call_read(connection, &query, &sentence);
	if (!problem && !request_may_wait(connection))
		problem = LINK_CALL_E_UNAVAILABLE;
	if (problem)
		return link_call_refuse(connection, problem, sentence);

	exchange->resume = request_resume;
	if (exchange_start_query(exchange, &connection->worker->flow, &protocol_apple, &query))
		return link_call_answer(connection);

	return request_wait(connection);
}
