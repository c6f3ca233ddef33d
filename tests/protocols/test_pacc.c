/* SPDX-License-Identifier: Apache-2.0 */
/*
 * PACC: the draft's example to the byte and to the digest; which services are said and which are
 * left out; for whom there is no document at all.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "account.h"
#include "answer.h"
#include "cleanup.h"
#include "document.h"
#include "domain.h"
#include "protocol.h"
#include "protocols/pacc.h"
#include "provider.h"
#include "query.h"
#include "settings.h"

#define PASSWORD .n_authentications = 1, .authentications = {AUTHENTICATION_PASSWORD}
#define OAUTH2 .n_authentications = 1, .authentications = {AUTHENTICATION_OAUTH2}
#define EITHER                                                                                     \
	.n_authentications = 2, .authentications = {AUTHENTICATION_OAUTH2, AUTHENTICATION_PASSWORD}
#define KERBEROS .n_authentications = 1, .authentications = {AUTHENTICATION_GSSAPI}
#define LOGIN .username = "%EMAILADDRESS%"
#define AT(type_, host_, port_, security_, ...)                                                    \
	{                                                                                          \
		.type = SERVICE_##type_, .host = (host_), .port = (port_),                         \
		.security = SECURITY_##security_, __VA_ARGS__                                      \
	}
#define URL(type_, url_, ...)                                                                      \
	{                                                                                          \
		.type = SERVICE_##type_, .url = (url_), .security = SECURITY_TLS, __VA_ARGS__      \
	}
#define TEXT(value_)                                                                               \
	{                                                                                          \
		.entries = (const struct text[]){{"", (value_)}}, .n_entries = 1                   \
	}
#define SERVICES(...)                                                                              \
	.services = (const struct service[]){__VA_ARGS__},                                         \
	.n_services = sizeof((const struct service[]){__VA_ARGS__}) / sizeof(struct service)

static const struct provider plain = {.name = TEXT("A")};
static const struct oauth2 oauth2 = {.issuer = "https://sso.example.com/realms/mail/"};
static const struct oauth2 plain_oauth2 = {.issuer = "http://sso.example.com/"};

static int document_of(const struct domain *domain, unsigned int keys,
		       struct document *ret_document)
{
	const struct protocol_context context = {.pacc_submission_keys = keys};
	const struct account account = {.domain = domain};
	const struct query query = {0};

	return protocol_pacc.render(&context, &query, &account, ret_document);
}

/* ---- the draft's own example ---- */

static const struct provider example_provider = {
	.name = TEXT("Example Provider"),
	.short_name = TEXT("Example"),
	.documentation = "https://support.example.test/mail",
};
static const struct oauth2 example_oauth2 = {.issuer = "https://identity.example.test/"};
static const struct domain example = {
	.name = "example.test",
	.provider = &example_provider,
	.oauth2 = &example_oauth2,
	.has_pacc = true,
	SERVICES(AT(IMAP, "imap.example.test", 993, TLS, LOGIN, EITHER),
		 AT(POP3, "pop.example.test", 995, TLS, LOGIN, EITHER),
		 AT(SUBMISSION, "smtp.example.test", 465, TLS, LOGIN, EITHER),
		 URL(JMAP, "https://jmap.example.test/session", LOGIN, EITHER),
		 URL(CALDAV, "https://sync.example.test/calendar/", LOGIN, EITHER)),
};

static void test_example(void **state)
{
	static const char bytes[] =
		"{\"authentication\":{\"oauth-public\":{\"issuer\":\"https://identity.example.test/"
		"\"},"
		"\"password\":true},\"info\":{\"help\":{\"documentation\":"
		"\"https://support.example.test/mail\"},\"provider\":{\"name\":\"Example "
		"Provider\","
		"\"shortName\":\"Example\"}},\"protocols\":{\"caldav\":{\"url\":"
		"\"https://sync.example.test/calendar/"
		"\"},\"imap\":{\"host\":\"imap.example.test\"},"
		"\"jmap\":{\"url\":\"https://jmap.example.test/session\"},\"pop3\":{\"host\":"
		"\"pop.example.test\"},\"submit\":{\"host\":\"smtp.example.test\"}}}";
	const struct protocol_context context = {.pacc_submission_keys = PACC_SUBMISSION_SUBMIT};
	_cleanup_(document_clear) struct document document = {0};
	char digest[PACC_DIGEST_SIZE], record[PACC_RECORD_SIZE];

	(void)state;
	assert_int_equal(document_of(&example, PACC_SUBMISSION_SUBMIT, &document), 0);
	assert_string_equal(document.bytes, bytes);
	assert_int_equal(document.size, 455);
	assert_int_equal(document.n_slots, 0);

	assert_int_equal(pacc_digest(&context, &example, digest), 0);
	assert_string_equal(digest, "Yv17O1u1N+KeOhLF0eZv/RNE2t6o6NHAYCskZubeISE=");
	assert_int_equal(pacc_record(&context, &example, record), 0);
	assert_string_equal(record, "v=UAAC1; a=sha256; "
				    "d=Yv17O1u1N+KeOhLF0eZv/RNE2t6o6NHAYCskZubeISE=");
	assert_int_equal(strlen(record) + 1, PACC_RECORD_SIZE);
}

/* ---- services ---- */

#define PLAIN_INFO "\"info\":{\"provider\":{\"name\":\"A\"}}"
#define WITH_PASSWORD "{\"authentication\":{\"password\":true}," PLAIN_INFO ",\"protocols\":{"
#define WITH_OAUTH2(password_)                                                                     \
	"{\"authentication\":{\"oauth-public\":{\"issuer\":\"https://sso.example.com/realms/mail/" \
	"\"},\"password\":" password_ "}," PLAIN_INFO ",\"protocols\":{"
#define IMAP_HOST "\"imap\":{\"host\":\"m.example.com\"}"
#define GOOD_IMAP AT(IMAP, "m.example.com", 993, TLS, LOGIN, PASSWORD)

/* clang-format off */
static const struct row {
	const char *name;
	struct domain domain;
	enum pacc_refusal refusal;
	const char *document;	/* NULL: none */
	const char *omissions[3];	/* of each service, as far as words go; NULL: said */
} rows[] = {
	{"both keys", {SERVICES(AT(SUBMISSION, "s.example.com", 465, TLS, LOGIN, PASSWORD))}, PACC_PUBLISHED,
	 WITH_PASSWORD "\"smtp\":{\"host\":\"s.example.com\"},\"submit\":{\"host\":\"s.example.com\"}}}", {NULL}},
	{"STARTTLS", {SERVICES(AT(IMAP, "m.example.com", 143, STARTTLS, LOGIN, PASSWORD), AT(POP3, "m.example.com", 995, TLS, LOGIN, PASSWORD))},
	 PACC_PUBLISHED, WITH_PASSWORD "\"pop3\":{\"host\":\"m.example.com\"}}}", {"TLS from the first byte", NULL}},
	{"STARTTLS alone", {SERVICES(AT(IMAP, "m.example.com", 993, STARTTLS, LOGIN, PASSWORD))}, PACC_E_EMPTY, NULL, {"TLS from the first byte"}},
	{"cleartext", {SERVICES(AT(IMAP, "m.example.com", 143, NONE, LOGIN, PASSWORD))}, PACC_E_EMPTY, NULL, {"TLS from the first byte"}},
	{"another port", {SERVICES(AT(IMAP, "m.example.com", 9993, TLS, LOGIN, PASSWORD), AT(SUBMISSION, "m.example.com", 587, TLS, LOGIN, PASSWORD),
				   AT(POP3, "m.example.com", 993, TLS, LOGIN, PASSWORD))},
	 PACC_E_EMPTY, NULL, {"no port but 993", "no port but 465", "no port but 995"}},
	{"the first that can be said", {SERVICES(AT(IMAP, "a.example.com", 143, STARTTLS, LOGIN, PASSWORD), GOOD_IMAP, AT(IMAP, "b.example.com", 993, TLS, LOGIN, PASSWORD))},
	 PACC_PUBLISHED, WITH_PASSWORD IMAP_HOST "}}", {"TLS from", NULL, "another stands before"}},
	{"a host of the domain's", {.name = "xn--bcher-kva.example", SERVICES(AT(IMAP, "mail.%EMAILDOMAIN%", 993, TLS, LOGIN, PASSWORD))},
	 PACC_PUBLISHED, WITH_PASSWORD "\"imap\":{\"host\":\"mail.xn--bcher-kva.example\"}}}", {NULL}},
	{"nothing", {0}, PACC_E_EMPTY, NULL, {NULL}},

	/* URLs */
	{"the address in a URL", {SERVICES(URL(CALDAV, "https://d.example.com/dav/%EMAILADDRESS%/", LOGIN, PASSWORD), GOOD_IMAP)},
	 PACC_PUBLISHED, WITH_PASSWORD IMAP_HOST "}}", {"its URL holds the address"}},
	{"a root", {SERVICES(URL(CALDAV, "https://d.example.com/dav/%EMAILADDRESS%/", LOGIN, PASSWORD, .root = "https://d.example.com/dav/"))},
	 PACC_PUBLISHED, WITH_PASSWORD "\"caldav\":{\"url\":\"https://d.example.com/dav/\"}}}", {NULL}},
	{"the domain in a URL", {SERVICES(URL(WEBDAV, "https://d.example.com/%EMAILDOMAIN%/", LOGIN, PASSWORD))},
	 PACC_PUBLISHED, WITH_PASSWORD "\"webdav\":{\"url\":\"https://d.example.com/example.com/\"}}}", {NULL}},
	{"a plain URL", {SERVICES(URL(CARDDAV, "http://d.example.com/dav/", LOGIN, PASSWORD))}, PACC_E_EMPTY, NULL, {"https only"}},
	{"a port in a URL", {SERVICES(URL(CARDDAV, "https://d.example.com:443/dav/", LOGIN, PASSWORD), URL(JMAP, "https://d.example.com:8443/", LOGIN, PASSWORD))},
	 PACC_E_EMPTY, NULL, {"have no port", "have no port"}},
	{"a colon in a path", {SERVICES(URL(JMAP, "https://d.example.com/a:b", LOGIN, PASSWORD))}, PACC_PUBLISHED,
	 WITH_PASSWORD "\"jmap\":{\"url\":\"https://d.example.com/a:b\"}}}", {NULL}},
	{"a fragment", {SERVICES(URL(JMAP, "https://d.example.com/#a", LOGIN, PASSWORD))}, PACC_E_EMPTY, NULL, {"have no fragment"}},
	{"bare origins", {SERVICES(URL(CALDAV, "https://d.example.com", LOGIN, PASSWORD), URL(CARDDAV, "https://d.example.com/", LOGIN, PASSWORD),
				   URL(WEBDAV, "https://d.example.com?a/b", LOGIN, PASSWORD))},
	 PACC_E_EMPTY, NULL, {"has a path", "has a path", "has a path"}},
	{"JMAP at the origin", {SERVICES(URL(JMAP, "https://d.example.com/", LOGIN, PASSWORD))}, PACC_PUBLISHED,
	 WITH_PASSWORD "\"jmap\":{\"url\":\"https://d.example.com/\"}}}", {NULL}},
	{"no word for it", {SERVICES(AT(MANAGESIEVE, "m.example.com", 4190, TLS, .username = "x", PASSWORD), URL(EWS, "https://e.example.com/x", .username = "x", PASSWORD),
				     GOOD_IMAP)},
	 PACC_PUBLISHED, WITH_PASSWORD IMAP_HOST "}}", {"no word for it", "no word for it", NULL}},

	/* ways to log in */
	{"OAuth 2 alone", {.oauth2 = &oauth2, SERVICES(AT(IMAP, "m.example.com", 993, TLS, LOGIN, OAUTH2))}, PACC_PUBLISHED, WITH_OAUTH2("false") IMAP_HOST "}}", {NULL}},
	{"OAuth 2 or a password", {.oauth2 = &oauth2, SERVICES(AT(IMAP, "m.example.com", 993, TLS, LOGIN, EITHER))}, PACC_PUBLISHED, WITH_OAUTH2("true") IMAP_HOST "}}", {NULL}},
	{"one of them each", {.oauth2 = &oauth2, SERVICES(GOOD_IMAP, URL(JMAP, "https://d.example.com/s", LOGIN, OAUTH2))}, PACC_PUBLISHED,
	 WITH_OAUTH2("true") IMAP_HOST ",\"jmap\":{\"url\":\"https://d.example.com/s\"}}}", {NULL}},
	{"an issuer for nobody", {.oauth2 = &oauth2, SERVICES(GOOD_IMAP)}, PACC_PUBLISHED, WITH_PASSWORD IMAP_HOST "}}", {NULL}},
	{"OAuth 2 of nobody", {SERVICES(AT(IMAP, "m.example.com", 993, TLS, LOGIN, OAUTH2))}, PACC_E_EMPTY, NULL, {"neither a password nor"}},
	{"a plain issuer", {.oauth2 = &plain_oauth2, SERVICES(AT(IMAP, "m.example.com", 993, TLS, LOGIN, EITHER))}, PACC_PUBLISHED, WITH_PASSWORD IMAP_HOST "}}", {NULL}},
	{"Kerberos", {SERVICES(AT(IMAP, "m.example.com", 993, TLS, .username = "%EMAILLOCALPART%", KERBEROS), AT(POP3, "m.example.com", 995, TLS, LOGIN, PASSWORD))},
	 PACC_PUBLISHED, WITH_PASSWORD "\"pop3\":{\"host\":\"m.example.com\"}}}", {"neither a password nor", NULL}},

	/* logins */
	{"local parts", {SERVICES(AT(IMAP, "m.example.com", 993, TLS, .username = "%EMAILLOCALPART%", PASSWORD))}, PACC_E_LOGIN, NULL, {NULL}},
	{"one login of many", {SERVICES(GOOD_IMAP, URL(CALDAV, "https://d.example.com/dav/", .username = "%EMAILLOCALPART%", PASSWORD))}, PACC_E_LOGIN, NULL, {NULL}},
	{"also where it cannot be said", {SERVICES(GOOD_IMAP, AT(SUBMISSION, "m.example.com", 587, STARTTLS, .username = "%EMAILLOCALPART%", PASSWORD))}, PACC_E_LOGIN, NULL, {NULL, "TLS from"}},
	{"everybody's login", {SERVICES(AT(IMAP, "m.example.com", 993, TLS, .username = "postmaster", PASSWORD))}, PACC_E_LOGIN, NULL, {NULL}},
	{"another domain's address", {SERVICES(AT(IMAP, "m.example.com", 993, TLS, .username = "%EMAILLOCALPART%@example.net", PASSWORD))}, PACC_E_LOGIN, NULL, {NULL}},
	{"the address in two pieces", {SERVICES(AT(IMAP, "m.example.com", 993, TLS, .username = "%EMAILLOCALPART%@%EMAILDOMAIN%", PASSWORD))}, PACC_PUBLISHED, WITH_PASSWORD IMAP_HOST "}}", {NULL}},
	{"the address, its domain written out", {SERVICES(AT(IMAP, "m.example.com", 993, TLS, .username = "%EMAILLOCALPART%@example.com", PASSWORD))}, PACC_PUBLISHED, WITH_PASSWORD IMAP_HOST "}}", {NULL}},
};
/* clang-format on */

static bool omission_is_right(const struct row *row, const struct domain *domain, size_t i)
{
	const char *wanted = i < 3 ? row->omissions[i] : NULL;
	const char *found = pacc_omission(domain, &domain->services[i]);

	if (wanted ? found && strstr(found, wanted) : !found)
		return true;

	print_error("%s: service %zu: %s, not %s\n", row->name, i, found ? found : "said",
		    wanted ? wanted : "said");
	return false;
}

static bool is_right(const struct row *row)
{
	_cleanup_(document_clear) struct document document = {0};
	struct domain domain = row->domain;
	bool right = true;
	int r;

	domain.has_pacc = true;
	domain.provider = &plain;
	if (!domain.name)
		domain.name = "example.com";
	for (size_t i = 0; i < domain.n_services; i++)
		right &= omission_is_right(row, &domain, i);

	r = document_of(&domain, PACC_SUBMISSION_SUBMIT | PACC_SUBMISSION_SMTP, &document);
	if (r != (row->document ? 0 : ANSWER_E_UNKNOWN_DOMAIN) ||
	    pacc_refusal(&domain, NULL) != row->refusal ||
	    (!r && strcmp(document.bytes, row->document) != 0)) {
		print_error("%s: %d, %s\n", row->name, r, r ? "no document" : document.bytes);
		right = false;
	}

	return right;
}

static void test_services(void **state)
{
	int n_wrong = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		n_wrong += !is_right(&rows[i]);

	assert_int_equal(n_wrong, 0);
}

/* Whoever did not ask for it has none, whatever the services are. */
static void test_not_wanted(void **state)
{
	_cleanup_(document_clear) struct document document = {0};
	const struct protocol_context context = {.pacc_submission_keys = PACC_SUBMISSION_SUBMIT};
	const struct service *service = &example.services[0];
	struct domain domain = example;
	char digest[PACC_DIGEST_SIZE];

	(void)state;
	domain.has_pacc = false;
	assert_int_equal(pacc_refusal(&domain, &service), PACC_E_NOT_WANTED);
	assert_null(service);
	assert_int_equal(document_of(&domain, PACC_SUBMISSION_SUBMIT, &document),
			 ANSWER_E_UNKNOWN_DOMAIN);
	assert_int_equal(pacc_digest(&context, &domain, digest), ANSWER_E_UNKNOWN_DOMAIN);
	for (size_t i = 0; i < _PACC_REFUSAL_MAX; i++)
		assert_int_equal(!pacc_refusal_sentences[i], i == PACC_PUBLISHED);
}

static void test_refused_service(void **state)
{
	static const struct service services[] = {
		GOOD_IMAP,
		AT(POP3, "m.example.com", 995, TLS, .username = "%EMAILLOCALPART%", PASSWORD),
	};
	const struct domain domain = {
		.name = "example.com", .has_pacc = true, .services = services, .n_services = 2};
	const struct service *service;

	(void)state;
	assert_int_equal(pacc_refusal(&domain, &service), PACC_E_LOGIN);
	assert_ptr_equal(service, &services[1]);
}

/* ---- the provider ---- */

/* clang-format off */
static const struct provider_row {
	struct provider provider;
	const char *info;
} providers[] = {
	{{.name = TEXT("</script> \"A\\B\" K\xc3\xa4se \xf0\x9f\x93\xac a\xe2\x80\xa8z"), .short_name = TEXT("/&'")},
	 "\"info\":{\"provider\":{\"name\":\"</script> \\\"A\\\\B\\\" K\xc3\xa4se \xf0\x9f\x93\xac a\\u2028z\",\"shortName\":\"/&'\"}},"},
	{{.name = {(const struct text[]){{"", "Post"}, {"de", "Brief"}}, 2}}, "\"info\":{\"provider\":{\"name\":\"Post\"}},"},
	{{.name = TEXT("A"), .logo = "https://www.example.net/logo.SVG"},
	 "{\"logo\":[{\"content-type\":\"image/svg+xml\",\"url\":\"https://www.example.net/logo.SVG\"}],\"name\":\"A\"}"},
	{{.name = TEXT("A"), .logo = "https://www.example.net/logo"}, "\"info\":{\"provider\":{\"name\":\"A\"}},"},
	{{.name = TEXT("A"), .logo = "/etc/logo.png"}, "\"info\":{\"provider\":{\"name\":\"A\"}},"},
	{{.name = TEXT("A"), .help = "mailto:help@example.com"}, "\"info\":{\"provider\":{\"name\":\"A\"}},"},
};
/* clang-format on */

static void test_texts(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(providers); i++) {
		_cleanup_(document_clear) struct document document = {0};
		struct domain domain = example;

		domain.provider = &providers[i].provider;
		assert_int_equal(document_of(&domain, PACC_SUBMISSION_SMTP, &document), 0);
		if (!strstr(document.bytes, providers[i].info))
			fail_msg("%s\nin\n%s", providers[i].info, document.bytes);
	}
}

/* ---- who is asked for ---- */

static void test_hosts(void **state)
{
	static const struct {
		const char *host, *domain;
	} hosts[] = {
		{"ua-auto-config.example.com", "example.com"},
		{"ua-auto-config.xn--bcher-kva.example", "xn--bcher-kva.example"},
		{"autoconfig.example.com", "example.com"},
		{"autodiscover.example.com", "example.com"},
		{"example.com", "example.com"},
		{"mail.example.com", "mail.example.com"},
		{"ua-auto-config.ua-auto-config.example.com", "ua-auto-config.example.com"},
		{"ua-auto-config", "ua-auto-config"},
		{"", NULL},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(hosts); i++) {
		/* arguments never count: one document for everybody */
		const struct request request = {.path = PACC_PATH,
						.arguments = "emailaddress=a%40example.net",
						.host = hosts[i].host};
		struct query query;

		assert_int_equal(protocol_pacc.parse(&request, &query), 0);
		assert_true(query.exact && !query.has_address);
		assert_int_equal(query.n_candidates, !!hosts[i].domain);
		if (hosts[i].domain)
			assert_string_equal(query.candidates[0], hosts[i].domain);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_example),    cmocka_unit_test(test_services),
		cmocka_unit_test(test_not_wanted), cmocka_unit_test(test_refused_service),
		cmocka_unit_test(test_texts),      cmocka_unit_test(test_hosts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
