/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One payload of a profile: which of the account's services it takes, and the keys it is made of.
 * A new payload is one file with one const struct, and one row in profile.c.
 */
#pragma once

#include <stdbool.h>

#include "domain.h"
#include "profile.h"
#include "service.h"

struct plist;
struct writer;

#define PAYLOADS_MAX 100

enum payload_error {
	PAYLOAD_OK,
	PAYLOAD_E_ABSENT, /* the account has no such service */
	/* it has, but Apple's keys cannot say it; the sentence tells why */
	PAYLOAD_E_NOT_EXPRESSIBLE,
};

/* A payload of the profile that is being made; borrowed from account and options. */
struct payload_choice {
	const struct payload *payload;
	const struct service *service;
	const struct service *outgoing; /* of mail */
	/* NULL, or what the payload is about instead of a service */
	const struct profile_certificate *certificate;
	/* what tells it from others of its kind for ever; NULL where there is one of a kind */
	const char *key;
	const char *label; /* what people call it; NULL: as the profile */
};

/* A profile while it is put together. */
struct payload_scene {
	const struct account *account;
	const struct profile_options *options;
	const struct profile_wish *wish;
	const char *name; /* the operator's, in the language of the profile */
	size_t room;      /* bytes that the payloads may have; 0: any */
	struct writer *reasons;
	size_t n_choices;
	struct payload_choice choices[PAYLOADS_MAX];
};

struct payload {
	unsigned int bit; /* enum profile_payload; 0: the operator's own word is enough */
	const char *kind; /* of UUID and identifier (profile_uuid) */
	const char *type; /* PayloadType */
	/* an account that has such services gets this payload or no profile at all */
	bool required;
	bool brings_mail; /* and makes good for one that is required and cannot be said */
	/* why a service that could be said is not, where there is more to it than its place */
	const char *passed_over;

	/*
	 * Adds what the account has to the scene.  Returns 0 or an enum payload_error; in the last
	 * case a sentence is added to reasons.
	 */
	int (*choose)(struct payload_scene *scene);
	/*
	 * Why a service of the payload's kind cannot be said, whatever else there is; NULL: it can,
	 * and logs in so.  False for a service of another kind.
	 */
	bool (*explain)(const struct service *service, const char **ret_obstacle,
			enum authentication *ret_authentication);
	/* Writes the payload's own keys.  Returns 0 or -errno. */
	int (*write)(const struct payload_scene *scene, const struct payload_choice *choice,
		     struct plist *plist);
};

extern const struct payload payload_mail;
extern const struct payload payload_caldav;
extern const struct payload payload_carddav;
extern const struct payload payload_ldap;
extern const struct payload payload_calendar;
extern const struct payload payload_activesync;
extern const struct payload payload_ews;
extern const struct payload payload_root;
extern const struct payload payload_web_clip;

/* The parts of a URL that devices are told. */
struct payload_place {
	char host[DOMAIN_NAME_MAX + sizeof("%EMAILDOMAIN%")]; /* a template */
	uint16_t port;
	bool tls;
	const char *path; /* and what follows it; borrowed from the URL */
};

/* False for a URL whose host is more than a name and a port, or depends on who asks. */
bool payload_place_read(const char *url, struct payload_place *ret_place);

/* False when the profile is full. */
bool payload_add(struct payload_scene *scene, const struct payload_choice *choice);
/* Has another payload of this kind been chosen? */
bool payload_is_chosen(const struct payload_scene *scene, const struct payload *payload);

/*
 * The first service of the payload's kind that can be said; why the others cannot is added to the
 * reasons.  Returns 0 or an enum payload_error.
 */
int payload_find(struct payload_scene *scene, const struct payload *payload,
		 const struct service **ret_service);
/* As a payload's choose, where one such service makes one payload. */
int payload_choose_first(struct payload_scene *scene, const struct payload *payload);

/* The login of a service for this account; the caller's.  Returns 0 or -ENOMEM. */
int payload_username(const struct service *service, const struct account *account,
		     char **ret_username);

/*
 * Does a host hold more of the address than its domain?  What a person typed stays out of what is
 * signed.
 */
bool payload_host_is_personal(const char *template);
/*
 * A host with %EMAILDOMAIN% as an A-label: devices resolve it as it stands; the caller's.  Returns
 * 0 or -ENOMEM.
 */
int payload_host(const char *template, const struct account *account, char **ret_host);

/* The switches that mail has by whatever protocol, as far as the operator has set them. */
void payload_write_mail_switches(const struct profile_options *options, struct plist *plist);

/* Adds "sentence" to the reasons, parted from what stands there. */
void payload_reason(struct writer *reasons, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
