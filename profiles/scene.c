/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The table of payloads, and the choice among them: what the account has, the operator wants and
 * Apple has words for.
 */
#include "profiles/scene.h"

#include "account.h"
#include "cleanup.h"
#include "document.h"
#include "domain.h"
#include "profile.h"
#include "profiles/payload.h"
#include "provider.h"
#include "text/writer.h"

#define ROOM_BEHIND (8 * 1024) /* for the profile's own texts, behind its payloads */

/* In the order of the document.  What a payload looks at among the others stands before it. */
static const struct payload *const payloads[] = {
	&payload_mail, &payload_caldav, &payload_carddav,  &payload_ldap,     &payload_activesync,
	&payload_ews,  &payload_root,   &payload_calendar, &payload_web_clip,
};

/* What is in a profile unless the operator says otherwise; ActiveSync only without other mail. */
#define PAYLOADS_STANDARD                                                                          \
	(PROFILE_PAYLOAD_MAIL | PROFILE_PAYLOAD_CALDAV | PROFILE_PAYLOAD_CARDDAV |                 \
	 PROFILE_PAYLOAD_LDAP | PROFILE_PAYLOAD_CALENDARS | PROFILE_PAYLOAD_ACTIVESYNC)

static const unsigned int variants[_PROFILE_VARIANT_MAX] = {
	[PROFILE_VARIANT_ALL] = ~0u,
	[PROFILE_VARIANT_MAIL] =
		PROFILE_PAYLOAD_MAIL | PROFILE_PAYLOAD_ACTIVESYNC | PROFILE_PAYLOAD_EWS,
};

const char *scene_name(const struct domain *domain, const char *language)
{
	const char *name = texts_get(&domain->provider->name, language);

	return name && name[0] ? name : domain->name;
}

/* Member by member: the room for choices is large, and nobody reads it before it is written. */
void scene_init(struct payload_scene *scene, const struct account *account,
		const struct profile_options *options, const struct profile_wish *wish,
		struct writer *reasons)
{
	scene->account = account;
	scene->options = options;
	scene->wish = wish;
	scene->name = scene_name(account->domain, wish->language);
	scene->reasons = reasons;
	scene->n_choices = 0;
	scene->room = options->size_max > ROOM_BEHIND ? options->size_max - ROOM_BEHIND : 0;
}

static bool is_wanted(const struct payload *payload, const struct payload_scene *scene)
{
	const struct profile_options *options = scene->options;
	unsigned int wanted = options->payloads ? options->payloads : PAYLOADS_STANDARD;

	if (options->web_clip)
		wanted |= PROFILE_PAYLOAD_WEB_CLIP;
	return !payload->bit || (wanted & variants[scene->wish->variant] & payload->bit);
}

/* Certificates alone set up nothing. */
static bool sets_up_anything(const struct payload_scene *scene)
{
	for (size_t i = 0; i < scene->n_choices; i++)
		if (scene->choices[i].service)
			return true;

	return false;
}

static bool brings_mail(const struct payload_scene *scene)
{
	for (size_t i = 0; i < scene->n_choices; i++)
		if (scene->choices[i].payload->brings_mail)
			return true;

	return false;
}

int scene_choose(struct payload_scene *scene)
{
	bool lacks_mail = false;

	for (size_t i = 0; i < ARRAY_SIZE(payloads); i++) {
		int r = PAYLOAD_E_ABSENT;

		if (is_wanted(payloads[i], scene))
			r = payloads[i]->choose(scene);
		if (r == PAYLOAD_E_NOT_EXPRESSIBLE && payloads[i]->required)
			lacks_mail = true;
	}

	if (sets_up_anything(scene) && (!lacks_mail || brings_mail(scene)))
		return 0;
	if (!scene->reasons->size)
		payload_reason(scene->reasons, "none of the services can be set up by a profile");
	return PROFILE_E_NOT_EXPRESSIBLE;
}

/* ---- what is left out ---- */

static const struct payload *payload_of(const struct service *service, const char **ret_obstacle,
					enum authentication *ret_authentication)
{
	for (size_t i = 0; i < ARRAY_SIZE(payloads); i++)
		if (payloads[i]->explain(service, ret_obstacle, ret_authentication))
			return payloads[i];

	return NULL;
}

static bool is_chosen(const struct payload_scene *scene, const struct service *service)
{
	for (size_t i = 0; i < scene->n_choices; i++)
		if (scene->choices[i].service == service || scene->choices[i].outgoing == service)
			return true;

	return false;
}

/* Of nobody in particular there is nothing to be written, and what it takes is not known. */
static bool has_room(struct payload_scene *scene, const struct service *service)
{
	_cleanup_(document_clear) struct document plist = {0};

	return !scene->room || !scene->account->address || scene_write(scene, &plist) ||
	       is_chosen(scene, service);
}

/* Is it missing because nobody has asked for it? */
static bool is_unasked(const struct payload *payload, const struct payload_scene *scene)
{
	if (scene->options->payloads)
		return payload->bit == PROFILE_PAYLOAD_WEB_CLIP;

	return !is_wanted(payload, scene) ||
	       (payload == &payload_activesync && payload_is_chosen(scene, &payload_mail));
}

const char *profile_omission(const struct account *account, const struct profile_options *options,
			     const struct service *service, enum authentication *ret_authentication,
			     bool *ret_is_foreign)
{
	static const struct profile_wish everything = {.language = ""};
	_cleanup_(writer_clear) struct writer reasons = {0};
	const struct payload *payload;
	const char *obstacle = NULL;
	struct payload_scene scene;
	int r;

	payload = payload_of(service, &obstacle, ret_authentication);
	*ret_is_foreign = !payload;
	if (!payload)
		return "a profile has no payload for it";

	scene_init(&scene, account, options, &everything, &reasons);
	r = scene_choose(&scene);
	if (!r && is_chosen(&scene, service))
		return has_room(&scene, service) ? NULL : "the profile has no room left";

	*ret_is_foreign = is_unasked(payload, &scene);
	if (*ret_is_foreign)
		return "it is in a profile only where profiles.payloads says so";
	if (!is_wanted(payload, &scene))
		return "the settings leave it out of profiles";
	if (obstacle)
		return obstacle;
	if (r)
		return "there is no profile without a mail server each way that it can name";

	return payload->passed_over ? payload->passed_over
				    : "a profile names one server of a kind, and another stands "
				      "before it";
}
