/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From a request that was read to its answer, which may have to be waited for: the connection is
 * suspended then.  Each returns what the library's handler must return.
 */
#pragma once

#include <microhttpd.h>

struct connection;
struct protocol;
struct request;

enum MHD_Result request_start_exchange(struct connection *connection,
				       const struct protocol *protocol,
				       const struct request *request);
/*
 * The token behind the route's path is opened first of all, and nothing of the request counts but
 * it, and the language of a page.
 */
enum MHD_Result request_follow_link(struct connection *connection, const struct request *request);
/* Its body is a whole call for a link. */
enum MHD_Result request_make_link(struct connection *connection);
