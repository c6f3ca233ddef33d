/* SPDX-License-Identifier: Apache-2.0 */
/* Paths and URLs of links. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "answer.h"
#include "base/log.h"
#include "cleanup.h"
#include "protocol.h"
#include "query.h"
#include "seal/key_ring.h"
#include "server/flow.h"
#include "server/links.h"
#include "server/route.h"
#include "server/server.h"
#include "server/worker.h"
#include "settings.h"

void links_take_keys(struct worker *worker)
{
	const char *keys = worker->flow.settings->profiles.link_keys;
	struct key_ring *ring = NULL;
	int r;

	r = keys ? key_ring_new(keys, &ring) : 0;
	if (r) {
		log_line(LOG_LEVEL_ERROR, "the keys of links cannot be used", LOG_N("code", r));
		return;
	}

	key_ring_free(worker->keys);
	worker->keys = ring;
	worker->flow.keys = ring ? ring : worker->server->own_keys;
}

int links_open(const struct flow *flow, const struct route *route, const char *path,
	       struct profile_link *ret_link)
{
	const char *token = path + strlen(route->path);
	size_t size = strlen(token) - (route->suffix ? strlen(route->suffix) : 0);
	enum link_refusal refusal;
	int r;

	r = link_open(flow->keys, token, size, time(NULL), ret_link, &refusal);
	if (r < 0)
		return r;
	if (r) {
		counter_add(&flow->counters->link_refusals[refusal], 1);
		return ANSWER_E_NO_LINK;
	}

	count(flow->counters, COUNTER_LINKS_OPENED);

	/* The page's links lead anybody to a page, but to a profile only where all may have one. */
	return !ret_link->is_personal && route->protocol->is_signed &&
			       flow->settings->profiles.access != PROFILE_ACCESS_ANONYMOUS
		       ? ANSWER_E_NO_LINK
		       : 0;
}

void links_query(const struct profile_link *link, struct query *ret_query)
{
	*ret_query = (struct query){
		.has_address = true,
		.address = link->address,
		.exact = true,
		.variant = link->variant,
		.is_unsigned = link->is_unsigned,
		.is_personal = link->is_personal,
		.link_expires = link->expires,
	};
	memcpy(ret_query->language, link->language, sizeof(ret_query->language));
	query_add_candidate(ret_query, link->address.domain);
}

void links_set_times(struct profile_link *link, uint32_t life)
{
	link->issued = time(NULL);
	link->expires = link->issued + life / 1000;
}

int link_urls_make(const struct key_ring *ring, const char *public_url,
		   const struct profile_link *link, struct link_urls *ret_urls)
{
	char token[LINK_TOKEN_SIZE];
	struct link_urls urls = {0};
	int r;

	r = link_mint(ring, link, token);
	if (r)
		return r;

	if (asprintf(&urls.page, "%s" LINK_PATH "%s", public_url, token) < 0)
		return -ENOMEM;
	if (asprintf(&urls.profile, "%s" LINK_SUFFIX, urls.page) < 0) {
		free(urls.page);
		return -ENOMEM;
	}

	*ret_urls = urls;

	return 0;
}

int links_make(const struct flow *flow, const struct profile_link *link, struct link_urls *ret_urls)
{
	int r;

	r = link_urls_make(flow->keys, flow->settings->server.public_url, link, ret_urls);
	if (!r)
		count(flow->counters, COUNTER_LINKS_MINTED);

	return r;
}

void link_urls_clear(struct link_urls *urls)
{
	free(urls->profile);
	free(urls->page);
	*urls = (struct link_urls){0};
}
