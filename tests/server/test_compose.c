/* SPDX-License-Identifier: Apache-2.0 */
/* Which domain answers, and where public plain http is sent. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "answer.h"
#include "base/target.h"
#include "cleanup.h"
#include "directory.h"
#include "protocol.h"
#include "query.h"
#include "server/compose.h"
#include "server/flow.h"
#include "server/redirect.h"
#include "server/route.h"
#include "settings.h"

/* Serves example.org and the alias domain example.net; a catch-all when the test has one. */
static const struct domain served[] = {
	{.name = "example.org", .canonical = "example.org"},
	{.name = "example.net", .canonical = "example.org"},
};
static const struct domain any = {.name = "*", .canonical = "*"};
static bool has_catch_all;

const struct domain *snapshot_find(const struct snapshot *snapshot, const char *name)
{
	(void)snapshot;
	for (size_t i = 0; i < ARRAY_SIZE(served); i++)
		if (!strcmp(served[i].name, name))
			return &served[i];

	return NULL;
}

const struct domain *snapshot_catch_all(const struct snapshot *snapshot)
{
	(void)snapshot;

	return has_catch_all ? &any : NULL;
}

static const struct exchanger exchangers[] = {
	{"a.hoster.test", "example.net"},
	{"gone.hoster.test", "gone.test"},
	{"hoster.test", "example.org"},
};
static struct settings with_exchangers = {
	.exchangers = exchangers,
	.n_exchangers = ARRAY_SIZE(exchangers),
};

struct settings *snapshot_settings(const struct snapshot *snapshot)
{
	(void)snapshot;

	return &with_exchangers;
}

/* clang-format off */
static const struct {
	const char *label, *candidates[3];
	bool exact, catch_all;
	const char *domain;	/* NULL: unknown */
	const char *exchanger;	/* NULL: none */
} domains[] = {
	{"the first", {"example.org"}, false, false, "example.org"},
	{"an alias domain keeps its own name", {"example.net"}, false, false, "example.net"},
	{"the second", {"foreign.test", "example.org"}, false, false, "example.org"},
	{"none", {"foreign.test", "other.test"}, false, false, NULL},
	{"nobody asked for", {NULL}, false, true, NULL},
	{"a served one goes before the catch-all", {"foreign.test", "example.org"}, false, true, "example.org"},
	{"the catch-all answers under the first name", {"foreign.test", "other.test"}, false, true, "foreign.test"},
	{"never for a profile", {"foreign.test"}, true, true, NULL},
	{"never for one label", {"localhost"}, false, true, NULL},
	{"never for a public suffix", {"co.uk"}, false, true, NULL},
	{"but for what is below one", {"example.co.uk"}, false, true, "example.co.uk"},
	{"by the mail exchanger", {"foreign.test", "hoster.test"}, false, false, "example.org", "hoster.test"},
	{"below it", {"a.hoster.test"}, false, false, "example.net", "a.hoster.test"},
	{"a served one goes before it", {"example.net", "hoster.test"}, false, false, "example.net", "hoster.test"},
	{"it goes before the catch-all", {"foreign.test", "hoster.test"}, false, true, "example.org", "hoster.test"},
	{"an address there is no host there", {"hoster.test"}, false, false, NULL, NULL},
	{"of a domain that is gone", {"gone.hoster.test"}, false, false, NULL, "gone.hoster.test"},
	{"another one", {"b.hoster.test"}, false, false, NULL, "b.hoster.test"},
};
/* clang-format on */

static void test_domain(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(domains); i++) {
		struct query query = {.exact = domains[i].exact};
		struct domain domain = {.name = ""};
		int r;

		for (size_t c = 0; c < 3 && domains[i].candidates[c]; c++)
			query_add_candidate(&query, domains[i].candidates[c]);
		if (domains[i].exchanger)
			(void)snprintf(query.exchanger, sizeof(query.exchanger), "%s",
				       domains[i].exchanger);
		has_catch_all = domains[i].catch_all;
		r = compose_domain(NULL, &query, &domain);
		if (r != (domains[i].domain ? 0 : ANSWER_E_UNKNOWN_DOMAIN) ||
		    (!r && strcmp(domain.name, domains[i].domain) != 0))
			fail_msg("%s: %d %s", domains[i].label, r, domain.name);
	}
}

/* clang-format off */
static const struct {
	const char *label, *target, *host;
	bool is_plain_http, plain_http_served, public_is_https;
	const char *location;	/* NULL: served, not redirected; "": unknown domain */
} redirects[] = {
	{"POX", "/Autodiscover/Autodiscover.xml", "x.test", true, true, true, "https://public.test/Autodiscover/Autodiscover.xml"},
	{"POX over https", "/autodiscover/autodiscover.xml", "x.test", false, true, true, NULL},
	{"POX where there is no https to go to", "/autodiscover/autodiscover.xml", "x.test", true, true, false, NULL},
	{"an absolute form loses its host", "http://evil.test/autodiscover/autodiscover.xml?a=b", "x.test", true, true, true,
	 "https://public.test/autodiscover/autodiscover.xml?a=b"},
	{"a query that is none", "/autodiscover/autodiscover.xml?a=\"<b>", "x.test", true, true, true,
	 "https://public.test/autodiscover/autodiscover.xml"},
	{"profile", "/mobileconfig?emailaddress=a%40example.org", "x.test", true, true, true,
	 "https://public.test/mobileconfig?emailaddress=a%40example.org"},
	{"autoconfig is served", "/mail/config-v1.1.xml", "autoconfig.example.org", true, true, true, NULL},
	{"unless it is switched off", "/mail/config-v1.1.xml", "autoconfig.example.org", true, false, true, "https://public.test/v1.1/example.org"},
	{"with its query", "/mail/config-v1.1.xml?emailaddress=a%40example.net", "autoconfig.example.org", true, false, true,
	 "https://public.test/v1.1/example.net?emailaddress=a%40example.net"},
	{"of a foreign domain", "/mail/config-v1.1.xml", "autoconfig.foreign.test", true, false, true, ""},
	{"the page", "/", "x.test", true, true, true, NULL},
};
/* clang-format on */

static void test_redirect(void **state)
{
	(void)state;
	has_catch_all = false;
	for (size_t i = 0; i < ARRAY_SIZE(redirects); i++) {
		struct settings settings = {
			.server =
				{
					.public_url = "https://public.test",
					.public_is_https = redirects[i].public_is_https,
					.plain_http = redirects[i].plain_http_served,
				},
		};
		const struct flow flow = {.settings = &settings};
		_cleanup_(freep) char *location = NULL;
		const struct route *route;
		struct target target;
		int r;

		assert_int_equal(target_parse(redirects[i].target, &target), 0);
		route = route_find(target.path, false);
		if (redirect_applies(route, &settings, redirects[i].is_plain_http) !=
		    !!redirects[i].location)
			fail_msg("%s: whether it is redirected", redirects[i].label);
		if (!redirects[i].location)
			continue;

		r = redirect_location(route, &flow, &target, redirects[i].host, &location);
		if (r ? redirects[i].location[0] : strcmp(location, redirects[i].location))
			fail_msg("%s: %d %s", redirects[i].label, r, location ? location : "");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_domain),
		cmocka_unit_test(test_redirect),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
