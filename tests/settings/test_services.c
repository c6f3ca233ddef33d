/* SPDX-License-Identifier: Apache-2.0 */
/* Services: what each type takes, needs and gets. */
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

#define FIFTY "A society for the slow and thoughtful sort of mail"
#define HUNDRED FIFTY " " FIFTY

/* clang-format off */

static const struct refusal cases[] = {
	{"all types", "services:\n"
		"  - {type: imap, host: mail.example.org, port: 993, security: tls, authentication: [oauth2, password]}\n"
		"  - {type: pop3, host: mail.example.org}\n"
		"  - {type: submission, host: mail.example.org, username: \"%EMAILLOCALPART%\"}\n"
		"  - {type: managesieve, host: mail.example.org}\n"
		"  - {type: caldav, url: \"https://mail.example.org/dav/%EMAILADDRESS%/a%20b/\", root: \"https://mail.example.org/dav/\"}\n"
		"  - {type: carddav, root: \"https://mail.example.org/dav/\", url: \"https://mail.example.org/dav/%EMAILADDRESS%/\"}\n"
		"  - {type: activesync, url: https://mail.example.org/Microsoft-Server-ActiveSync}\n"
		"  - {type: webmail, url: \"https://mail.example.org/#/login\"}\n"
		"  - {type: jmap, url: https://mail.example.org/jmap}\n"
		"  - {type: ews, url: https://mail.example.org/EWS/Exchange.asmx}\n"
		"  - {type: webdav, url: https://mail.example.org/files/}\n"
		"  - {type: ldap, host: ldap.example.org}\n"
		"  - {type: xmpp, host: xmpp.example.org}\n"
		"  - {type: xmpp, url: wss://xmpp.example.org/ws}\n"
		"domains: {example.org: }\n"
		"oauth2: {issuer: \"https://a.b\", authorization_url: \"https://a.b\", token_url: \"https://a.b\", scope: x}\n", {NULL}},
	{"no list", "services: {type: imap}\n", {"1: error: services: this is a map, and a list is needed"}},
	{"no maps", "services:\n  - imap\n  -\n", {"2: error: services[0]: this is a text, and a map of settings is needed", "3: error: services[1]: a type is needed"}},
	{"no type", "services:\n  - {host: mail.example.org}\n", {"2: error: services[0]: a type is needed"}},
	{"unknown", "services:\n  - {type: smtp, hots: x}\n", {
		"2: error: services[0].hots: there is no such setting; did you mean host?", "2: error: services[0].type: smtp is not one of imap, pop3, submission,"}},
	{"calendars and people", "services:\n  - {type: subscribed-calendar, url: \"https://a.example/a.ics\"}\n  - {type: ldap, host: a.example, search_base: people}\n"
		"  - {type: imap, host: a.example, label: Mail}\n", {
		"2: error: services[0]: a label is needed", "3: error: services[1].search_base: people is not a distinguished name",
		"4: error: services[2].label: imap has no label"}},
	{"profiles", "profiles:\n  removal_date: 2020-01-01\n  expiration_date: 2099-02-30\n  duration_until_removal: 5m\n  payloads: [mail, pop]\n", {
		"2: warning: profiles.removal_date: 2020-01-01 has passed", "3: error: profiles.expiration_date: 2099-02-30 is not a date",
		"4: error: profiles.duration_until_removal: 5m is not between", "5: error: profiles.payloads[1]: pop is not one of mail,"}},
	{"an organization without end", "profiles:\n  organization: " HUNDRED HUNDRED HUNDRED "\n", {
		"2: error: profiles.organization: " FIFTY " A society for the slow and th is longer than 250 bytes"}},
	{"no root", "domains: {a.example: }\nservices:\n  - {type: imap, host: a.example}\n  - {type: submission, host: a.example}\n  - {type: carddav, url: \"https://a.example/%EMAILDOMAIN%/\"}\n"
		"  - type: caldav\n    url: https://a.example/%EMAILLOCALPART%/\n", {"7: warning: services[3].url: without a root, caldav is announced where the address is known"}},
	{"no host", "services:\n  - {type: imap}\n  - {type: caldav}\n", {"2: error: services[0]: a host is needed", "3: error: services[1]: a url is needed"}},
	{"a url for a host", "services:\n  - {type: imap,\n     url: \"https://mail.example.org\"}\n", {
		"3: error: services[0].url: imap has a host and a port, no url"}},
	{"a host for a url", "services:\n  - type: caldav\n    host: mail.example.org\n    port: 443\n    security: tls\n", {
		"2: error: services[0]: a url is needed", "3: error: services[0].host: caldav has a url, no host",
		"4: error: services[0].port: caldav has a url, no port", "5: error: services[0].security: caldav has a url, which says"}},
	{"host and url", "services:\n  - {type: xmpp, host: a.example, url: wss://a.example}\n", {"2: error: services[0].host: xmpp has a url, no host"}},
	{"ports", "services:\n  - {type: imap, host: a.example, port: 0}\n  - {type: imap, host: a.example, port: 65536}\n  - {type: imap, host: a.example, port: 993x}\n", {
		"2: error: services[0].port: 0 is not between 1 and 65535", "3: error: services[1].port: 65536 is not between", "4: error: services[2].port: 993x is not a whole number"}},
	{"hosts", "services:\n  - {type: imap, host: a_b.example}\n  - {type: imap, host: \"[::1]\"}\n  - {type: imap, host: mail.example.org:993}\n  - {type: imap, host: -a.example}\n"
		"  - {type: imap, host: a..example}\n  - {type: imap, host: \"%EMAILADDRESS%\"}\n  - {type: imap, host: \"a%EMAILDOMAIN%.%EMAILDOMAIN%\"}\n", {
		"2: error: services[0].host: a_b.example is not a host name", "3: error: services[1].host: [::1] is not", "4: error: services[2].host: mail.example.org:993 is not",
		"5: error: services[3].host: -a.example is not", "6: error: services[4].host: a..example is not", "7: error: services[5].host: %EMAILADDRESS% is not",
		"8: error: services[6].host: a%EMAILDOMAIN%.%EMAILDOMAIN% is not"}},
	{"in the clear", "services:\n  - {type: imap, host: a.example, security: none}\n  - {type: webmail, url: \"http://a.example\"}\n", {
		"2: error: services[0].security: passwords would cross the network in the clear", "3: error: services[1].url: http://a.example is not encrypted"}},
	{"in the clear, allowed", "allow_cleartext: true\ndomains: {a.example: {services: [\n {type: imap, host: a.example, security: none}, {type: submission, host: a.example, security: none},"
		" {type: webmail, url: \"http://a.example\"}]}}\n", {NULL}},
	{"schemes", "services:\n  - {type: xmpp, url: \"https://a.example\"}\n  - {type: caldav, url: \"wss://a.example\"}\n  - {type: jmap, url: a.example/jmap}\n", {
		"2: error: services[0].url: https://a.example does not begin with wss://", "3: error: services[1].url: wss://a.example does not begin with https://",
		"4: error: services[2].url: a.example/jmap has no scheme"}},
	{"placeholders", "services:\n  - {type: imap, host: a.example, username: \"%EMAIL%\"}\n  - {type: caldav, url: \"https://a.example/%USER%/\"}\n"
		"  - {type: caldav, url: \"https://a.example/%EMAILADDRESS%\", root: \"https://a.example/%EMAILADDRESS%\"}\n  - {type: jmap, url: \"https://a.example/\", root: \"https://a.example/\"}\n", {
		"2: error: services[0].username: %EMAIL% is no placeholder", "3: error: services[1].url: %USER% is no placeholder",
		"4: error: services[2].root: a root holds no placeholder", "5: error: services[3].root: jmap has no root"}},
	{"authentication", "services:\n  - {type: imap, host: a.example, authentication: []}\n  - {type: imap, host: a.example, authentication: [plain]}\n"
		"  - {type: imap, host: a.example, authentication: [password, password]}\n", {
		"2: error: services[0].authentication: at least one way to log in is needed", "3: error: services[1].authentication[0]: plain is not one of password, password-encrypted,",
		"4: error: services[2].authentication[1]: password is written twice"}},

	{"nobody gets them", "services:\n  - {type: imap, host: a.example}\n  - {type: submission, host: a.example}\n", {"2: warning: services: no domain gets these"}},
	{"half a service", "domains:\n  a.example:\n    services:\n      - {type: webmail, url: \"https://a.example\"}\n", {
		"4: warning: domains.a.example.services: without imap or pop3", "4: warning: domains.a.example.services: without submission"}},
	{"oauth2 alone", "domains: {a.example: {}}\nservices:\n  - {type: imap, host: a.example, authentication: oauth2}\n  - {type: submission, host: a.example}\n", {
		"3: warning: services: a service takes oauth2, and there is no oauth2 section", "3: warning: services[0].authentication: Thunderbird drops a server that takes oauth2 alone"}},
	{"no password", "domains: {a.example: {}}\nservices:\n  - {type: imap, host: a.example, authentication: gssapi}\n  - {type: submission, host: a.example}\n", {
		"3: warning: services[0].authentication: Thunderbird for Android refuses all services"}},
	{"odd ports", "domains: {a.example: {}}\nservices:\n  - {type: imap, host: a.example, port: 10993}\n  - {type: submission, host: a.example, port: 465, security: starttls}\n", {
		"3: warning: services[0].port: Apple devices cannot be told of tls on port 10993", "4: warning: services[1].port: Apple devices cannot be told of starttls on port 465"}},
	{"one login for all", "domains: {a.example: {}}\nservices:\n  - {type: imap, host: a.example, username: joe}\n  - {type: submission, host: a.example}\n", {
		"3: warning: services[0].username: everybody is told to log in as joe"}},
};
/* clang-format on */

static void test_cases(void **state)
{
	(void)state;
	check_refusals(cases, ARRAY_SIZE(cases), NULL);
}

/*
 * Raw bytes were counted: a consent that fitted made a profile too large for the signer, and 500.
 */
static void test_consent_as_it_stands_in_xml(void **state)
{
	static const char *const expected[] = {
		"2: error: profiles.consent: all languages together have 24580 bytes, and a "
		"profile has room for 24576",
		NULL};
	char text[2459], yaml[6000];
	struct loaded loaded;

	(void)state;
	memset(text, '&', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	(void)snprintf(yaml, sizeof(yaml), "profiles:\n  consent: {de: \"%s\", es: \"%s\"}\n", text,
		       text);
	load(yaml, NULL, &loaded);
	check_complaints("consent", &loaded, expected);
	assert_null(loaded.settings);
	loaded_clear(&loaded);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_consent_as_it_stands_in_xml),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
