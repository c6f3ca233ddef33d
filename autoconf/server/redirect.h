/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Public plain http: which requests go to the public URL, and to which of its addresses. Never to a
 * name from the request.
 */
#pragma once

#include <stdbool.h>

struct flow;
struct route;
struct settings;
struct target;

/* is_plain_http: a trusted proxy said so. */
bool redirect_applies(const struct route *route, const struct settings *settings,
		      bool is_plain_http);

/*
 * POX and profiles keep path and query; autoconfig goes to /v1.1/<chosen domain>, since the public
 * URL's host says nothing about the domain (rulings 3).  Returns 0, an enum answer_code (an unknown
 * domain) or -errno; *ret_location is the caller's.
 */
int redirect_location(const struct route *route, const struct flow *flow,
		      const struct target *target, const char *host, char **ret_location);
