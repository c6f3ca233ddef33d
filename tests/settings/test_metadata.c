/* SPDX-License-Identifier: Apache-2.0 */
/* Documents of the operator's about OAuth 2: where they are served, and which are none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "cleanup.h"
#include "load.h"
#include "settings.h"

/* clang-format off */
static const struct file files[] = {
	{.name = "server.json", .content = "{\"issuer\": \"https://SSO.example.org/realms/mail/\", \"b\": [1]}\n"},
	{.name = "resource.json", .content = "{\"resource\":\"https://dav.example.org\"}"},
	{.name = "list.json", .content = "[]"},
	{.name = "broken.json", .content = "{\"issuer\":\n x}"},
	{.name = "twice.json", .content = "{\"issuer\":\"https://a.example\",\"issuer\":\"https://b.example\"}"},
	{.name = "plain.json", .content = "{\"issuer\":\"http://a.example\"}"},
	{.name = "query.json", .content = "{\"issuer\":\"https://a.example/?b\"}"},
	{.name = "number.json", .content = "{\"issuer\":7}"},
	{.name = "empty.json", .content = ""},
	{0},
};

#define AT_2(file_, sentence_) "oauth2_metadata:\n  authorization_server: " file_ "\n", {"2: error: oauth2_metadata.authorization_server: " sentence_}

static const struct refusal cases[] = {
	{"none", "oauth2_metadata: {authorization_server: [], protected_resource: []}\n", {NULL}},
	{"a list", AT_2("list.json", "its member \"issuer\" is no https URL")},
	{"a number", AT_2("number.json", "its member \"issuer\" is no https URL")},
	{"a plain URL", AT_2("plain.json", "its member \"issuer\" is no https URL")},
	{"a query", AT_2("query.json", "its member \"issuer\" is no https URL")},
	{"the other kind", AT_2("resource.json", "its member \"issuer\" is no https URL")},
	{"a repeated file", "oauth2_metadata:\n  authorization_server: [server.json, server.json]\n", {
		"2: error: oauth2_metadata.authorization_server[1]: another file is about the same URL"}},
};
/* clang-format on */

static void test_cases(void **state)
{
	(void)state;
	check_refusals(cases, ARRAY_SIZE(cases), files);
}

/* The words are the library's, behind the file and its line. */
static void test_unreadable(void **state)
{
	static const char *const names[] = {"broken.json", "twice.json", "empty.json",
					    "nothing.json"};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		struct loaded loaded;
		char yaml[128];

		(void)snprintf(yaml, sizeof(yaml), "oauth2_metadata: {authorization_server: %s}\n",
			       names[i]);
		load(yaml, files, &loaded);
		assert_null(loaded.settings);
		loaded_clear(&loaded);
	}
}

static void test_places(void **state)
{
	struct loaded loaded;
	const struct metadata *metadata;

	(void)state;
	load("oauth2_metadata: {protected_resource: resource.json, authorization_server: "
	     "[server.json]}\n",
	     files, &loaded);
	assert_non_null(loaded.settings);
	metadata = &loaded.settings->oauth2_metadata;
	assert_int_equal(metadata->n_documents, 2);
	assert_string_equal(metadata->documents[0].host, "SSO.example.org");
	assert_string_equal(metadata->documents[0].path,
			    "/.well-known/oauth-authorization-server/realms/mail");
	assert_int_equal(metadata->documents[0].size, strlen(files[0].content));
	assert_memory_equal(metadata->documents[0].bytes, files[0].content,
			    strlen(files[0].content));
	assert_string_equal(metadata->documents[1].path, "/.well-known/oauth-protected-resource");
	loaded_clear(&loaded);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_unreadable),
		cmocka_unit_test(test_places),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
