/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What each protocol says of a service of an account, and why it says nothing or less: for people,
 * in `show` and `check`.  It is told by the same rules that the documents are written by, and a
 * test reads the documents to prove it.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "service.h"

struct account;
struct protocol_context;

/* What of a service is said: bits. */
enum facet {
	FACET_URL = 1 << 0,  /* the whole of it, which says its encryption, too */
	FACET_HOST = 1 << 1, /* host and port, also those of a URL */
	FACET_SECURITY = 1 << 2,
	FACET_LOGIN = 1 << 3,
	FACET_ROOT = 1 << 4, /* as FACET_URL, of the URL that is the same for everybody */
};

/* All strings are static: sentences without their full stop. */
struct announcement {
	const char *left_out;     /* NULL: the service is announced */
	bool is_foreign;          /* left out, and not meant to be in: a service of another kind */
	const char *less;         /* what cannot be said of one that is announced, or NULL */
	unsigned int facets;      /* enum facet */
	size_t n_authentications; /* 0: the protocol does not say how to log in */
	uint8_t authentications[_AUTHENTICATION_MAX];
};

/* What a protocol's answer depends on. */
struct announce_scene {
	const struct protocol_context *context;
	const struct account *account; /* its address may be NULL: of nobody in particular */
	bool is_listed;                /* not by the catch-all */
};

struct announcer {
	const char *name;  /* "mozilla", "outlook", "mobilesync", … */
	const char *title; /* for people */
	void (*announce)(const struct announce_scene *scene, const struct service *service,
			 struct announcement *ret_announcement);
};

extern const struct announcer announcers[];
extern const size_t n_announcers;

/* For those that fill one in: all facets of a service, with all its ways to log in. */
void announcement_all(const struct service *service, struct announcement *announcement);
/* Nothing is said, for this reason. */
void announcement_none(struct announcement *announcement, const char *reason, bool is_foreign);

/* Beside the documents that they speak of; contract as in struct announcer. */
void mozilla_announce(const struct announce_scene *scene, const struct service *service,
		      struct announcement *ret_announcement);
void outlook_announce(const struct announce_scene *scene, const struct service *service,
		      struct announcement *ret_announcement);
void mobilesync_announce(const struct announce_scene *scene, const struct service *service,
			 struct announcement *ret_announcement);
void apple_announce(const struct announce_scene *scene, const struct service *service,
		    struct announcement *ret_announcement);
void pacc_announce(const struct announce_scene *scene, const struct service *service,
		   struct announcement *ret_announcement);
void well_known_announce(const struct announce_scene *scene, const struct service *service,
			 struct announcement *ret_announcement);
void records_announce(const struct announce_scene *scene, const struct service *service,
		      struct announcement *ret_announcement);
