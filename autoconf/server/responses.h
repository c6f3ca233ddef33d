/* SPDX-License-Identifier: Apache-2.0 */
/* Our answers as the HTTP library's responses, headers and all. */
#pragma once

#include <microhttpd.h>

#include "answer.h"

struct connection;
struct management_page;
struct metadata_document;

static inline void response_freep(struct MHD_Response **response)
{
	if (*response)
		MHD_destroy_response(*response);
}

/*
 * NULL for either leaves the header out.  It fails when memory runs out, or for a value with a line
 * break: neither may leave a client without an answer.
 */
static inline void response_add(struct MHD_Response *response, const char *name, const char *value)
{
	if (response && value)
		(void)MHD_add_response_header(response, name, value);
}

/* Each queues one response and returns what the library's handler must return. */
enum MHD_Result respond_sentence(struct connection *connection, enum answer_code code);
enum MHD_Result respond_not_allowed(struct connection *connection, unsigned int methods);
enum MHD_Result respond_options(struct connection *connection, unsigned int methods);
enum MHD_Result respond_redirect(struct connection *connection, enum answer_code code,
				 const char *location);
enum MHD_Result respond_metadata(struct connection *connection,
				 const struct metadata_document *document);
enum MHD_Result respond_management(struct connection *connection, struct management_page *page);
/* One that has its own headers; those that all have are added. */
enum MHD_Result respond_made(struct connection *connection, enum answer_code code,
			     unsigned int status, struct MHD_Response *response,
			     const char *content_type);
/* The exchange's answer, when it is a profile (profile_response.c). */
enum MHD_Result respond_profile(struct connection *connection);
/* The exchange's answer, when it is a page for people (page_response.c, as what follows). */
enum MHD_Result respond_page(struct connection *connection);
/* Style sheets, scripts and pictures of that page. */
enum MHD_Result respond_asset(struct connection *connection, const char *path);
/* The page for a request that cannot be answered, with its own headers; NULL: it cannot be made. */
struct MHD_Response *error_page_new(const struct connection *connection, enum answer_code code);
/* The exchange's answer. */
enum MHD_Result respond_answer(struct connection *connection);
