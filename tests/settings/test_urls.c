/* SPDX-License-Identifier: Apache-2.0 */
/* URLs and host names. */
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
	{"good", "server: {public_url: \"HTTPS://Autoconfig.Example.ORG:8443/\"}\nprovider: {help: \"mailto:help@example.org\", documentation: \"https://example.org/a?b=c#d\"}\n", {NULL}},
	{"internationalised", "server: {public_url: \"https://bücher.example\"}\nprovider: {public_host: Mail.BÜCHER.example}\n", {NULL}},
	{"public URLs", "server:\n  public_url: autoconfig.example.org\n", {"2: error: server.public_url: autoconfig.example.org has no scheme: https:// belongs in front"}},
	{"another scheme", "server:\n  public_url: ftp://example.org\n", {"2: error: server.public_url: ftp://example.org has a scheme that is not https"}},
	{"a web socket", "server:\n  public_url: wss://example.org\n", {"2: error: server.public_url: wss://example.org must begin with https:// or http://"}},
	{"a query", "server:\n  public_url: https://example.org/?a=b\n", {"2: error: server.public_url: https://example.org/?a=b must begin"}},
	{"no host", "server:\n  public_url: https:///x\n", {"2: error: server.public_url: https:///x is not a host name"}},
	{"a bad host", "server:\n  public_url: https://a_b.example\n", {"2: error: server.public_url: https://a_b.example is not a host name"}},
	{"a bad port", "server:\n  public_url: https://example.org:0\n", {"2: error: server.public_url: https://example.org:0 holds a port that is not between 1 and 65535"}},
	{"no port", "server:\n  public_url: \"https://example.org:/\"\n", {"2: error: server.public_url: https://example.org:/ holds no port behind the colon"}},
	{"IPv6", "server:\n  public_url: \"https://[::1]/\"\n", {"2: error: server.public_url: https://[::1]/ holds an IPv6 address"}},
	{"a password", "server:\n  public_url: https://me:secret@example.org\n", {"2: error: server.public_url: this holds a user name or a password"}},
	{"a blank", "server:\n  public_url: https://example.org/a b\n", {"2: error: server.public_url: https://example.org/a b holds a character that must be percent-encoded"}},
	{"an umlaut in the path", "server:\n  public_url: https://example.org/ä\n", {"2: error: server.public_url: https://example.org/ä holds a character that must be"}},
	{"a bad escape", "server:\n  public_url: https://example.org/%zz\n", {"2: error: server.public_url: https://example.org/%zz holds a % that is neither"}},
	{"plain in public", "server:\n  public_url: http://autoconfig.example.org\n", {"2: warning: server.public_url: mail programs and devices want https"}},
	{"plain at home", "server: {public_url: \"http://127.0.0.1:4243\"}\n", {NULL}},
	{"help", "provider:\n  help: mailto:nobody\n  documentation: http://example.org/\n", {
		"2: error: provider.help: mailto:nobody names no mail address", "3: error: provider.documentation: http://example.org/ is not encrypted: https is needed"}},
	{"cleartext allowed", "allow_cleartext: true\nprovider: {documentation: \"http://example.org/\"}\n", {NULL}},
	{"hosts", "provider:\n  public_host: 192.0.2.1\n", {"2: error: provider.public_host: 192.0.2.1 is not a host name"}},
	{"databases", "directory: {url: \"postgresql://u:p@h/d?sslmode=require\"}\n", {NULL}},
	{"no database", "directory:\n  url: oracle://scott:tiger@x\n", {"2: error: directory.url: this is none of sqlite:PATH"}},
	{"a database by name", "directory:\n  url: postgresql://u%40x:p%2Fw%25@h:5432/d?sslmode=require\n", {NULL}},
	{"a socket", "directory:\n  url: postgresql:///d?host=/run/postgresql&user=u\n", {NULL}},
	/* Seen: libpq took what stood behind the first @ for a host, and the log showed it. */
	{"bare @ in a password", "directory:\n  url: postgresql://u:se@cret@h/d\n", {"2: error: directory.url: what is special in user and password is percent-encoded"}},
	{"bare / in a password", "directory:\n  url: postgresql://u:se/cret@h/d\n", {"2: error: directory.url: what is special in user and password is percent-encoded"}},
	{"bare ? in a password", "directory:\n  url: postgresql://u:se?cret@h/d\n", {"2: error: directory.url: what is special in user and password is percent-encoded"}},
	{"bare % in a password", "directory:\n  url: postgresql://u:se%cret@h/d\n", {"2: error: directory.url: what is special in user and password is percent-encoded"}},
	{"MySQL", "directory:\n  url: mysql://u:p@h/d\n", {NULL}},
	{"MariaDB", "directory:\n  url: mariadb://u:p@h1:3306,h2/d\n", {NULL}},
	{"half a database", "directory:\n  url: \"sqlite:\"\n", {"2: error: directory.url: this is none of sqlite:PATH"}},

	{"oauth2", "oauth2: {issuer: \"https://sso.example.org/realms/mail\", authorization_url: \"https://sso.example.org/a\", token_url: \"https://sso.example.org/t\", scope: openid email}\n", {NULL}},
	{"half of oauth2", "oauth2:\n  issuer: https://sso.example.org\n  client_id: mail\n", {"2: error: oauth2: authorization_url, token_url, scope must be there, too"}},
	{"an issuer's slash", "sign_on: {issuer: \"https://sso.example.org/realms/a%20b/\", client_id: x}\n", {NULL}},
	{"an issuer's query", "sign_on:\n  client_id: x\n  issuer: https://sso.example.org/?a=b\n", {"3: error: sign_on.issuer: https://sso.example.org/?a=b holds a query or a fragment"}},
	{"an issuer's fragment", "sign_on:\n  client_id: x\n  issuer: https://sso.example.org/#a\n", {"3: error: sign_on.issuer: https://sso.example.org/#a holds a query or a fragment"}},
	{"an issuer's dots", "sign_on:\n  client_id: x\n  issuer: https://sso.example.org/a/../b\n", {"3: error: sign_on.issuer: https://sso.example.org/a/../b holds a segment . or .."}},
	{"an issuer's dot", "sign_on:\n  client_id: x\n  issuer: https://sso.example.org/a/.\n", {"3: error: sign_on.issuer: https://sso.example.org/a/. holds a segment . or .."}},
	{"an issuer's escape", "sign_on:\n  client_id: x\n  issuer: https://sso.example.org/%61\n", {"3: error: sign_on.issuer: https://sso.example.org/%61 escapes a character that needs no escape"}},
	{"an issuer's user", "sign_on:\n  client_id: x\n  issuer: https://me@sso.example.org/\n", {"3: error: sign_on.issuer: this holds a user name or a password"}},
	{"plain oauth2", "oauth2:\n  issuer: http://sso.example.org\n  authorization_url: x\n  token_url: https://sso.example.org/t\n  scope: a\n", {
		"2: error: oauth2.issuer: http://sso.example.org is not encrypted", "3: error: oauth2.authorization_url: x has no scheme"}},
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
