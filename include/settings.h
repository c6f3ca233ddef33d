/* SPDX-License-Identifier: Apache-2.0 */
/* Everything an operator may say, checked: an immutable value, shared by reference count. */
#pragma once

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domain.h"
#include "profile.h"
#include "provider.h"
#include "service.h"

#define SETTINGS_LISTEN_MAX 16
#define SETTINGS_TRUSTED_PROXIES_MAX 64
#define SETTINGS_DEFAULT_PATH "/etc/carbone-autoconf/carbone-autoconf.yaml"

enum listen_family {
	LISTEN_TCP,
	LISTEN_UNIX,
};

#define WELL_KNOWN_AUTHORIZATION_SERVER "/.well-known/oauth-authorization-server" /* RFC 8414 */
#define WELL_KNOWN_PROTECTED_RESOURCE "/.well-known/oauth-protected-resource"     /* RFC 9728 */

/* Documents of the operator's about OAuth 2, each for one URL. */
struct metadata {
	const struct metadata_document {
		const char *host, *path;
		const void *bytes;
		size_t size;
	} * documents;
	size_t n_documents;
};

struct strings {
	const char *const *entries;
	size_t n_entries;
};

/* One entry of server.listen. */
struct listen_address {
	enum listen_family family;
	const char *text;            /* as written */
	struct sockaddr_storage tcp; /* host:port, [v6]:port; numeric */
	const char *path;            /* unix: */
};

/* One entry of server.trusted_proxies: a network, always as 128 bits (IPv4 mapped). */
struct network {
	uint8_t address[16];
	uint8_t prefix; /* bits, 0-128 */
};

enum forwarded {
	FORWARDED_FOR = 1 << 0,
	FORWARDED_PROTO = 1 << 1,
	FORWARDED_HOST = 1 << 2,
};

enum profile_access {
	PROFILE_ACCESS_ANONYMOUS,
	PROFILE_ACCESS_LINK,
	PROFILE_ACCESS_SIGN_ON,
	_PROFILE_ACCESS_MAX,
};

/* Which of several hosts of a database is asked: the first of this kind that answers, else any. */
enum directory_role {
	DIRECTORY_ROLE_ANY, /* also: not known yet */
	DIRECTORY_ROLE_PRIMARY,
	DIRECTORY_ROLE_STANDBY, /* reads only */
	_DIRECTORY_ROLE_MAX,
};

/* Names and words that a schema's queries take from the settings: %{sogo.view} in its SQL. */
enum directory_option {
	DIRECTORY_OPTION_SOGO_VIEW,
	DIRECTORY_OPTION_SOGO_LOGIN_COLUMN,
	DIRECTORY_OPTION_SOGO_IMAP_HOST_COLUMN,
	DIRECTORY_OPTION_SOGO_SIEVE_HOST_COLUMN,
	DIRECTORY_OPTION_SOGO_LANGUAGE_COLUMN,
	DIRECTORY_OPTION_KEYCLOAK_REALM,
	DIRECTORY_OPTION_KEYCLOAK_LOGIN_COLUMN,
	DIRECTORY_OPTION_KEYCLOAK_ALIAS_ATTRIBUTE,
	DIRECTORY_OPTION_KEYCLOAK_HOST_ATTRIBUTE,
	DIRECTORY_OPTION_KEYCLOAK_LANGUAGE_ATTRIBUTE,
	_DIRECTORY_OPTION_MAX,
};

enum log_level {
	LOG_LEVEL_ERROR,
	LOG_LEVEL_WARNING,
	LOG_LEVEL_INFO,
	LOG_LEVEL_DEBUG,
	_LOG_LEVEL_MAX,
};

enum log_format {
	LOG_FORMAT_JSON,
	LOG_FORMAT_TEXT,
	_LOG_FORMAT_MAX,
};

/* Names that pacc announces a submission service under: bits. */
enum pacc_submission_key {
	PACC_SUBMISSION_SUBMIT = 1 << 0,
	PACC_SUBMISSION_SMTP = 1 << 1,
};

/*
 * What one domain's entry of `domains` (or a file of domains_dir) says; members left out stand for
 * the common settings.
 */
struct settings_domain {
	const char *name;                /* A-label, or "*" */
	const struct provider *provider; /* complete: merged with the common one */
	const struct oauth2 *oauth2;     /* NULL: none */
	const struct service *services;  /* complete */
	size_t n_services;
	bool has_pacc;                     /* PACC is wanted */
	const char *autodiscover_redirect; /* a domain; NULL: none */
	/* complete but for what is the same for all domains; NULL: the common ones */
	const struct profile_options *profiles;
};

/* The domain that an entry describes. */
static inline struct domain settings_domain_describe(const struct settings_domain *entry)
{
	return (struct domain){
		.name = entry->name,
		.canonical = entry->name,
		.provider = entry->provider,
		.oauth2 = entry->oauth2,
		.services = entry->services,
		.n_services = entry->n_services,
		.has_pacc = entry->has_pacc,
		.autodiscover_redirect = entry->autodiscover_redirect,
		.profiles = entry->profiles,
	};
}

/* Times are milliseconds everywhere. */
struct settings {
	struct {
		struct listen_address listen[SETTINGS_LISTEN_MAX];
		size_t n_listen;
		struct listen_address management;
		bool has_management;
		/* content of management_token_file: asks for links; NULL: nobody may */
		const char *management_token;
		const char *public_url; /* no trailing slash */
		bool public_is_https;
		const char *public_host; /* of public_url: A-label, lower case, no port */
		struct network trusted_proxies[SETTINGS_TRUSTED_PROXIES_MAX];
		size_t n_trusted_proxies;
		bool trust_unix;
		unsigned int forwarded; /* enum forwarded */
		bool plain_http; /* autoconfig is served on public plain http (default true) */
		struct {
			uint32_t header, request, idle;
			uint32_t connections; /* of all workers together */
			uint32_t waiting;     /* suspended requests a worker may hold */
		} limits;
		uint32_t drain;
		const char *state; /* directory for the kept snapshot; NULL: nothing is kept */
		uint32_t workers;  /* 0: one per core */
		/* the account that server and signer become when started as root; NULL: stay */
		const char *user;
	} server;
	struct {
		/* NULL: domains from the settings only; passwords stand in it: never log it */
		const char *url;
		/*
		 * "carbone", "automx2", …: one of the names that docs/carbone-autoconf.yaml.5 lists
		 */
		const char *schema;
		struct {
			/*
			 * of schema "custom"; else NULL.  All but domains and user may be NULL
			 * there too
			 */
			const char *domains, *services, *texts, *user, *alias, *addresses;
		} queries;
		/* a function in the database that answers for user and alias, or NULL */
		const char *function;
		/* NULL: not said, and no default */
		const char *options[_DIRECTORY_OPTION_MAX];
		enum directory_role prefer;
		uint32_t connections; /* that a worker may open; 0: as many as suit the database */
		/* begins what a mailbox's address may have before the @; NULL: nothing does */
		const char *recipient_delimiter;
		/* certificates that LDAP servers are verified with; NULL: the machine's own */
		const char *ldap_ca;
		struct {
			uint32_t soft, hard;
		} timeout;
		struct {
			uint32_t ttl, negative_ttl, stale;
			uint32_t entries; /* of all workers together */
		} cache;
		/* whether the database is asked for domains; else they are those of the settings */
		bool list;
		uint32_t refresh; /* of the domain snapshot */
		/* enum reveal: what an anonymous answer may take from the user's row */
		unsigned int reveal;
	} directory;
	struct provider provider;
	bool provider_is_named;      /* false: the name is public_host; a domain's own is better */
	const struct oauth2 *oauth2; /* NULL: none */
	struct metadata oauth2_metadata;
	const struct service *services; /* what every listed domain gets unless it says otherwise */
	size_t n_services;
	bool allow_cleartext;
	struct {
		unsigned int ttl_hours;
		bool generic;       /* GET is answered for the Host's domain */
		bool tells_unknown; /* error 500 for domains that are not served, else 404 */
		struct {
			/* pieces of User-Agent; offer_to empty: everybody */
			struct strings offer_to, withhold_from;
		} activesync;
	} autodiscover;
	const struct exchanger *exchangers; /* of all domains' `mx`, sorted by name */
	size_t n_exchangers;
	const struct settings_domain *domains; /* "*" among them when there is a catch-all */
	size_t n_domains;
	struct {
		struct profile_options options;
		struct signature_files signing; /* key_path NULL: profiles are not signed */
		bool unsigned_when_expired;     /* else 503 */
		enum profile_access access;
		/*
		 * content of link_key_file, checked: "id:base64(32 bytes)" a line; NULL: no links
		 */
		const char *link_keys;
		uint32_t link_ttl;
	} profiles;
	struct {
		const char *issuer; /* NULL: no sign-on; else client_id is there too */
		const char *client_id;
		const char *client_secret; /* NULL: a public client */
	} sign_on;
	struct {
		bool enabled;                 /* for domains that say nothing else */
		unsigned int submission_keys; /* enum pacc_submission_key, at least one */
	} pacc;
	struct {
		enum log_level level;
		enum log_format format;
		bool access; /* a line a request, for those without a proxy that writes one */
	} log;
};

struct settings *settings_ref(struct settings *settings);
void settings_unref(struct settings *settings);

static inline void settings_unrefp(struct settings **settings)
{
	settings_unref(*settings);
}
