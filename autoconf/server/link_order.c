/* SPDX-License-Identifier: Apache-2.0 */
/* A table of what may be asked for, and the answer as JSON. */
#include <errno.h>
#include <string.h>
#include <time.h>

#include "base/address_syntax.h"
#include "base/duration.h"
#include "base/names.h"
#include "cleanup.h"
#include "directory/value.h"
#include "server/link_order.h"
#include "server/links.h"
#include "text/json.h"

#define LIFE_MIN (60 * 1000) /* as profiles.link_ttl */

/* ---- wishes ---- */

static const char *set_address(struct link_order *order, const char *text)
{
	if (address_parse(text, strlen(text), &order->link.address))
		return "is no mail address";

	return address_is_dot_atom(&order->link.address)
		       ? NULL
		       : "is an address that no profile is made for";
}

static const char *set_variant(struct link_order *order, const char *text)
{
	int variant = name_find(profile_variant_names, _PROFILE_VARIANT_MAX, text);

	if (variant < 0)
		return "is no variant: everything or mail";

	order->link.variant = (enum profile_variant)variant;

	return NULL;
}

static const char *set_language(struct link_order *order, const char *text)
{
	size_t size = strlen(text);

	if (size >= LANGUAGE_TAG_SIZE)
		return "is no language";

	for (size_t i = 0; i <= size; i++)
		order->link.language[i] =
			(char)(text[i] >= 'A' && text[i] <= 'Z' ? text[i] | 0x20 : text[i]);

	return value_is_language(order->link.language) ? NULL : "is no language";
}

static const char *set_ttl(struct link_order *order, const char *text)
{
	if (duration_parse(text, &order->life) || order->life < LIFE_MIN ||
	    order->life / 1000 > LINK_LIFE_MAX)
		return "is no duration from 1m to 30d";

	return NULL;
}

static const struct wish {
	const char *name;
	const char *(*set)(struct link_order *order, const char *text);
} wishes[] = {
	{"address", set_address},
	{"variant", set_variant},
	{"language", set_language},
	{"ttl", set_ttl},
};

void link_order_init(struct link_order *order)
{
	*order = (struct link_order){.link.is_personal = true};
}

const char *link_order_set(struct link_order *order, const char *name, const char *text)
{
	for (size_t i = 0; i < ARRAY_SIZE(wishes); i++)
		if (!strcmp(wishes[i].name, name))
			return wishes[i].set(order, text);

	return "is not known here";
}

/* ---- the answer ---- */

int link_order_answer(const struct profile_link *link, const struct link_urls *urls,
		      struct document *ret_json)
{
	const time_t expires = (time_t)link->expires;
	struct json json = {0};
	char moment[32];
	struct tm tm;

	if (!gmtime_r(&expires, &tm) ||
	    !strftime(moment, sizeof(moment), "%Y-%m-%dT%H:%M:%SZ", &tm))
		return -EOVERFLOW;

	json_open_object(&json, NULL);
	json_string(&json, "url", urls->profile);
	json_string(&json, "page", urls->page);
	json_string(&json, "expires", moment);
	json_string(&json, "address", link->address.text);
	json_string(&json, "variant", profile_variant_names[link->variant]);
	json_close_object(&json);

	return json_finish(&json, ret_json);
}
