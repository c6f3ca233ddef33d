/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of services. */
#include "directory/service_row.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/names.h"
#include "cleanup.h"
#include "directory.h"
#include "directory/value.h"
#include "service.h"
#include "text/placeholder.h"

/* Where a type's services are: at a host and port, at a URL with this scheme, or at either. */
/* clang-format off */
static const struct trait {
	bool has_host, has_root;
	bool is_open; /* nobody logs in when nothing is said */
	const char *scheme, *scheme_cleartext;
} traits[_SERVICE_TYPE_MAX] = {
	[SERVICE_IMAP]        = {.has_host = true},
	[SERVICE_POP3]        = {.has_host = true},
	[SERVICE_SUBMISSION]  = {.has_host = true},
	[SERVICE_MANAGESIEVE] = {.has_host = true},
	[SERVICE_LDAP]        = {.has_host = true},
	[SERVICE_XMPP]        = {.has_host = true, .scheme = "wss://", .scheme_cleartext = "ws://"},
	[SERVICE_CALDAV]      = {.has_root = true, .scheme = "https://", .scheme_cleartext = "http://"},
	[SERVICE_CARDDAV]     = {.has_root = true, .scheme = "https://", .scheme_cleartext = "http://"},
	[SERVICE_WEBDAV]      = {.has_root = true, .scheme = "https://", .scheme_cleartext = "http://"},
	[SERVICE_ACTIVESYNC]  = {.scheme = "https://", .scheme_cleartext = "http://"},
	[SERVICE_WEBMAIL]     = {.scheme = "https://", .scheme_cleartext = "http://"},
	[SERVICE_JMAP]        = {.scheme = "https://", .scheme_cleartext = "http://"},
	[SERVICE_EWS]         = {.scheme = "https://", .scheme_cleartext = "http://"},
	[SERVICE_SUBSCRIBED_CALENDAR] = {.scheme = "https://", .scheme_cleartext = "http://", .is_open = true},
};
/* clang-format on */

static int host_read(const char *const *values, bool allow_cleartext, struct arena *arena,
		     struct service *service, const char **ret_column)
{
	const char *security = values[SERVICE_COLUMN_SECURITY], *text = values[SERVICE_COLUMN_HOST];
	int index = security ? name_find(security_names, _SECURITY_MAX, security) : -1;
	char host[DOMAIN_NAME_MAX + 1];

	if (index < 0 || (index == SECURITY_NONE && !allow_cleartext)) {
		*ret_column = "security";
		return DIRECTORY_E_CONFIGURATION;
	}

	if (!text || !value_host(text, host)) {
		*ret_column = "host";
		return DIRECTORY_E_CONFIGURATION;
	}

	if (!value_port(values[SERVICE_COLUMN_PORT], &service->port)) {
		*ret_column = "port";
		return DIRECTORY_E_CONFIGURATION;
	}

	service->security = (enum security)index;
	/* Nearly always the row's own string, as with the URLs. */
	service->host = strcmp(text, host) ? arena_intern(arena, host) : text;
	return service->host ? 0 : -ENOMEM;
}

static bool url_is_good(const char *url, const struct trait *trait, bool allow_cleartext)
{
	return value_is_url(url, trait->scheme) ||
	       (allow_cleartext && value_is_url(url, trait->scheme_cleartext));
}

/*
 * A table may have the port in a column of its own, which then wins.  The URL with it, or as it was
 * where the column is empty.
 */
static int url_take_port(const char *port, const struct trait *trait, struct arena *arena,
			 struct service *service)
{
	bool is_secure = service->security == SECURITY_TLS;
	const char *url = service->url;
	size_t before = strlen(is_secure ? trait->scheme : trait->scheme_cleartext);
	_cleanup_(freep) char *text = NULL;
	uint16_t number;

	if (!port)
		return 0;
	if (!value_port(port, &number))
		return DIRECTORY_E_CONFIGURATION;

	before += strcspn(url + before, ":/?#");
	if (asprintf(&text, "%.*s:%u%s", (int)before, url, number,
		     url + before + (url[before] == ':' ? strcspn(url + before, "/?#") : 0)) < 0)
		return -ENOMEM;

	service->url = arena_intern(arena, text);
	return service->url ? 0 : -ENOMEM;
}

static int url_read(const char *const *values, bool allow_cleartext, struct arena *arena,
		    struct service *service, const char **ret_column)
{
	const char *url = values[SERVICE_COLUMN_URL], *root = values[SERVICE_COLUMN_ROOT];
	const struct trait *trait = &traits[service->type];

	*ret_column = "url";
	if (!url || !trait->scheme || !url_is_good(url, trait, allow_cleartext))
		return DIRECTORY_E_CONFIGURATION;

	*ret_column = "root";
	if (root && (!trait->has_root || !url_is_good(root, trait, allow_cleartext) ||
		     placeholder_any(root)))
		return DIRECTORY_E_CONFIGURATION;

	service->security = value_is_url(url, trait->scheme) ? SECURITY_TLS : SECURITY_NONE;
	service->url = url;
	service->root = root;

	*ret_column = "port";
	return url_take_port(values[SERVICE_COLUMN_PORT], trait, arena, service);
}

/* "oauth2, password": each known and named once. */
static bool authentications_parse(const char *list, struct service *service)
{
	if (!list || !list[0])
		list = authentication_names[traits[service->type].is_open
						    ? AUTHENTICATION_NONE
						    : AUTHENTICATION_PASSWORD];

	for (;;) {
		_cleanup_(freep) char *name = NULL;
		size_t size;
		int index;

		list += strspn(list, " ");
		size = strcspn(list, ", ");
		name = strndup(list, size);
		index = name ? name_find(authentication_names, _AUTHENTICATION_MAX, name) : -1;
		if (index < 0 || service_takes(service, (enum authentication)index))
			return false;

		service->authentications[service->n_authentications++] = (uint8_t)index;
		list += size;
		list += strspn(list, " ");
		if (*list != ',')
			return !*list;
		list++;
	}
}

/* NULL for none, and for "". */
static bool text_take(const char *value, const char **ret_text)
{
	*ret_text = value && value[0] ? value : NULL;
	return !*ret_text || value_is_text(value);
}

int service_from_row(const char *const *values, bool allow_cleartext, struct arena *arena,
		     struct service *ret_service, const char **ret_column)
{
	const char *type = values[SERVICE_COLUMN_TYPE], *username = values[SERVICE_COLUMN_USERNAME];
	int index = type ? name_find(service_type_names, _SERVICE_TYPE_MAX, type) : -1;
	struct service service = {.username =
					  username && username[0] ? username : "%EMAILADDRESS%"};
	int r;

	*ret_column = "type";
	if (index < 0)
		return DIRECTORY_E_CONFIGURATION;

	service.type = (enum service_type)index;
	if (values[SERVICE_COLUMN_URL] || !traits[index].has_host)
		r = url_read(values, allow_cleartext, arena, &service, ret_column);
	else
		r = host_read(values, allow_cleartext, arena, &service, ret_column);
	if (r)
		return r;

	*ret_column = "username";
	if (!value_is_username(service.username))
		return DIRECTORY_E_CONFIGURATION;

	*ret_column = "authentication";
	if (!authentications_parse(values[SERVICE_COLUMN_AUTHENTICATION], &service))
		return DIRECTORY_E_CONFIGURATION;

	*ret_column = "label";
	if (!text_take(values[SERVICE_COLUMN_LABEL], &service.label))
		return DIRECTORY_E_CONFIGURATION;

	*ret_column = "search_base";
	if (!text_take(values[SERVICE_COLUMN_SEARCH_BASE], &service.search_base) ||
	    (service.search_base && service.type != SERVICE_LDAP))
		return DIRECTORY_E_CONFIGURATION;

	*ret_service = service;
	return 0;
}
