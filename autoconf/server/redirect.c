/* SPDX-License-Identifier: Apache-2.0 */
/* Locations, built from server.public_url. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/target.h"
#include "cleanup.h"
#include "protocol.h"
#include "query.h"
#include "server/compose.h"
#include "server/flow.h"
#include "server/redirect.h"
#include "server/route.h"
#include "settings.h"
#include "text/writer.h"

bool redirect_applies(const struct route *route, const struct settings *settings,
		      bool is_plain_http)
{
	if (!is_plain_http || !settings->server.public_is_https)
		return false;

	return route->plain_http == PLAIN_HTTP_REDIRECTED ||
	       (route->plain_http == PLAIN_HTTP_OPTIONAL && !settings->server.plain_http);
}

/*
 * RFC 3986 section 3.4: what a query may hold. Anything else was never a query that a client of
 * ours made: dropped.
 */
static bool is_query(const char *arguments)
{
	return !arguments[strspn(arguments, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz01"
					    "23456789-._~!$&'()*+,;=:@/?%")];
}

/* What was decoded is encoded again: a row of the table may go on with an address. */
static void write_path(struct writer *writer, const char *path)
{
	for (size_t size; *path; path += size) {
		if (*path == '/')
			writer_string(writer, "/");
		path += *path == '/';
		size = strcspn(path, "/");
		writer_percent_encoded(writer, path, size);
	}
}

static int redirect_domain(const struct route *route, const struct flow *flow,
			   const struct target *target, const char *host, struct query *query,
			   struct domain *ret_domain)
{
	struct request request = {
		.path = target->path, .arguments = target->arguments, .host = host};
	int r;

	r = route->protocol->parse(&request, query);

	return r ? r : compose_domain(flow->snapshot, query, ret_domain);
}

int redirect_location(const struct route *route, const struct flow *flow,
		      const struct target *target, const char *host, char **ret_location)
{
	struct writer writer = {0};
	struct query query = {0};
	struct domain domain;
	size_t size;
	int r;

	writer_string(&writer, flow->settings->server.public_url);
	if (route->plain_http == PLAIN_HTTP_OPTIONAL) {
		r = redirect_domain(route, flow, target, host, &query, &domain);
		if (r) {
			writer_clear(&writer);
			return r;
		}
		writer_string(&writer, "/v1.1/");
		writer_string(&writer, domain.name);
	} else {
		write_path(&writer, target->path);
	}

	if (target->arguments[0] && is_query(target->arguments)) {
		writer_string(&writer, "?");
		writer_string(&writer, target->arguments);
	}

	return writer_finish_string(&writer, ret_location, &size);
}
