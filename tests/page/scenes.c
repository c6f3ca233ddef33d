/* SPDX-License-Identifier: Apache-2.0 */
/* Pages as browsers ask for them. */
#include "scenes.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "account.h"
#include "answer.h"
#include "cleanup.h"
#include "document.h"
#include "domain.h"
#include "protocol.h"
#include "query.h"

#define LIST(type_, ...)                                                                           \
	(const type_[]){__VA_ARGS__}, sizeof((const type_[]){__VA_ARGS__}) / sizeof(type_)
#define TEXTS(...)                                                                                 \
	{                                                                                          \
		LIST(struct text, __VA_ARGS__)                                                     \
	}
#define SERVICES(...)                                                                              \
	.services = (const struct service[]){__VA_ARGS__},                                         \
	.n_services = sizeof((const struct service[]){__VA_ARGS__}) / sizeof(struct service)
#define PASSWORD .n_authentications = 1, .authentications = {AUTHENTICATION_PASSWORD}
#define ADDRESS_LOGIN .username = "%EMAILADDRESS%"

/* clang-format off */
static const char logo[] = "<svg xmlns=\"http://www.w3.org/2000/svg\"/>";

static const struct provider common = {
	.name = TEXTS({"", "Example Mail"}, {"de", "Beispielpost"}),
	.color = "#0a7f3c",
};

static const struct provider branded = {
	.name = TEXTS({"", "Example & Söhne"}),
	.description = TEXTS({"", "Mail for the people of <Example>."}, {"fr", "Le courriel des gens d’Example."}),
	.notice = TEXTS({"", "On Sunday from 6 to 8 the service is being looked after."}),
	.documentation = "https://www.example.com/mail?a=1&b=2",
	.documentation_title = TEXTS({"", "Mail for beginners"}),
	.help = "mailto:help@example.com",
	.imprint = "https://www.example.com/imprint",
	.privacy = "https://www.example.com/privacy",
	.color = "#FFCC00",
	.logo = "logo.svg", .logo_bytes = logo, .logo_size = sizeof(logo) - 1,
};

static const struct domain usual = {
	.name = "example.com", .canonical = "example.com", .provider = &common,
	SERVICES(
		{.type = SERVICE_IMAP, .host = "mail.example.com", .port = 993, .security = SECURITY_TLS, ADDRESS_LOGIN, PASSWORD},
		{.type = SERVICE_SUBMISSION, .host = "mail.example.com", .port = 465, .security = SECURITY_TLS, ADDRESS_LOGIN, PASSWORD},
		{.type = SERVICE_CALDAV, .url = "https://dav.example.com/SOGo/dav/%EMAILADDRESS%/", .root = "https://dav.example.com/SOGo/dav/", ADDRESS_LOGIN, PASSWORD},
		{.type = SERVICE_CARDDAV, .url = "https://dav.example.com/SOGo/dav/%EMAILADDRESS%/", .root = "https://dav.example.com/SOGo/dav/", ADDRESS_LOGIN, PASSWORD},
		{.type = SERVICE_WEBMAIL, .url = "https://mail.example.com/SOGo/", ADDRESS_LOGIN, PASSWORD}),
};

static const struct domain plain = {
	.name = "example.com", .canonical = "example.com", .provider = &branded,
	SERVICES(
		{.type = SERVICE_POP3, .host = "pop.%EMAILDOMAIN%", .port = 110, .security = SECURITY_STARTTLS, .username = "%EMAILLOCALPART%", PASSWORD},
		{.type = SERVICE_SUBMISSION, .host = "smtp.example.com", .port = 587, .security = SECURITY_STARTTLS, .username = "%EMAILLOCALPART%",
		 .n_authentications = 2, .authentications = {AUTHENTICATION_GSSAPI, AUTHENTICATION_NTLM}}),
};

static const struct domain everything = {
	.name = "xn--mnchen-3ya.example", .canonical = "xn--mnchen-3ya.example", .provider = &branded,
	SERVICES(
		{.type = SERVICE_XMPP, .host = "xmpp.example.com", .port = 5222, .security = SECURITY_STARTTLS, ADDRESS_LOGIN, PASSWORD},
		{.type = SERVICE_LDAP, .host = "ldap.example.com", .port = 636, .security = SECURITY_TLS, ADDRESS_LOGIN, PASSWORD, .search_base = "ou=people,dc=example"},
		{.type = SERVICE_MANAGESIEVE, .host = "mail.example.com", .port = 4190, .security = SECURITY_STARTTLS, ADDRESS_LOGIN, PASSWORD},
		{.type = SERVICE_IMAP, .host = "mail.example.com", .port = 143, .security = SECURITY_NONE, ADDRESS_LOGIN,
		 .n_authentications = 2, .authentications = {AUTHENTICATION_PASSWORD_ENCRYPTED, AUTHENTICATION_NONE}},
		{.type = SERVICE_IMAP, .host = "mail.example.com", .port = 993, .security = SECURITY_TLS, ADDRESS_LOGIN,
		 .n_authentications = 2, .authentications = {AUTHENTICATION_OAUTH2, AUTHENTICATION_PASSWORD}},
		{.type = SERVICE_POP3, .host = "mail.example.com", .port = 995, .security = SECURITY_TLS, ADDRESS_LOGIN,
		 .n_authentications = 1, .authentications = {AUTHENTICATION_TLS_CLIENT_CERT}},
		{.type = SERVICE_SUBMISSION, .host = "mail.example.com", .port = 465, .security = SECURITY_TLS, ADDRESS_LOGIN,
		 .n_authentications = 1, .authentications = {AUTHENTICATION_CLIENT_IP_ADDRESS}},
		{.type = SERVICE_CALDAV, .url = "https://cal.example.com:8443/%EMAILLOCALPART%/?a=1&b=2", ADDRESS_LOGIN, PASSWORD},
		{.type = SERVICE_CARDDAV, .url = "https://card.example.com", ADDRESS_LOGIN, PASSWORD},
		{.type = SERVICE_SUBSCRIBED_CALENDAR, .url = "https://cal.example.com/holidays.ics", .label = "Holidays", ADDRESS_LOGIN, PASSWORD},
		{.type = SERVICE_ACTIVESYNC, .url = "https://mail.example.com/Microsoft-Server-ActiveSync", ADDRESS_LOGIN, PASSWORD},
		{.type = SERVICE_WEBMAIL, .url = "https://mail.example.com/", ADDRESS_LOGIN, PASSWORD},
		{.type = SERVICE_JMAP, .url = "https://jmap.example.com/.well-known/jmap", ADDRESS_LOGIN, PASSWORD},
		{.type = SERVICE_EWS, .url = "https://ews.example.com/EWS/Exchange.asmx", ADDRESS_LOGIN, PASSWORD},
		{.type = SERVICE_WEBDAV, .url = "https://files.example.com/", ADDRESS_LOGIN, PASSWORD}),
};

static const struct domain empty = {.name = "example.com", .canonical = "example.com", .provider = &common};

static const struct domain login_of_its_own = {
	.name = "example.com", .canonical = "example.com", .provider = &common,
	SERVICES(
		{.type = SERVICE_IMAP, .host = "mail.example.com", .port = 993, .security = SECURITY_TLS, .username = "jane%EMAILDOMAIN%", .username_is_literal = true, PASSWORD},
		{.type = SERVICE_SUBMISSION, .host = "mail.example.com", .port = 465, .security = SECURITY_TLS, .username = "jane", .username_is_literal = true, PASSWORD}),
};

#define SITE "https://autoconfig.example.org"
static const struct page_offer anonymous_offer = {
	.profile = SITE "/profile/QWERTZ.mobileconfig", .profile_mail = SITE "/profile/MAIL.mobileconfig",
	.profile_unsigned = SITE "/profile/UNSIGNED.mobileconfig", .is_signed = true, .minutes = 30,
};
static const struct page_offer unsigned_offer = {.profile = SITE "/profile/QWERTZ.mobileconfig"};
static const struct page_offer personal_offer = {
	.profile = SITE "/profile/QWERTZ.mobileconfig", .profile_name = "Example Mail (Jane)", .page = SITE "/profile/PAGE",
	.is_signed = true, .minutes = 10,
};
static const struct page_offer no_offer = {.needs_link = true};

static const char *const further[] = {"info@example.com", "shop@example.com"};

const struct scene scenes[] = {
	{"form", .domain = &usual, .in_all_languages = true},
	{"form-nobody", .host = "autoconfig.example.org"},
	{"form-branded", .domain = &plain, .host = "autoconfig.example.com"},
	{"fault-empty", "address=+&lang=en", .domain = &usual, .refusal = ANSWER_E_NO_ADDRESS},
	{"fault-syntax", "address=%22%3E%3Cscript%3Ealert%281%29%3C%2Fscript%3E", .domain = &usual, .in_all_languages = true, .refusal = ANSWER_E_NO_ADDRESS},
	{"fault-long", "address=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa%40example.com", .domain = &usual, .refusal = ANSWER_E_NO_ADDRESS},
	{"fault-domain", "address=jane%40Elsewhere.example", .domain = &usual, .in_all_languages = true, .refusal = ANSWER_E_UNKNOWN_DOMAIN},
	{"result", "address=jane%40example.com", .domain = &usual, .offer = &anonymous_offer, .in_all_languages = true},
	{"result-no-offer", "address=Jane%2Bx%26y%40EXAMPLE.com", .domain = &usual},
	{"result-unsigned", "address=jane%40example.com", .domain = &usual, .offer = &unsigned_offer},
	{"result-nothing", "address=jane%40example.com", .domain = &empty, .in_all_languages = true},
	{"result-link", "address=jane%40example.com", .domain = &plain, .offer = &no_offer},
	{"result-everything", "address=jane%40m%C3%BCnchen.example", .domain = &everything, .offer = &anonymous_offer, .in_all_languages = true},
	{"result-personal", "address=jane%40example.com", .domain = &login_of_its_own, .offer = &personal_offer, .display_name = "Jane \"J\" <O'Neil> & Co",
	 .addresses = further, .n_addresses = 2, .is_personal = true, .in_all_languages = true},
	{"error-link", .is_error = true, .error = PAGE_ERROR_LINK, .in_all_languages = true},
	{"error-unavailable", .is_error = true, .error = PAGE_ERROR_UNAVAILABLE, .in_all_languages = true},
	{"error-profile", .is_error = true, .error = PAGE_ERROR_PROFILE, .in_all_languages = true},
	{"error-request", .is_error = true, .error = PAGE_ERROR_REQUEST, .in_all_languages = true},
	{"error-large", .is_error = true, .error = PAGE_ERROR_LARGE, .in_all_languages = true},
	{"error-path", .is_error = true, .error = PAGE_ERROR_PATH, .in_all_languages = true},
};
const size_t n_scenes = ARRAY_SIZE(scenes);
/* clang-format on */

const struct scene *scene_named(const char *name)
{
	for (size_t i = 0; i < n_scenes; i++)
		if (!strcmp(scenes[i].name, name))
			return &scenes[i];

	assert(false);
	return NULL;
}

/* As the server does: a domain is found by the query's candidates, or the page hears of it. */
static bool is_served(const struct scene *scene, struct query *query)
{
	for (size_t i = 0; i < query->n_candidates; i++)
		if (scene->domain && !strcmp(query->candidates[i], scene->domain->name))
			return true;

	if (query->has_address)
		query->fault = protocol_page.unknown_fault;
	return false;
}

int scene_render(const struct scene *scene, const char *language, const struct catalogue *catalogue,
		 struct document *ret_document)
{
	struct provider provider = common;
	struct protocol_context context = {
		.public_url = SITE, .page = scene->offer, .provider = &provider};
	struct request request = {
		.path = "/",
		.arguments = "",
		.host = scene->host ? scene->host : "example.com",
		.body = scene->body,
		.body_size = scene->body ? strlen(scene->body) : 0,
		.languages = language,
		.catalogue = catalogue,
	};
	struct account account = {
		.domain = scene->domain,
		.display_name = scene->display_name,
		.addresses = (const char **)scene->addresses,
		.n_addresses = scene->n_addresses,
	};
	struct query query;
	bool has_domain;
	int r;

	provider.catalogue = catalogue;
	r = protocol_page.parse(&request, &query);
	assert(!r);
	if (scene->is_error)
		return page_render_error(&context, scene->error, query.language, ret_document);

	query.is_personal = scene->is_personal;
	has_domain = is_served(scene, &query);
	account.address = query.has_address ? &query.address : NULL;
	if (scene->domain) {
		account.services = (struct service *)scene->domain->services;
		account.n_services = scene->domain->n_services;
	}

	return protocol_page.render(&context, &query, has_domain ? &account : NULL, ret_document);
}
