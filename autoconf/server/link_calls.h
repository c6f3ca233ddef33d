/* SPDX-License-Identifier: Apache-2.0 */
/*
 * POST /links on the management listener: a program that has the token of
 * server.management_token_file (a web mail, a help desk) is given a person's link.
 */
#pragma once

#include <microhttpd.h>
#include <stdbool.h>

#define LINK_CALL_BODY_MAX 2048

struct connection;
struct query;
struct settings;

enum link_call_problem {
	LINK_CALL_OK,
	LINK_CALL_E_BAD_ORDER,
	LINK_CALL_E_UNAUTHORIZED,
	LINK_CALL_E_NO_DOMAIN,
	LINK_CALL_E_NO_MAILBOX,
	LINK_CALL_E_NO_JSON,
	LINK_CALL_E_NO_PROFILE,
	LINK_CALL_E_INTERNAL,
	LINK_CALL_E_UNAVAILABLE,
	_LINK_CALL_PROBLEM_MAX,
};

/* Is there anything at this path?  Else it is answered like any other that there is not. */
bool link_calls_are_taken(const struct settings *settings);

/* Of a head: may this one call, and is it JSON? */
enum link_call_problem link_call_check(const struct connection *connection);

/*
 * Of a whole body: the query for what the link's holder would get.  *reterr_sentence: what is wrong
 * with the body.
 */
enum link_call_problem link_call_read(struct connection *connection, struct query *ret_query,
				      const char **reterr_sentence);

/* sentence: NULL for the problem's own. */
enum MHD_Result link_call_refuse(struct connection *connection, enum link_call_problem problem,
				 const char *sentence);
/* The exchange has its answer: there is such a profile, and here is its link. */
enum MHD_Result link_call_answer(struct connection *connection);
