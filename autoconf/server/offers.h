/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the page may offer to whom it is made for: links are sealed here, and only for profiles that
 * can be made.
 */
#pragma once

#include "page.h"
#include "server/links.h"

struct exchange;
struct protocol_context;
struct user;

struct offers {
	struct page_offer offer; /* borrows from the URLs */
	struct link_urls everything, mail, bare;
};

/*
 * For the page that the exchange is about to render.  Nobody is offered more than the asker may
 * have: a link of the page's ends with the link that led to it.  Returns 0 or -errno.
 */
int offers_make(const struct exchange *exchange, const struct protocol_context *context,
		const struct user *user, struct offers *ret_offers);
void offers_clear(struct offers *offers);
