/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Links to the profile and the page of one person: their URLs, and what a path's token says.  A
 * token is opened before anything is looked up or signed, and never written down.
 */
#pragma once

#include "profile_link.h"

struct flow;
struct key_ring;
struct query;
struct route;
struct worker;

/*
 * The worker's keys: those of the settings in force, or else those that this server made for itself
 * at its start.  Without memory the keys stay as they were.
 */
void links_take_keys(struct worker *worker);

/*
 * What stands behind the route's path, and before its suffix.  Counts.  Returns 0,
 * ANSWER_E_NO_LINK whatever is wrong with it, or -errno.
 */
int links_open(const struct flow *flow, const struct route *route, const char *path,
	       struct profile_link *ret_link);

/* The query that a link stands for (exchange_start_query). */
void links_query(const struct profile_link *link, struct query *ret_query);

/* For so many milliseconds from now, to the second. */
void links_set_times(struct profile_link *link, uint32_t life);

/*
 * Mints: public_url/profile/TOKEN.mobileconfig, and public_url/profile/TOKEN, which is the page of
 * the same person.  Both are the caller's.  Returns 0 or -errno.
 */
struct link_urls {
	char *profile, *page;
};

int link_urls_make(const struct key_ring *ring, const char *public_url,
		   const struct profile_link *link, struct link_urls *ret_urls);
/* With the keys and the public_url of now; counts. */
int links_make(const struct flow *flow, const struct profile_link *link,
	       struct link_urls *ret_urls);
void link_urls_clear(struct link_urls *urls);
