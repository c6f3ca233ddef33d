/* SPDX-License-Identifier: Apache-2.0 */
/* The table of those that announce, and what PACC and the DNS have to say. */
#include "protocols/announcement.h"

#include <string.h>

#include "account.h"
#include "cleanup.h"
#include "protocols/pacc.h"
#include "protocols/records.h"

/* clang-format off */
const struct announcer announcers[] = {
	{"mozilla",    "Mozilla autoconfig",                     mozilla_announce},
	{"outlook",    "Microsoft Autodiscover, Outlook",        outlook_announce},
	{"mobilesync", "Microsoft Autodiscover, ActiveSync",     mobilesync_announce},
	{"json",       "Microsoft Autodiscover V2",              mobilesync_announce},	/* the same server, in other words */
	{"apple",      "Apple configuration profile",            apple_announce},
	{"pacc",       "PACC",                                   pacc_announce},
	{"well-known", "Redirects of CalDAV, CardDAV and JMAP",  well_known_announce},
	{"dns",        "DNS records",                            records_announce},
};
/* clang-format on */
const size_t n_announcers = ARRAY_SIZE(announcers);

void announcement_all(const struct service *service, struct announcement *announcement)
{
	*announcement = (struct announcement){
		.facets = service_has_url(service) ? FACET_URL | FACET_LOGIN
						   : FACET_HOST | FACET_SECURITY | FACET_LOGIN,
		.n_authentications = service->n_authentications,
	};
	memcpy(announcement->authentications, service->authentications, service->n_authentications);
}

void announcement_none(struct announcement *announcement, const char *reason, bool is_foreign)
{
	*announcement = (struct announcement){.left_out = reason, .is_foreign = is_foreign};
}

static bool is_equal(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

/* The document is the domain's: a person's own host or URL is not in it. */
static const struct service *find_of_domain(const struct domain *domain,
					    const struct service *service)
{
	for (size_t i = 0; i < domain->n_services; i++) {
		const struct service *other = &domain->services[i];

		if (other->type == service->type && other->port == service->port &&
		    other->security == service->security && is_equal(other->host, service->host) &&
		    is_equal(other->url, service->url) &&
		    other->n_authentications == service->n_authentications &&
		    !memcmp(other->authentications, service->authentications,
			    other->n_authentications))
			return other;
	}

	return NULL;
}

void pacc_announce(const struct announce_scene *scene, const struct service *service,
		   struct announcement *ret)
{
	const struct domain *domain = scene->account->domain;
	const struct service *own = find_of_domain(domain, service);
	enum pacc_refusal refusal = pacc_refusal(domain, NULL);
	const char *omission;

	if (!pacc_knows(service))
		announcement_none(ret, "PACC has no word for it", true);
	else if (!scene->is_listed || refusal)
		announcement_none(
			ret, pacc_refusal_sentences[refusal ? refusal : PACC_E_NOT_WANTED], false);
	else if (!own)
		announcement_none(ret, "PACC knows the domain's servers, and no person's own",
				  false);
	else if ((omission = pacc_omission(domain, own)))
		announcement_none(ret, omission, false);
	else {
		announcement_all(service, ret);
		ret->n_authentications = 0;
		if (service_has_url(service))
			ret->facets = FACET_ROOT | FACET_LOGIN;
	}
}

void records_announce(const struct announce_scene *scene, const struct service *service,
		      struct announcement *ret)
{
	struct record_place place;
	const char *obstacle = record_place_find(service, scene->account->domain, &place);

	if (obstacle) {
		announcement_none(ret, obstacle, !record_is_known(service));
		return;
	}

	*ret = (struct announcement){.facets = FACET_HOST | FACET_SECURITY};
}
