/* SPDX-License-Identifier: Apache-2.0 */
/* Domains with settings of their own, in the file and in a folder. */
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
	{.name = "good"},
	{.name = "good/example.net.yaml", .content = "# nothing of its own\n"},
	{.name = "good/bücher.example.yaml", .content = "provider: {name: Bücher}\n"},
	{.name = "good/.hidden.yaml", .content = "]"},
	{.name = "good/README", .content = "]"},
	{.name = "good/example.net.yaml~", .content = "]"},
	{.name = "bad"},
	{.name = "bad/a_b.yaml", .content = ""},
	{.name = "bad/broken.example.yaml", .content = "services:\n]\n"},
	{.name = "bad/example.org.yaml", .content = ""},
	{.name = "bad/folder.example.yaml"},
	{.name = "bad/wrong.example.yaml", .content = "services:\n  - {type: imap, host: a_b}\nprovder: {}\n"},
	{0},
};
/* clang-format on */

/* clang-format off */
static const struct refusal cases[] = {
	{"good", "domains: {example.org: , Example.NET.: {}, bücher.example: {provider: {name: Bücher}}, \"*\": {}}\n", {NULL}},
	{"no map", "domains: [example.org]\n", {"1: error: domains: this is a list, and a map is needed"}},
	{"names", "domains:\n  a_b.example: {}\n  -x.example: {}\n  \"*.example.org\": {}\n  joe@example.org: {}\n", {
		"2: error: domains.a_b.example: this is not a domain name", "3: error: domains.-x.example: this is not", "4: error: domains.*.example.org: this is not",
		"5: error: domains.joe@example.org: this is not"}},
	{"written twice", "domains:\n  example.org: {}\n  EXAMPLE.org: {}\n  xn--bcher-kva.example: {}\n  bücher.example: {}\n", {
		"3: error: the domain example.org is written twice, before in", "5: error: the domain xn--bcher-kva.example is written twice"}},
	{"unknown", "domains:\n  example.org: {service: [], provider: {nmae: x}}\n", {
		"2: error: domains.example.org.provider.nmae: there is no such setting; did you mean name?",
		"2: error: domains.example.org.service: there is no such setting; did you mean services?"}},
	{"a text", "domains:\n  example.org: x\n", {"2: error: domains.example.org: this is a text, and a map of settings is needed"}},
	{"its own oauth2", "domains:\n  example.org:\n    oauth2: {issuer: \"https://a.b\"}\n", {"3: error: domains.example.org.oauth2: authorization_url, token_url, scope must be there"}},
	{"mail exchangers", "domains: {example.org: {mx: [hoster.example, eu.hoster.example]}, example.net: {mx: bücher.example}}\n", {NULL}},
	{"mail exchangers that are none", "domains:\n  example.org: {mx: [a_b, \"\", \"mx.%EMAILDOMAIN%\"]}\n", {
		"2: error: domains.example.org.mx[0]: a_b is not a host name", "2: error: domains.example.org.mx[1]: ", "2: error: domains.example.org.mx[2]: "}},
	{"one mail exchanger for two", "domains:\n  a.example: {mx: hoster.example}\n  b.example: {mx: [x.example, HOSTER.example]}\n", {
		"3: error: mx: hoster.example is written twice"}},
	{"a mail exchanger for all", "domains:\n  \"*\": {mx: hoster.example}\n", {"2: error: mx belongs to a domain with a name"}},
	{"no folder", "domains_dir: nowhere\n", {"1: error: domains_dir: "}},
	{"a folder", "domains_dir: good\n", {NULL}},
	{"a folder of mistakes", "log: {level: x}\ndomains_dir: bad\ndomains: {example.org: {}}\n", {
		"bad/a_b.yaml: error: a file of domains_dir is called as its domain",
		"bad/broken.example.yaml:2: error: YAML: ",
		"bad/folder.example.yaml: error: this file cannot be read: Is a directory",
		"bad/wrong.example.yaml:2: error: services[0].host: a_b is not a host name",
		"bad/wrong.example.yaml:3: error: provder: there is no such setting; did you mean provider?",
		"1: error: log.level: x is not one of", "3: error: the domain example.org is written twice, before in"}},
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
