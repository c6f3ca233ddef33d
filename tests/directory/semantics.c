/* SPDX-License-Identifier: Apache-2.0 */
/* What every database must answer. */
#include "semantics.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cleanup.h"
#include "directory.h"
#include "directory/init.h"
#include "directory/schema.h"
#include "domain.h"
#include "fixture.h"
#include "user.h"

#define OFF(type) (UINT32_C(1) << SERVICE_##type)
#define LONG60 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static const char seed[] =
	"INSERT INTO carbone_domain (name, active) VALUES ('one.example', TRUE), ('two.example', "
	"TRUE), ('off.example', FALSE);"
	"INSERT INTO carbone_alias_domain (name, domain, active) VALUES"
	" ('also.example', 'one.example', TRUE), ('former.example', 'one.example', FALSE);"
	"INSERT INTO carbone_mailbox (address, domain, display_name, language) VALUES"
	" ('alice@one.example', 'one.example', 'Alice Ångström', 'sv'), ('bob@one.example', "
	"'one.example', '山田 雪', NULL),"
	" ('o''brien@one.example', 'one.example', 'Siobhán O''Brien', 'en'), "
	"('nobody@off.example', 'off.example', 'Nobody', NULL),"
	" ('jose@one.example', 'one.example', 'Jose', NULL), ('a+b@one.example', 'one.example', "
	"NULL, NULL);"
	"INSERT INTO carbone_mailbox (address, domain, login) VALUES ('carol@one.example', "
	"'one.example', 'cclark');"
	"INSERT INTO carbone_mailbox (address, domain, active) VALUES ('dora@one.example', "
	"'one.example', FALSE);"
	"INSERT INTO carbone_mailbox (address, domain, imap_enabled, pop3_enabled, smtp_enabled) "
	"VALUES"
	" ('erik@one.example', 'one.example', FALSE, FALSE, FALSE);"
	"INSERT INTO carbone_mailbox (address, domain, sieve_enabled, dav_enabled, eas_enabled) "
	"VALUES"
	" ('frida@one.example', 'one.example', FALSE, FALSE, FALSE);"
	"INSERT INTO carbone_mailbox (address, domain, imap_host, pop3_host, smtp_host) VALUES"
	" ('gina@one.example', 'one.example', 'IMAP2.one.example', 'pop2.one.example', "
	"'smtp2.one.example'),"
	" ('hans@one.example', 'one.example', 'not a host', '', NULL);"
	"INSERT INTO carbone_alias (address, target, active) VALUES"
	" ('a.lice@one.example', 'alice@one.example', TRUE),"
	" ('all@one.example', 'alice@one.example', TRUE), ('all@one.example', 'bob@one.example', "
	"TRUE),"
	" ('half@one.example', 'alice@one.example', TRUE), ('half@one.example', 'bob@one.example', "
	"FALSE),"
	" ('away@one.example', 'alice@elsewhere.example', TRUE),"
	" ('mixed@one.example', 'alice@one.example', TRUE), ('mixed@one.example', "
	"'alice@elsewhere.example', TRUE),"
	" ('unused@one.example', 'alice@one.example', FALSE),"
	" ('chain@one.example', 'a.lice@one.example', TRUE),"
	" ('bob@one.example', 'alice@one.example', TRUE),"
	" ('cross@two.example', 'bob@one.example', TRUE),"
	" ('dead@one.example', 'dora@one.example', TRUE),"
	" ('own@also.example', 'bob@one.example', TRUE), ('own@one.example', 'alice@one.example', "
	"TRUE),"
	" ('shut@off.example', 'alice@one.example', TRUE), ('odd one@one.example', "
	"'alice@one.example', TRUE);";

static const struct found {
	const char *name;
	const char *address;
	const char *mailbox; /* NULL: not found */
	const char *login, *display_name, *language;
	bool is_disabled;
	uint32_t switched_off;
	const char *imap_host, *pop3_host, *smtp_host;
} cases[] = {
	{.name = "direct",
	 .address = "alice@one.example",
	 .mailbox = "alice@one.example",
	 .display_name = "Alice Ångström",
	 .language = "sv"},
	{.name = "upper case",
	 .address = "Alice@one.example",
	 .mailbox = "alice@one.example",
	 .display_name = "Alice Ångström",
	 .language = "sv"},
	{.name = "direct before alias",
	 .address = "bob@one.example",
	 .mailbox = "bob@one.example",
	 .display_name = "山田 雪"},
	{.name = "disabled mailbox",
	 .address = "dora@one.example",
	 .mailbox = "dora@one.example",
	 .is_disabled = true},
	{.name = "alias of a disabled mailbox",
	 .address = "dead@one.example",
	 .mailbox = "dora@one.example",
	 .is_disabled = true},
	{.name = "alias",
	 .address = "a.lice@one.example",
	 .mailbox = "alice@one.example",
	 .display_name = "Alice Ångström",
	 .language = "sv"},
	{.name = "alias in another domain",
	 .address = "cross@two.example",
	 .mailbox = "bob@one.example",
	 .display_name = "山田 雪"},
	{.name = "alias with two targets", .address = "all@one.example"},
	{.name = "alias with two targets, one of them off", .address = "half@one.example"},
	{.name = "alias to a mailbox and elsewhere", .address = "mixed@one.example"},
	{.name = "alias to elsewhere", .address = "away@one.example"},
	{.name = "disabled alias", .address = "unused@one.example"},
	{.name = "alias chain", .address = "chain@one.example"},
	{.name = "address in an alias domain",
	 .address = "alice@also.example",
	 .mailbox = "alice@one.example",
	 .display_name = "Alice Ångström",
	 .language = "sv"},
	{.name = "alias in an alias domain",
	 .address = "a.lice@also.example",
	 .mailbox = "alice@one.example",
	 .display_name = "Alice Ångström",
	 .language = "sv"},
	{.name = "the alias domain's own alias first",
	 .address = "own@also.example",
	 .mailbox = "bob@one.example",
	 .display_name = "山田 雪"},
	{.name = "group in an alias domain", .address = "all@also.example"},
	{.name = "disabled alias domain", .address = "alice@former.example"},
	{.name = "disabled domain",
	 .address = "nobody@off.example",
	 .mailbox = "nobody@off.example",
	 .display_name = "Nobody",
	 .is_disabled = true},
	{.name = "quote",
	 .address = "o'brien@one.example",
	 .mailbox = "o'brien@one.example",
	 .display_name = "Siobhán O'Brien",
	 .language = "en"},
	{.name = "unknown", .address = "zoe@one.example"},
	{.name = "unknown domain", .address = "alice@three.example"},
	{.name = "login",
	 .address = "carol@one.example",
	 .mailbox = "carol@one.example",
	 .login = "cclark"},
	{.name = "detail is not stripped", .address = "alice+x@one.example"},
	{.name = "plus in a mailbox", .address = "a+b@one.example", .mailbox = "a+b@one.example"},
	{.name = "mail protocols off",
	 .address = "erik@one.example",
	 .mailbox = "erik@one.example",
	 .switched_off = OFF(IMAP) | OFF(POP3) | OFF(SUBMISSION)},
	{.name = "other protocols off",
	 .address = "frida@one.example",
	 .mailbox = "frida@one.example",
	 .switched_off =
		 OFF(MANAGESIEVE) | OFF(CALDAV) | OFF(CARDDAV) | OFF(WEBDAV) | OFF(ACTIVESYNC)},
	{.name = "hosts",
	 .address = "gina@one.example",
	 .mailbox = "gina@one.example",
	 .imap_host = "imap2.one.example",
	 .pop3_host = "pop2.one.example",
	 .smtp_host = "smtp2.one.example"},
	{.name = "hosts that are none",
	 .address = "hans@one.example",
	 .mailbox = "hans@one.example"},
	{.name = "percent is no wildcard", .address = "ali%@one.example"},
	{.name = "underscore is no wildcard", .address = "alic_@one.example"},
};

/* Not found, and never asked of a database. */
static const struct {
	const char *name, *address;
} odd[] = {
	{"snowman", "☃@one.example"},
	{"accent", "josé@one.example"},
	{"accent in the domain", "alice@öne.example"},
	{"trailing space", "alice@one.example "},
	{"leading space", " alice@one.example"},
	{"bad UTF-8", "al\xff"
		      "ice@one.example"},
	{"injection", "' OR 1=1 --@one.example"},
	{"injection without blanks", "x'OR(1=1)--@one.example"},
	{"quoted", "\"alice\"@one.example"},
	{"two dots", "al..ice@one.example"},
	{"dot in front", ".alice@one.example"},
	{"control character", "al\tice@one.example"},
	{"newline", "alice@one.example\n"},
	{"two at signs", "alice@one.example@one.example"},
	{"no at sign", "alice"},
	{"no local part", "@one.example"},
	{"no domain", "alice@"},
	{"empty", ""},
	{"upper case in the domain", "alice@ONE.example"},
	{"address literal", "alice@[127.0.0.1]"},
	{"local part of 65 bytes", LONG60 "aaaaa@one.example"},
	{"255 bytes", LONG60 "@" LONG60 "." LONG60 "." LONG60 ".aaaaaaa.example"},
};

/* Other addresses, in the order of the alphabet; and of more than there may be the first. */
static const struct owned {
	const char *address, *addresses; /* NULL: not found */
} owned[] = {
	{"alice@one.example", "a.lice@one.example own@one.example "},
	{"a.lice@one.example", "a.lice@one.example own@one.example "},
	{"alice@also.example", "a.lice@one.example own@one.example "},
	{"bob@one.example", "cross@two.example own@also.example "},
	{"carol@one.example", ""},
	{"zoe@one.example", NULL},
	{"all@one.example", NULL},
	{"hans@one.example", "n10@one.example n11@one.example n12@one.example n13@one.example "
			     "n14@one.example n15@one.example n16@one.example n17@one.example "
			     "n18@one.example n19@one.example n20@one.example n21@one.example "
			     "n22@one.example n23@one.example n24@one.example n25@one.example "},
};

void semantics_seed(const char *url)
{
	fixture_init(url);
	fixture_execute(url, seed);
	for (int i = 29; i >= 10; i--) {
		char sql[128];

		(void)snprintf(sql, sizeof(sql),
			       "INSERT INTO carbone_alias (address, target) VALUES "
			       "('n%d@one.example', 'hans@one.example')",
			       i);
		fixture_execute(url, sql);
	}
}

static void statement_refused(const char *url, const char *sql)
{
	_cleanup_(freep) char *message = NULL;

	if (fixture_try(url, sql, &message) != DIRECTORY_E_CONFIGURATION)
		fail_msg("%s: %s", sql, message ? message : "taken");
}

static void domain_check(const struct domain *domain)
{
	static const struct service expected[] = {
		{.type = SERVICE_IMAP},
		{.type = SERVICE_LDAP, .label = "Staff", .search_base = "dc=one"},
		{.type = SERVICE_SUBSCRIBED_CALENDAR, .label = "Meetings"},
	};

	assert_non_null(domain);
	assert_int_equal(domain->n_services, ARRAY_SIZE(expected));
	for (size_t i = 0; i < ARRAY_SIZE(expected); i++) {
		const struct service *service = &domain->services[i];

		assert_int_equal(service->type, expected[i].type);
		assert_string_equal(service->label ? service->label : "",
				    expected[i].label ? expected[i].label : "");
		assert_string_equal(service->search_base ? service->search_base : "",
				    expected[i].search_base ? expected[i].search_base : "");
	}
}

void semantics_upgrade(const char *url)
{
	_cleanup_(freep) char *report = NULL, *message = NULL;
	struct schema first = *schema_find("carbone");
	struct settings settings = fixture_settings(url);
	struct snapshot *snapshot;
	struct keeper *keeper;

	first.n_steps = 1;
	assert_int_equal(init_schema(&first, url, false, &report, &message), 0);
	fixture_execute(url,
			"INSERT INTO carbone_domain (name) VALUES ('one.example');"
			"INSERT INTO carbone_service (domain, position, type, host, port, "
			"security) VALUES ('one.example', 1, 'imap', 'h.example', 993, 'tls')");
	statement_refused(url, "INSERT INTO carbone_service (type, url) VALUES "
			       "('subscribed-calendar', 'https://h.example/')");
	assert_int_equal(directory_check(&settings, &report, &message), DIRECTORY_E_NO_SCHEMA);
	assert_non_null(strstr(message, "init"));

	free(TAKE_PTR(report));
	if (directory_init(url, false, &report, &message))
		fail_msg("%s", message);
	assert_string_equal(report, "Upgraded the tables from version 1 to version 2.\n");
	fixture_execute(url, "INSERT INTO carbone_service (domain, position, type, host, port, "
			     "security, label, search_base) VALUES ('one.example', 2, 'ldap', "
			     "'h.example', 636, 'tls', 'Staff', 'dc=one');"
			     "INSERT INTO carbone_service (domain, position, type, url, label) "
			     "VALUES ('one.example', 3, 'subscribed-calendar', "
			     "'https://h.example/team.ics', 'Meetings')");
	statement_refused(url, "INSERT INTO carbone_service (type, url) VALUES ('gopher', 'x')");
	statement_refused(url, "INSERT INTO carbone_service (type, url, label) VALUES "
			       "('webmail', 'https://h.example/', '')");
	statement_refused(url, "INSERT INTO carbone_service (type, url, search_base) VALUES "
			       "('webmail', 'https://h.example/', 'dc=one')");

	assert_int_equal(keeper_new(&settings, &keeper, &message), 0);
	snapshot = keeper_snapshot(keeper);
	domain_check(snapshot_find(snapshot, "one.example"));
	snapshot_unref(snapshot);
	keeper_free(keeper);
}

static const char *text(const char *value)
{
	return value ? value : "";
}

static bool user_is(const struct found *expected, const struct fixture_user *user)
{
	return !strcmp(user->mailbox, expected->mailbox) &&
	       !strcmp(user->display_name, text(expected->display_name)) &&
	       !strcmp(user->login, expected->login ? expected->login : expected->mailbox) &&
	       !strcmp(user->language, text(expected->language)) &&
	       user->enabled == !expected->is_disabled &&
	       user->switched_off == expected->switched_off &&
	       !strcmp(user->imap_host, text(expected->imap_host)) &&
	       !strcmp(user->pop3_host, text(expected->pop3_host)) &&
	       !strcmp(user->smtp_host, text(expected->smtp_host));
}

static void case_check(struct loop *loop, struct directory *directory, const struct found *expected)
{
	struct fixture_user user;
	/* What the snapshot knows of alias domains. */
	const char *canonical = strstr(expected->address, "@also.example") ? "one.example" : NULL;
	int r = fixture_find_in(loop, directory, expected->address, canonical, &user);

	if (r != (expected->mailbox ? DIRECTORY_OK : DIRECTORY_E_NOT_FOUND))
		fail_msg("%s (%s): status %d", expected->name, expected->address, r);
	if (!r && !user_is(expected, &user))
		fail_msg("%s (%s): mailbox %s, login %s, name %s, language %s, %s, off %x, hosts "
			 "%s %s %s",
			 expected->name, expected->address, user.mailbox, user.login,
			 user.display_name, user.language, user.enabled ? "enabled" : "disabled",
			 user.switched_off, user.imap_host, user.pop3_host, user.smtp_host);
}

static void addresses_check(struct loop *loop, struct directory *directory)
{
	for (size_t i = 0; i < ARRAY_SIZE(owned); i++) {
		const char *address = owned[i].address;
		const char *canonical = strstr(address, "@also.example") ? "one.example" : NULL;
		struct fixture_user user;
		int r = fixture_find_person(loop, directory, address, canonical, &user);

		if (r != (owned[i].addresses ? DIRECTORY_OK : DIRECTORY_E_NOT_FOUND) ||
		    (!r && strcmp(user.addresses, owned[i].addresses) != 0))
			fail_msg("%s: status %d, addresses %s", address, r, user.addresses);
		/* Nobody else sees them, also not out of the cache. */
		if (!fixture_find_in(loop, directory, address, canonical, &user))
			assert_string_equal(user.addresses, "");
	}
}

void semantics_check(struct loop *loop, struct directory *directory)
{
	struct fixture_user user;
	uint64_t n_queries;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		case_check(loop, directory, &cases[i]);
	addresses_check(loop, directory);

	n_queries = directory_counters(directory)->n_queries;
	for (size_t i = 0; i < ARRAY_SIZE(odd); i++) {
		int r = fixture_find(loop, directory, odd[i].address, &user);

		if (r != DIRECTORY_E_NOT_FOUND ||
		    directory_counters(directory)->n_queries != n_queries)
			fail_msg("%s: status %d, %d queries", odd[i].name, r,
				 (int)(directory_counters(directory)->n_queries - n_queries));
	}
}
