/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A link that somebody asks for, on the command line or in JSON: whose, of what, for how long; and
 * the JSON that it is answered with.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "profile_link.h"

struct document;
struct link_urls;

struct link_order {
	struct profile_link link; /* but for its times */
	uint32_t life;            /* milliseconds; 0: profiles.link_ttl */
};

/* A personal link to nobody yet. */
void link_order_init(struct link_order *order);

/*
 * One wish: "address", "variant", "language" or "ttl", and its text.  Returns NULL, or what is wrong
 * with it, to be put behind the text.
 */
const char *link_order_set(struct link_order *order, const char *name, const char *text);

/*
 * Reads {"address": "…", "variant": "…", "language": "…", "ttl": "…", "unsigned": true}, of which
 * only the address must be there.  Returns NULL, or a sentence on what is wrong.
 */
const char *link_order_read(const char *json, size_t size, struct link_order *ret_order);

/* {"url", "page", "expires" (RFC 3339), "address", "variant"}.  Returns 0 or -errno. */
int link_order_answer(const struct profile_link *link, const struct link_urls *urls,
		      struct document *ret_json);
