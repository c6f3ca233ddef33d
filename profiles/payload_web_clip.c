/* SPDX-License-Identifier: Apache-2.0 */
/*
 * com.apple.webClip.managed: web mail on the home screen, with the provider's logo where that is a
 * picture that devices take.
 */
#include <string.h>

#include "account.h"
#include "cleanup.h"
#include "domain.h"
#include "profiles/payload.h"
#include "profiles/plist.h"
#include "provider.h"

#define ICON_SIDE_MAX 400            /* dots */
#define ICON_BYTES_MAX (1000 * 1000) /* "less than 1 MB" */
#define ICON_ROOM 1024               /* of keys around it */

/* PNG (ISO/IEC 15948) sections 5.2 and 11.2.2: signature, IHDR, width, height. */
#define PNG_HEAD 24
#define PNG_WIDTH 16
#define PNG_HEIGHT 20

static uint32_t read_number(const unsigned char *bytes)
{
	return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 |
	       bytes[3];
}

const char *profile_icon_obstacle(const void *bytes, size_t size)
{
	static const unsigned char head[] = "\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR";
	const unsigned char *png = bytes;

	if (size < PNG_HEAD || memcmp(png, head, sizeof(head) - 1) != 0)
		return "is no PNG";
	if (size >= ICON_BYTES_MAX)
		return "has 1 MB or more";
	if (read_number(png + PNG_WIDTH) > ICON_SIDE_MAX ||
	    read_number(png + PNG_HEIGHT) > ICON_SIDE_MAX)
		return "has more than 400 by 400 dots";

	return NULL;
}

static bool web_clip_explain(const struct service *service, const char **ret_obstacle,
			     enum authentication *ret_authentication)
{
	struct payload_place place;

	if (service->type != SERVICE_WEBMAIL)
		return false;

	*ret_obstacle = NULL;
	*ret_authentication = AUTHENTICATION_NONE;
	if (!service->url || payload_host_is_personal(service->url) ||
	    !payload_place_read(service->url, &place))
		*ret_obstacle = "its URL depends on who asks";
	return true;
}

static int web_clip_choose(struct payload_scene *scene)
{
	return payload_choose_first(scene, &payload_web_clip);
}

static const char *label_of(const struct payload_scene *scene)
{
	const struct texts *short_name = &scene->account->domain->provider->short_name;
	const char *label = texts_get(short_name, scene->wish->language);

	return label && label[0] ? label : scene->name;
}

/* What does not fit beside everything else is left out: a device draws something of its own. */
static bool has_room(const struct payload_scene *scene, const struct plist *plist, size_t size)
{
	size_t needed = plist_size(plist) + (size + 2) / 3 * 4 + ICON_ROOM;

	return !scene->room || needed <= scene->room;
}

static void write_icon(const struct payload_scene *scene, struct plist *plist)
{
	const struct provider *provider = scene->account->domain->provider;

	if (provider->logo_bytes &&
	    !profile_icon_obstacle(provider->logo_bytes, provider->logo_size) &&
	    has_room(scene, plist, provider->logo_size))
		plist_data(plist, "Icon", provider->logo_bytes, provider->logo_size);
}

static int web_clip_write(const struct payload_scene *scene, const struct payload_choice *choice,
			  struct plist *plist)
{
	_cleanup_(freep) char *url = NULL;
	int r;

	r = payload_host(choice->service->url, scene->account, &url);
	if (r)
		return r;

	write_icon(scene, plist);
	plist_string(plist, "Label", label_of(scene));
	plist_string(plist, "URL", url);
	return 0;
}

const struct payload payload_web_clip = {
	.bit = PROFILE_PAYLOAD_WEB_CLIP,
	.kind = "webclip",
	.type = "com.apple.webClip.managed",
	.choose = web_clip_choose,
	.explain = web_clip_explain,
	.write = web_clip_write,
};
