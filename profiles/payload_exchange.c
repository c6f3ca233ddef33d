/* SPDX-License-Identifier: Apache-2.0 */
/*
 * com.apple.eas.account (ActiveSync, for iPhones and their like) and com.apple.ews.account (for
 * Macs): one login for mail, contacts and calendars, of which a profile takes what nothing else in
 * it brings, so that nobody gets a mailbox twice.
 */
#include <strings.h>

#include "account.h"
#include "address.h"
#include "cleanup.h"
#include "profiles/payload.h"
#include "profiles/plist.h"

/* Where devices ask, whatever a profile says (MS-ASHTTP section 2.2.1.1.1.1). */
#define ACTIVESYNC_PATH "/Microsoft-Server-ActiveSync"

/* ---- ActiveSync ---- */

static bool is_usual_path(const char *path)
{
	return !path[0] || !strcasecmp(path, "/") || !strcasecmp(path, ACTIVESYNC_PATH) ||
	       !strcasecmp(path, ACTIVESYNC_PATH "/");
}

static const char *activesync_obstacle(const struct service *service)
{
	struct payload_place place;

	if (!service_takes(service, AUTHENTICATION_PASSWORD))
		return "a profile can only say a password";
	if (!service->url || !payload_place_read(service->url, &place))
		return "a profile has room for a host name only";
	if (place.port != (place.tls ? 443 : 80))
		return "a profile has no word for the port of an ActiveSync server";
	if (!is_usual_path(place.path))
		return "devices ask for " ACTIVESYNC_PATH ", whatever a profile says";

	return NULL;
}

static bool activesync_explain(const struct service *service, const char **ret_obstacle,
			       enum authentication *ret_authentication)
{
	if (service->type != SERVICE_ACTIVESYNC)
		return false;

	*ret_obstacle = activesync_obstacle(service);
	*ret_authentication = AUTHENTICATION_PASSWORD;
	return true;
}

/* What ActiveSync is left with: notes alone are not worth an account and a question. */
static bool is_covered(const struct payload_scene *scene)
{
	if (!payload_is_chosen(scene, &payload_mail))
		return false;

	return !scene->options->payloads || scene->wish->variant == PROFILE_VARIANT_MAIL ||
	       (payload_is_chosen(scene, &payload_caldav) &&
		payload_is_chosen(scene, &payload_carddav));
}

static int activesync_choose(struct payload_scene *scene)
{
	return is_covered(scene) ? PAYLOAD_E_ABSENT
				 : payload_choose_first(scene, &payload_activesync);
}

static int activesync_write(const struct payload_scene *scene, const struct payload_choice *choice,
			    struct plist *plist)
{
	bool is_mail_alone = scene->wish->variant == PROFILE_VARIANT_MAIL;
	bool has_mail = !payload_is_chosen(scene, &payload_mail);
	bool has_calendars = !is_mail_alone && !payload_is_chosen(scene, &payload_caldav);
	_cleanup_(freep) char *host = NULL, *username = NULL;
	struct payload_place place;
	int r;

	(void)payload_place_read(choice->service->url, &place); /* it has been read before */
	r = payload_host(place.host, scene->account, &host);
	if (r)
		return r;
	r = payload_username(choice->service, scene->account, &username);
	if (r)
		return r;

	plist_string(plist, "EmailAddress", scene->account->address->text);
	plist_bool(plist, "EnableCalendars", has_calendars);
	plist_bool(plist, "EnableContacts",
		   !is_mail_alone && !payload_is_chosen(scene, &payload_carddav));
	plist_bool(plist, "EnableMail", has_mail);
	plist_bool(plist, "EnableNotes", !is_mail_alone);
	plist_bool(plist, "EnableReminders", has_calendars);
	plist_string(plist, "Host", host);
	plist_bool(plist, "SSL", place.tls);
	plist_string(plist, "UserName", username);
	if (has_mail)
		payload_write_mail_switches(scene->options, plist);
	return 0;
}

/* ---- EWS ---- */

static const char *ews_obstacle(const struct service *service)
{
	struct payload_place place;

	if (!service_takes(service, AUTHENTICATION_PASSWORD))
		return "a profile can only say a password";
	if (!service->url || payload_host_is_personal(service->url) ||
	    !payload_place_read(service->url, &place))
		return "its URL depends on who asks";

	return NULL;
}

static bool ews_explain(const struct service *service, const char **ret_obstacle,
			enum authentication *ret_authentication)
{
	if (service->type != SERVICE_EWS)
		return false;

	*ret_obstacle = ews_obstacle(service);
	*ret_authentication = AUTHENTICATION_PASSWORD;
	return true;
}

/* It has no switches: all or nothing. */
static int ews_choose(struct payload_scene *scene)
{
	if (payload_is_chosen(scene, &payload_mail) || payload_is_chosen(scene, &payload_caldav) ||
	    payload_is_chosen(scene, &payload_carddav))
		return PAYLOAD_E_ABSENT;

	return payload_choose_first(scene, &payload_ews);
}

static int ews_write(const struct payload_scene *scene, const struct payload_choice *choice,
		     struct plist *plist)
{
	_cleanup_(freep) char *host = NULL, *path = NULL, *username = NULL;
	struct payload_place place;
	int r;

	(void)payload_place_read(choice->service->url, &place); /* it has been read before */
	r = payload_host(place.host, scene->account, &host);
	if (!r)
		r = payload_host(place.path, scene->account, &path);
	if (!r)
		r = payload_username(choice->service, scene->account, &username);
	if (r)
		return r;

	plist_string(plist, "EmailAddress", scene->account->address->text);
	plist_string(plist, "Host", host);
	plist_string(plist, "Path", path);
	plist_integer(plist, "Port", place.port);
	plist_bool(plist, "SSL", place.tls);
	plist_string(plist, "UserName", username);
	if (scene->options->mail.allow_mail_drop)
		plist_bool(plist, "allowMailDrop", true);
	return 0;
}

const struct payload payload_activesync = {
	.bit = PROFILE_PAYLOAD_ACTIVESYNC,
	.kind = "activesync",
	.type = "com.apple.eas.account",
	.brings_mail = true,
	.passed_over = "mail, calendars and contacts have payloads of their own",
	.choose = activesync_choose,
	.explain = activesync_explain,
	.write = activesync_write,
};

const struct payload payload_ews = {
	.bit = PROFILE_PAYLOAD_EWS,
	.kind = "ews",
	.type = "com.apple.ews.account",
	.brings_mail = true,
	.passed_over = "mail, calendars or contacts have payloads of their own, and a Mac would "
		       "have them twice",
	.choose = ews_choose,
	.explain = ews_explain,
	.write = ews_write,
};
