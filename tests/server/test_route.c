/* SPDX-License-Identifier: Apache-2.0 */
/* Which path is whose, and what Allow says of it; every answer code has its row. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cleanup.h"
#include "protocol.h"
#include "server/head.h"
#include "server/route.h"
#include "server/statuses.h"

/* clang-format off */
static const struct row {
	const char *path;
	bool is_management;
	const struct protocol *protocol;
	const char *allow;	/* NULL: nothing is there */
} rows[] = {
	{"/mail/config-v1.1.xml", false, &protocol_mozilla, "GET, HEAD, OPTIONS"},
	{"/mail/config-v1.1.xml/", false, NULL, NULL},
	{"/Mail/config-v1.1.xml", false, NULL, NULL},
	{"//mail/config-v1.1.xml", false, NULL, NULL},
	{"/.well-known/autoconfig/mail/config-v1.1.xml", false, &protocol_mozilla, "GET, HEAD, OPTIONS"},
	{"/v1.1/example.org", false, &protocol_mozilla, "GET, HEAD, OPTIONS"},
	{"/v1.1/", false, NULL, NULL},
	{"/v1.1", false, NULL, NULL},
	{"/autodiscover/autodiscover.xml", false, &protocol_autodiscover, "POST, OPTIONS"},
	{"/Autodiscover/Autodiscover.xml", false, &protocol_autodiscover, "POST, OPTIONS"},
	{"/AutoDiscover/AutoDiscover.xml", false, &protocol_autodiscover, "POST, OPTIONS"},
	{"/AUTODISCOVER/AUTODISCOVER.XML", false, &protocol_autodiscover, "POST, OPTIONS"},
	{"/autodiscover/autodiscover.xml/", false, NULL, NULL},
	{"/autodiscover/autodiscover.xml;x", false, NULL, NULL},
	{"/autodiscover/autodiscover.svc", false, NULL, NULL},
	{"/autodiscover/autodiscover.json", false, &protocol_autodiscover_json, "GET, HEAD, OPTIONS"},
	{"/AutoDiscover/AutoDiscover.JSON", false, &protocol_autodiscover_json, "GET, HEAD, OPTIONS"},
	{"/autodiscover/autodiscover.json/v1.0/jane@example.org", false, &protocol_autodiscover_json, "GET, HEAD, OPTIONS"},
	{"/Autodiscover/Autodiscover.json/V1.0/x", false, &protocol_autodiscover_json, "GET, HEAD, OPTIONS"},
	{"/autodiscover/autodiscover.json/v1.0/", false, NULL, NULL},
	{"/autodiscover/autodiscover.json/v2.0/x", false, NULL, NULL},
	{"/autodiscover/autodiscover.json/", false, NULL, NULL},
	{"/autodiscover", false, NULL, NULL},
	{"/mobileconfig", false, &protocol_apple, "GET, HEAD, OPTIONS"},
	{"/mobileconfig/", false, &protocol_apple, "GET, HEAD, OPTIONS"},
	{"/profile/AQ.mobileconfig", false, &protocol_apple, "GET, HEAD, OPTIONS"},
	{"/profile/AQ/x.mobileconfig", false, &protocol_apple, "GET, HEAD, OPTIONS"},
	{"/profile/.mobileconfig", false, &protocol_page, "GET, HEAD, OPTIONS"},
	{"/profile/AQ.Mobileconfig", false, &protocol_page, "GET, HEAD, OPTIONS"},
	{"/profile/AQ.mobileconfig/", false, &protocol_page, "GET, HEAD, OPTIONS"},
	{"/Profile/AQ.mobileconfig", false, NULL, NULL},
	{"/profile/", false, NULL, NULL},
	{"/.well-known/user-agent-configuration.json", false, &protocol_pacc, "GET, HEAD, OPTIONS"},
	{"/.well-known/user-agent-configuration", false, NULL, NULL},
	{"/.well-known/autoconfig/mail/oauth2-client.json", false, &protocol_oauth2_client, "GET, HEAD, OPTIONS"},
	{"/.well-known/oauth-authorization-server", false, NULL, "GET, HEAD, OPTIONS"},
	{"/.well-known/oauth-authorization-server/realms/mail", false, NULL, "GET, HEAD, OPTIONS"},
	{"/.well-known/oauth-protected-resource", false, NULL, "GET, HEAD, OPTIONS"},
	{"/.well-known/oauth-protected-resource/", false, NULL, NULL},
	{"/.well-known/caldav", false, &protocol_well_known, "GET, HEAD, POST, OPTIONS"},
	{"/.well-known/carddav", false, &protocol_well_known, "GET, HEAD, POST, OPTIONS"},
	{"/.well-known/jmap", false, &protocol_well_known, "GET, HEAD, POST, OPTIONS"},
	{"/.well-known/jmap/", false, NULL, NULL},
	{"/.well-known/CalDAV", false, NULL, NULL},
	{"/profile/AQ", false, &protocol_page, "GET, HEAD, OPTIONS"},
	{"/assets/page.css", false, NULL, "GET, HEAD, OPTIONS"},
	{"/assets/", false, NULL, NULL},
	{"/", false, &protocol_page, "GET, HEAD, POST, OPTIONS"},
	{"/initdb", false, NULL, NULL},
	{"/metrics", false, NULL, NULL},
	{"/metrics", true, NULL, "GET, HEAD, OPTIONS"},
	{"/links", true, NULL, "POST, OPTIONS"},
	{"/links", false, NULL, NULL},
	{"/readyz", true, NULL, "GET, HEAD, OPTIONS"},
	{"/healthz", false, NULL, NULL},
	{"/mail/config-v1.1.xml", true, NULL, NULL},
};
/* clang-format on */

static void test_routes(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct route *route = route_find(rows[i].path, rows[i].is_management);
		char allow[ALLOW_SIZE];

		if (!route != !rows[i].allow)
			fail_msg("%s: %s", rows[i].path, route ? "there" : "not there");
		if (!route)
			continue;
		allow_format(route_methods(route, false, false), allow);
		if (route->protocol != rows[i].protocol || strcmp(allow, rows[i].allow) != 0)
			fail_msg("%s: Allow: %s", rows[i].path, allow);
	}
}

/* A redirecting listener is asked by GET first. */
static void test_redirected(void **state)
{
	char allow[ALLOW_SIZE];

	(void)state;
	allow_format(
		route_methods(route_find("/autodiscover/autodiscover.xml", false), true, false),
		allow);
	assert_string_equal(allow, "GET, HEAD, POST, OPTIONS");
}

/* autodiscover.get is about one route. */
static void test_generic(void **state)
{
	char allow[ALLOW_SIZE];

	(void)state;
	allow_format(
		route_methods(route_find("/autodiscover/autodiscover.xml", false), false, true),
		allow);
	assert_string_equal(allow, "GET, HEAD, POST, OPTIONS");
	allow_format(route_methods(route_find("/mobileconfig", false), false, true), allow);
	assert_string_equal(allow, "GET, HEAD, OPTIONS");
}

static void test_statuses(void **state)
{
	(void)state;
	for (size_t code = 0; code < _ANSWER_MAX; code++) {
		if (!statuses[code].name || !statuses[code].status || !statuses[code].sentence)
			fail_msg("answer code %zu has no row", code);
		if (code && statuses[code].status < 300)
			fail_msg("%s: a wrong answer is never 2xx", statuses[code].name);
		if (statuses[code].status == 401 || statuses[code].status == 403)
			fail_msg("%s: asks for credentials", statuses[code].name);
		if (strchr(statuses[code].sentence, '<'))
			fail_msg("%s: looks like XML", statuses[code].name);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_routes),
		cmocka_unit_test(test_redirected),
		cmocka_unit_test(test_generic),
		cmocka_unit_test(test_statuses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
