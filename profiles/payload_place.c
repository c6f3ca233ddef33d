/* SPDX-License-Identifier: Apache-2.0 */
/* URLs as far as a profile has words for them: host and port, encrypted or not. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cleanup.h"
#include "profiles/payload.h"

/* clang-format off */
static const struct scheme {
	const char *prefix;
	uint16_t port;
	bool tls;
} schemes[] = {
	{"https://", 443, true},
	{"http://", 80, false},
};
/* clang-format on */

static const struct scheme *scheme_of(const char *url)
{
	for (size_t i = 0; i < ARRAY_SIZE(schemes); i++)
		if (!strncasecmp(url, schemes[i].prefix, strlen(schemes[i].prefix)))
			return &schemes[i];

	return NULL;
}

static bool read_port(const char *text, uint16_t *ret_port)
{
	unsigned long port;
	char *end;

	if (text[0] < '0' || text[0] > '9')
		return false;

	port = strtoul(text, &end, 10);
	if (*end || port < 1 || port > UINT16_MAX)
		return false;

	*ret_port = (uint16_t)port;
	return true;
}

bool payload_place_read(const char *url, struct payload_place *ret_place)
{
	const struct scheme *scheme = scheme_of(url);
	struct payload_place place = {0};
	const char *authority;
	size_t size;
	char *colon;

	if (!scheme)
		return false;

	authority = url + strlen(scheme->prefix);
	size = strcspn(authority, "/?#");
	if (size == 0 || size >= sizeof(place.host))
		return false;

	memcpy(place.host, authority, size);
	place.path = authority + size;
	place.tls = scheme->tls;
	place.port = scheme->port;

	colon = strchr(place.host, ':');
	if (colon) {
		*colon = '\0';
		if (!read_port(colon + 1, &place.port))
			return false;
	}
	if (!place.host[0] || strpbrk(place.host, "@[") || payload_host_is_personal(place.host))
		return false;

	*ret_place = place;
	return true;
}
