/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A profile as browsers on iOS hand it over to the system: exact type, a name to save it under, no
 * coding, and nothing that keeps it.
 */
#include <stdio.h>

#include "cleanup.h"
#include "protocol.h"
#include "server/connection.h"
#include "server/gzip.h"
#include "server/responses.h"
#include "server/statuses.h"

static void release_signature(void *signature)
{
	kept_signature_unref(signature);
}

/* The signed bytes go out from where they are kept. */
static struct MHD_Response *signed_new(struct answer *answer)
{
	struct kept_signature *signature = answer->signature;
	struct MHD_Response *response = MHD_create_response_from_buffer_with_free_callback_cls(
		signature->size, signature->der, release_signature, signature);

	if (response)
		answer->signature = NULL;

	return response;
}

static struct MHD_Response *unsigned_new(struct answer *answer)
{
	struct MHD_Response *response =
		MHD_create_response_from_buffer(answer->size, answer->bytes, MHD_RESPMEM_MUST_FREE);

	if (response)
		answer->bytes = NULL;

	return response;
}

/* Never read: it gives a 304 no length, since nobody has made the bytes it would be of. */
static ssize_t read_nothing(void *cls, uint64_t position, char *buffer, size_t size)
{
	(void)cls, (void)position, (void)buffer, (void)size;

	return MHD_CONTENT_READER_END_OF_STREAM;
}

static struct MHD_Response *not_modified_new(void)
{
	return MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 1, read_nothing, NULL, NULL);
}

/* An A-label name is all letters, digits, dots and hyphens: nothing to escape. */
static void add_name(struct MHD_Response *response, const char *domain)
{
	char disposition[DOMAIN_NAME_MAX + 64];

	(void)snprintf(disposition, sizeof(disposition), "attachment; filename=\"%s.mobileconfig\"",
		       domain);
	response_add(response, MHD_HTTP_HEADER_CONTENT_DISPOSITION, disposition);
}

enum MHD_Result respond_profile(struct connection *connection)
{
	struct answer *answer = &connection->exchange.answer;
	_cleanup_(response_freep) struct MHD_Response *response =
		answer->is_not_modified ? not_modified_new()
		: answer->signature     ? signed_new(answer)
					: unsigned_new(answer);

	if (!response)
		return respond_sentence(connection, ANSWER_E_INTERNAL);

	response_add(response, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
	response_add(response, "Referrer-Policy", "no-referrer");
	response_add(response, MHD_HTTP_HEADER_ETAG, answer->tag);
	if (!answer->is_not_modified)
		add_name(response, connection->exchange.domain.name);

	return respond_made(connection, ANSWER_OK,
			    answer->is_not_modified ? MHD_HTTP_NOT_MODIFIED : MHD_HTTP_OK, response,
			    answer->is_not_modified ? NULL : answer->protocol->content_type);
}
