/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses to listen on, and networks to believe. */
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
	{"all forms", "server: {listen: [\"127.0.0.1:4243\", \"[::1]:4243\", \"localhost:80\", \"unix:/run/x.sock\", \"0.0.0.0:65535\"], management: \"[::1]:1\"}\n", {NULL}},
	{"one text", "server: {listen: \"unix:/run/x.sock\", management: off}\n", {NULL}},
	{"the kernel's choice", "server: {listen: [\"127.0.0.1:0\", \"[::1]:0\", \"127.0.0.1:0\"], management: \"127.0.0.1:0\"}\n", {NULL}},
	{"ports", "server:\n  listen:\n    - 127.0.0.1:65536\n    - 127.0.0.1:\n    - 0.0.0.0:0\n    - 127.0.0.1:80x\n    - \"[::1]\"\n    - \"[::1]80\"\n", {
		"3: error: server.listen[0]: 127.0.0.1:65536 has no port between 1 and 65535", "4: error: server.listen[1]: this is a map",
		"5: error: server.listen[2]: 0.0.0.0:0 has no port", "6: error: server.listen[3]: 127.0.0.1:80x has no port",
		"7: error: server.listen[4]: [::1] is not an address with a port", "8: error: server.listen[5]: [::1]80 is not an address with a port"}},
	{"hosts", "server:\n  listen:\n    - 4243\n    - \":4243\"\n    - \"*:4243\"\n    - example.org:4243\n    - ::1:4243\n    - \"[127.0.0.1]:4243\"\n    - 256.0.0.1:80\n", {
		"3: error: server.listen[0]: 4243 is not an address with a port", "4: error: server.listen[1]: :4243 is not an address with a port",
		"5: error: server.listen[2]: *:4243 is not an address in numbers", "6: error: server.listen[3]: example.org:4243 is not an address in numbers",
		"7: error: server.listen[4]: ::1:4243 is not an address in numbers", "8: error: server.listen[5]: [127.0.0.1]:4243 is not an address in numbers",
		"9: error: server.listen[6]: 256.0.0.1:80 is not"}},
	{"paths", "server:\n  listen:\n    - unix:run/x.sock\n    - unix:/run/0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012\n", {
		"3: error: server.listen[0]: unix:run/x.sock must hold an absolute path", "4: error: server.listen[1]: unix:/run/"}},
	{"repeated", "server: {listen: [\"127.0.0.1:80\", \"unix:/a\",\n \"localhost:80\", \"unix:/a\"]}\n", {
		"2: error: server.listen[2]: localhost:80 is written twice", "2: error: server.listen[3]: unix:/a is written twice"}},
	{"none", "server:\n  listen: []\n", {"2: error: server.listen: at least one address is needed"}},
	{"too many", "server: {listen: [a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a]}\n", {"1: error: server.listen: more than 16 addresses"}},
	{"management for everybody", "server:\n  listen: [\"127.0.0.1:1\", \"127.0.0.1:2\"]\n  management: localhost:2\n", {"3: error: server.management: this is an address of server.listen"}},
	{"management by default", "server:\n  listen: [\"127.0.0.1:4244\"]\n", {"2: error: server.management: this is an address of server.listen"}},

	{"networks", "server: {trusted_proxies: [10.0.0.0/8, \"fd00::/8\", \"::1\", 192.0.2.1, 0.0.0.0/0, \"::ffff:10.0.0.0/104\", unix]}\n", {NULL}},
	{"no networks", "server:\n  trusted_proxies:\n    - 10.0.0.0/33\n    - fd00::/129\n    - 10.0.0.0/\n    - proxy.example.org\n    - 10.0.0/8\n    - 10.0.0.0/8x\n", {
		"3: error: server.trusted_proxies[0]: 10.0.0.0/33 is no address, no network", "4: error: server.trusted_proxies[1]: fd00::/129 is no",
		"5: error: server.trusted_proxies[2]: 10.0.0.0/ is no", "6: error: server.trusted_proxies[3]: proxy.example.org is no", "7: error: server.trusted_proxies[4]: 10.0.0/8 is no",
		"8: error: server.trusted_proxies[5]: 10.0.0.0/8x is no"}},
	{"bits behind the prefix", "server: {trusted_proxies: [10.1.0.0/8]}\n", {"1: warning: server.trusted_proxies[0]: 10.1.0.0/8 has bits behind its prefix"}},
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
