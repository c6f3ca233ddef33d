/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of services: what is announced of them, and which column is to blame. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "cleanup.h"
#include "directory.h"
#include "directory/service_row.h"
#include "service.h"

#define HOST(host, port, security) "imap", host, port, security, NULL, NULL, NULL, NULL, NULL, NULL
#define URL(type, url, root) type, NULL, NULL, NULL, url, root, NULL, NULL, NULL, NULL
#define PORT(port, url) "caldav", NULL, port, NULL, url, NULL, NULL, NULL, NULL, NULL
#define WORDS(username, authentication)                                                            \
	"imap", "h.example", "993", "tls", NULL, NULL, username, authentication, NULL, NULL
#define NAMED(type, label, search_base)                                                            \
	type, "h.example", "636", "tls", NULL, NULL, NULL, NULL, label, search_base

static const struct {
	const char *values[_SERVICE_COLUMN_MAX];
	const char *wrong; /* the column; NULL for a good row */
	const char *host;  /* as announced */
	bool allow_cleartext;
} cases[] = {
	{{HOST("mail.example.org", "993", "tls")}, NULL, "mail.example.org", false},
	{{HOST("Mail.Example.ORG.", "993", "tls")}, NULL, "mail.example.org", false},
	{{HOST("m\xc3\xbcller.example", "993", "tls")}, NULL, "xn--mller-kva.example", false},
	{{HOST("mail.%EMAILDOMAIN%", "993", "tls")}, NULL, "mail.%EMAILDOMAIN%", false},
	{{HOST("%EMAILDOMAIN%", "993", "tls")}, NULL, "%EMAILDOMAIN%", false},
	{{HOST("mail%EMAILDOMAIN%", "993", "tls")}, "host", NULL, false},
	{{HOST("Mail.%EMAILDOMAIN%.Example", "993", "tls")},
	 NULL,
	 "mail.%EMAILDOMAIN%.example",
	 false},
	{{HOST("%EMAILDOMAIN%x.example", "993", "tls")}, "host", NULL, false},
	{{HOST("%EMAILDOMAIN%.%EMAILDOMAIN%", "993", "tls")}, "host", NULL, false},
	{{HOST("%EMAILLOCALPART%.mail.example", "993", "tls")}, "host", NULL, false},
	{{HOST("%EMAILLOCALPART%.%EMAILDOMAIN%", "993", "tls")}, "host", NULL, false},
	{{HOST("%EMAILADDRESS%", "993", "tls")}, "host", NULL, false},
	{{HOST("mail example", "993", "tls")}, "host", NULL, false},
	{{HOST("", "993", "tls")}, "host", NULL, false},
	{{HOST(NULL, "993", "tls")}, "host", NULL, false},
	{{HOST("<script>", "993", "tls")}, "host", NULL, false},
	{{HOST("h.example", "0", "tls")}, "port", NULL, false},
	{{HOST("h.example", "65536", "tls")}, "port", NULL, false},
	{{HOST("h.example", "993x", "tls")}, "port", NULL, false},
	{{HOST("h.example", "-1", "tls")}, "port", NULL, false},
	{{HOST("h.example", "", "tls")}, "port", NULL, false},
	{{HOST("h.example", NULL, "tls")}, "port", NULL, false},
	{{HOST("h.example", "143", "none")}, "security", NULL, false},
	{{HOST("h.example", "143", "none")}, NULL, "h.example", true},
	{{HOST("h.example", "143", "SSL")}, "security", NULL, false},
	{{HOST("h.example", "143", NULL)}, "security", NULL, false},
	{{URL("imap", "https://h.example/", NULL)}, "url", NULL, false},
	{{URL("caldav", "https://h.example/%EMAILADDRESS%/", "https://h.example/")},
	 NULL,
	 NULL,
	 false},
	{{URL("caldav", "https://h.example/", "https://h.example/%EMAILADDRESS%/")},
	 "root",
	 NULL,
	 false},
	{{URL("webmail", "https://h.example/", "https://h.example/")}, "root", NULL, false},
	{{URL("webmail", "http://h.example/", NULL)}, "url", NULL, false},
	{{URL("webmail", "http://h.example/", NULL)}, NULL, NULL, true},
	{{URL("webmail", "javascript:alert(1)", NULL)}, "url", NULL, true},
	{{URL("webmail", NULL, NULL)}, "url", NULL, false},
	{{URL("xmpp", "wss://h.example/ws", NULL)}, NULL, NULL, false},
	{{URL("gopher", "https://h.example/", NULL)}, "type", NULL, false},
	{{URL(NULL, "https://h.example/", NULL)}, "type", NULL, false},
	{{URL("caldav", "https://%EMAILLOCALPART%.h.example/", NULL)}, "url", NULL, false},
	{{URL("caldav", "https://dav.%EMAILDOMAIN%/%EMAILADDRESS%", NULL)}, NULL, NULL, false},
	{{URL("caldav", "https://u:p@h.example/", NULL)}, "url", NULL, false},
	{{URL("caldav", "https://h.example:0/", NULL)}, "url", NULL, false},
	{{URL("caldav", "https://h_.example:x/", NULL)}, "url", NULL, false},
	{{URL("caldav", "https://h.example/50%", NULL)}, "url", NULL, false},
	{{PORT("0", "https://h.example/")}, "port", NULL, false},
	{{PORT("65536", "https://h.example/")}, "port", NULL, false},
	{{WORDS("%EMAILLOCALPART%", "oauth2,password")}, NULL, "h.example", false},
	{{WORDS("%EMAILLOCALPART%", " oauth2 , password ")}, NULL, "h.example", false},
	{{WORDS("%EMAIL%", "password")}, "username", NULL, false},
	{{WORDS("bell\a", "password")}, "username", NULL, false},
	{{WORDS(NULL, "password,")}, "authentication", NULL, false},
	{{WORDS(NULL, ",password")}, "authentication", NULL, false},
	{{WORDS(NULL, "password,password")}, "authentication", NULL, false},
	{{WORDS(NULL, "plain")}, "authentication", NULL, false},
	{{WORDS(NULL, "password oauth2")}, "authentication", NULL, false},
	{{NAMED("ldap", "Staff", "ou=staff,dc=example,dc=org")}, NULL, "h.example", false},
	{{NAMED("imap", "Mail", NULL)}, NULL, "h.example", false},
	{{NAMED("imap", "", "")}, NULL, "h.example", false},
	{{NAMED("imap", "two\nlines", NULL)}, "label", NULL, false},
	{{NAMED("imap", NULL, "dc=example")}, "search_base", NULL, false},
	{{NAMED("ldap", NULL, "dc=\a")}, "search_base", NULL, false},
	{{URL("subscribed-calendar", "https://h.example/team.ics", NULL)}, NULL, NULL, false},
	{{URL("subscribed-calendar", "http://h.example/team.ics", NULL)}, "url", NULL, false},
	{{URL("subscribed-calendar", "https://h.example/", "https://h.example/")},
	 "root",
	 NULL,
	 false},
};

static void test_rows(void **state)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct service service = {0};
		const char *column = NULL;
		int r = service_from_row(cases[i].values, cases[i].allow_cleartext, arena, &service,
					 &column);

		if (r != (cases[i].wrong ? DIRECTORY_E_CONFIGURATION : 0))
			fail_msg("row %zu: %d, %s", i, r, column);
		if (r && strcmp(column, cases[i].wrong))
			fail_msg("row %zu: %s, not %s", i, column, cases[i].wrong);
		if (!r && cases[i].host && strcmp(service.host, cases[i].host))
			fail_msg("row %zu: %s", i, service.host);
	}
}

static void test_ports_of_urls(void **state)
{
	static const char *const rows[][3] = {
		{"https://h.example/a?b=c", NULL, "https://h.example/a?b=c"},
		{"https://h.example/a?b=c", "8443", "https://h.example:8443/a?b=c"},
		{"https://h.example:444/%EMAILADDRESS%", "8443",
		 "https://h.example:8443/%EMAILADDRESS%"},
		{"https://h.example", "8443", "https://h.example:8443"},
		{"http://h.example/", "8080", "http://h.example:8080/"},
	};
	_cleanup_(arena_freep) struct arena *arena = arena_new();

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const char *const values[] = {PORT(rows[i][1], rows[i][0])};
		struct service service;
		const char *column;

		assert_int_equal(service_from_row(values, true, arena, &service, &column), 0);
		assert_string_equal(service.url, rows[i][2]);
		assert_int_equal(service.port, 0);
	}
}

static void test_names(void **state)
{
	static const char *const values[] = {NAMED("ldap", "Staff", "dc=example")},
				 *const empty[] = {NAMED("ldap", "", "")};
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	struct service service;
	const char *column;

	(void)state;
	assert_int_equal(service_from_row(values, false, arena, &service, &column), 0);
	assert_string_equal(service.label, "Staff");
	assert_string_equal(service.search_base, "dc=example");
	assert_int_equal(service_from_row(empty, false, arena, &service, &column), 0);
	assert_null(service.label);
	assert_null(service.search_base);
}

static void test_defaults_and_order(void **state)
{
	static const char *const plain[] = {WORDS(NULL, NULL)}, *const ordered[] = {WORDS(
									"", "oauth2, password")};
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	struct service service;
	const char *column;

	(void)state;
	assert_int_equal(service_from_row(plain, false, arena, &service, &column), 0);
	assert_int_equal(service.type, SERVICE_IMAP);
	assert_int_equal(service.security, SECURITY_TLS);
	assert_int_equal(service.port, 993);
	assert_string_equal(service.username, "%EMAILADDRESS%");
	assert_false(service.username_is_literal);
	assert_int_equal(service.n_authentications, 1);
	assert_int_equal(service.authentications[0], AUTHENTICATION_PASSWORD);

	assert_int_equal(service_from_row(ordered, false, arena, &service, &column), 0);
	assert_int_equal(service.n_authentications, 2);
	assert_int_equal(service.authentications[0], AUTHENTICATION_OAUTH2);
	assert_int_equal(service.authentications[1], AUTHENTICATION_PASSWORD);
	assert_string_equal(service.username, "%EMAILADDRESS%");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows), cmocka_unit_test(test_ports_of_urls),
		cmocka_unit_test(test_names), cmocka_unit_test(test_defaults_and_order)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
