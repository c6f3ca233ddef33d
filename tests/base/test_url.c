/* SPDX-License-Identifier: Apache-2.0 */
/* URLs, split. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/url.h"
#include "cleanup.h"

/* clang-format off */
static const struct {
	const char *url, *host; /* NULL: refused */
	uint16_t port;
	bool has_port, is_encrypted;
	const char *path;
} cases[] = {
	{"https://a.example", "a.example", 443, false, true, ""},
	{"https://a.example/", "a.example", 443, false, true, "/"},
	{"HTTPS://a.example/x/y?z=1#f", "a.example", 443, false, true, "/x/y"},
	{"https://a.example?z=/", "a.example", 443, false, true, ""},
	{"https://a.example:8443/x", "a.example", 8443, true, true, "/x"},
	{"https://a.example:443", "a.example", 443, true, true, ""},
	{"http://a.example/x#/y", "a.example", 80, false, false, "/x"},
	{"wss://a.example/ws", "a.example", 443, false, true, "/ws"},
	{"ws://a.example", "a.example", 80, false, false, ""},
	{"https://[2001:db8::1]:8443/", "[2001:db8::1]", 8443, true, true, "/"},
	{"https://[2001:db8::1]", "[2001:db8::1]", 443, false, true, ""},
	{"https://mail.%EMAILDOMAIN%/%EMAILADDRESS%/", "mail.%EMAILDOMAIN%", 443, false, true, "/%EMAILADDRESS%/"},
	{"https://a.example:65535", "a.example", 65535, true, true, ""},
	{.url = "https://a.example:65536"},
	{.url = "https://a.example:0"},
	{.url = "https://a.example:"},
	{.url = "https://a.example:4x"},
	{.url = "https://a.example:99999999999999999999"},
	{.url = "https://user@a.example/"},
	{.url = "https://user:word@a.example/"},
	{.url = "https://[2001:db8::1"},
	{.url = "https://[::1]x/"},
	{.url = "https:///x"},
	{.url = "https://:443/"},
	{.url = "ldap://a.example/"},
	{.url = "a.example"},
	{.url = ""},
};
/* clang-format on */

static bool is_piece(const char *piece, size_t size, const char *text)
{
	return size == strlen(text) && !memcmp(piece, text, size);
}

static void test_split(void **state)
{
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct url_parts parts;
		bool is_good = url_split(cases[i].url, &parts);

		if (is_good != (cases[i].host != NULL))
			fail_msg("%s: %s", cases[i].url, is_good ? "taken" : "refused");
		if (!is_good)
			continue;
		if (!is_piece(parts.host, parts.host_size, cases[i].host) ||
		    !is_piece(parts.path, parts.path_size, cases[i].path) ||
		    parts.port != cases[i].port || parts.has_port != cases[i].has_port ||
		    parts.is_encrypted != cases[i].is_encrypted)
			fail_msg("%s: %.*s %u %.*s", cases[i].url, (int)parts.host_size, parts.host,
				 parts.port, (int)parts.path_size, parts.path);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_split),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
