/* SPDX-License-Identifier: Apache-2.0 */
/*
 * com.apple.subscribedcalendar.account: calendars that are read from one URL, each a payload of its
 * own.  What is called a host name in it takes the whole URL.  Macs do not know this payload.
 */
#include <string.h>

#include "account.h"
#include "cleanup.h"
#include "profiles/payload.h"
#include "profiles/plist.h"

static bool is_open(const struct service *service)
{
	return !service_takes(service, AUTHENTICATION_PASSWORD);
}

static const char *obstacle(const struct service *service)
{
	struct payload_place place;

	if (is_open(service) && !service_takes(service, AUTHENTICATION_NONE))
		return "a profile can only say a password";
	if (!service->url || payload_host_is_personal(service->url))
		return "its URL depends on who asks";
	if (!payload_place_read(service->url, &place))
		return "it is not on the web";

	return NULL;
}

static bool calendar_explain(const struct service *service, const char **ret_obstacle,
			     enum authentication *ret_authentication)
{
	if (service->type != SERVICE_SUBSCRIBED_CALENDAR)
		return false;

	*ret_obstacle = obstacle(service);
	*ret_authentication = is_open(service) ? AUTHENTICATION_NONE : AUTHENTICATION_PASSWORD;
	return true;
}

/* Twice the same would be twice the same UUID, and no profile at all. */
static bool is_there(const struct payload_scene *scene, const struct service *service)
{
	for (size_t i = 0; i < scene->n_choices; i++)
		if (scene->choices[i].payload == &payload_calendar &&
		    !strcmp(scene->choices[i].key, service->url))
			return true;

	return false;
}

static int calendar_choose(struct payload_scene *scene)
{
	const struct account *account = scene->account;
	int r = PAYLOAD_E_ABSENT;

	for (size_t i = 0; i < account->n_services; i++) {
		const struct service *service = &account->services[i];
		const char *why;

		if (service->type != SERVICE_SUBSCRIBED_CALENDAR)
			continue;

		why = obstacle(service);
		if (why) {
			payload_reason(scene->reasons, "calendar %s: %s", service->url, why);
			r = r ? PAYLOAD_E_NOT_EXPRESSIBLE : r;
			continue;
		}
		r = PAYLOAD_OK;
		if (!is_there(scene, service))
			(void)payload_add(
				scene, &(const struct payload_choice){.payload = &payload_calendar,
								      .service = service,
								      .key = service->url,
								      .label = service->label});
	}

	return r;
}

static int calendar_write(const struct payload_scene *scene, const struct payload_choice *choice,
			  struct plist *plist)
{
	const struct service *service = choice->service;
	_cleanup_(freep) char *url = NULL, *username = NULL;
	struct payload_place place;
	int r;

	r = payload_host(service->url, scene->account, &url);
	if (r)
		return r;
	r = payload_username(service, scene->account, &username);
	if (r)
		return r;

	plist_string(plist, "SubCalAccountDescription",
		     service->label ? service->label : scene->name);
	plist_string(plist, "SubCalAccountHostName", url);
	plist_bool(plist, "SubCalAccountUseSSL",
		   payload_place_read(service->url, &place) && place.tls);
	plist_string(plist, "SubCalAccountUsername", is_open(service) ? NULL : username);
	return 0;
}

const struct payload payload_calendar = {
	.bit = PROFILE_PAYLOAD_CALENDARS,
	.kind = "calendar",
	.type = "com.apple.subscribedcalendar.account",
	.passed_over = "the same calendar stands before it, or the profile has no room left",
	.choose = calendar_choose,
	.explain = calendar_explain,
	.write = calendar_write,
};
