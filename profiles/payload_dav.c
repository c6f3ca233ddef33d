/* SPDX-License-Identifier: Apache-2.0 */
/*
 * com.apple.caldav.account and com.apple.carddav.account: host, port and login.  The path is left
 * out on purpose: devices ignore a principal URL or read it differently, and find the way from
 * /.well-known (RFC 6764).
 */
#include <assert.h>
#include <string.h>
#include <strings.h>

#include "account.h"
#include "cleanup.h"
#include "domain.h"
#include "profiles/payload.h"
#include "profiles/plist.h"

struct dav_kind {
	const struct payload *payload;
	const char *name; /* for sentences */
	enum service_type type;
	const char *description, *host, *port, *tls, *username; /* keys */
};

/* clang-format off */
static const struct dav_kind caldav = {
	.payload	= &payload_caldav,
	.name		= "caldav",
	.type		= SERVICE_CALDAV,
	.description	= "CalDAVAccountDescription",
	.host		= "CalDAVHostName",
	.port		= "CalDAVPort",
	.tls		= "CalDAVUseSSL",
	.username	= "CalDAVUsername",
};
static const struct dav_kind carddav = {
	.payload	= &payload_carddav,
	.name		= "carddav",
	.type		= SERVICE_CARDDAV,
	.description	= "CardDAVAccountDescription",
	.host		= "CardDAVHostName",
	.port		= "CardDAVPort",
	.tls		= "CardDAVUseSSL",
	.username	= "CardDAVUsername",
};

/* clang-format on */

/* Why a service cannot be said in a profile, or NULL with its place. */
static const char *obstacle(const struct service *service, struct payload_place *ret_place)
{
	if (!service_takes(service, AUTHENTICATION_PASSWORD))
		return "a profile can only say a password";

	if (!service->url || !payload_place_read(service->url, ret_place))
		return "a profile has room for a host name and a port only";

	return NULL;
}

/* Encryption counts first, then the operator's order. */
static int dav_choose(const struct dav_kind *kind, struct payload_scene *scene)
{
	const struct account *account = scene->account;
	const struct service *best = NULL;
	bool any = false, best_tls = false;

	for (size_t i = 0; i < account->n_services; i++) {
		const struct service *service = &account->services[i];
		struct payload_place place;
		const char *why;

		if (service->type != kind->type)
			continue;

		any = true;
		why = obstacle(service, &place);
		if (why) {
			payload_reason(scene->reasons, "%s %s: %s", kind->name,
				       service->url ? service->url : service->host, why);
		} else if (!best || (place.tls && !best_tls)) {
			best = service;
			best_tls = place.tls;
		}
	}

	if (!best)
		return any ? PAYLOAD_E_NOT_EXPRESSIBLE : PAYLOAD_E_ABSENT;

	(void)payload_add(
		scene, &(const struct payload_choice){.payload = kind->payload, .service = best});
	return PAYLOAD_OK;
}

static bool dav_explain(const struct dav_kind *kind, const struct service *service,
			const char **ret_obstacle, enum authentication *ret_authentication)
{
	struct payload_place place;

	if (service->type != kind->type)
		return false;

	*ret_obstacle = obstacle(service, &place);
	*ret_authentication = AUTHENTICATION_PASSWORD;
	return true;
}

static int dav_write(const struct dav_kind *kind, const struct payload_scene *scene,
		     const struct payload_choice *choice, struct plist *plist)
{
	_cleanup_(freep) char *host = NULL, *username = NULL;
	struct payload_place place;
	bool readable;
	int r;

	readable = payload_place_read(choice->service->url, &place);
	assert(readable); /* dav_choose has read it */

	r = payload_host(place.host, scene->account, &host);
	if (r)
		return r;
	r = payload_username(choice->service, scene->account, &username);
	if (r)
		return r;

	plist_string(plist, kind->description, scene->name);
	plist_string(plist, kind->host, host);
	plist_integer(plist, kind->port, place.port);
	plist_bool(plist, kind->tls, place.tls);
	plist_string(plist, kind->username, username);
	return 0;
}

static int caldav_choose(struct payload_scene *scene)
{
	return dav_choose(&caldav, scene);
}

static bool caldav_explain(const struct service *service, const char **ret_obstacle,
			   enum authentication *ret_authentication)
{
	return dav_explain(&caldav, service, ret_obstacle, ret_authentication);
}

static int caldav_write(const struct payload_scene *scene, const struct payload_choice *choice,
			struct plist *plist)
{
	return dav_write(&caldav, scene, choice, plist);
}

static int carddav_choose(struct payload_scene *scene)
{
	return dav_choose(&carddav, scene);
}

static bool carddav_explain(const struct service *service, const char **ret_obstacle,
			    enum authentication *ret_authentication)
{
	return dav_explain(&carddav, service, ret_obstacle, ret_authentication);
}

static int carddav_write(const struct payload_scene *scene, const struct payload_choice *choice,
			 struct plist *plist)
{
	return dav_write(&carddav, scene, choice, plist);
}

const struct payload payload_caldav = {
	.bit = PROFILE_PAYLOAD_CALDAV,
	.kind = "caldav",
	.type = "com.apple.caldav.account",
	.choose = caldav_choose,
	.explain = caldav_explain,
	.write = caldav_write,
};

const struct payload payload_carddav = {
	.bit = PROFILE_PAYLOAD_CARDDAV,
	.kind = "carddav",
	.type = "com.apple.carddav.account",
	.choose = carddav_choose,
	.explain = carddav_explain,
	.write = carddav_write,
};
