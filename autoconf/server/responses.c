/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Responses. No answer of ours ever asks for credentials: no WWW-Authenticate stands in this file.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "page/site.h"
#include "protocol.h"
#include "server/connection.h"
#include "server/gzip.h"
#include "server/http.h"
#include "server/management.h"
#include "server/responses.h"
#include "server/route.h"
#include "server/server.h"
#include "server/statuses.h"
#include "server/worker.h"
#include "settings.h"

#define TEXT_PLAIN "text/plain; charset=utf-8"
#define SHARED_FOR "public, max-age=3600" /* an over-long lifetime delays corrections */

static bool connection_must_close(const struct connection *connection, enum answer_code code)
{
	return statuses[code].closes || connection->is_body_unread ||
	       connection->worker->flow.is_draining;
}

static enum MHD_Result queue(struct connection *connection, unsigned int status,
			     struct MHD_Response *response)
{
	if (!response)
		return MHD_NO;

	connection->status = status;
	connection->phase = PHASE_ANSWERED;

	return MHD_queue_response(connection->mhd, status, response);
}

static void count_answer(struct connection *connection, enum answer_code code)
{
	counter_add(&connection->worker->counters.answers[code], 1);
}

static void add_common(const struct connection *connection, enum answer_code code,
		       struct MHD_Response *response, const char *content_type)
{
	response_add(response, MHD_HTTP_HEADER_CONTENT_TYPE, content_type);
	response_add(response, "X-Content-Type-Options", "nosniff");
	if (connection_must_close(connection, code))
		response_add(response, MHD_HTTP_HEADER_CONNECTION, "close");
	if (connection->route && connection->route->is_cross_origin)
		response_add(response, MHD_HTTP_HEADER_ACCESS_CONTROL_ALLOW_ORIGIN, "*");
}

/* A response with the headers that every one of ours has. */
static struct MHD_Response *response_new(const struct connection *connection, enum answer_code code,
					 const char *body, size_t size,
					 enum MHD_ResponseMemoryMode mode, const char *content_type)
{
	struct MHD_Response *response =
		MHD_create_response_from_buffer(size, (void *)(uintptr_t)body, mode);

	add_common(connection, code, response, size ? content_type : NULL);

	return response;
}

enum MHD_Result respond_made(struct connection *connection, enum answer_code code,
			     unsigned int status, struct MHD_Response *response,
			     const char *content_type)
{
	add_common(connection, code, response, content_type);
	count_answer(connection, code);

	return queue(connection, status, response);
}

static struct MHD_Response *plain_sentence_new(const struct connection *connection,
					       enum answer_code code)
{
	const char *sentence = statuses[code].sentence;

	return response_new(connection, code, sentence, strlen(sentence), MHD_RESPMEM_PERSISTENT,
			    TEXT_PLAIN);
}

/* Where people ask, they are answered by a page; in a sentence, when that cannot be made. */
static struct MHD_Response *sentence_new(const struct connection *connection, enum answer_code code)
{
	const struct status_row *row = &statuses[code];
	bool is_for_people = connection->route && connection->route->is_for_people;
	struct MHD_Response *response = is_for_people ? error_page_new(connection, code) : NULL;
	char seconds[12];

	if (response)
		add_common(connection, code, response, PAGE_CONTENT_TYPE);
	else
		response = plain_sentence_new(connection, code);

	response_add(response, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
	if (row->retry_after) {
		(void)snprintf(seconds, sizeof(seconds), "%u", row->retry_after);
		response_add(response, MHD_HTTP_HEADER_RETRY_AFTER, seconds);
	}

	return response;
}

enum MHD_Result respond_sentence(struct connection *connection, enum answer_code code)
{
	_cleanup_(response_freep) struct MHD_Response *response = sentence_new(connection, code);

	count_answer(connection, code);

	return queue(connection, statuses[code].status, response);
}

enum MHD_Result respond_not_allowed(struct connection *connection, unsigned int methods)
{
	_cleanup_(response_freep) struct MHD_Response *response =
		sentence_new(connection, ANSWER_E_METHOD);
	char allow[ALLOW_SIZE];

	allow_format(methods, allow);
	response_add(response, MHD_HTTP_HEADER_ALLOW, allow);
	count_answer(connection, ANSWER_E_METHOD);

	return queue(connection, statuses[ANSWER_E_METHOD].status, response);
}

enum MHD_Result respond_options(struct connection *connection, unsigned int methods)
{
	_cleanup_(response_freep) struct MHD_Response *response =
		response_new(connection, ANSWER_OK, "", 0, MHD_RESPMEM_PERSISTENT, NULL);
	char allow[ALLOW_SIZE];

	allow_format(methods, allow);
	response_add(response, MHD_HTTP_HEADER_ALLOW, allow);
	if (connection->route && connection->route->is_cross_origin)
		response_add(response, "Access-Control-Allow-Methods", allow);
	count_answer(connection, ANSWER_OK);

	return queue(connection, MHD_HTTP_NO_CONTENT, response);
}

enum MHD_Result respond_redirect(struct connection *connection, enum answer_code code,
				 const char *location)
{
	_cleanup_(response_freep) struct MHD_Response *response =
		response_new(connection, code, "", 0, MHD_RESPMEM_PERSISTENT, NULL);

	response_add(response, MHD_HTTP_HEADER_LOCATION, location);
	/* A 301 without a word would be kept for ever. */
	response_add(response, MHD_HTTP_HEADER_CACHE_CONTROL,
		     code == ANSWER_E_MOVED ? SHARED_FOR : "no-store");
	count_answer(connection, code);

	return queue(connection, statuses[code].status, response);
}

enum MHD_Result respond_metadata(struct connection *connection,
				 const struct metadata_document *document)
{
	/* Settings may be gone before a slow client has all of it. */
	_cleanup_(response_freep) struct MHD_Response *response =
		response_new(connection, ANSWER_OK, document->bytes, document->size,
			     MHD_RESPMEM_MUST_COPY, "application/json");

	response_add(response, MHD_HTTP_HEADER_CACHE_CONTROL, SHARED_FOR);
	count_answer(connection, ANSWER_OK);

	return queue(connection, MHD_HTTP_OK, response);
}

enum MHD_Result respond_management(struct connection *connection, struct management_page *page)
{
	_cleanup_(response_freep) struct MHD_Response *response =
		response_new(connection, ANSWER_OK, page->bytes, page->size, MHD_RESPMEM_MUST_FREE,
			     page->content_type);

	if (response)
		page->bytes = NULL;
	response_add(response, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
	if (page->header)
		response_add(response, page->header, page->value);

	return queue(connection, page->status, response);
}

/* ---- documents that the worker keeps ---- */

/*
 * "Connection: close" needs an object of its own, and so do 304 and gzip: [gzip][not
 * modified][closes].
 */
struct responses {
	struct MHD_Response *made[2][2][2];
};

void http_responses_free(void *attachment)
{
	struct responses *responses = attachment;

	for (size_t i = 0; i < 8; i++)
		response_freep(&responses->made[i / 4][i / 2 % 2][i % 2]);
	free(responses);
}

/* Does this client get this protocol's documents compressed? */
static bool wants_gzip(const struct connection *connection, const struct protocol *protocol)
{
	return protocol->is_compressible && gzip_is_accepted(connection->head.accept_encoding);
}

static void add_coding(struct MHD_Response *response, const struct protocol *protocol, bool is_gzip)
{
	response_add(response, MHD_HTTP_HEADER_CONTENT_ENCODING, is_gzip ? "gzip" : NULL);
	response_add(response, MHD_HTTP_HEADER_VARY,
		     protocol->is_compressible ? MHD_HTTP_HEADER_ACCEPT_ENCODING : NULL);
}

/* Other bytes, another strong tag (RFC 9110 section 8.8.3.3). */
#define GZIP_SUFFIX "-gzip\""
#define KEPT_ETAG_SIZE (ETAG_SIZE + sizeof(GZIP_SUFFIX))

static void kept_etag(const struct kept_document *kept, bool is_gzip,
		      char ret_etag[static KEPT_ETAG_SIZE])
{
	size_t size = strlen(kept->etag) - is_gzip;

	(void)snprintf(ret_etag, KEPT_ETAG_SIZE, "%.*s%s", (int)size, kept->etag,
		       is_gzip ? GZIP_SUFFIX : "");
}

/*
 * A 304 has no body, but a length it names must be the document's (RFC 9110 section 8.6): the
 * library leaves the bytes out.
 */
static struct MHD_Response *kept_response_new(const struct connection *connection,
					      const struct kept_document *kept, bool is_gzip,
					      bool is_not_modified)
{
	const struct protocol *protocol = connection->exchange.protocol;
	_cleanup_(freep) char *compressed = NULL;
	const char *bytes = kept->document.bytes;
	size_t size = kept->document.size;
	char etag[KEPT_ETAG_SIZE];
	struct MHD_Response *response;

	if (is_gzip && !gzip_bytes(bytes, size, &compressed, &size))
		bytes = compressed;
	response = response_new(connection, ANSWER_OK, bytes, size, MHD_RESPMEM_MUST_COPY,
				is_not_modified ? NULL : protocol->content_type);
	kept_etag(kept, compressed, etag);
	add_coding(response, protocol, compressed);
	response_add(response, MHD_HTTP_HEADER_CACHE_CONTROL, SHARED_FOR);
	response_add(response, MHD_HTTP_HEADER_ETAG, etag);

	return response;
}

/* A document that is too small to be compressed has but one tag. */
static bool is_not_modified(const struct connection *connection, const struct kept_document *kept,
			    bool is_gzip)
{
	const char *condition = connection->head.if_none_match;
	char etag[KEPT_ETAG_SIZE];

	if (!condition)
		return false;

	kept_etag(kept, is_gzip && gzip_is_worth_it(kept->document.size), etag);
	return !strcmp(condition, "*") || strstr(condition, etag);
}

static enum MHD_Result respond_kept(struct connection *connection, struct kept_document *kept)
{
	bool is_gzip = wants_gzip(connection, connection->exchange.protocol);
	bool is_old = is_not_modified(connection, kept, is_gzip);
	bool closes = connection_must_close(connection, ANSWER_OK);
	struct responses *responses = kept->attachment;
	struct MHD_Response **response;

	if (!responses)
		responses = kept->attachment = calloc(1, sizeof(*responses));
	if (!responses)
		return respond_sentence(connection, ANSWER_E_INTERNAL);

	response = &responses->made[is_gzip][is_old][closes];
	if (!*response)
		*response = kept_response_new(connection, kept, is_gzip, is_old);
	count_answer(connection, ANSWER_OK);

	return queue(connection, is_old ? MHD_HTTP_NOT_MODIFIED : MHD_HTTP_OK, *response);
}

/* ---- documents of one request ---- */

/* Puts the compressed bytes in the place of an answer's; false: it stays as it was. */
static bool answer_compress(struct answer *answer)
{
	char *bytes;
	size_t size;

	if (gzip_bytes(answer->bytes, answer->size, &bytes, &size))
		return false;

	free(answer->bytes);
	answer->bytes = bytes;
	answer->size = size;
	return true;
}

static enum MHD_Result respond_bytes(struct connection *connection, struct answer *answer)
{
	bool is_gzip = wants_gzip(connection, answer->protocol) && answer_compress(answer);
	_cleanup_(response_freep) struct MHD_Response *response =
		response_new(connection, ANSWER_OK, answer->bytes, answer->size,
			     MHD_RESPMEM_MUST_FREE, answer->protocol->content_type);

	if (response)
		answer->bytes = NULL;
	response_add(response, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
	add_coding(response, answer->protocol, is_gzip);
	count_answer(connection, (enum answer_code)answer->refusal);

	return queue(connection, statuses[answer->refusal].status, response);
}

enum MHD_Result respond_answer(struct connection *connection)
{
	struct answer *answer = &connection->exchange.answer;

	if (answer->code)
		return respond_sentence(connection, (enum answer_code)answer->code);
	if (answer->protocol->is_signed && !answer->refusal)
		return respond_profile(connection);
	if (answer->protocol->is_page)
		return respond_page(connection);
	if (answer->protocol->is_location)
		return respond_redirect(connection, ANSWER_E_MOVED,
					answer->kept ? answer->kept->document.bytes
						     : answer->bytes);

	return answer->kept ? respond_kept(connection, answer->kept)
			    : respond_bytes(connection, answer);
}
