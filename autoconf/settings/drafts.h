/* SPDX-License-Identifier: Apache-2.0 */
/* Services and domains while they are read, and what is done once all rows have been. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "profile.h"
#include "provider.h"
#include "service.h"
#include "settings.h"

struct listen_address;
struct place;
struct reading;

/* An entry of `services`. */
struct service_draft {
	enum service_type type; /* _SERVICE_TYPE_MAX: missing */
	enum security security; /* _SECURITY_MAX: missing */
	uint32_t port;          /* 0: missing */
	struct authentications {
		uint8_t n;
		uint8_t list[_AUTHENTICATION_MAX];
	} authentications;
	const char *host, *url, *root, *username, *label, *search_base;
};

struct service_list {
	const struct service *services;
	size_t n_services;
};

/* What mail programs will not like about a list of services; oauth2 may be NULL. */
void services_warn(struct reading *reading, const struct place *place,
		   const struct service_list *list, const struct oauth2 *oauth2);

/* An entry of `domains`, or a file of domains_dir. */
struct domain_draft {
	struct provider provider;
	const struct oauth2 *oauth2;
	struct service_list services;
	struct profile_options profiles;
	bool has_pacc;
	const char *autodiscover_redirect;
	struct host_list {
		const char **names;
		size_t n_names;
	} exchangers;
};

/* What a web clip of these profiles will lack. */
void profiles_warn(struct reading *reading, const struct place *place,
		   const struct profile_options *options, const struct provider *provider);

/* Would one of them find the other there?  Two ports of the kernel's choice are never the same. */
bool listen_is_same(const struct listen_address *a, const struct listen_address *b);

struct domain_entry {
	struct domain_entry *next;
	const char *file;
	unsigned int line;
	struct settings_domain domain;
	struct host_list exchangers;
};

/*
 * Gives the domains of mail exchangers of all entries to the settings; each leads to one domain.
 */
void exchangers_finish(struct reading *reading, const struct domain_entry *const *entries,
		       size_t n_entries);

/*
 * Puts the domains that were read in order, refuses repeated ones, and gives them to the settings.
 */
void domains_finish(struct reading *reading);

/*
 * What no row can see alone: settings that contradict one another, and defaults that come from
 * another setting.
 */
void checks_run(struct reading *reading, const struct place *root);
