/* SPDX-License-Identifier: Apache-2.0 */
/* Splitting a URL at its marks; nothing is decoded. */
#include "base/url.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cleanup.h"

/* clang-format off */
static const struct scheme {
	const char *prefix;
	uint16_t port;
	bool is_encrypted;
} schemes[] = {
	{"https://", 443, true},	/* RFC 9110 section 4.2.2 */
	{"http://",   80, false},
	{"wss://",   443, true},	/* RFC 6455 section 3 */
	{"ws://",     80, false},
};
/* clang-format on */

static const struct scheme *scheme_of(const char *url)
{
	for (size_t i = 0; i < ARRAY_SIZE(schemes); i++)
		if (!strncasecmp(url, schemes[i].prefix, strlen(schemes[i].prefix)))
			return &schemes[i];

	return NULL;
}

/* The port behind a host, digits up to the authority's end. */
static bool read_port(const char *text, const char *end, struct url_parts *parts)
{
	unsigned long port = 0;

	for (; text < end; text++) {
		if (*text < '0' || *text > '9' || port > UINT16_MAX)
			return false;
		port = port * 10 + (unsigned long)(*text - '0');
	}
	if (port < 1 || port > UINT16_MAX)
		return false;

	parts->port = (uint16_t)port;
	parts->has_port = true;
	return true;
}

static bool read_authority(const char *start, const char *end, struct url_parts *parts)
{
	const char *host_end = memchr(start, *start == '[' ? ']' : ':', (size_t)(end - start));

	if (*start == '[' && !host_end)
		return false;
	host_end = host_end ? host_end + (*start == '[') : end;

	parts->host = start;
	parts->host_size = (size_t)(host_end - start);
	if (!parts->host_size || memchr(start, '@', (size_t)(end - start)))
		return false;
	if (host_end == end)
		return true;

	return *host_end == ':' && read_port(host_end + 1, end, parts);
}

bool url_split(const char *url, struct url_parts *ret_parts)
{
	const struct scheme *scheme = scheme_of(url);
	const char *authority, *path;

	if (!scheme)
		return false;

	authority = url + strlen(scheme->prefix);
	path = authority + strcspn(authority, "/?#");
	*ret_parts = (struct url_parts){
		.port = scheme->port,
		.is_encrypted = scheme->is_encrypted,
		.path = path,
		.path_size = strcspn(path, "?#"),
	};

	return read_authority(authority, path, ret_parts);
}
