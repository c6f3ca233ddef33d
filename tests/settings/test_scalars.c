/* SPDX-License-Identifier: Apache-2.0 */
/* One text, one value: what each kind takes, and in which words it refuses. */
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
static const struct refusal cases[] = {
	{"strings", "autodiscover: {activesync: {offer_to: iPhone, withhold_from: [a, b c]}}\n", {NULL}},
	{"strings that are none", "autodiscover:\n  activesync:\n    offer_to: [\"\", [a]]\n    withhold_from: {a: b}\n", {
		"3: error: autodiscover.activesync.offer_to[0]: this is empty", "3: error: autodiscover.activesync.offer_to[1]: this is a list, and one text is needed",
		"4: error: autodiscover.activesync.withhold_from: this is a map, and a list is needed"}},
	{"true and false", "allow_cleartext: true\nlog: {access: \"false\"}\n", {NULL}},
	{"yes", "allow_cleartext: yes\nlog: {access: True}\nserver: {plain_http: 1}\n", {
		"1: error: allow_cleartext: yes is neither true nor false", "2: error: log.access: True is neither", "3: error: server.plain_http: 1 is neither"}},

	{"numbers", "server: {limits: {connections: 1000000, waiting: \"1\"}, workers: 64}\n", {NULL}},
	{"no numbers", "server:\n  limits:\n    connections: 10k\n    waiting: 1e3\n  workers: -1\n", {
		"3: error: server.limits.connections: 10k is not a whole number", "4: error: server.limits.waiting: 1e3 is not a whole", "5: error: server.workers: -1 is not a whole"}},
	{"out of range", "server:\n  limits:\n    connections: 0\n    waiting: 99999999999999999999\n  workers: 65\n", {
		"3: error: server.limits.connections: 0 is not between 1 and 1000000", "4: error: server.limits.waiting: 99999999999999999999 is not between 1 and 100000",
		"5: error: server.workers: 65 is not between 1 and 64"}},
	{"automatic", "server: {workers: auto}\n", {NULL}},
	{"not automatic", "server: {limits: {waiting: auto}}\n", {"1: error: server.limits.waiting: auto is not a whole number"}},

	{"durations", "server: {limits: {header: 100ms, request: 10m, idle: 1h}, drain: 0s}\ndirectory: {cache: {stale: 30d}}\n", {NULL}},
	{"no durations", "server:\n  limits:\n    header: 10\n    request: 10 s\n    idle: 1.5h\n  drain: -1s\n", {
		"3: error: server.limits.header: 10 is not a duration (a number and ms, s, m, h or d)", "4: error: server.limits.request: 10 s is not a duration",
		"5: error: server.limits.idle: 1.5h is not a duration", "6: error: server.drain: -1s is not a duration"}},
	{"too short, too long", "server:\n  limits:\n    header: 99ms\n    idle: 2h\n  drain: 60d\n", {
		"3: error: server.limits.header: 99ms is not between 100ms and 10m", "4: error: server.limits.idle: 2h is not between 1s and 1h", "5: error: server.drain: 60d is not a duration"}},
	{"hours", "autodiscover: {ttl: 2d}\n", {NULL}},
	{"no hours", "autodiscover:\n  ttl: 90m\n", {"2: error: autodiscover.ttl: 90m is not a number of whole hours"}},

	{"words", "directory: {schema: mailcow, reveal: [hosts, login]}\nlog: {level: debug, format: text}\nserver: {forwarded: for}\n", {NULL}},
	{"no words", "directory:\n  schema: Mailcow\n  reveal: [login, names, login]\nlog:\n  level: loud\n", {
		"2: error: directory.schema: Mailcow is not one of carbone, automx2,", "3: error: directory.reveal[1]: names is not one of login, hosts or switches",
		"3: error: directory.reveal[2]: login is written twice", "5: error: log.level: loud is not one of error, warning, info or debug"}},
	{"an empty list of words", "server: {forwarded: []}\ndirectory: {reveal: []}\n", {NULL}},
	{"an empty list where one is needed", "pacc: {submission_keys: []}\n", {"1: error: pacc.submission_keys: at least one is needed: submit or smtp"}},
	{"a map for a list", "server:\n  forwarded:\n    for: true\n", {"3: error: server.forwarded: this is a map, and a list is needed"}},
	{"a list in a list", "server: {forwarded: [[for]]}\n", {"1: error: server.forwarded[0]: this is a list, and one text is needed"}},

	{"checked texts", "server: {user: _carbone-autoconf}\nprofiles: {identifier: org.example.a-b.2, organization: \"Bäckerei & Söhne\"}\n", {NULL}},
	{"unchecked texts", "server:\n  user: a b\nprofiles:\n  identifier: example\n", {
		"2: error: server.user: a b is not the name of an account", "4: error: profiles.identifier: example is not a reversed domain name"}},
	{"identifiers", "profiles:\n  identifier: org..example\nprovider:\n  color: red\n", {
		"2: error: profiles.identifier: org..example is not a reversed", "4: error: provider.color: red is not a colour"}},
	{"a colour that YAML takes for a comment", "provider:\n  color: #0a7f3c\n", {"2: error: provider.color: nothing is written here (a colour in quotes, like \"#0a7f3c\")"}},
};
/* clang-format on */

static void test_cases(void **state)
{
	(void)state;
	check_refusals(cases, ARRAY_SIZE(cases), NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
