/* SPDX-License-Identifier: Apache-2.0 */
/* The route table. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "cleanup.h"
#include "protocol.h"
#include "protocols/autodiscover.h"
#include "protocols/autodiscover_json.h"
#include "protocols/pacc.h"
#include "protocols/well_known.h"
#include "server/head.h"
#include "server/link_calls.h"
#include "server/route.h"
#include "settings.h"

/* clang-format off */
static const struct route routes[] = {
	{.path = "/mail/config-v1.1.xml", .protocol = &protocol_mozilla, .methods = METHOD_GET,
	 .plain_http = PLAIN_HTTP_OPTIONAL, .is_cross_origin = true},			/* autoconfig-06 1.1, 1.3, 3.1, 3.2 */
	{.path = "/.well-known/autoconfig/mail/config-v1.1.xml", .protocol = &protocol_mozilla, .methods = METHOD_GET,
	 .plain_http = PLAIN_HTTP_OPTIONAL, .is_cross_origin = true},			/* autoconfig-06 1.2 */
	{.path = "/v1.1/mail/config-v1.1.xml", .protocol = &protocol_mozilla, .methods = METHOD_GET,
	 .plain_http = PLAIN_HTTP_OPTIONAL, .is_cross_origin = true},			/* what Nine asks for */
	{.path = "/v1.1/", .match = PATH_PREFIX, .protocol = &protocol_mozilla, .methods = METHOD_GET,
	 .plain_http = PLAIN_HTTP_OPTIONAL, .is_cross_origin = true},			/* the form of Mozilla's own database */
	{.path = AUTODISCOVER_PATH, .match = PATH_ANY_CASE, .protocol = &protocol_autodiscover,
	 .generic = &protocol_autodiscover_generic,
	 .methods = METHOD_POST, .plain_http = PLAIN_HTTP_REDIRECTED},			/* MS-OXDISCO */
	{.path = AUTODISCOVER_JSON_PATH, .match = PATH_ANY_CASE, .protocol = &protocol_autodiscover_json,
	 .methods = METHOD_GET, .plain_http = PLAIN_HTTP_REDIRECTED},
	{.path = AUTODISCOVER_JSON_ADDRESS_PREFIX, .match = PATH_PREFIX_ANY_CASE, .protocol = &protocol_autodiscover_json,
	 .methods = METHOD_GET, .plain_http = PLAIN_HTTP_REDIRECTED},
	{.path = "/mobileconfig", .protocol = &protocol_apple, .methods = METHOD_GET,
	 .plain_http = PLAIN_HTTP_REDIRECTED, .is_for_people = true},						/* as automx2 */
	{.path = "/mobileconfig/", .protocol = &protocol_apple, .methods = METHOD_GET,
	 .plain_http = PLAIN_HTTP_REDIRECTED, .is_for_people = true},
	{.path = LINK_PATH, .match = PATH_PREFIX, .suffix = LINK_SUFFIX, .protocol = &protocol_apple, .is_link = true,
	 .methods = METHOD_GET, .plain_http = PLAIN_HTTP_REDIRECTED, .is_for_people = true},
	{.path = LINK_PATH, .match = PATH_PREFIX, .protocol = &protocol_page, .is_link = true,
	 .methods = METHOD_GET, .plain_http = PLAIN_HTTP_REDIRECTED, .is_for_people = true},
	{.path = PACC_PATH, .protocol = &protocol_pacc, .methods = METHOD_GET, .is_cross_origin = true},	/* pacc-03 */
	{.path = "/.well-known/autoconfig/mail/oauth2-client.json", .protocol = &protocol_oauth2_client, .methods = METHOD_GET,
	 .is_cross_origin = true},							/* raa-org/thunderbird-custom-idp */
	{.path = WELL_KNOWN_CALDAV, .protocol = &protocol_well_known, .methods = METHOD_ANY, .is_cross_origin = true},
	{.path = WELL_KNOWN_CARDDAV, .protocol = &protocol_well_known, .methods = METHOD_ANY, .is_cross_origin = true},
	{.path = WELL_KNOWN_JMAP, .protocol = &protocol_well_known, .methods = METHOD_ANY, .is_cross_origin = true},
	{.path = WELL_KNOWN_AUTHORIZATION_SERVER, .page = PAGE_METADATA, .methods = METHOD_GET, .is_cross_origin = true},
	{.path = WELL_KNOWN_AUTHORIZATION_SERVER "/", .match = PATH_PREFIX, .page = PAGE_METADATA, .methods = METHOD_GET, .is_cross_origin = true},
	{.path = WELL_KNOWN_PROTECTED_RESOURCE, .page = PAGE_METADATA, .methods = METHOD_GET, .is_cross_origin = true},
	{.path = WELL_KNOWN_PROTECTED_RESOURCE "/", .match = PATH_PREFIX, .page = PAGE_METADATA, .methods = METHOD_GET, .is_cross_origin = true},
	{.path = "/", .protocol = &protocol_page, .methods = METHOD_GET | METHOD_POST, .is_for_people = true},
	{.path = "/assets/", .match = PATH_PREFIX, .page = PAGE_ASSET, .methods = METHOD_GET},

	{.path = "/links", .page = PAGE_LINKS, .methods = METHOD_POST, .body_max = LINK_CALL_BODY_MAX, .is_management = true},
	{.path = "/metrics", .page = PAGE_METRICS, .methods = METHOD_GET, .is_management = true},
	{.path = "/healthz", .page = PAGE_HEALTHZ, .methods = METHOD_GET, .is_management = true},
	{.path = "/readyz", .page = PAGE_READYZ, .methods = METHOD_GET, .is_management = true},
};
/* clang-format on */

/* Something stands before the suffix. */
static bool ends_with(const char *rest, const char *suffix)
{
	size_t size = strlen(rest), suffix_size = strlen(suffix);

	return size > suffix_size && !strcmp(rest + size - suffix_size, suffix);
}

static bool route_matches(const struct route *route, const char *path)
{
	size_t size = strlen(route->path);

	switch (route->match) {
	case PATH_EXACT:
		return !strcmp(route->path, path);
	case PATH_ANY_CASE:
		return !strcasecmp(route->path, path);
	case PATH_PREFIX:
		return !strncmp(route->path, path, size) && path[size] &&
		       (!route->suffix || ends_with(path + size, route->suffix));
	case PATH_PREFIX_ANY_CASE:
		return !strncasecmp(route->path, path, size) && path[size];
	}

	return false;
}

const struct route *route_find(const char *path, bool is_management)
{
	for (size_t i = 0; i < ARRAY_SIZE(routes); i++)
		if (routes[i].is_management == is_management && route_matches(&routes[i], path))
			return &routes[i];

	return NULL;
}

unsigned int route_methods(const struct route *route, bool redirected, bool with_generic)
{
	unsigned int methods = route->methods | METHOD_OPTIONS;

	/*
	 * Where the answer is a redirect, clients GET first (MS-OXDISCO: an unauthenticated GET
	 * over http).
	 */
	if (redirected || (route->generic && with_generic))
		methods |= METHOD_GET;
	if (methods & METHOD_GET)
		methods |= METHOD_HEAD;

	return methods;
}

void allow_format(unsigned int methods, char ret_allow[static ALLOW_SIZE])
{
	(void)snprintf(ret_allow, ALLOW_SIZE, "%s%s%sOPTIONS", methods & METHOD_GET ? "GET, " : "",
		       methods & METHOD_HEAD ? "HEAD, " : "",
		       methods & METHOD_POST ? "POST, " : "");
}
