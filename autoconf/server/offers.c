/* SPDX-License-Identifier: Apache-2.0 */
/* Links of the page. */
#include "server/offers.h"

#include <string.h>
#include <time.h>

#include "account.h"
#include "cleanup.h"
#include "directory.h"
#include "document.h"
#include "protocol.h"
#include "server/compose.h"
#include "server/flow.h"
#include "settings.h"

void offers_clear(struct offers *offers)
{
	link_urls_clear(&offers->everything);
	link_urls_clear(&offers->mail);
	link_urls_clear(&offers->bare);
}

/*
 * The profile as its link would give it.  Returns its size, 0 when there is none: then it is not
 * offered.
 */
static size_t profile_size(const struct exchange *exchange, const struct protocol_context *context,
			   const struct user *user, enum profile_variant variant)
{
	_cleanup_(document_clear) struct document document = {0};
	struct query query = exchange->query;
	int r;

	query.variant = variant;
	r = compose_document(&protocol_apple, context, &query, &exchange->domain, user,
			     exchange_reveal(exchange), false, &document);

	return r ? 0 : document.size;
}

/* A link leads to listed domains alone, as profiles are made for no others (rulings 5). */
static bool may_have_link(const struct exchange *exchange)
{
	const struct query *query = &exchange->query;

	return query->has_address && !query->fault &&
	       snapshot_find(exchange->snapshot, query->address.domain);
}

static bool may_have_profile(const struct exchange *exchange)
{
	return exchange->query.is_personal ||
	       exchange->settings->profiles.access == PROFILE_ACCESS_ANONYMOUS;
}

static void describe(const struct exchange *exchange, struct profile_link *ret_link)
{
	const struct query *query = &exchange->query;

	*ret_link = (struct profile_link){
		.address = query->address,
		.is_personal = query->is_personal,
	};
	memcpy(ret_link->language, query->language, sizeof(ret_link->language));
	links_set_times(ret_link, exchange->settings->profiles.link_ttl);
	if (query->link_expires && query->link_expires < ret_link->expires)
		ret_link->expires = query->link_expires;
}

/* Each of the profiles that can be made. */
static int make_profiles(const struct exchange *exchange, const struct protocol_context *context,
			 const struct user *user, struct profile_link *link, struct offers *offers)
{
	size_t everything = profile_size(exchange, context, user, PROFILE_VARIANT_ALL);
	size_t mail = profile_size(exchange, context, user, PROFILE_VARIANT_MAIL);
	int r = 0;

	if (!everything)
		return 0;

	offers->offer.profile = offers->everything.profile;
	if (mail && mail != everything) {
		link->variant = PROFILE_VARIANT_MAIL;
		r = links_make(exchange->flow, link, &offers->mail);
		offers->offer.profile_mail = offers->mail.profile;
	}
	if (!r) {
		link->variant = PROFILE_VARIANT_ALL;
		link->is_unsigned = true;
		r = links_make(exchange->flow, link, &offers->bare);
		offers->offer.profile_unsigned = offers->bare.profile;
	}

	return r;
}

int offers_make(const struct exchange *exchange, const struct protocol_context *context,
		const struct user *user, struct offers *ret_offers)
{
	const struct settings *settings = exchange->settings;
	struct profile_link link;
	struct offers offers = {0};
	int r;

	*ret_offers = (struct offers){0};
	if (!may_have_link(exchange))
		return 0;

	describe(exchange, &link);
	if (link.expires <= link.issued)
		return 0;
	r = links_make(exchange->flow, &link, &offers.everything);
	if (r)
		return r;

	offers.offer = (struct page_offer){
		.page = offers.everything.page,
		.is_signed = settings->profiles.signing.key_path,
		.needs_link = !may_have_profile(exchange),
		.minutes = (unsigned int)((link.expires - link.issued) / 60),
	};
	if (may_have_profile(exchange))
		r = make_profiles(exchange, context, user, &link, &offers);
	if (r) {
		offers_clear(&offers);
		return r;
	}

	*ret_offers = offers;

	return 0;
}
