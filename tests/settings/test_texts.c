/* SPDX-License-Identifier: Apache-2.0 */
/* Texts for people, in one language or in several. */
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
	{"one", "provider: {name: Example Mail, short_name: Example, description: \"A & B\"}\n", {NULL}},
	{"several", "provider: {name: {default: Post, de: Post, pt-BR: Correio, zh-Hant-TW: 郵件}}\n", {NULL}},
	{"several lines", "provider:\n  description: |\n    One.\n    Two.\n", {NULL}},
	{"a name of two lines", "provider:\n  name: |\n    One.\n    Two.\n", {"2: error: provider.name: this holds a line break"}},
	{"60 characters", "provider: {name: ääääääääääääääääääääääääääääääääääääääääääääääääääääääääääää}\n", {NULL}},
	{"61 characters", "provider: {name: äääääääääääääääääääääääääääääääääääääääääääääääääääääääääääää}\n", {"1: error: provider.name: this has 61 characters, and at most 60 are allowed"}},
	{"21 characters", "provider:\n  short_name: {de: ☃☃☃☃☃☃☃☃☃☃☃☃☃☃☃☃☃☃☃☃☃}\n", {"2: error: provider.short_name.de: this has 21 characters, and at most 20"}},
	{"no XML", "provider: {name: \"a\\uFFFEb\"}\n", {"1: error: provider.name: this holds a character that XML cannot"}},
	{"languages", "provider:\n  name:\n    german: x\n    d: x\n    de_DE: x\n    de: x\n    DE: x\n    verylongone: x\n", {
		"4: error: provider.name.d: \"d\" is neither a language (de, pt-br) nor default", "5: error: provider.name.de_DE: \"de_DE\" is neither",
		"7: error: provider.name.DE: this language is written twice", "8: error: provider.name.verylongone: \"verylongone\" is neither"}},
	{"no language", "provider:\n  name: {}\n", {"2: error: provider.name: this map holds no text"}},
	{"a list", "provider:\n  name: [a]\n", {"2: error: provider.name: this is a list, and one text is needed"}},
	{"names that Thunderbird garbles", "provider:\n  name: 007\n  short_name: {de: \"True\", fr: 1e3}\n", {
		"2: warning: provider.name: Thunderbird takes \"007\" for a number or a truth value", "3: warning: provider.short_name.de: Thunderbird takes \"True\"",
		"3: warning: provider.short_name.fr: Thunderbird takes \"1e3\""}},
	{"names that it does not", "provider: {name: 007 Mail, short_name: 1und1, description: 7}\n", {NULL}},
	{"documentation", "provider: {documentation: {url: \"https://example.org/\", title: {de: Hilfe}}}\n", {NULL}},
	{"documentation without a URL", "provider:\n  documentation: {title: Help}\n", {"2: error: provider.documentation: a url is needed"}},
	{"more about documentation", "provider:\n  documentation: {url: \"https://example.org/\", name: Help}\n", {"2: error: provider.documentation.name: there is no such setting"}},
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
