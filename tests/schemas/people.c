/* SPDX-License-Identifier: Apache-2.0 */
/* Who is in every stack's tables. */
#include "people.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "cleanup.h"
#include "service.h"

#define OFF(type) (UINT32_C(1) << SERVICE_##type)
#define DAV_OFF (OFF(CALDAV) | OFF(CARDDAV) | OFF(WEBDAV))
#define LONG60 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define LONG LONG60 "." LONG60 "." LONG60 ".xample"

#define ALICE .mailbox = "alice@one.example", .display_name = "Alice Ångström", .language = "sv"
#define ROBOT "robot@one.example", .mailbox = "robot@one.example"
#define BOB .mailbox = "bob@one.example", .display_name = "山田 雪"

/* clang-format off */
const struct person people[] = {
	{"direct", "alice@one.example", ALICE},
	{"upper case", "Alice@one.example", ALICE},
	{"mailbox that also forwards", "bob@one.example", BOB},
	{"quote", "o'brien@one.example", "o'brien@one.example", .display_name = "Siobhán O'Brien", .language = "en"},
	{"plus in a mailbox", "a+b@one.example", "a+b@one.example"},
	{"a name's namesake", "jose@one.example", "jose@one.example", .display_name = "Jose"},
	{"no such mailbox", "zoe@one.example"},
	{"user without a mailbox", "guest@one.example"},
	{"no such domain", "alice@three.example"},
	{"254 bytes", LONG60 "aaaa@" LONG, LONG60 "aaaa@" LONG, .display_name = "Long", .needs = LONG_NAMES},
	{"login", "carol@one.example", "carol@one.example", "cclark", .wants = LOGINS},
	{"host", "gina@one.example", "gina@one.example", .imap_host = "imap2.one.example", .wants = HOSTS},

	{"disabled mailbox", "dora@one.example", "dora@one.example", .is_disabled = true, .wants = MAILBOX_SWITCH},
	{"disabled domain", "nobody@off.example", "nobody@off.example", .display_name = "Nobody", .is_disabled = true, .wants = DOMAIN_SWITCH},
	{"no IMAP", "noimap@one.example", "noimap@one.example", .switched_off = OFF(IMAP), .wants = IMAP_SWITCH},
	{"no POP3", "nopop3@one.example", "nopop3@one.example", .switched_off = OFF(POP3), .wants = POP3_SWITCH},
	{"no SMTP", "nosmtp@one.example", "nosmtp@one.example", .switched_off = OFF(SUBMISSION), .wants = SMTP_SWITCH},
	{"no Sieve", "nosieve@one.example", "nosieve@one.example", .switched_off = OFF(MANAGESIEVE), .wants = SIEVE_SWITCH},
	{"no DAV", "nodav@one.example", "nodav@one.example", .switched_off = DAV_OFF, .wants = DAV_SWITCH},
	{"no ActiveSync", "noeas@one.example", "noeas@one.example", .switched_off = OFF(ACTIVESYNC), .wants = EAS_SWITCH},
	{"send only", "robot@one.example", "robot@one.example", .switched_off = OFF(IMAP) | OFF(POP3), .wants = SEND_ONLY},

	{"no SOGo", "nosogo@one.example", "nosogo@one.example", .switched_off = DAV_OFF | OFF(ACTIVESYNC), .needs = SOGO_SWITCH},

	{"alias", "a.lice@one.example", ALICE, .needs = ALIASES},
	{"alias in upper case", "A.Lice@one.example", ALICE, .needs = ALIASES},
	{"alias in another domain", "cross@two.example", BOB, .needs = ALIASES},
	{"alias of a disabled mailbox", "dead@one.example", "dora@one.example", .is_disabled = true, .needs = ALIASES, .wants = MAILBOX_SWITCH},
	{"alias with two targets", "all@one.example"},
	{"group of one", "single@one.example", ALICE, .needs = LISTS},
	{"alias to a mailbox and elsewhere", "mixed@one.example"},
	{"alias to elsewhere", "away@one.example"},
	{"disabled alias", "unused@one.example"},
	{"expired alias", "past@one.example"},
	{"alias with an owner", "mask@one.example", ALICE, .needs = ALIAS_OWNERS},
	{"alias whose owner is disabled", "orphan@one.example"},
	{"alias chain", "chain@one.example"},
	{"alias to nobody", "void@one.example"},
	{"alias with two targets, one of them off", "half@one.example"},
	{"address of two people", "twice@one.example"},
	{"person of another realm", "other@one.example"},
	{"service account", "service@one.example"},
	{"room", "room@one.example"},
	{"alias of a thing", "beamers@one.example"},
	{"catch-all", "zoe@two.example"},
	{"catch-all by its name", "%@two.example"},

	{"address in an alias domain", "alice@also.example", ALICE, .needs = ALIAS_DOMAINS},
	{"quote in an alias domain", "o'brien@also.example", "o'brien@one.example", .display_name = "Siobhán O'Brien", .language = "en",
	 .needs = ALIAS_DOMAINS},
	{"alias in an alias domain", "a.lice@also.example", ALICE, .needs = ALIASES | ALIAS_DOMAINS},
	{"the alias domain's own alias first", "own@also.example", BOB, .needs = ALIASES_OF_ALIAS_DOMAINS},
	{"group in an alias domain", "all@also.example"},
	{"catch-all in an alias domain", "zoe@also.example"},
	{"disabled alias domain", "alice@former.example"},

	{"blank at the end in the tables", "blank@one.example"},
	{"accent in the tables", "renee@one.example"},
	{"alias with an accent in the tables", "andre@one.example"},
	{"alias with a blank in the tables", "space@one.example"},
	{"accent", "josé@one.example"},
	{"blank at the end", "alice@one.example "},
	{"snowman", "☃@one.example"},
	{"bad UTF-8", "al\xff" "ice@one.example"},
	{"injection", "'OR(1=1)--@one.example"},
	{"injection with blanks", "' OR 1=1 --@one.example"},
	{"backslash", "\\'@one.example"},
	{"percent is no wildcard", "ali%@one.example"},
	{"underscore is no wildcard", "alic_@one.example"},
	{0},
};

const struct owned owned[] = {
	{"alice@one.example", "a.lice@one.example", .needs = ALIASES, .goal_in_upper_case = true},
	{"alice@one.example", "alice.a@one.example", .schemas = "keycloak"},
	{"bob@one.example", "cross@two.example", .needs = ALIASES},
	{"bob@one.example", "cross@two.example", .schemas = "sogo"},
	{"dora@one.example", "dead@one.example", .needs = ALIASES},
	{"alice@one.example", "inward@one.example", .schemas = "mailcow"},
	{"alice@one.example", "mask@one.example", .needs = ALIAS_OWNERS},
	{"bob@one.example", "own@also.example", .needs = ALIASES_OF_ALIAS_DOMAINS},
	{"alice@one.example", "own@one.example", .needs = ALIASES_OF_ALIAS_DOMAINS},
	{"alice@one.example", "own@one.example", .schemas = "vimbadmin leister ispmail keycloak"},
	{"gina@one.example", "second@one.example", .schemas = "ispconfig"},
	{"alice@one.example", "single@one.example", .needs = LISTS},
	{0},
};

const struct served served[] = {
	{"one.example", "one.example"},
	{"two.example", "two.example"},
	{LONG, LONG, .needs = LONG_NAMES},
	{"off.example", NULL, .wants = DOMAIN_SWITCH},
	{"backup.example", NULL},			/* we are its backup MX */
	{"also.example", "one.example", .needs = ALIAS_DOMAINS},
	{"former.example", NULL},			/* an alias domain that is switched off */
	{"gone.example", NULL},				/* an alias domain of off.example */
	{"three.example", NULL},
	{"all", NULL},
	{0},
};

#define MAIL_SWITCHES	(IMAP_SWITCH | POP3_SWITCH | SMTP_SWITCH | SIEVE_SWITCH | SEND_ONLY)
#define ALIASES_OF_EACH (ALIASES | ALIAS_DOMAINS | ALIASES_OF_ALIAS_DOMAINS)
#define EVERYTHING                                                                                 \
	(NAMES | LANGUAGES | LOGINS | HOSTS | MAILBOX_SWITCH | DOMAIN_SWITCH | IMAP_SWITCH |       \
	 POP3_SWITCH | SMTP_SWITCH | SIEVE_SWITCH | DAV_SWITCH | EAS_SWITCH | LONG_NAMES)
#define MAILCOW                                                                                    \
	(NAMES | MAILBOX_SWITCH | DOMAIN_SWITCH | MAIL_SWITCHES | DAV_SWITCH | EAS_SWITCH |        \
	 ALIASES_OF_EACH | LONG_NAMES)
#define VIMBADMIN                                                                                  \
	(NAMES | MAILBOX_SWITCH | DOMAIN_SWITCH | IMAP_SWITCH | POP3_SWITCH | SMTP_SWITCH |        \
	 SIEVE_SWITCH | ALIASES | LONG_NAMES)
#define KEYCLOAK(login)                                                                            \
	{                                                                                          \
		[DIRECTORY_OPTION_KEYCLOAK_REALM] = "mail",                                        \
		[DIRECTORY_OPTION_KEYCLOAK_LOGIN_COLUMN] = (login),                                \
		[DIRECTORY_OPTION_KEYCLOAK_ALIAS_ATTRIBUTE] = "mailAlias",                         \
		[DIRECTORY_OPTION_KEYCLOAK_HOST_ATTRIBUTE] = "imapHost",                           \
		[DIRECTORY_OPTION_KEYCLOAK_LANGUAGE_ATTRIBUTE] = "locale",                         \
	}

/* An operator's own queries: in every dialect the same. */
#define FOLK                                                                                       \
	"SELECT f.address AS mailbox, f.account AS login, f.called AS display_name, f.tongue AS "  \
	"language, CASE WHEN p.is_open THEN f.may ELSE 'no' END AS enabled, f.machine AS "         \
	"imap_host, CASE f.without WHEN 'imap' THEN 'n' END AS imap_enabled, CASE f.without WHEN " \
	"'pop3' THEN 'false' END AS pop3_enabled, CASE f.without WHEN 'smtp' THEN '0' END AS "     \
	"smtp_enabled, CASE f.without WHEN 'sieve' THEN 'f' END AS sieve_enabled, CASE f.without " \
	"WHEN 'dav' THEN 'off' END AS dav_enabled, CASE f.without WHEN 'eas' THEN 'no' END AS "    \
	"eas_enabled "
#define FOLK_PLACES                                                                                \
	"SELECT name AS domain, stands_for AS canonical FROM places WHERE is_open ORDER BY 1;"
#define FOLK_USER                                                                                  \
	FOLK "FROM folk f JOIN places p ON p.name = f.place -- whose place is it?\n"               \
	     "WHERE f.address = %{address} AND %{domain} <> '';"
/* all targets of a group: rows of several people are nobody's */
#define FOLK_ALIAS                                                                                 \
	FOLK "FROM (SELECT target FROM nicknames WHERE address = %{address}"                       \
	     " UNION SELECT REPLACE(%{address}, %{domain}, stands_for) FROM places"                \
	     " WHERE name = %{domain} AND is_open"                                                 \
	     " UNION SELECT s.target FROM places d JOIN nicknames s"                               \
	     " ON s.address = REPLACE(%{address}, %{domain}, d.stands_for)"                        \
	     " WHERE d.name = %{domain} AND d.is_open) n"                                          \
	     " JOIN folk f ON f.address = n.target JOIN places p ON p.name = f.place"

#define FOLK_ADDRESSES                                                                             \
	"SELECT n.address FROM nicknames n WHERE n.target = %{address}"                            \
	" AND (SELECT COUNT(*) FROM nicknames o WHERE o.address = n.address) = 1"                  \
	" AND (SELECT COUNT(*) FROM folk f WHERE f.address = n.address) = 0"

static const struct stack stacks[] = {
	{"iredmail",
	 NAMES | LANGUAGES | MAILBOX_SWITCH | DOMAIN_SWITCH | MAIL_SWITCHES | DAV_SWITCH | EAS_SWITCH | SOGO_SWITCH | ALIASES_OF_EACH | LISTS | LONG_NAMES,
	 "6 domains, 3 alias_domains, 21 mailboxes"},
	{"iredmail before 1.4.1",
	 NAMES | LANGUAGES | MAILBOX_SWITCH | DOMAIN_SWITCH | MAIL_SWITCHES | SOGO_SWITCH | ALIASES_OF_EACH | LISTS | LONG_NAMES,
	 "6 domains, 3 alias_domains, 21 mailboxes"},
	{"jeboehm", MAILBOX_SWITCH | SEND_ONLY | ALIASES | LONG_NAMES, "5 domains, 19 mailboxes"},
	{"mailu", NAMES | MAILBOX_SWITCH | IMAP_SWITCH | POP3_SWITCH | SEND_ONLY | ALIASES | ALIAS_OWNERS | ALIAS_DOMAINS,
	 "4 domains, 1 alias_domains, 18 mailboxes"},
	{"mailu before owners", NAMES | MAILBOX_SWITCH | IMAP_SWITCH | POP3_SWITCH | SEND_ONLY | ALIASES | ALIAS_DOMAINS,
	 "4 domains, 1 alias_domains, 18 mailboxes"},
	{"modoboa", NAMES | LANGUAGES | MAILBOX_SWITCH | DOMAIN_SWITCH | SEND_ONLY | ALIASES | ALIAS_DOMAINS | LONG_NAMES,
	 "6 domains, 3 alias_domains, 20 mailboxes"},
	{"modoboa before send_only", NAMES | LANGUAGES | MAILBOX_SWITCH | DOMAIN_SWITCH | ALIASES | ALIAS_DOMAINS | LONG_NAMES,
	 "6 domains, 3 alias_domains, 20 mailboxes"},
	{"postfixadmin",
	 NAMES | MAILBOX_SWITCH | DOMAIN_SWITCH | SMTP_SWITCH | ALIASES_OF_EACH | LONG_NAMES,
	 "9 domains, 3 alias_domains, 20 mailboxes"},
	{"postfixadmin before smtp_active",
	 NAMES | MAILBOX_SWITCH | DOMAIN_SWITCH | ALIASES_OF_EACH | LONG_NAMES,
	 "9 domains, 3 alias_domains, 20 mailboxes"},
	{"iredmail by its function",
	 NAMES | LANGUAGES | MAILBOX_SWITCH | DOMAIN_SWITCH | MAIL_SWITCHES | DAV_SWITCH | EAS_SWITCH | SOGO_SWITCH | ALIASES_OF_EACH | LISTS | LONG_NAMES,
	 "6 domains, 3 alias_domains, 21 mailboxes", .function = "public.autoconf_lookup"},
	{"mailu by its function", NAMES | MAILBOX_SWITCH | IMAP_SWITCH | POP3_SWITCH | SEND_ONLY | ALIASES | ALIAS_OWNERS | ALIAS_DOMAINS,
	 "4 domains, 1 alias_domains, 18 mailboxes", .function = "public.autoconf_lookup"},
	{"modoboa by its function", NAMES | LANGUAGES | MAILBOX_SWITCH | DOMAIN_SWITCH | SEND_ONLY | ALIASES | ALIAS_DOMAINS | LONG_NAMES,
	 "6 domains, 3 alias_domains, 20 mailboxes", .function = "public.autoconf_lookup"},
	{"postfixadmin by its function",
	 NAMES | MAILBOX_SWITCH | DOMAIN_SWITCH | SMTP_SWITCH | ALIASES_OF_EACH | LONG_NAMES,
	 "9 domains, 3 alias_domains, 20 mailboxes", .function = "public.autoconf_lookup"},
	{"custom over views", NAMES | MAILBOX_SWITCH | DOMAIN_SWITCH | SMTP_SWITCH | ALIASES_OF_EACH | LONG_NAMES, "4 domains are served",
	 .queries = {.domains = "SELECT domain, canonical FROM autoconf_domains WHERE active ORDER BY 1, 2",
		     .user = "SELECT * FROM autoconf_users WHERE mailbox = %{address}",
		     .alias = "SELECT u.* FROM (SELECT mailbox, 1 AS rank FROM autoconf_aliases WHERE address = %{address}"
			      " UNION ALL SELECT %{local} || '@' || canonical, 2 FROM autoconf_domains WHERE domain = %{domain} AND active"
			      " UNION ALL SELECT a.mailbox, 3 FROM autoconf_domains d JOIN autoconf_aliases a"
			      " ON a.address = %{local} || '@' || d.canonical WHERE d.domain = %{domain} AND d.active"
			      ") c JOIN autoconf_users u ON u.mailbox = c.mailbox ORDER BY c.rank LIMIT 1",
		     .addresses = "SELECT address FROM autoconf_aliases a WHERE mailbox = %{address}"
				  " AND (SELECT count(*) FROM autoconf_users u WHERE u.mailbox = a.address) = 0"}},
	{"mailcow", MAILCOW, "5 domains, 3 alias_domains, 19 mailboxes"},
	{"mailcow before relay_unknown_only", MAILCOW, "5 domains, 3 alias_domains, 19 mailboxes"},
	{"vimbadmin", VIMBADMIN | LANGUAGES, "5 domains, 19 mailboxes"},
	{"vimbadmin without directory_entry", VIMBADMIN, "5 domains, 19 mailboxes"},
	{"vimbadmin without delete_pending", VIMBADMIN, "5 domains, 19 mailboxes"},
	{"vimbadmin without access_restriction", NAMES | MAILBOX_SWITCH | DOMAIN_SWITCH | ALIASES | LONG_NAMES, "5 domains, 19 mailboxes"},
	{"ispconfig",
	 NAMES | LOGINS | HOSTS | MAILBOX_SWITCH | DOMAIN_SWITCH | IMAP_SWITCH | POP3_SWITCH | SMTP_SWITCH | SIEVE_SWITCH | ALIASES_OF_EACH |
		 LONG_NAMES,
	 "8 domains, 3 alias_domains, 19 mailboxes", .host = "imap1.one.example"},
	{"leister", MAILBOX_SWITCH | SEND_ONLY | ALIASES | LONG_NAMES, "4 domains, 19 mailboxes"},
	{"ispmail", ALIASES, "3 domains, 18 mailboxes"},
	{"sogo", NAMES | LOGINS | LONG_NAMES, "24 mailboxes",
	 .options = {[DIRECTORY_OPTION_SOGO_VIEW] = "sogo_view", [DIRECTORY_OPTION_SOGO_LOGIN_COLUMN] = "c_uid"}},
	{"sogo with all columns", NAMES | LOGINS | LANGUAGES | HOSTS | LONG_NAMES, "24 mailboxes",
	 .options = {[DIRECTORY_OPTION_SOGO_VIEW] = "sogo_view", [DIRECTORY_OPTION_SOGO_LOGIN_COLUMN] = "c_name",
		     [DIRECTORY_OPTION_SOGO_IMAP_HOST_COLUMN] = "c_imap_host", [DIRECTORY_OPTION_SOGO_SIEVE_HOST_COLUMN] = "c_sieve_host",
		     [DIRECTORY_OPTION_SOGO_LANGUAGE_COLUMN] = "c_language"}},
	{"keycloak", NAMES | LOGINS | LANGUAGES | HOSTS | MAILBOX_SWITCH | ALIASES | LONG_NAMES, "22 mailboxes", .options = KEYCLOAK("username")},
	{"keycloak with addresses as logins", NAMES | LANGUAGES | HOSTS | MAILBOX_SWITCH | ALIASES | LONG_NAMES, "22 mailboxes",
	 .options = KEYCLOAK("email")},
	{"custom", EVERYTHING | ALIASES | ALIAS_DOMAINS, "4 domains are served",
	 .queries = {.domains = FOLK_PLACES, .user = FOLK_USER, .alias = FOLK_ALIAS, .addresses = FOLK_ADDRESSES}},
	{"custom without an alias query", EVERYTHING, "3 domains are served",
	 .queries = {.domains = "SELECT name AS domain FROM places WHERE is_open AND stands_for IS NULL", .user = FOLK_USER}},
};

/* Where a schema's answer is another than its traits say: the rows that take the place of those above. */
static const struct {
	const char *schema;
	struct person person;
} exceptions[] = {
	{"iredmail", {"quote", "o'brien@one.example", "o'brien@one.example", .display_name = "Siobhán O'Brien", .language = "en-us"}},
	{"iredmail", {"quote in an alias domain", "o'brien@also.example", "o'brien@one.example", .display_name = "Siobhán O'Brien",
		      .language = "en-us"}},
	/* active = 2: mail comes in, nobody logs in */
	{"mailcow", {"send only", ROBOT, .is_disabled = true}},
	/* Dovecot does not find them at all */
	{"leister", {"send only", ROBOT, .switched_off = OFF(IMAP) | OFF(POP3) | OFF(MANAGESIEVE)}},
	/* a user name that is another address */
	{"sogo", {"mailbox that also forwards", "bob@one.example", BOB, .login = "cross@two.example"}},
	{"sogo", {"alias in another domain", "cross@two.example", BOB, .login = "cross@two.example"}},
	{NULL, {0}},
};
/* clang-format on */

const struct stack *stack_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(stacks); i++)
		if (!strcmp(stacks[i].name, name))
			return &stacks[i];

	fail_msg("no stack is called %s", name);
	return NULL;
}

static const struct person *exception_find(const struct person *person, const struct stack *stack)
{
	size_t size = strcspn(stack->name, " ");

	for (size_t i = 0; exceptions[i].schema; i++)
		if (strlen(exceptions[i].schema) == size &&
		    !strncmp(exceptions[i].schema, stack->name, size) &&
		    !strcmp(exceptions[i].person.name, person->name))
			return &exceptions[i].person;

	return person;
}

struct person person_in(const struct person *person, const struct stack *stack)
{
	struct person result = *exception_find(person, stack);

	if (result.needs & ~stack->traits)
		result.mailbox = NULL;
	if (!(stack->traits & NAMES))
		result.display_name = NULL;
	if (!(stack->traits & LANGUAGES))
		result.language = NULL;
	if (result.wants & ~stack->traits) {
		result.login = result.imap_host = NULL;
		result.switched_off = 0;
		result.is_disabled = false;
	}
	if (result.mailbox && !result.imap_host)
		result.imap_host = stack->host;

	return result;
}

bool owned_in(const struct owned *row, const struct stack *stack)
{
	size_t size = strcspn(stack->name, " ");

	for (const char *at = row->schemas; at && *at; at += strcspn(at, " "), at += *at == ' ')
		if (strcspn(at, " ") == size && !strncmp(at, stack->name, size))
			return true;

	return !row->schemas && !(row->needs & ~stack->traits);
}

struct served served_in(const struct served *row, const struct stack *stack)
{
	struct served result = *row;

	if (result.needs & ~stack->traits)
		result.canonical = NULL;
	if (result.wants & ~stack->traits)
		result.canonical = result.domain;

	return result;
}
