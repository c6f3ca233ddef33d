/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Accounts as profiles: documents compared whole with golden/, and the rows that a profile cannot
 * say. test_profile GOLDEN_DIRECTORY [--write]
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "account.h"
#include "address.h"
#include "cleanup.h"
#include "document.h"
#include "domain.h"
#include "profile.h"
#include "provider.h"

#define SERVICES_MAX 5
#define PASSWORD AUTHENTICATION_PASSWORD
#define OAUTH2 AUTHENTICATION_OAUTH2
#define JANE "jane.doe@example.com", "example.com"

/* clang-format off */
#define WITH(...) .n_authentications = sizeof((uint8_t[]){__VA_ARGS__}), .authentications = {__VA_ARGS__}
#define SERVER(type_, host_, port_, security_, ...) \
	{.type = type_, .host = host_, .port = port_, .security = security_, .username = "%EMAILADDRESS%", WITH(__VA_ARGS__)}
#define DAV(type_, url_, ...) \
	{.type = type_, .url = url_, .username = "%EMAILADDRESS%", WITH(__VA_ARGS__)}
#define LOGIN(type_, host_, port_, security_, username_, literal_) \
	{.type = type_, .host = host_, .port = port_, .security = security_, .username = username_, .username_is_literal = literal_, \
	 WITH(PASSWORD)}

#define IMAP_TLS SERVER(SERVICE_IMAP, "imap.example.com", 993, SECURITY_TLS, PASSWORD)
#define SMTP_TLS SERVER(SERVICE_SUBMISSION, "smtp.example.com", 465, SECURITY_TLS, PASSWORD)

struct sample {
	const char *name;
	const char *address, *domain;
	const char *display_name;
	unsigned int payloads;
	struct service services[SERVICES_MAX];
};

/* Each has its file in golden/. */
static const struct sample goldens[] = {
	{"imap-implicit-tls", JANE, "Jane Doe", .services = {IMAP_TLS, SMTP_TLS}},
	{"imap-starttls", JANE, NULL, .services = {
		SERVER(SERVICE_IMAP, "mail.example.com", 143, SECURITY_STARTTLS, PASSWORD),
		SERVER(SERVICE_SUBMISSION, "mail.example.com", 587, SECURITY_STARTTLS, PASSWORD)}},
	{"pop", JANE, "Jane Doe", .services = {
		SERVER(SERVICE_POP3, "pop.example.com", 995, SECURITY_TLS, PASSWORD), SMTP_TLS}},
	{"clear", JANE, NULL, .services = {
		SERVER(SERVICE_IMAP, "mail.example.com", 143, SECURITY_NONE, AUTHENTICATION_PASSWORD_ENCRYPTED),
		SERVER(SERVICE_SUBMISSION, "mail.example.com", 25, SECURITY_NONE, AUTHENTICATION_CLIENT_IP_ADDRESS)}},
	{"mail-and-dav", JANE, "Jane Doe", .services = {IMAP_TLS, SMTP_TLS,
		DAV(SERVICE_CALDAV, "https://dav.example.com/SOGo/dav/%EMAILADDRESS%/", PASSWORD),
		DAV(SERVICE_CARDDAV, "https://dav.%EMAILDOMAIN%:8443/", PASSWORD)}},
	{"dav-alone", JANE, "Jane Doe", .services = {
		DAV(SERVICE_CALDAV, "http://dav.example.com", PASSWORD)}},
	{"own-logins", JANE, "Jane \"J\" <O'Neil> & Co ]]>", .services = {
		LOGIN(SERVICE_IMAP, "imap.example.com", 993, SECURITY_TLS, "%EMAILLOCALPART%", false),
		LOGIN(SERVICE_SUBMISSION, "smtp.example.com", 465, SECURITY_TLS, "u1042 100%EMAILDOMAIN%", true)}},
	{"international", "J\xc3\xbcrgen+x@b\xc3\xbc" "cher.example", "xn--bcher-kva.example", "\xf0\x9f\x93\xab \xd7\x90\xd7\x91", .services = {
		SERVER(SERVICE_IMAP, "imap.%EMAILDOMAIN%", 993, SECURITY_TLS, PASSWORD),
		SERVER(SERVICE_SUBMISSION, "smtp.%EMAILDOMAIN%", 465, SECURITY_TLS, PASSWORD)}},
};

/* What is chosen among several: two lines of the document tell. */
static const struct choice {
	const char *name, *host, *type;
	struct service services[SERVICES_MAX];
} choices[] = {
	{"IMAP before POP", "b.example.com", "EmailTypeIMAP", {
		SERVER(SERVICE_POP3, "a.example.com", 995, SECURITY_TLS, PASSWORD),
		SERVER(SERVICE_IMAP, "b.example.com", 143, SECURITY_STARTTLS, PASSWORD), SMTP_TLS}},
	{"encrypted before clear", "b.example.com", "EmailTypeIMAP", {
		SERVER(SERVICE_IMAP, "a.example.com", 143, SECURITY_NONE, PASSWORD),
		SERVER(SERVICE_IMAP, "b.example.com", 143, SECURITY_STARTTLS, PASSWORD), SMTP_TLS}},
	{"the operator's order", "a.example.com", "EmailTypeIMAP", {
		SERVER(SERVICE_IMAP, "a.example.com", 143, SECURITY_STARTTLS, PASSWORD),
		SERVER(SERVICE_IMAP, "b.example.com", 993, SECURITY_TLS, PASSWORD), SMTP_TLS}},
	{"what can be said before what cannot", "c.example.com", "EmailTypePOP", {
		SERVER(SERVICE_IMAP, "a.example.com", 10993, SECURITY_TLS, PASSWORD),
		SERVER(SERVICE_IMAP, "b.example.com", 993, SECURITY_TLS, OAUTH2, AUTHENTICATION_GSSAPI),
		SERVER(SERVICE_POP3, "c.example.com", 110, SECURITY_STARTTLS, PASSWORD), SMTP_TLS}},
	{"a password behind OAuth2", "a.example.com", "EmailTypeIMAP", {
		SERVER(SERVICE_IMAP, "a.example.com", 993, SECURITY_TLS, OAUTH2, PASSWORD), SMTP_TLS}},
};

#define NO_TLS " cannot be said in a profile"
#define NO_AUTH ": a profile has no value for any of its authentication methods"

static const struct refusal {
	const char *name, *sentence;
	unsigned int payloads;
	struct service services[SERVICES_MAX];
} refusals[] = {
	{"nothing", "none of the services can be set up by a profile", 0, {{0}}},
	{"nothing of this kind", "none of the services can be set up by a profile", 0, {
		DAV(SERVICE_WEBMAIL, "https://mail.example.com", PASSWORD)}},
	{"nothing that is wanted", "none of the services can be set up by a profile", PROFILE_PAYLOAD_MAIL, {
		DAV(SERVICE_CALDAV, "https://dav.example.com", PASSWORD)}},
	{"no submission", "no submission service is configured", 0, {IMAP_TLS}},
	{"only submission", "no imap or pop3 service is configured", 0, {SMTP_TLS}},
	{"implicit TLS on another port",
		"imap mail.example.org:10993: implicit TLS on a port other than 993" NO_TLS, 0, {
		SERVER(SERVICE_IMAP, "mail.example.org", 10993, SECURITY_TLS, PASSWORD), SMTP_TLS}},
	{"implicit TLS on another protocol's port",
		"pop3 mail.example.org:993: implicit TLS on a port other than 995" NO_TLS, 0, {
		SERVER(SERVICE_POP3, "mail.example.org", 993, SECURITY_TLS, PASSWORD), SMTP_TLS}},
	{"STARTTLS on 465",
		"submission smtp.example.org:465: STARTTLS on a port of implicit TLS" NO_TLS, 0, {
		IMAP_TLS, SERVER(SERVICE_SUBMISSION, "smtp.example.org", 465, SECURITY_STARTTLS, PASSWORD)}},
	{"STARTTLS on 993",
		"imap mail.example.org:993: STARTTLS on a port of implicit TLS" NO_TLS, 0, {
		SERVER(SERVICE_IMAP, "mail.example.org", 993, SECURITY_STARTTLS, PASSWORD), SMTP_TLS}},
	{"OAuth2 alone, and what else is wrong",
		"imap a.example.org:993" NO_AUTH "; pop3 b.example.org:995" NO_AUTH "; submission c.example.org:465" NO_AUTH, 0, {
		SERVER(SERVICE_IMAP, "a.example.org", 993, SECURITY_TLS, OAUTH2),
		SERVER(SERVICE_POP3, "b.example.org", 995, SECURITY_TLS, AUTHENTICATION_GSSAPI, AUTHENTICATION_TLS_CLIENT_CERT),
		SERVER(SERVICE_SUBMISSION, "c.example.org", 465, SECURITY_TLS, OAUTH2)}},
	{"a host of one person",
		"imap %EMAILLOCALPART%.example.org:993: its host depends on who asks", 0, {
		SERVER(SERVICE_IMAP, "%EMAILLOCALPART%.example.org", 993, SECURITY_TLS, PASSWORD), SMTP_TLS}},
	{"mail that cannot be said, beside calendars that can", "imap a.example.org:993" NO_AUTH, 0, {
		SERVER(SERVICE_IMAP, "a.example.org", 993, SECURITY_TLS, OAUTH2), SMTP_TLS,
		DAV(SERVICE_CALDAV, "https://dav.example.com", PASSWORD)}},
	{"calendars without a password", "caldav https://dav.example.com: a profile can only say a password", 0, {
		DAV(SERVICE_CALDAV, "https://dav.example.com", OAUTH2)}},
#define NO_HOST ": a profile has room for a host name and a port only"
	{"a calendar of one person's host", "caldav https://%EMAILADDRESS%/" NO_HOST, 0, {DAV(SERVICE_CALDAV, "https://%EMAILADDRESS%/", PASSWORD)}},
	{"a calendar with a login", "caldav https://a@b/" NO_HOST, 0, {DAV(SERVICE_CALDAV, "https://a@b/", PASSWORD)}},
	{"a calendar on port 0", "caldav https://b:0/" NO_HOST, 0, {DAV(SERVICE_CALDAV, "https://b:0/", PASSWORD)}},
	{"a calendar on port 65536", "caldav https://b:65536/" NO_HOST, 0, {DAV(SERVICE_CALDAV, "https://b:65536/", PASSWORD)}},
	{"a calendar on an address literal", "caldav https://[::1]/" NO_HOST, 0, {DAV(SERVICE_CALDAV, "https://[::1]/", PASSWORD)}},
	{"contacts nowhere", "carddav https:///dav" NO_HOST, 0, {DAV(SERVICE_CARDDAV, "https:///dav", PASSWORD)}},
	{"contacts by another scheme", "carddav ftp://b/" NO_HOST, 0, {DAV(SERVICE_CARDDAV, "ftp://b/", PASSWORD)}},
};
/* clang-format on */

static const struct text provider_names[] = {{"", "Example Mail & Co"}, {"de", "Beispielpost"}};
static const struct text provider_descriptions[] = {{"", "Sets up your mail account"}};
static const struct provider provider = {
	.name = {provider_names, ARRAY_SIZE(provider_names)},
	.description = {provider_descriptions, ARRAY_SIZE(provider_descriptions)},
};
static const struct domain domain = {
	.name = "example.com", .canonical = "example.com", .provider = &provider};

static const char *golden_directory;
static bool write_goldens;

static const struct profile_wish default_wish = {.language = ""};

static int build_as(const struct sample *sample, const struct profile_options *options,
		    const struct profile_wish *wish, struct document *ret_plist,
		    char **reterr_message)
{
	struct address address = {.size = strlen(sample->address)};
	struct service services[SERVICES_MAX];
	struct account account = {
		.domain = &domain,
		.address = &address,
		.display_name = sample->display_name,
		.services = services,
	};

	memcpy(address.text, sample->address, address.size);
	address.local_size = address.size - strlen(strrchr(sample->address, '@'));
	(void)snprintf(address.domain, sizeof(address.domain), "%s", sample->domain);

	memcpy(services, sample->services, sizeof(services));
	while (account.n_services < SERVICES_MAX && services[account.n_services].username)
		account.n_services++;

	return profile_build(&account, options, wish, ret_plist, reterr_message);
}

static int build(const struct sample *sample, const struct profile_options *options,
		 struct document *ret_plist, char **reterr_message)
{
	return build_as(sample, options, &default_wish, ret_plist, reterr_message);
}

static const struct profile_options *options_of(const struct sample *sample)
{
	static struct profile_options options;

	options = (struct profile_options){
		.organization = "Example",
		.identifier = "com.example.autoconfig",
		.payloads = sample->payloads,
	};
	return &options;
}

static void build_well(const struct sample *sample, struct document *ret_plist)
{
	_cleanup_(freep) char *message = NULL;
	int r = build(sample, options_of(sample), ret_plist, &message);

	if (r)
		fail_msg("%s: %d: %s", sample->name, r, message ? message : "");
	assert_null(message);
}

/* ---- whole documents ---- */

static void golden_write(const char *path, const struct document *plist)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(plist->bytes, 1, plist->size, file), plist->size);
	assert_int_equal(fclose(file), 0);
}

static char *golden_read(const char *path)
{
	FILE *file = fopen(path, "r");
	char *text = NULL;
	size_t size = 0;

	if (!file)
		fail_msg("%s: cannot be read", path);
	assert_true(getdelim(&text, &size, '\0', file) > 0);
	(void)fclose(file);
	return text;
}

static void fail_at_first_difference(const char *name, const char *expected, const char *actual)
{
	int line = 1;

	while (strcspn(expected, "\n") == strcspn(actual, "\n") &&
	       !strncmp(expected, actual, strcspn(expected, "\n")) && *expected && *actual) {
		expected = strchrnul(expected, '\n') + 1;
		actual = strchrnul(actual, '\n') + 1;
		line++;
	}
	fail_msg("%s, line %d: expected \"%.*s\", got \"%.*s\"", name, line,
		 (int)strcspn(expected, "\n"), expected, (int)strcspn(actual, "\n"), actual);
}

static void test_goldens(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(goldens); i++) {
		_cleanup_(document_clear) struct document plist = {0};
		_cleanup_(freep) char *expected = NULL;
		char path[4096];

		(void)snprintf(path, sizeof(path), "%s/%s.plist", golden_directory,
			       goldens[i].name);
		build_well(&goldens[i], &plist);
		if (write_goldens)
			golden_write(path, &plist);

		expected = golden_read(path);
		if (strcmp(expected, plist.bytes))
			fail_at_first_difference(goldens[i].name, expected, plist.bytes);
		assert_int_equal(plist.n_slots, 0);
	}
}

/* ---- parts of documents ---- */

/*
 * The text of the element behind a key; "" for <true/> and its like, NULL when the key is not
 * there.
 */
static char *value_of(const struct document *plist, const char *key)
{
	char line[128];
	const char *at, *value;

	(void)snprintf(line, sizeof(line), "<key>%s</key>\n", key);
	at = strstr(plist->bytes, line);
	if (!at)
		return NULL;

	value = strchr(at + strlen(line), '<');
	return strndup(value, strcspn(value, "\n"));
}

static void assert_value(const char *name, const struct document *plist, const char *key,
			 const char *expected)
{
	_cleanup_(freep) char *value = value_of(plist, key);

	if (!value != !expected || (value && strcmp(value, expected)))
		fail_msg("%s: %s is %s instead of %s", name, key, value ? value : "missing",
			 expected ? expected : "missing");
}

static void test_choices(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(choices); i++) {
		_cleanup_(document_clear) struct document plist = {0};
		struct sample sample = {choices[i].name, JANE, NULL, 0, {{0}}};
		char host[64], type[64];

		memcpy(sample.services, choices[i].services, sizeof(sample.services));
		build_well(&sample, &plist);
		(void)snprintf(host, sizeof(host), "<string>%s</string>", choices[i].host);
		(void)snprintf(type, sizeof(type), "<string>%s</string>", choices[i].type);
		assert_value(sample.name, &plist, "IncomingMailServerHostName", host);
		assert_value(sample.name, &plist, "EmailAccountType", type);
	}
}

static void test_refusals(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(refusals); i++) {
		_cleanup_(document_clear) struct document plist = {0};
		_cleanup_(freep) char *message = NULL;
		struct sample sample = {refusals[i].name, JANE, NULL, refusals[i].payloads, {{0}}};
		int r;

		memcpy(sample.services, refusals[i].services, sizeof(sample.services));
		r = build(&sample, options_of(&sample), &plist, &message);
		if (r != PROFILE_E_NOT_EXPRESSIBLE || strcmp(message, refusals[i].sentence))
			fail_msg("%s: %d: %s", refusals[i].name, r, message ? message : "");
		assert_null(plist.bytes);
	}
}

static void test_message_is_optional(void **state)
{
	const struct sample sample = {"nothing", JANE, NULL, 0, {{0}}};
	struct document plist = {0};

	(void)state;
	assert_int_equal(build(&sample, options_of(&sample), &plist, NULL),
			 PROFILE_E_NOT_EXPRESSIBLE);
}

/* A wish for mail alone leaves the rest out: one question for a password instead of three. */
static void test_mail_only(void **state)
{
	_cleanup_(document_clear) struct document all = {0}, mail = {0};
	struct sample sample = goldens[4];

	(void)state;
	build_well(&sample, &all);
	assert_non_null(strstr(all.bytes, "com.apple.caldav.account"));
	assert_non_null(strstr(all.bytes, "com.apple.carddav.account"));

	sample.payloads = PROFILE_PAYLOAD_MAIL;
	build_well(&sample, &mail);
	assert_non_null(strstr(mail.bytes, "com.apple.mail.managed"));
	assert_null(strstr(mail.bytes, "DAV"));
}

/* The same profile, so that one replaces the other (rulings 8); only the payloads are fewer. */
static void test_variant_mail(void **state)
{
	static const struct profile_wish mail_only = {.language = "",
						      .variant = PROFILE_VARIANT_MAIL};
	_cleanup_(document_clear) struct document all = {0}, mail = {0}, none = {0};
	_cleanup_(freep) char *message = NULL;

	(void)state;
	build_well(&goldens[4], &all);
	assert_int_equal(build_as(&goldens[4], options_of(&goldens[4]), &mail_only, &mail, NULL),
			 0);
	assert_null(strstr(mail.bytes, "DAV"));
	assert_non_null(
		strstr(mail.bytes, "<string>9C034295-2A55-5A61-A663-CB24C82C0D47</string>"));
	assert_string_equal(strstr(mail.bytes, "</array>"), strstr(all.bytes, "</array>"));

	assert_int_equal(
		build_as(&goldens[5], options_of(&goldens[5]), &mail_only, &none, &message),
		PROFILE_E_NOT_EXPRESSIBLE);
	assert_string_equal(message, "none of the services can be set up by a profile");
}

/*
 * Devices make an account's tag of the profile's name: it is the same in every language, and only
 * what is read there changes.
 */
static void test_name_is_the_same_in_every_language(void **state)
{
	static const char *const languages[] = {"", "en", "de", "fr-ca", "xx"};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(languages); i++) {
		const struct profile_wish wish = {.language = languages[i]};
		_cleanup_(document_clear) struct document plist = {0};

		assert_int_equal(
			build_as(&goldens[0], options_of(&goldens[0]), &wish, &plist, NULL), 0);
		assert_non_null(strstr(strstr(plist.bytes, "</array>"),
				       "<string>Example Mail &amp; Co</string>"));
	}
}

/* ---- identity ---- */

/* Every UUID of the document, one after the other. */
static void uuids_of(const struct document *plist, char ret_uuids[static 256])
{
	static const char key[] = "<key>PayloadUUID</key>";
	size_t n = 0;

	for (const char *at = plist->bytes; (at = strstr(at, key)); at++) {
		const char *value = strstr(at, "<string>") + strlen("<string>");

		memcpy(ret_uuids + n, value, PROFILE_UUID_SIZE - 1);
		n += PROFILE_UUID_SIZE - 1;
	}
	ret_uuids[n] = '\0';
}

static void test_identity_depends_on_the_address_alone(void **state)
{
	_cleanup_(document_clear) struct document here = {0}, again = {0}, moved = {0}, other = {0};
	char expected[256], uuids[256];
	struct sample sample = goldens[4];

	(void)state;
	build_well(&sample, &here);
	build_well(&sample, &again);
	assert_string_equal(here.bytes, again.bytes);
	uuids_of(&here, expected);

	sample.address = "Jane.DOE@EXAMPLE.com";
	sample.display_name = "Somebody Else";
	sample.services[0].host = "new.example.com";
	sample.services[0].port = 143;
	sample.services[0].security = SECURITY_STARTTLS;
	build_well(&sample, &moved);
	uuids_of(&moved, uuids);
	assert_string_not_equal(here.bytes, moved.bytes);
	assert_string_equal(uuids, expected);

	sample.address = "jane@example.com";
	build_well(&sample, &other);
	uuids_of(&other, uuids);
	for (size_t i = 0; i < strlen(uuids); i += PROFILE_UUID_SIZE - 1) {
		char uuid[PROFILE_UUID_SIZE] = {0};

		memcpy(uuid, uuids + i, sizeof(uuid) - 1);
		assert_null(strstr(expected, uuid));
		assert_null(strstr(strstr(uuids, uuid) + 1, uuid));
	}
}

/* ---- texts ---- */

/* clang-format off */
static const struct {
	const char *name, *display_name, *expected;
} names[] = {
	{"none",	NULL,			NULL},
	{"empty",	"",			NULL},
	{"only blanks",	" \t ",			NULL},
	{"one byte",	"J",			"<string>J</string>"},
	{"markup",	"a <b> & ]]>",		"<string>a &lt;b&gt; &amp; ]]&gt;</string>"},
	{"a tab",	"a\tb",			"<string>a\tb</string>"},
	{"combining",	"e\xcc\x81",		"<string>e\xcc\x81</string>"},
	{"emoji",	"\xf0\x9f\x93\xab",	"<string>\xf0\x9f\x93\xab</string>"},
	{"RTL",		"\xd7\x90\xd7\x91",	"<string>\xd7\x90\xd7\x91</string>"},
};

static const struct {
	const char *name, *display_name;
} bad_names[] = {
	{"a control character",	"a\x01"},
	{"U+FFFE",		"a\xef\xbf\xbe"},
	{"a surrogate",		"a\xed\xa0\x80"},
	{"a bare byte",		"a\xff"},
	{"cut off",		"a\xc3"},
	{"overlong",		"\xc0\xaf"},
};
/* clang-format on */

static void test_names(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		_cleanup_(document_clear) struct document plist = {0};
		struct sample sample = goldens[0];

		sample.display_name = names[i].display_name;
		build_well(&sample, &plist);
		assert_value(names[i].name, &plist, "EmailAccountName", names[i].expected);
	}
}

static void test_long_name(void **state)
{
	_cleanup_(document_clear) struct document plist = {0};
	struct sample sample = goldens[0];
	char name[4096];

	(void)state;
	memset(name, '&', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	sample.display_name = name;
	build_well(&sample, &plist);
	assert_true(plist.size > sizeof(name) * strlen("&amp;"));
}

static void test_names_that_xml_cannot_hold(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(bad_names); i++) {
		_cleanup_(document_clear) struct document plist = {0};
		_cleanup_(freep) char *message = NULL;
		struct sample sample = goldens[0];

		sample.display_name = bad_names[i].display_name;
		if (build(&sample, options_of(&sample), &plist, &message) != PROFILE_E_BAD_TEXT)
			fail_msg("%s: was not refused", bad_names[i].name);
		assert_string_equal(message, "EmailAccountName holds what XML 1.0 cannot");
		assert_null(plist.bytes);
	}
}

/*
 * The texts are the operator's, in the language that was asked for; the person stands in
 * EmailAddress and logins alone.
 */
static void test_texts(void **state)
{
	_cleanup_(document_clear) struct document plist = {0};
	const struct profile_wish german = {.language = "de-at"};
	struct profile_options options = *options_of(&goldens[0]);
	struct sample sample = goldens[0];
	size_t n = 0;

	(void)state;
	options.organization = NULL;
	sample.display_name = NULL;
	assert_int_equal(build_as(&sample, &options, &german, &plist, NULL), 0);
	assert_value("texts", &plist, "PayloadDisplayName", "<string>Beispielpost</string>");
	assert_value("texts", &plist, "PayloadDescription", "<string>Richtet E-Mail ein.</string>");
	assert_value("texts", &plist, "EmailAccountDescription", "<string>Beispielpost</string>");
	assert_value("texts", &plist, "PayloadOrganization", NULL);

	for (const char *at = plist.bytes; (at = strcasestr(at, "jane")); at++)
		n++;
	assert_int_equal(n, 3);
}

/* A provider without a name in any language is called by the domain. */
static void test_name_of_last_resort(void **state)
{
	_cleanup_(document_clear) struct document plist = {0};
	static const struct provider nameless;
	const struct domain bare = {.name = "example.com", .provider = &nameless};
	const struct address address = {
		.text = "j@example.com", .size = 13, .local_size = 1, .domain = "example.com"};
	struct service services[] = {IMAP_TLS, SMTP_TLS};
	const struct account account = {
		.domain = &bare, .address = &address, .services = services, .n_services = 2};

	(void)state;
	assert_int_equal(
		profile_build(&account, options_of(&goldens[0]), &default_wish, &plist, NULL), 0);
	assert_value("last resort", &plist, "PayloadDisplayName", "<string>example.com</string>");
	assert_value("last resort", &plist, "PayloadDescription",
		     "<string>Sets up e-mail.</string>");
	assert_non_null(strstr(plist.bytes, "Sets up your accounts on this device."));
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_goldens),
		cmocka_unit_test(test_choices),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_message_is_optional),
		cmocka_unit_test(test_mail_only),
		cmocka_unit_test(test_variant_mail),
		cmocka_unit_test(test_name_is_the_same_in_every_language),
		cmocka_unit_test(test_identity_depends_on_the_address_alone),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_long_name),
		cmocka_unit_test(test_names_that_xml_cannot_hold),
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_name_of_last_resort),
	};

	if (argc < 2)
		return 2;
	golden_directory = argv[1];
	write_goldens = argc > 2 && !strcmp(argv[2], "--write");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
