/* SPDX-License-Identifier: Apache-2.0 */
/* The table of settings.  Rows are read in this order, so what others depend on stands first. */
#include "settings/table.h"

#include <string.h>

#include "base/names.h"
#include "cleanup.h"
#include "settings.h"
#include "settings/drafts.h"
#include "settings/forms.h"
#include "settings/profile_rows.h"
#include "settings/readers.h"
#include "settings/rows.h"

/* Rows of struct settings whose path is the member's name. */
#define SETTING(read_, type_, member_) ROW(struct settings, #member_, read_, type_, member_)
#define SWITCH(member_) SETTING(read_switch, bool, member_)
#define NUMBER(member_) SETTING(read_number, uint32_t, member_)
#define DURATION(member_) SETTING(read_duration, uint32_t, member_)
#define STRING(member_) SETTING(read_string, const char *, member_)
/* A name or word that goes into a schema's SQL. */
#define OPTION(path_, option_)                                                                     \
	ROW(struct settings, path_, read_string, const char *,                                     \
	    directory.options[DIRECTORY_OPTION_##option_])
#define WORDS(member_) SETTING(read_words, unsigned int, member_)

/* ---- words ---- */

static const char *const forwarded_names[] = {"for", "proto", "host"};
static const char *const reveal_names[] = {"login", "hosts", "switches"};
static const char *const role_names[] = {"any", "primary", "standby"};
static const char *const access_names[] = {"anonymous", "link", "sign-on"};
static const char *const when_expired_names[] = {"refuse", "unsigned"};
static const char *const unknown_domain_names[] = {"not-found", "error"};
static const char *const submission_key_names[] = {"submit", "smtp"};
static const char *const level_names[] = {"error", "warning", "info", "debug"};
static const char *const format_names[] = {"json", "text"};
/* clang-format off */
static const char *const schema_names[] = {
	"carbone", "automx2", "postfixadmin", "mailcow", "iredmail", "modoboa", "mailu", "vimbadmin", "jeboehm", "ispconfig",
	"leister", "ispmail", "sogo", "keycloak", "custom",
};
/* clang-format on */

/* ---- rows ---- */

/* clang-format off */
static const struct setting settings_rows[] = {
	{SWITCH(allow_cleartext), .standard = "false",
	 .help = "services without encryption may be announced"},

	{WHOLE("server.listen", read_listen), .standard = "[\"127.0.0.1:4243\"]",
	 .help = "addresses to answer on: host:port, [v6]:port, unix:/path"},
	{WHOLE("server.management", read_management), .standard = "\"127.0.0.1:4244\"",
	 .help = "the address of /metrics, /healthz and /readyz, or off"},
	{ROW(struct settings, "server.management_token_file", read_content, const char *, server.management_token),
	 .inner = read_token, .flags = SETTING_SECRET | SETTING_PRIVATE,
	 .help = "a file with the word that asks for links on the management listener"},
	{WHOLE("server.public_url", read_public_url), .standard = "http://127.0.0.1:4243",
	 .help = "the URL under which everybody reaches this service"},
	{WHOLE("server.trusted_proxies", read_trusted_proxies), .standard = "[127.0.0.0/8, \"::1\"]",
	 .help = "networks whose X-Forwarded headers are believed; also: unix"},
	{WORDS(server.forwarded), .words = WORDS_OF(forwarded_names), .standard = "[for, proto]",
	 .help = "which X-Forwarded headers are read"},
	{SWITCH(server.plain_http), .standard = "true",
	 .help = "Mozilla autoconfig is answered on public plain http, too"},
	{DURATION(server.limits.header), .min = 100 * MILLISECOND, .max = 10 * MINUTE, .standard = "10s",
	 .help = "how long a request's head may take"},
	{DURATION(server.limits.request), .min = 100 * MILLISECOND, .max = 10 * MINUTE, .standard = "20s",
	 .help = "how long a whole request may take"},
	{DURATION(server.limits.idle), .min = SECOND, .max = HOUR, .standard = "75s",
	 .help = "how long a connection may do nothing between two requests"},
	{NUMBER(server.limits.connections), .min = 1, .max = 1000000, .standard = "10000",
	 .help = "open connections of all workers together"},
	{NUMBER(server.limits.waiting), .min = 1, .max = 100000, .standard = "2000",
	 .help = "requests of one worker that wait for the directory or the signer"},
	{DURATION(server.drain), .min = 0, .max = 10 * MINUTE, .standard = "10s",
	 .help = "how long requests are still answered after the signal to stop"},
	{SETTING(read_path, const char *, server.state),
	 .help = "the folder of the kept snapshot"},
	{SETTING(read_number_or_auto, uint32_t, server.workers), .min = 1, .max = 64, .standard = "auto",
	 .help = "threads that answer: auto, one for each core, or a number"},
	{STRING(server.user), .check = check_user,
	 .help = "the account that server and signer become when started by root"},

	{SETTING(read_directory_url, const char *, directory.url), .flags = SETTING_SECRET,
	 .help = "the database: sqlite:PATH, postgresql://… or mysql://…"},
	{ROW(struct settings, "directory.url_file", read_content, const char *, directory.url), .inner = read_directory_url,
	 .flags = SETTING_SECRET, .excludes = "directory.url",
	 .help = "a file with that URL"},
	{SETTING(read_word_text, const char *, directory.schema), .words = WORDS_OF(schema_names), .standard = "carbone",
	 .help = "whose tables the database holds"},
	{STRING(directory.queries.domains), .flags = SETTING_LINES,
	 .help = "SQL for the list of domains, with schema custom"},
	{STRING(directory.queries.services), .flags = SETTING_LINES,
	 .help = "SQL for the services of domains, with schema custom"},
	{STRING(directory.queries.texts), .flags = SETTING_LINES,
	 .help = "SQL for names and texts of domains, with schema custom"},
	{STRING(directory.queries.user), .flags = SETTING_LINES,
	 .help = "SQL for one mailbox, with schema custom"},
	{STRING(directory.queries.alias), .flags = SETTING_LINES,
	 .help = "SQL for the mailbox behind an alias, with schema custom"},
	{STRING(directory.queries.addresses), .flags = SETTING_LINES,
	 .help = "SQL for the other addresses of a mailbox, with schema custom"},
	{STRING(directory.function), .check = check_sql_name,
	 .help = "a function in the database that looks a mailbox up"},
	{OPTION("directory.sogo.view", SOGO_VIEW), .check = check_sql_name, .standard = "sogo_view",
	 .help = "the view that SOGo reads people from"},
	{OPTION("directory.sogo.login_column", SOGO_LOGIN_COLUMN), .check = check_sql_name, .standard = "c_uid",
	 .help = "its column with the login (IMAPLoginFieldName)"},
	{OPTION("directory.sogo.imap_host_column", SOGO_IMAP_HOST_COLUMN), .check = check_sql_name,
	 .help = "its column with the person's IMAP host (IMAPHostFieldName)"},
	{OPTION("directory.sogo.sieve_host_column", SOGO_SIEVE_HOST_COLUMN), .check = check_sql_name,
	 .help = "its column with the person's ManageSieve host (SieveHostFieldName)"},
	{OPTION("directory.sogo.language_column", SOGO_LANGUAGE_COLUMN), .check = check_sql_name,
	 .help = "its column with the person's language"},
	{OPTION("directory.keycloak.realm", KEYCLOAK_REALM), .standard = "mail",
	 .help = "the realm whose people have mailboxes, by its name"},
	{OPTION("directory.keycloak.login_column", KEYCLOAK_LOGIN_COLUMN), .check = check_sql_name, .standard = "username",
	 .help = "the column of a person's login: username or email"},
	{OPTION("directory.keycloak.alias_attribute", KEYCLOAK_ALIAS_ATTRIBUTE), .standard = "mailAlias",
	 .help = "the attribute of a person that holds further addresses"},
	{OPTION("directory.keycloak.host_attribute", KEYCLOAK_HOST_ATTRIBUTE), .standard = "imapHost",
	 .help = "the attribute of a person that holds the IMAP host"},
	{OPTION("directory.keycloak.language_attribute", KEYCLOAK_LANGUAGE_ATTRIBUTE), .standard = "locale",
	 .help = "the attribute of a person that holds the language"},
	{SETTING(read_word, enum directory_role, directory.prefer), .words = WORDS_OF(role_names), .standard = "standby",
	 .help = "which of several hosts is asked first"},
	{SETTING(read_number_or_auto, uint32_t, directory.connections), .min = 1, .max = 16, .standard = "auto",
	 .help = "connections of each worker to the database: auto, or a number"},
	{STRING(directory.recipient_delimiter), .check = check_delimiter,
	 .help = "the character that begins the detail in alice+detail@example.org"},
	{ROW(struct settings, "directory.ldap.ca", read_readable, const char *, directory.ldap_ca),
	 .help = "a PEM file with the authorities of LDAP servers"},
	{DURATION(directory.timeout.soft), .min = 10 * MILLISECOND, .max = 10 * SECOND, .standard = "300ms",
	 .help = "when an answer is made from older data while the query goes on"},
	{DURATION(directory.timeout.hard), .min = 10 * MILLISECOND, .max = 10 * SECOND, .standard = "1s",
	 .help = "when a query is given up"},
	{DURATION(directory.cache.ttl), .min = 0, .max = DAY, .standard = "60s",
	 .help = "how long a mailbox is kept in memory"},
	{DURATION(directory.cache.negative_ttl), .min = 0, .max = DAY, .standard = "15s",
	 .help = "how long it is remembered that there is no such mailbox"},
	{DURATION(directory.cache.stale), .min = 0, .max = 30 * DAY, .standard = "24h",
	 .help = "how long a mailbox may still be answered while the database is silent"},
	{NUMBER(directory.cache.entries), .min = 1, .max = 10000000, .standard = "20000",
	 .help = "mailboxes kept in memory by all workers together"},
	{SWITCH(directory.list), .standard = "true",
	 .help = "whether the list of domains is read from the directory"},
	{DURATION(directory.refresh), .min = SECOND, .max = DAY, .standard = "30s",
	 .help = "how often the list of domains is read again"},
	{WORDS(directory.reveal), .words = WORDS_OF(reveal_names), .standard = "[]",
	 .help = "what an anonymous answer may take from a user's row"},

	{SETTING(read_provider, struct provider, provider), .flags = SETTING_SECTION,
	 .help = "who offers the service"},
	{ROW(struct settings, "page.texts", read_page_texts, struct provider, provider),
	 .help = "files with the page's words: a map by language"},
	{SETTING(read_oauth2, const struct oauth2 *, oauth2), .flags = SETTING_SECTION,
	 .help = "the authorization server that mail programs are told of"},
	{WHOLE("oauth2_metadata.authorization_server", read_metadata),
	 .help = "files with the metadata of authorization servers (RFC 8414)"},
	{WHOLE("oauth2_metadata.protected_resource", read_metadata),
	 .help = "files with the metadata of protected resources (RFC 9728)"},
	{WHOLE("services", read_common_services), .flags = SETTING_SECTION,
	 .help = "what every domain gets: a list of maps"},
	{SWITCH(pacc.enabled), .standard = "true",
	 .help = "domains that the settings name are published by PACC"},
	{WORDS(pacc.submission_keys), .min = 1, .words = WORDS_OF(submission_key_names), .standard = "[submit, smtp]",
	 .help = "names under which PACC announces submission"},

	PROFILE_ROWS(struct settings, "profiles.", profiles.options.)
	{ROW(struct settings, "profiles.identifier", read_string, const char *, profiles.options.identifier),
	 .check = check_identifier,
	 .help = "the reversed domain name that marks profiles as ours"},
	{ROW(struct settings, "profiles.signing.certificate", read_readable, const char *, profiles.signing.certificate_path),
	 .help = "a PEM file with the certificate that signs profiles"},
	{ROW(struct settings, "profiles.signing.key", read_key, const char *, profiles.signing.key_path),
	 .help = "a PEM file with its private key, or a URI that OpenSSL knows"},
	{ROW(struct settings, "profiles.signing.chain", read_readable, const char *, profiles.signing.chain_path),
	 .help = "a PEM file with the intermediate certificates"},
	{ROW(struct settings, "profiles.when_expired", read_word_switch, bool, profiles.unsigned_when_expired),
	 .words = WORDS_OF(when_expired_names), .standard = "refuse",
	 .help = "what happens to profiles when the certificate has run out"},
	{SETTING(read_word, enum profile_access, profiles.access), .words = WORDS_OF(access_names), .standard = "anonymous",
	 .help = "who gets a profile"},
	{ROW(struct settings, "profiles.link_key_file", read_content, const char *, profiles.link_keys), .inner = read_link_keys,
	 .flags = SETTING_SECRET | SETTING_PRIVATE | SETTING_LINES,
	 .help = "a file with the keys that seal links"},
	{DURATION(profiles.link_ttl), .min = MINUTE, .max = 30 * DAY, .standard = "30m",
	 .help = "how long a link can be used"},

	{WHOLE("domains", read_domains), .flags = SETTING_SECTION,
	 .help = "a map from domain names to their own provider, services and oauth2"},
	{WHOLE("domains_dir", read_domains_dir),
	 .help = "a folder with a file NAME.yaml for each domain"},

	{SETTING(read_issuer, const char *, sign_on.issuer),
	 .help = "the OpenID Connect issuer of the page's single sign-on"},
	{STRING(sign_on.client_id),
	 .help = "the name of this service at the issuer"},
	{STRING(sign_on.client_secret), .flags = SETTING_SECRET,
	 .help = "the secret of this service at the issuer"},
	{ROW(struct settings, "sign_on.client_secret_file", read_content, const char *, sign_on.client_secret),
	 .inner = read_string, .flags = SETTING_SECRET, .excludes = "sign_on.client_secret",
	 .help = "a file with that secret"},

	{ROW(struct settings, "autodiscover.ttl", read_hours, unsigned int, autodiscover.ttl_hours),
	 .min = HOUR, .max = 30 * DAY, .standard = "24h",
	 .help = "after how many hours Outlook asks again"},
	{ROW(struct settings, "autodiscover.get", read_switch, bool, autodiscover.generic), .standard = "false",
	 .help = "GET is answered with what the domain of the Host has"},
	{ROW(struct settings, "autodiscover.unknown_domain", read_word_switch, bool, autodiscover.tells_unknown),
	 .words = WORDS_OF(unknown_domain_names), .standard = "not-found",
	 .help = "what a domain that is not served gets"},
	{SETTING(read_strings, struct strings, autodiscover.activesync.offer_to), .standard = "[]",
	 .help = "pieces of the User-Agent of those who are offered ActiveSync"},
	{SETTING(read_strings, struct strings, autodiscover.activesync.withhold_from), .standard = "[]",
	 .help = "pieces of the User-Agent of those who are not"},

	{SETTING(read_word, enum log_level, log.level), .words = WORDS_OF(level_names), .standard = "info",
	 .help = "which lines are written"},
	{SETTING(read_word, enum log_format, log.format), .words = WORDS_OF(format_names), .standard = "json",
	 .help = "how lines are written"},
	{SWITCH(log.access), .standard = "false",
	 .help = "a line for each request"},
};

static const struct setting provider_rows[] = {
	{ROW(struct provider, "name", read_texts, struct texts, name), .max = PROVIDER_NAME_MAX, .flags = SETTING_NAME,
	 .help = "the name that people know the service by"},
	{ROW(struct provider, "short_name", read_texts, struct texts, short_name), .max = PROVIDER_SHORT_NAME_MAX, .flags = SETTING_NAME,
	 .help = "the same in few letters"},
	{ROW(struct provider, "description", read_texts, struct texts, description), .max = 1000, .flags = SETTING_LINES,
	 .help = "a sentence for profiles and the page"},
	{WHOLE("documentation", read_documentation),
	 .help = "a URL for people who set their account up, or a map of url and title"},
	{ROW(struct provider, "help", read_help_url, const char *, help),
	 .help = "the help desk: an https or mailto URL"},
	{ROW(struct provider, "imprint", read_https_url, const char *, imprint),
	 .help = "the URL of the page that says who offers the service"},
	{ROW(struct provider, "privacy", read_https_url, const char *, privacy),
	 .help = "the URL of the page about personal data"},
	{ROW(struct provider, "notice", read_texts, struct texts, notice), .max = 1000, .flags = SETTING_LINES,
	 .help = "what everybody is to read on the page"},
	{ROW(struct provider, "color", read_string, const char *, color), .check = check_color,
	 .help = "a colour in quotes, like \"#0a7f3c\""},
	{WHOLE("logo.file", read_logo_file),
	 .help = "a picture on this machine"},
	{WHOLE("logo.url", read_logo_url), .excludes = "logo.file",
	 .help = "a picture elsewhere"},
	{ROW(struct provider, "public_host", read_host, const char *, public_host),
	 .help = "the provider's own host name for this service"},
};

static const struct setting documentation_rows[] = {
	{ROW(struct provider, "url", read_https_url, const char *, documentation),
	 .help = "where the documentation is"},
	{ROW(struct provider, "title", read_texts, struct texts, documentation_title), .max = 200,
	 .help = "what the documentation is called"},
};

static const struct setting oauth2_rows[] = {
	{ROW(struct oauth2, "issuer", read_issuer, const char *, issuer),
	 .help = "the URL that names the authorization server"},
	{ROW(struct oauth2, "authorization_url", read_https_url, const char *, authorization_url),
	 .help = "where people log in"},
	{ROW(struct oauth2, "token_url", read_https_url, const char *, token_url),
	 .help = "where mail programs get their tokens"},
	{ROW(struct oauth2, "scope", read_string, const char *, scope),
	 .help = "what mail programs ask for, separated by blanks"},
	{ROW(struct oauth2, "client_id", read_string, const char *, client_id),
	 .help = "the client that mail programs are there"},
	{ROW(struct oauth2, "redirect_url", read_string, const char *, redirect_url), .check = check_redirect_url,
	 .help = "where the authorization server sends mail programs back to"},
};

static const struct setting service_rows[] = {
	{ROW(struct service_draft, "type", read_word, enum service_type, type), .words = WORDS_OF(service_type_names),
	 .help = "which service this is"},
	{ROW(struct service_draft, "host", read_host_template, const char *, host),
	 .help = "the server's host name"},
	{ROW(struct service_draft, "port", read_number, uint32_t, port), .min = 1, .max = 65535,
	 .help = "its port"},
	{ROW(struct service_draft, "security", read_word, enum security, security), .words = WORDS_OF(security_names),
	 .help = "how the connection is secured"},
	{ROW(struct service_draft, "username", read_username, const char *, username),
	 .help = "what people log in as, with placeholders"},
	{ROW(struct service_draft, "authentication", read_authentications, struct authentications, authentications),
	 .words = WORDS_OF(authentication_names),
	 .help = "ways to log in, the best first"},
	{ROW(struct service_draft, "url", read_service_url, const char *, url),
	 .help = "the service's URL, with placeholders"},
	{ROW(struct service_draft, "root", read_service_url, const char *, root),
	 .help = "the URL where discovery begins, without placeholders"},
	{ROW(struct service_draft, "label", read_label, const char *, label), .max = SERVICE_LABEL_MAX,
	 .help = "what people call this calendar"},
	{ROW(struct service_draft, "search_base", read_string, const char *, search_base), .check = check_distinguished_name,
	 .help = "where in the LDAP server's tree people are looked for"},
};

static const struct setting profile_rows[] = {PROFILE_ROWS(struct profile_options, "", )};

static const struct setting domain_rows[] = {
	{ROW(struct domain_draft, "provider", read_provider, struct provider, provider), .flags = SETTING_SECTION,
	 .help = "what this domain's provider has of its own"},
	{ROW(struct domain_draft, "page.texts", read_domain_page_texts, struct provider, provider),
	 .help = "files with words that this domain's page has of its own"},
	{ROW(struct domain_draft, "oauth2", read_oauth2, const struct oauth2 *, oauth2), .flags = SETTING_SECTION,
	 .help = "this domain's own authorization server"},
	{ROW(struct domain_draft, "services", read_services, struct service_list, services), .flags = SETTING_SECTION,
	 .help = "this domain's services instead of the common ones"},
	{ROW(struct domain_draft, "profiles", read_profile_options, struct profile_options, profiles), .flags = SETTING_SECTION,
	 .help = "what this domain's profiles have of their own"},
	{ROW(struct domain_draft, "autodiscover.redirect", read_host, const char *, autodiscover_redirect),
	 .help = "the domain where Autodiscover is to ask instead"},
	{ROW(struct domain_draft, "pacc", read_switch, bool, has_pacc),
	 .help = "whether this domain is published by PACC"},
	{ROW(struct domain_draft, "mx", read_exchangers, struct host_list, exchangers),
	 .help = "domains of mail exchangers whose customers are answered as this domain"},
};
/* clang-format on */

#define TABLE(manual_, rows_)                                                                      \
	{                                                                                          \
		.manual = (manual_), .rows = (rows_), .n_rows = ARRAY_SIZE(rows_)                  \
	}

const struct table table_settings = TABLE("", settings_rows);
const struct table table_provider = TABLE("provider.", provider_rows);
const struct table table_documentation = TABLE("provider.documentation.", documentation_rows);
const struct table table_oauth2 = TABLE("oauth2.", oauth2_rows);
const struct table table_service = TABLE("services[].", service_rows);
const struct table table_profiles = TABLE("profiles.", profile_rows);
const struct table table_domain = TABLE("domains.NAME.", domain_rows);
