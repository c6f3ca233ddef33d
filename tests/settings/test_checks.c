/* SPDX-License-Identifier: Apache-2.0 */
/* Settings that contradict one another. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cleanup.h"
#include "load.h"

/* clang-format off */
static const struct file files[] = {
	{.name = "file", .content = "x"},
	{0},
};
/* clang-format on */

/* clang-format off */
static const struct refusal cases[] = {
	{"timeouts", "directory:\n  timeout: {soft: 2s}\n", {"2: error: directory.timeout.soft: this is longer than directory.timeout.hard"}},
	{"limits", "server:\n  limits:\n    request: 5s\n", {"3: error: server.limits.header: this is longer than server.limits.request"}},
	{"key without certificate", "profiles:\n  signing:\n    key: file\n", {"3: error: profiles.signing.key: profiles.signing.certificate must be there, too"}},
	{"certificate without key", "profiles:\n  signing:\n    certificate: file\n", {"3: error: profiles.signing.certificate: profiles.signing.key must be there, too"}},
	{"chain without certificate", "profiles:\n  signing:\n    chain: file\n", {"3: error: profiles.signing.chain: profiles.signing.certificate must be there"}},
	{"links without keys", "profiles:\n  access: link\n", {"2: error: profiles.access: link needs profiles.link_key_file"}},
	{"sign-on without an issuer", "profiles:\n  access: sign-on\n", {"2: error: profiles.access: sign-on needs the section sign_on"}},
	{"half of a sign-on", "sign_on:\n  issuer: https://a.b\n", {"2: error: sign_on.issuer: sign_on.client_id must be there, too"}},
	{"custom without queries", "directory:\n  schema: custom\n", {"2: error: directory.schema: custom needs directory.queries.user, and directory.queries.domains unless directory.list is false"}},
	{"custom without a list", "directory:\n  schema: custom\n  list: false\n  queries: {user: SELECT}\ndomains: {example.org: {}}\n", {NULL}},
	{"no list, and no domains", "directory:\n  list: false\n", {"2: warning: directory.list: no domain is served: there is no entry in domains"}},
	{"custom with queries", "directory: {url: \"sqlite:/x\", schema: custom, queries: {domains: \"SELECT 1\", user: \"SELECT\\n 2\"}}\n", {NULL}},
	{"services, and a directory that was refused", "directory: {url: foo}\nservices: [{type: imap, host: mail.example}, {type: submission, host: mail.example}]\n", {"1: error: directory.url: this is none of sqlite:PATH, postgresql://…, mysql://… and mariadb://…"}},
	/* Its page came without style or form: "/assets/…" and "/" are above the path. */
	{"below a path", "server:\n  public_url: https://example.org/base/\n", {"2: warning: server.public_url: the page for people needs a URL without a path"}},
	{"services for nobody", "directory: {}\nservices: [{type: imap, host: mail.example}, {type: submission, host: mail.example}]\n", {"2: warning: services: no domain gets these: there is neither a directory.url nor an entry in domains"}},
	{"queries without custom", "directory:\n  queries: {user: SELECT 1}\n", {"2: error: directory.queries: queries belong to directory.schema: custom"}},
};
/* clang-format on */

static void test_cases(void **state)
{
	(void)state;
	check_refusals(cases, ARRAY_SIZE(cases), files);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
