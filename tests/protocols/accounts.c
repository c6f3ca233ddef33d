/* SPDX-License-Identifier: Apache-2.0 */
/* The accounts of the golden documents. */
#include "accounts.h"

#include <assert.h>
#include <string.h>

#include "answer.h"
#include "base/address_syntax.h"
#include "cleanup.h"
#include "domain.h"
#include "profile.h"
#include "protocols/autodiscover.h"
#include "provider.h"

/* clang-format off */

const struct view views[_VIEW_MAX] = {
	[VIEW_MOZILLA]    = {"mozilla",    &protocol_mozilla,      0,                       "autoconfig.rng"},
	[VIEW_OUTLOOK]    = {"outlook",    &protocol_autodiscover, AUTODISCOVER_OUTLOOK,    "autodiscover.xsd"},
	[VIEW_MOBILESYNC] = {"mobilesync", &protocol_autodiscover, AUTODISCOVER_MOBILESYNC, "autodiscover.xsd"},
	[VIEW_GENERIC]    = {"generic",    &protocol_autodiscover_generic, AUTODISCOVER_GENERIC, "autodiscover.xsd"},
};

#define ADDRESS_LOGIN .username = "%EMAILADDRESS%"
#define LITERAL_LOGIN(login) .username = (login), .username_is_literal = true
#define PASSWORD .n_authentications = 1, .authentications = {AUTHENTICATION_PASSWORD}
#define OAUTH2_PASSWORD .n_authentications = 2, .authentications = {AUTHENTICATION_OAUTH2, AUTHENTICATION_PASSWORD}
#define OAUTH2_ONLY .n_authentications = 1, .authentications = {AUTHENTICATION_OAUTH2}
#define NO_AUTHENTICATION .n_authentications = 1, .authentications = {AUTHENTICATION_NONE}

#define AT(type_, host_, port_, security_, ...) \
	{.type = SERVICE_##type_, .host = (host_), .port = (port_), .security = SECURITY_##security_, __VA_ARGS__}
#define URL(type_, url_, ...) {.type = SERVICE_##type_, .url = (url_), __VA_ARGS__}

#define TEXT(value_) {.entries = (const struct text[]){{"", (value_)}}, .n_entries = 1}
#define SERVICES(...) \
	.services = (const struct service[]){__VA_ARGS__}, \
	.n_services = sizeof((const struct service[]){__VA_ARGS__}) / sizeof(struct service)

static const struct provider plain_provider = {.name = TEXT("Example Mail")};

static const struct provider full_provider = {
	.name = TEXT("Example Mail"),
	.short_name = TEXT("Example"),
	.documentation = "https://www.example.com/help/mail/",
	.documentation_title = TEXT("Configure mail apps"),
};

/* 60 and 20 characters, in more bytes than that. */
static const struct provider difficult_provider = {
	.name = TEXT("Käse & <Wein> 'aus' \"Köln\" — ein Name mit 60 Zeichen, genau."),
	.short_name = TEXT("K&W <\"Köln\"> 20 lang"),
	.documentation = "https://help.example.com/?topic=mail&lang=all",
	.documentation_title = {
		.entries = (const struct text[]){
			{"", "Mail & <more>"}, {"de", "Post einrichten: \"so geht's\""}, {"pt-br", "Configurar o correio"},
		},
		.n_entries = 3,
	},
};

static const struct provider padded_provider = {.name = TEXT("  Example Mail "), .short_name = TEXT(" \t")};
static const struct provider blank_provider = {.name = TEXT("  ")};

static const struct provider multilingual_provider = {
	.name = {.entries = (const struct text[]){{"", "Example Mail"}, {"de", "Beispielpost"}}, .n_entries = 2},
	.short_name = {.entries = (const struct text[]){{"", "Example"}, {"de", "Beispiel"}}, .n_entries = 2},
	.documentation = "https://www.example.com/hilfe/",
};

static const struct oauth2 full_oauth2 = {
	.issuer = "https://auth.example.com",
	.authorization_url = "https://auth.example.com/authorize",
	.token_url = "https://auth.example.com/token",
	.scope = "urn:ietf:params:oauth:scope:mail offline_access",
	.client_id = "open",
};

static const struct oauth2 registering_oauth2 = {
	.issuer = "https://auth.example.com/realms/a&b",
	.authorization_url = "https://auth.example.com/authorize?a=1&b=2",
	.token_url = "https://auth.example.com/token",
	.scope = "openid email offline_access",
};

static const struct oauth2 incomplete_oauth2 = {
	.issuer = "https://auth.example.com",
	.authorization_url = "https://auth.example.com/authorize",
	.scope = "openid",
	.client_id = "open",
};

#define FIVE(host_) \
	AT(IMAP, host_ "-1.example.com", 993, TLS, ADDRESS_LOGIN, PASSWORD), \
	AT(POP3, host_ "-2.example.com", 995, TLS, ADDRESS_LOGIN, PASSWORD), \
	AT(SUBMISSION, host_ "-3.example.com", 465, TLS, ADDRESS_LOGIN, PASSWORD), \
	AT(IMAP, host_ "-4.example.com", 143, STARTTLS, ADDRESS_LOGIN, PASSWORD), \
	URL(CALDAV, "https://" host_ "-5.example.com/dav/", ADDRESS_LOGIN, PASSWORD)

const struct account_row account_rows[] = {
	{
		/* the document that all known clients get along with */
		.name = "canonical", .public_url = "https://autoconfig.example.com",
		.domain = {.provider = &full_provider, .oauth2 = &full_oauth2, SERVICES(
			AT(IMAP, "imap.example.com", 993, TLS, ADDRESS_LOGIN, OAUTH2_PASSWORD),
			AT(POP3, "pop.example.com", 995, TLS, ADDRESS_LOGIN, PASSWORD),
			AT(SUBMISSION, "smtp.example.com", 465, TLS, ADDRESS_LOGIN, OAUTH2_PASSWORD),
			AT(MANAGESIEVE, "sieve.example.com", 4190, STARTTLS, ADDRESS_LOGIN, PASSWORD),
			URL(JMAP, "https://jmap.example.com/.well-known/jmap", ADDRESS_LOGIN, OAUTH2_PASSWORD),
			URL(EWS, "https://mail.example.com/EWS/Exchange.asmx", ADDRESS_LOGIN, PASSWORD),
			URL(CALDAV, "https://dav.example.com/cal/", ADDRESS_LOGIN, PASSWORD),
			URL(CARDDAV, "https://dav.example.com/card/", ADDRESS_LOGIN, PASSWORD))},
	},
	{
		.name = "implicit-tls",
		.domain = {SERVICES(
			AT(IMAP, "mail.example.com", 993, TLS, ADDRESS_LOGIN, PASSWORD),
			AT(SUBMISSION, "mail.example.com", 465, TLS, ADDRESS_LOGIN, PASSWORD))},
	},
	{
		.name = "starttls", .has_no_generic = true,
		.domain = {SERVICES(
			AT(POP3, "mail.example.com", 110, STARTTLS, .username = "%EMAILLOCALPART%", PASSWORD),
			AT(IMAP, "mail.example.com", 143, STARTTLS, .username = "%EMAILLOCALPART%", PASSWORD),
			AT(SUBMISSION, "mail.example.com", 587, STARTTLS, .username = "%EMAILLOCALPART%", PASSWORD))},
	},
	{
		.name = "pop-only",
		.domain = {SERVICES(
			AT(POP3, "mail.example.com", 995, TLS, ADDRESS_LOGIN, PASSWORD),
			AT(SUBMISSION, "mail.example.com", 465, TLS, ADDRESS_LOGIN, PASSWORD))},
	},
	{
		.name = "oauth2-first",
		.domain = {.oauth2 = &registering_oauth2, SERVICES(
			AT(IMAP, "mail.example.com", 993, TLS, ADDRESS_LOGIN, OAUTH2_PASSWORD),
			AT(SUBMISSION, "mail.example.com", 465, TLS, ADDRESS_LOGIN, OAUTH2_PASSWORD),
			URL(CALDAV, "https://mail.example.com/dav/", ADDRESS_LOGIN, OAUTH2_PASSWORD))},
	},
	{
		.name = "oauth2-only",
		.has_no_profile = true,
		.domain = {.oauth2 = &full_oauth2, SERVICES(
			AT(IMAP, "mail.example.com", 993, TLS, ADDRESS_LOGIN, OAUTH2_ONLY),
			AT(SUBMISSION, "mail.example.com", 465, TLS, ADDRESS_LOGIN, OAUTH2_ONLY))},
	},
	{
		/* no block: a client could not use it */
		.name = "oauth2-incomplete",
		.domain = {.oauth2 = &incomplete_oauth2, SERVICES(
			AT(IMAP, "mail.example.com", 993, TLS, ADDRESS_LOGIN, OAUTH2_PASSWORD),
			AT(SUBMISSION, "mail.example.com", 465, TLS, ADDRESS_LOGIN, OAUTH2_PASSWORD))},
	},
	{
		/* no block: no service takes the token */
		.name = "oauth2-unused",
		.domain = {.oauth2 = &full_oauth2, SERVICES(
			AT(IMAP, "mail.example.com", 993, TLS, ADDRESS_LOGIN, PASSWORD),
			AT(SUBMISSION, "mail.example.com", 465, TLS, ADDRESS_LOGIN, PASSWORD))},
	},
	{
		.name = "alias-domain", .has_no_generic = true, .typed = "Jane@Alias.Example.NET",
		.domain = {.name = "alias.example.net", .canonical = "example.com", SERVICES(
			AT(IMAP, "mail.%EMAILDOMAIN%", 993, TLS, .username = "%EMAILLOCALPART%@example.com", PASSWORD),
			AT(SUBMISSION, "mail.%EMAILDOMAIN%", 465, TLS, .username = "%EMAILLOCALPART%@%EMAILDOMAIN%", PASSWORD))},
	},
	{
		.name = "idn", .typed = "jane@Bücher.example", .public_url = "https://autoconfig.xn--bcher-kva.example",
		.domain = {.name = "xn--bcher-kva.example", SERVICES(
			AT(IMAP, "imap.%EMAILDOMAIN%", 993, TLS, ADDRESS_LOGIN, PASSWORD),
			AT(SUBMISSION, "smtp.%EMAILDOMAIN%", 465, TLS, ADDRESS_LOGIN, PASSWORD),
			URL(CALDAV, "https://dav.%EMAILDOMAIN%/cal/%EMAILADDRESS%/", ADDRESS_LOGIN, PASSWORD),
			URL(ACTIVESYNC, "https://eas.%EMAILDOMAIN%/Microsoft-Server-ActiveSync", ADDRESS_LOGIN, PASSWORD))},
	},
	{
		/* Thunderbird turns several of these into other numbers: a login that a placeholder can say never stands there itself */
		.name = "literal-logins", .has_no_generic = true, .typed = "007@example.com",
		.domain = {SERVICES(
			AT(IMAP, "a.example.com", 993, TLS, LITERAL_LOGIN("007@example.com"), PASSWORD),
			AT(IMAP, "b.example.com", 993, TLS, LITERAL_LOGIN("007"), PASSWORD),
			AT(IMAP, "c.example.com", 993, TLS, LITERAL_LOGIN("1e5"), PASSWORD),
			AT(IMAP, "d.example.com", 993, TLS, LITERAL_LOGIN("0x10"), PASSWORD),
			AT(IMAP, "e.example.com", 993, TLS, LITERAL_LOGIN("12345678901234567890"), PASSWORD),
			AT(IMAP, "f.example.com", 993, TLS, LITERAL_LOGIN("TRUE"), PASSWORD),
			AT(IMAP, "g.example.com", 993, TLS, LITERAL_LOGIN("a&b<c>\"d\"'e'"), PASSWORD),
			AT(IMAP, "h.example.com", 993, TLS, LITERAL_LOGIN("DOM\\jane"), PASSWORD),
			AT(IMAP, "i.example.com", 993, TLS, LITERAL_LOGIN("50%@example.com"), PASSWORD),
			AT(IMAP, "j.example.com", 993, TLS, LITERAL_LOGIN("jäne"), PASSWORD),
			AT(IMAP, "k.example.com", 993, TLS, LITERAL_LOGIN("00"), PASSWORD),
			AT(SUBMISSION, "a.example.com", 465, TLS, LITERAL_LOGIN("007@example.com"), PASSWORD))},
	},
	{
		.name = "texts",
		.domain = {.provider = &difficult_provider, SERVICES(
			AT(IMAP, "mail.example.com", 993, TLS, ADDRESS_LOGIN, PASSWORD),
			AT(SUBMISSION, "mail.example.com", 465, TLS, ADDRESS_LOGIN, PASSWORD))},
	},
	{
		.name = "language", .language = "de",
		.domain = {.provider = &multilingual_provider, SERVICES(
			AT(IMAP, "mail.example.com", 993, TLS, ADDRESS_LOGIN, PASSWORD),
			AT(SUBMISSION, "mail.example.com", 465, TLS, ADDRESS_LOGIN, PASSWORD))},
	},
	{
		.name = "fifty-services",
		.domain = {SERVICES(FIVE("a"), FIVE("b"), FIVE("c"), FIVE("d"), FIVE("e"), FIVE("f"), FIVE("g"), FIVE("h"), FIVE("i"), FIVE("j"))},
	},
	{
		/* what was typed is data, in a URL and in XML, and is not read for placeholders again */
		.name = "hostile-address", .has_no_generic = true, .typed = "\"<a> & %EMAILDOMAIN% 'b'\"@example.com",
		.has_no_profile = true,
		.domain = {SERVICES(
			AT(IMAP, "mail.example.com", 993, TLS, ADDRESS_LOGIN, PASSWORD),
			AT(SUBMISSION, "mail.example.com", 465, TLS, .username = "%EMAILLOCALPART%", PASSWORD),
			URL(CALDAV, "https://dav.example.com/%EMAILADDRESS%/?a=1&b=%EMAILLOCALPART%", ADDRESS_LOGIN, PASSWORD),
			URL(ACTIVESYNC, "https://eas.example.com/?for=%EMAILADDRESS%", ADDRESS_LOGIN, PASSWORD))},
	},
	{
		.name = "dav-by-address", .typed = "o'brien+tag@example.com",
		.domain = {SERVICES(
			AT(IMAP, "mail.example.com", 993, TLS, ADDRESS_LOGIN, PASSWORD),
			AT(SUBMISSION, "mail.example.com", 465, TLS, ADDRESS_LOGIN, PASSWORD),
			URL(CALDAV, "https://mail.example.com/SOGo/dav/%EMAILADDRESS%/", ADDRESS_LOGIN, PASSWORD,
			    .root = "https://mail.example.com/SOGo/dav/"),
			URL(CARDDAV, "https://mail.example.com/SOGo/dav/%EMAILADDRESS%/", ADDRESS_LOGIN, PASSWORD))},
	},
	{
		/* people of this domain start over at another one; all but Autodiscover answer themselves */
		.name = "redirected", .has_no_generic = true, .typed = "jane+tag@example.com",
		.domain = {.autodiscover_redirect = "mail.example.net", SERVICES(
			AT(IMAP, "mail.example.com", 993, TLS, ADDRESS_LOGIN, PASSWORD),
			AT(SUBMISSION, "mail.example.com", 465, TLS, ADDRESS_LOGIN, PASSWORD))},
	},
	{
		.name = "no-submission", .has_no_profile = true,
		.domain = {SERVICES(AT(IMAP, "mail.example.com", 993, TLS, ADDRESS_LOGIN, PASSWORD))},
	},
	{
		.name = "submission-only", .has_no_profile = true,
		.domain = {SERVICES(AT(SUBMISSION, "mail.example.com", 465, TLS, ADDRESS_LOGIN, PASSWORD))},
	},
	{
		.name = "activesync-only", .has_no_generic = true,
		.domain = {SERVICES(URL(ACTIVESYNC, "https://mail.example.com/Microsoft-Server-ActiveSync", ADDRESS_LOGIN, PASSWORD))},
	},
	{
		.name = "dav-only", .has_no_generic = true, .mozilla_code = ANSWER_E_UNKNOWN_DOMAIN,
		.domain = {SERVICES(URL(CALDAV, "https://dav.example.com/", ADDRESS_LOGIN, PASSWORD))},
	},
	{
		.name = "nothing", .has_no_generic = true, .mozilla_code = ANSWER_E_UNKNOWN_DOMAIN, .has_no_profile = true,
	},
	{
		/* the operator's order, but never cleartext first; in Autodiscover implicit TLS before STARTTLS for SMTP */
		.name = "order",
		.domain = {SERVICES(
			AT(SUBMISSION, "none.example.com", 25, NONE, ADDRESS_LOGIN, PASSWORD),
			AT(SUBMISSION, "starttls.example.com", 587, STARTTLS, ADDRESS_LOGIN, PASSWORD),
			AT(SUBMISSION, "tls.example.com", 465, TLS, ADDRESS_LOGIN, PASSWORD),
			AT(POP3, "tls.example.com", 995, TLS, ADDRESS_LOGIN, PASSWORD),
			AT(IMAP, "none.example.com", 143, NONE, ADDRESS_LOGIN, PASSWORD),
			AT(IMAP, "starttls.example.com", 143, STARTTLS, ADDRESS_LOGIN, PASSWORD),
			AT(IMAP, "tls.example.com", 993, TLS, ADDRESS_LOGIN, PASSWORD))},
	},
	{
		.name = "relay",
		.domain = {SERVICES(
			AT(IMAP, "mail.example.com", 993, TLS, ADDRESS_LOGIN, PASSWORD),
			AT(SUBMISSION, "relay.example.com", 25, STARTTLS, ADDRESS_LOGIN, NO_AUTHENTICATION))},
	},
	{
		.name = "everything", .public_url = "http://127.0.0.1:4243",
		.domain = {.provider = &full_provider, .oauth2 = &full_oauth2, SERVICES(
			AT(XMPP, "xmpp.example.com", 5222, STARTTLS, .username = "%EMAILLOCALPART%", PASSWORD),
			URL(XMPP, "wss://xmpp.example.com/ws", .username = "%EMAILLOCALPART%", OAUTH2_PASSWORD),
			AT(LDAP, "ldap.example.com", 636, TLS, ADDRESS_LOGIN, PASSWORD),
			URL(WEBDAV, "https://files.example.com/%EMAILLOCALPART%/", ADDRESS_LOGIN, OAUTH2_PASSWORD),
			URL(EWS, "https://mail.example.com/EWS/Exchange.asmx", ADDRESS_LOGIN, OAUTH2_PASSWORD),
			URL(JMAP, "https://jmap.example.com/.well-known/jmap", ADDRESS_LOGIN, OAUTH2_PASSWORD),
			URL(WEBMAIL, "https://mail.example.com/SOGo", ADDRESS_LOGIN, PASSWORD),
			URL(ACTIVESYNC, "https://mail.example.com/Microsoft-Server-ActiveSync", ADDRESS_LOGIN, PASSWORD),
			URL(CARDDAV, "https://dav.example.com/card/", ADDRESS_LOGIN, PASSWORD),
			URL(CALDAV, "https://dav.example.com/cal/", ADDRESS_LOGIN, PASSWORD),
			AT(MANAGESIEVE, "sieve.example.com", 4190, STARTTLS, ADDRESS_LOGIN, PASSWORD),
			AT(SUBMISSION, "smtp.example.com", 465, TLS, ADDRESS_LOGIN, OAUTH2_PASSWORD),
			AT(POP3, "pop.example.com", 995, TLS, ADDRESS_LOGIN, PASSWORD),
			AT(IMAP, "imap.example.com", 993, TLS, ADDRESS_LOGIN, OAUTH2_PASSWORD))},
	},
	{
		/* found by the MX record of customers; the plain domain comes first */
		.name = "exchangers",
		.domain = {.name = "exchangers.example", SERVICES(
			AT(IMAP, "mail.example.com", 993, TLS, ADDRESS_LOGIN, PASSWORD),
			AT(SUBMISSION, "mail.example.com", 465, TLS, ADDRESS_LOGIN, PASSWORD))},
	},
	{
		/* Thunderbird needs the port beside a URL that holds one */
		.name = "ews",
		.domain = {SERVICES(
			AT(IMAP, "mail.example.com", 993, TLS, ADDRESS_LOGIN, PASSWORD),
			URL(EWS, "https://mail.%EMAILDOMAIN%:8443/EWS/Exchange.asmx", ADDRESS_LOGIN, PASSWORD),
			URL(EWS, "https://mail.example.com/EWS/Exchange.asmx", ADDRESS_LOGIN,
			    .n_authentications = 2, .authentications = {AUTHENTICATION_NTLM, AUTHENTICATION_PASSWORD_ENCRYPTED}),
			AT(SUBMISSION, "mail.example.com", 465, TLS, ADDRESS_LOGIN, PASSWORD))},
	},
	{
		/* a page for everybody is named; one whose URL holds the address is not */
		.name = "web-mail",
		.domain = {.provider = &padded_provider, SERVICES(
			AT(IMAP, "mail.example.com", 993, TLS, ADDRESS_LOGIN, PASSWORD),
			AT(SUBMISSION, "mail.example.com", 465, TLS, ADDRESS_LOGIN, PASSWORD),
			URL(WEBMAIL, "https://mail.example.com/?user=%EMAILADDRESS%", ADDRESS_LOGIN, PASSWORD),
			URL(WEBMAIL, "https://mail.%EMAILDOMAIN%/SOGo?a=1&b=2", ADDRESS_LOGIN, PASSWORD))},
	},
	{
		.name = "blank-name",
		.domain = {.provider = &blank_provider, SERVICES(
			AT(IMAP, "mail.example.com", 993, TLS, ADDRESS_LOGIN, PASSWORD),
			AT(SUBMISSION, "mail.example.com", 465, TLS, ADDRESS_LOGIN, PASSWORD))},
	},
	{
		.name = "every-authentication",
		.domain = {SERVICES(
			AT(IMAP, "mail.example.com", 993, TLS, ADDRESS_LOGIN, .n_authentications = 8, .authentications = {0, 1, 2, 3, 4, 5, 6, 7}),
			AT(SUBMISSION, "mail.example.com", 465, TLS, ADDRESS_LOGIN, .n_authentications = 8, .authentications = {7, 6, 5, 4, 3, 2, 1, 0}),
			URL(CALDAV, "https://dav.example.com/", ADDRESS_LOGIN, .n_authentications = 8, .authentications = {0, 1, 2, 3, 4, 5, 6, 7}))},
	},
};

/* clang-format on */

const size_t n_account_rows = ARRAY_SIZE(account_rows);

static const struct profile_options profile_options = {
	.organization = "Example",
	.identifier = "org.example.autoconfig",
};

static const struct exchanger exchangers[] = {
	{"elsewhere.example", "example.net"},
	{"eu.hoster.example", "exchangers.example"},
	{"hoster.example", "exchangers.example"},
};

const struct account_row *account_row_named(const char *name)
{
	for (size_t i = 0; i < n_account_rows; i++)
		if (!strcmp(account_rows[i].name, name))
			return &account_rows[i];

	assert(!"no such row");
}

void account_case_init(struct account_case *account_case, const struct account_row *row)
{
	const char *typed = row->typed ? row->typed : "jane@example.com";
	int r;

	*account_case = (struct account_case){.row = row, .domain = row->domain};
	r = address_parse(typed, strlen(typed), &account_case->address);
	assert(!r);

	if (!account_case->domain.name)
		account_case->domain.name = "example.com";
	if (!account_case->domain.canonical)
		account_case->domain.canonical = account_case->domain.name;
	if (!account_case->domain.provider)
		account_case->domain.provider = &plain_provider;

	/* render only reads them */
	account_case->account = (struct account){
		.domain = &account_case->domain,
		.address = &account_case->address,
		.services = (struct service *)account_case->domain.services,
		.n_services = account_case->domain.n_services,
	};
	account_case->context = (struct protocol_context){
		.public_url = row->public_url ? row->public_url : "https://autoconfig.example.org",
		.language = row->language ? row->language : "",
		.time = "00:00:00.0000000",
		.ttl_hours = 24,
		.profiles = &profile_options,
		.exchangers = exchangers,
		.n_exchangers = ARRAY_SIZE(exchangers),
	};
}
