/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Payloads beside mail, calendars and contacts, and what an operator may add: documents compared
 * whole with golden/.  test_payloads GOLDEN_DIRECTORY [--write]
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

#define MANY 50

/* clang-format off */
#define LOGIN .username = "%EMAILADDRESS%", .n_authentications = 1
#define OPEN LOGIN, .authentications = {AUTHENTICATION_NONE}
#define IMAP {.type = SERVICE_IMAP, .host = "imap.example.com", .port = 993, .security = SECURITY_TLS, LOGIN}
#define SMTP {.type = SERVICE_SUBMISSION, .host = "smtp.example.com", .port = 465, .security = SECURITY_TLS, LOGIN}
#define URL(type_, url_) {.type = type_, .url = url_, LOGIN}
#define EAS URL(SERVICE_ACTIVESYNC, "https://eas.example.com/Microsoft-Server-ActiveSync")
#define CALENDAR(url_, label_) {.type = SERVICE_SUBSCRIBED_CALENDAR, .url = url_, .label = label_, OPEN}

static const struct text consents[] = {{"", "Please agree."}, {"de", "Bitte <zustimmen>."}, {"pt-br", "Aceite, por favor."}};
static const struct profile_certificate root = {
	.der = "0\x03\x02\x01\x2a", .size = 5, .name = "Example Root", .fingerprint = "00112233445566778899aabbccddeeff"};
static const char *further[] = {"j@example.com", "jane,doe@example.com", "doe@example.net"};

static const struct golden {
	const char *name;
	struct profile_options options;
	struct service services[4];
	size_t n_addresses;
	enum profile_variant variant;
} goldens[] = {
	{"ldap", .services = {IMAP, SMTP,
		{.type = SERVICE_LDAP, .host = "ldap.example.com", .port = 636, .security = SECURITY_TLS, .search_base = "ou=people,dc=example,dc=com", LOGIN}}},
	{"calendars", .services = {IMAP, SMTP,
		CALENDAR("https://cal.example.com/holidays.ics", "Holidays & more"), CALENDAR("https://cal.%EMAILDOMAIN%/rooms.ics?a=1&b=2", "Rooms")}},
	{"activesync-alone", .services = {EAS}},
	{"activesync-beside-mail", {.payloads = PROFILE_PAYLOAD_MAIL | PROFILE_PAYLOAD_ACTIVESYNC}, {IMAP, SMTP, EAS}},
	{"activesync-mail-only", .services = {EAS}, .variant = PROFILE_VARIANT_MAIL},
	{"web-clip", {.web_clip = true}, {IMAP, SMTP, URL(SERVICE_WEBMAIL, "https://mail.example.com/SOGo")}},
	{"root-certificate", {.root_certificates = {&root, 1}}, {IMAP, SMTP}},
	{"switches", {
		.mail = {.prevent_move = true, .prevent_app_sheet = true, .allow_mail_drop = true, .disable_recents_syncing = true, .imap_path_prefix = "INBOX"},
		.smime = {true, true, true, true, true}}, {IMAP, SMTP}},
	{"consent-and-dates", {.consent = {consents, ARRAY_SIZE(consents)}, .removal_date = 4102444800, .duration_until_removal = 2592000,
		.expiration_date = 4070908800}, {IMAP, SMTP}},
	{"further-addresses", .services = {IMAP, SMTP}, .n_addresses = ARRAY_SIZE(further)},
};
/* clang-format on */

static const char *golden_directory;
static bool write_goldens;

static const struct text provider_name = {"", "Example Mail"};

static int build(const struct golden *golden, const struct service *services, size_t n_services,
		 const struct provider *provider, struct document *ret_plist)
{
	const struct domain domain = {
		.name = "example.com", .canonical = "example.com", .provider = provider};
	const struct address address = {.text = "jane.doe@example.com",
					.size = 20,
					.local_size = 8,
					.domain = "example.com"};
	const struct profile_wish wish = {.language = "", .variant = golden->variant};
	struct profile_options options = golden->options;
	struct account account = {.domain = &domain,
				  .address = &address,
				  .addresses = further,
				  .n_addresses = golden->n_addresses,
				  .services = (struct service *)(uintptr_t)services,
				  .n_services = n_services};

	options.identifier = "com.example.autoconfig";
	return profile_build(&account, &options, &wish, ret_plist, NULL);
}

static int build_golden(const struct golden *golden, struct document *ret_plist)
{
	static const struct provider provider = {.name = {&provider_name, 1}};
	size_t n = 0;

	while (n < ARRAY_SIZE(golden->services) && golden->services[n].username)
		n++;
	return build(golden, golden->services, n, &provider, ret_plist);
}

static void test_goldens(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(goldens); i++) {
		_cleanup_(document_clear) struct document plist = {0};
		char path[4096], expected[16384] = "";
		FILE *file;

		assert_int_equal(build_golden(&goldens[i], &plist), 0);
		(void)snprintf(path, sizeof(path), "%s/%s.plist", golden_directory,
			       goldens[i].name);
		file = fopen(path, write_goldens ? "w+" : "r");
		if (!file)
			fail_msg("%s: cannot be read", path);
		if (write_goldens)
			assert_int_equal(fwrite(plist.bytes, 1, plist.size, file), plist.size);
		rewind(file);
		(void)!fread(expected, 1, sizeof(expected) - 1, file);
		(void)fclose(file);
		assert_string_equal(plist.bytes, expected);
	}
}

static size_t count(const struct document *plist, const char *words)
{
	size_t n = 0;

	for (const char *at = plist->bytes; (at = strstr(at, words)); at++)
		n++;
	return n;
}

/* Twice the same calendar would be twice one UUID; fifty payloads fit, also into the signer. */
static void test_many_calendars(void **state)
{
	static const struct golden many = {"many", {.size_max = 96 * 1024}};
	static const struct provider provider = {.name = {&provider_name, 1}};
	struct service services[MANY + 2] = {IMAP, SMTP};
	char urls[MANY][64];
	_cleanup_(document_clear) struct document plist = {0};

	(void)state;
	for (size_t i = 0; i < MANY; i++) {
		(void)snprintf(urls[i], sizeof(urls[i]), "https://cal.example.com/%zu.ics",
			       i % (MANY - 1));
		services[i + 2] = (struct service)CALENDAR(urls[i], "A");
	}
	assert_int_equal(build(&many, services, MANY + 2, &provider, &plist), 0);
	assert_int_equal(count(&plist, "<string>com.apple.subscribedcalendar.account</string>"),
			 MANY - 1);
	assert_true(plist.size < many.options.size_max);
}

/* An icon as large as Apple allows; where there is no room for it, a clip without one. */
static void test_large_icon(void **state)
{
	static unsigned char png[1000 * 1000 - 1] =
		"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\1\x90\0\0\1\x90";
	const struct provider provider = {
		.name = {&provider_name, 1}, .logo_bytes = png, .logo_size = sizeof(png)};
	const struct service services[] = {IMAP, SMTP,
					   URL(SERVICE_WEBMAIL, "https://w.example.com/")};
	struct golden clip = {"clip", {.web_clip = true}};
	_cleanup_(document_clear) struct document large = {0}, small = {0};

	(void)state;
	assert_null(profile_icon_obstacle(png, sizeof(png)));
	assert_string_equal(profile_icon_obstacle("GIF89a", 6), "is no PNG");
	assert_int_equal(build(&clip, services, 3, &provider, &large), 0);
	assert_int_equal(count(&large, "<key>Icon</key>"), 1);
	assert_true(large.size > sizeof(png) * 4 / 3);

	clip.options.size_max = 96 * 1024;
	assert_int_equal(build(&clip, services, 3, &provider, &small), 0);
	assert_int_equal(count(&small, "<key>Icon</key>"), 0);
	assert_int_equal(count(&small, "com.apple.webClip.managed"), 1);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_goldens),
		cmocka_unit_test(test_many_calendars),
		cmocka_unit_test(test_large_icon),
	};

	if (argc < 2)
		return 2;
	golden_directory = argv[1];
	write_goldens = argc > 2 && !strcmp(argv[2], "--write");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
