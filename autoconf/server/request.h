/* SPDX-License-Identifier: Apache-2.0 */
/* One request on a connection: what the HTTP library's access handler does, call by call. */
#pragma once

#include <microhttpd.h>
#include <stddef.h>

struct connection;

/*
 * Called for the head, for each piece of a body, at the body's end, and again after a wait.  Each
 * call either queues a response, suspends the connection, or asks for more.
 */
enum MHD_Result request_handle(struct connection *connection, const char *method,
			       const char *version, const char *upload_data,
			       size_t *upload_data_size);
