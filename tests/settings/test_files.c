/* SPDX-License-Identifier: Apache-2.0 */
/* Settings that name files, and secrets that stand in them. */
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
	{.name = "url", .content = "postgresql://u:p@h/d\n"},
	{.name = "key.pem", .content = "this is looked at by somebody else"},
	{.name = "logo.svg", .content = "<svg/>"},
	{.name = "keys", .content = "b:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\na:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"},
	{.name = "public-keys", .content = "a:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n", .mode = 0644},
	{.name = "short-keys", .content = "b:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\na:AAEC\n"},
	{.name = "same-keys", .content = "a:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\na:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"},
	{.name = "token", .content = "0123456789abcdef0123456789ABCDEF\n"},
	{.name = "public-token", .content = "0123456789abcdef0123456789ABCDEF\n", .mode = 0644},
	{.name = "short-token", .content = "0123456789abcdef0123456789ABCDE\n"},
	{.name = "odd-token", .content = "0123456789abcdef 0123456789ABCDEF\n"},
	{.name = "empty", .content = ""},
	{.name = "folder"},
	{0},
};
/* clang-format on */

/* clang-format off */
static const struct refusal cases[] = {
	{"good", "directory: {url_file: url}\nprofiles: {signing: {key: key.pem, certificate: key.pem, chain: key.pem}, link_key_file: keys, access: link}\n"
		"provider: {logo: {file: logo.svg}}\nsign_on: {issuer: \"https://a.b\", client_id: c, client_secret_file: url}\n", {NULL}},
	{"a key elsewhere", "profiles: {signing: {key: \"pkcs11:token=mail;object=signer?pin-value=1\", certificate: key.pem}}\n", {NULL}},
	{"a key by URI", "profiles: {signing: {key: \"file:/etc/key.pem\", certificate: key.pem}}\n", {NULL}},
	{"missing", "directory:\n  url_file: nothing\nprofiles:\n  signing:\n    key: nothing\n    certificate: folder\nprovider:\n  logo:\n    file: nothing\n", {
		"2: error: directory.url_file: ", "5: error: profiles.signing.key: ", "6: error: profiles.signing.certificate: ", "9: error: provider.logo.file: "}},
	{"both", "directory:\n  url: sqlite:/x\n  url_file: url\n", {"3: error: directory.url_file: directory.url says the same: write one of them"}},
	{"both secrets", "sign_on: {issuer: \"https://a.b\", client_id: c,\n  client_secret: s, client_secret_file: url}\n", {"2: error: sign_on.client_secret_file: sign_on.client_secret says the same"}},
	{"two logos", "provider:\n  logo: {file: logo.svg, url: \"https://a.b/l.png\"}\n", {"2: error: provider.logo.url: logo.file says the same"}},
	{"the content is checked", "directory:\n  url_file: keys\n", {"2: error: directory.url_file ("}},
	{"empty", "directory:\n  url_file: empty\n", {"2: error: directory.url_file ("}},
	{"open to others", "profiles:\n  link_key_file: public-keys\n", {"2: error: profiles.link_key_file: "}},
	{"no keys", "profiles:\n  link_key_file: short-keys\n", {"2: error: profiles.link_key_file ("}},
	{"token", "server: {management_token_file: token}\nprofiles: {link_key_file: keys}\n", {NULL}},
	{"token without keys", "server:\n  management_token_file: token\n", {"2: error: server.management_token_file: profiles.link_key_file must be there, too"}},
	{"token open to others", "server:\n  management_token_file: public-token\nprofiles: {link_key_file: keys}\n", {"2: error: server.management_token_file: "}},
	{"short token", "server:\n  management_token_file: short-token\nprofiles: {link_key_file: keys}\n", {"2: error: server.management_token_file ("}},
	{"odd token", "server:\n  management_token_file: odd-token\nprofiles: {link_key_file: keys}\n", {"2: error: server.management_token_file ("}},
	{"two keys of one name", "profiles:\n  link_key_file: same-keys\n", {"2: error: profiles.link_key_file ("}},
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
