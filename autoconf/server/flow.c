/* SPDX-License-Identifier: Apache-2.0 */
/* An exchange's steps. Each either sets the answer or leaves the exchange waiting; none blocks. */
#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "account.h"
#include "answer.h"
#include "base/address_syntax.h"
#include "base/log.h"
#include "cleanup.h"
#include "directory.h"
#include "protocol.h"
#include "server/compose.h"
#include "server/counters.h"
#include "server/flow.h"
#include "server/offers.h"
#include "server/signing.h"
#include "settings.h"

static bool exchange_is_waiting(const struct exchange *exchange)
{
	return exchange->state == EXCHANGE_FINDING_USER || exchange->state == EXCHANGE_SIGNING;
}

static void exchange_answer(struct exchange *exchange, int code)
{
	/* -errno is our own fault; whoever saw it first has logged it. */
	exchange->answer.code = code < 0 ? ANSWER_E_INTERNAL : code;
	exchange->state = EXCHANGE_DONE;
}

void exchange_wait(struct exchange *exchange, enum exchange_state state)
{
	assert(!exchange_is_waiting(exchange));

	exchange->state = state;
	exchange->flow->n_waiting++;
}

static void exchange_stop_waiting(struct exchange *exchange)
{
	if (!exchange_is_waiting(exchange))
		return;

	if (exchange->state == EXCHANGE_FINDING_USER)
		exchange->directory->n_waiting--;
	if (exchange->lookup)
		directory_lookup_cancel(TAKE_PTR(exchange->lookup));
	signatures_cancel(&exchange->signature);
	exchange->state = EXCHANGE_IDLE;
	exchange->flow->n_waiting--;
}

void exchange_end_wait(struct exchange *exchange, int code)
{
	if (!exchange_is_waiting(exchange))
		return;

	exchange_stop_waiting(exchange);
	exchange_answer(exchange, code);
	exchange->resume(exchange);
}

void exchange_clear(struct exchange *exchange)
{
	exchange_stop_waiting(exchange);
	snapshot_unref(exchange->snapshot);
	free(exchange->answer.bytes);
	kept_signature_unref(exchange->answer.signature);
	exchange->snapshot = NULL;
	exchange->answer = (struct answer){0};
	exchange->state = EXCHANGE_IDLE;
}

/* ---- documents ---- */

/*
 * Autodiscover's Error tells the time of day in UTC, to seven digits (MS-OXDSCLI, as Exchange
 * writes it).
 */
static void time_of_day(char *ret_text, size_t capacity)
{
	struct timespec now;
	unsigned int seconds;

	(void)clock_gettime(CLOCK_REALTIME, &now);
	seconds = (unsigned int)((unsigned long)now.tv_sec % 86400);
	(void)snprintf(ret_text, capacity, "%02u:%02u:%02u.%07u", seconds / 3600, seconds / 60 % 60,
		       seconds % 60, (unsigned int)now.tv_nsec / 100);
}

unsigned int exchange_reveal(const struct exchange *exchange)
{
	return exchange->query.is_personal ? REVEAL_EVERYTHING
					   : exchange->settings->directory.reveal;
}

static int exchange_render(struct exchange *exchange, const struct user *user, bool in_slots,
			   struct document *ret_document)
{
	const struct settings *settings = exchange->settings;
	_cleanup_(offers_clear) struct offers offers = {0};
	struct protocol_context context;
	char now[48];
	int r;

	compose_context(settings, &context);
	time_of_day(now, sizeof(now));
	context.time = now;
	count(exchange->flow->counters, COUNTER_DOCUMENTS_RENDERED);
	if (exchange->protocol->is_page) {
		r = offers_make(exchange, &context, user, &offers);
		if (r)
			return r;
		context.page = &offers.offer;
	}

	return compose_document(exchange->protocol, &context, &exchange->query,
				exchange->has_domain ? &exchange->domain : NULL, user,
				exchange_reveal(exchange), in_slots, ret_document);
}

static int exchange_fill(struct exchange *exchange, const struct document *document)
{
	struct answer *answer = &exchange->answer;

	answer->is_private = true;
	answer->refusal = document->refusal;

	return document_fill(document, &exchange->query.address, &answer->bytes, &answer->size);
}

static int exchange_answer_from(struct exchange *exchange, struct kept_document *kept)
{
	/* Where users are looked up, an answer may change with the user: no cache keeps it. */
	if (kept->document.n_slots || !exchange->protocol->shareable ||
	    exchange->settings->directory.reveal)
		return exchange_fill(exchange, &kept->document);

	exchange->answer.kept = kept;

	return 0;
}

/* The domain's document from the worker's store, rendered when it is not there. */
static int exchange_answer_kept(struct exchange *exchange)
{
	_cleanup_(document_clear) struct document document = {0};
	struct documents *documents = exchange->flow->documents;
	struct kept_document *kept;
	int r;

	kept = documents_find(documents, exchange->protocol, exchange->query.view,
			      exchange->domain.name);
	if (kept) {
		count(exchange->flow->counters, COUNTER_DOCUMENTS_KEPT_USED);
		return exchange_answer_from(exchange, kept);
	}

	r = exchange_render(exchange, NULL, true, &document);
	if (r)
		return r;
	if (document.tells_time || document.refusal)
		return exchange_fill(exchange, &document);

	r = documents_add(documents, exchange->protocol, exchange->query.view,
			  exchange->domain.name, &document, &kept);

	return r ? r : exchange_answer_from(exchange, kept);
}

/* ---- the way through ---- */

static int exchange_answer_fresh(struct exchange *exchange, const struct user *user)
{
	_cleanup_(document_clear) struct document document = {0};
	struct answer *answer = &exchange->answer;
	int r;

	r = exchange_render(exchange, user, false, &document);
	if (r)
		return r;

	answer->is_private = true;
	answer->refusal = document.refusal;
	answer->size = document.size;
	answer->bytes = TAKE_PTR(document.bytes);

	return exchange->protocol->is_signed ? exchange_sign(exchange) : 0;
}

static int exchange_compose(struct exchange *exchange, const struct user *user)
{
	const struct protocol *protocol = exchange->protocol;

	if (user &&
	    !account_needs_user(exchange->query.has_address ? &exchange->query.address : NULL, user,
				exchange_reveal(exchange)))
		user = NULL;
	if (!user && !exchange->query.fault && (protocol->has_slots || protocol->shareable))
		return exchange_answer_kept(exchange);

	return exchange_answer_fresh(exchange, user);
}

static void exchange_finish(struct exchange *exchange, const struct user *user)
{
	int r = exchange_compose(exchange, user);

	if (r || !exchange_is_waiting(exchange))
		exchange_answer(exchange, r);
	/* A refusal has no body but its own sentence. */
	if (r) {
		free(TAKE_PTR(exchange->answer.bytes));
		exchange->answer.kept = NULL;
	}
}

/*
 * What a look-up's end means: for an anonymous answer, that who is not found gets the domain's
 * (rulings 15); for a link, that it is nobody's any more.
 */
static int exchange_user_code(const struct exchange *exchange, int status, const struct user *user)
{
	bool is_personal = exchange->query.is_personal;

	switch (status) {
	case DIRECTORY_OK:
		return is_personal && !user->enabled ? ANSWER_E_NO_LINK : ANSWER_OK;
	case DIRECTORY_E_NOT_FOUND:
		return is_personal ? ANSWER_E_NO_LINK : ANSWER_OK;
	case DIRECTORY_E_BUSY:
		return ANSWER_E_BUSY;
	default:
		return ANSWER_E_UNAVAILABLE;
	}
}

static void exchange_found_user(void *userdata, int status, const struct user *user)
{
	struct exchange *exchange = userdata;
	int code = exchange_user_code(exchange, status, user);

	exchange->lookup = NULL;
	exchange_stop_waiting(exchange);
	if (code)
		exchange_answer(exchange, code);
	else
		exchange_finish(exchange, user);

	if (!exchange_is_waiting(exchange))
		exchange->resume(exchange);
}

static int exchange_look_up(struct exchange *exchange, const struct user **ret_user)
{
	struct directory *directory = exchange->directory->directory;
	const char *canonical = exchange->domain.canonical;
	char key[ADDRESS_KEY_SIZE];

	address_key(&exchange->query.address, exchange->domain.name, key);
	if (exchange->query.is_personal)
		return directory_find_person(directory, key, canonical, exchange_found_user,
					     exchange, ret_user, &exchange->lookup);

	return directory_find_user(directory, key, canonical, exchange_found_user, exchange,
				   ret_user, &exchange->lookup);
}

static void exchange_find_user(struct exchange *exchange)
{
	const struct user *user = NULL;
	int r, code;

	count(exchange->flow->counters, COUNTER_USER_LOOKUPS);
	exchange->directory = exchange->flow->directory;
	r = exchange_look_up(exchange, &user);
	if (r == DIRECTORY_PENDING) {
		exchange_wait(exchange, EXCHANGE_FINDING_USER);
		exchange->directory->n_waiting++;
		return;
	}

	code = exchange_user_code(exchange, r, user);
	if (code)
		exchange_answer(exchange, code);
	else
		exchange_finish(exchange, user);
}

/* Has the protocol words of its own for a domain that is not served? */
static bool exchange_tells_unknown(const struct exchange *exchange)
{
	const struct protocol *protocol = exchange->protocol;

	return protocol->is_page ||
	       (protocol->unknown_fault && exchange->settings->autodiscover.tells_unknown);
}

static int exchange_choose_domain(struct exchange *exchange)
{
	const struct flow *flow = exchange->flow;
	int r;

	/* Nobody to ask for: the protocol's own error document, or its refusal, needs no domain. */
	if (exchange->query.fault && !exchange->query.n_candidates)
		return 0;

	r = compose_domain(flow->snapshot, &exchange->query, &exchange->domain);
	exchange->has_domain = !r;
	/* Everybody is shown the page, under any name (rulings 24). */
	if (r && exchange->protocol->is_page && !exchange->query.has_address)
		return 0;
	if (r && flow->knows_domains && exchange_tells_unknown(exchange)) {
		exchange->query.fault = exchange->protocol->unknown_fault;
		return 0;
	}

	return r && !flow->knows_domains ? ANSWER_E_UNAVAILABLE : r;
}

static void exchange_begin(struct exchange *exchange, struct flow *flow,
			   const struct protocol *protocol)
{
	exchange->flow = flow;
	exchange->protocol = exchange->answer.protocol = protocol;
	exchange->snapshot = snapshot_ref(flow->snapshot);
	exchange->settings = flow->settings;
	exchange->has_domain = false;
	exchange->query = (struct query){0};
}

/* code: of what was done so far. */
static bool exchange_go_on(struct exchange *exchange, int code)
{
	const struct flow *flow = exchange->flow;

	if (code)
		exchange_answer(exchange, code);
	else if (flow->directory && exchange->has_domain &&
		 compose_wants_user(flow->settings, &exchange->query, &exchange->domain))
		exchange_find_user(exchange);
	else if (exchange->query.is_personal && exchange->settings->directory.url)
		exchange_answer(exchange,
				flow->directory ? ANSWER_E_NO_LINK : ANSWER_E_UNAVAILABLE);
	else
		exchange_finish(exchange, NULL);

	return exchange->state == EXCHANGE_DONE;
}

bool exchange_start(struct exchange *exchange, struct flow *flow, const struct protocol *protocol,
		    const struct request *request)
{
	int r;

	exchange_begin(exchange, flow, protocol);
	r = protocol->parse(request, &exchange->query);
	if (!r)
		r = exchange_choose_domain(exchange);

	return exchange_go_on(exchange, r);
}

bool exchange_start_query(struct exchange *exchange, struct flow *flow,
			  const struct protocol *protocol, const struct query *query)
{
	int r;

	exchange_begin(exchange, flow, protocol);
	exchange->query = *query;
	r = exchange_choose_domain(exchange);

	return exchange_go_on(exchange, r == ANSWER_E_UNKNOWN_DOMAIN ? ANSWER_E_NO_LINK : r);
}
