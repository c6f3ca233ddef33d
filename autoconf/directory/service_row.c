/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of services. */
#include "directory/service_row.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/address_syntax.h"
#include "base/arena.h"
#include "base/names.h"
#include "cleanup.h"
#include "directory.h"
#include "directory/value.h"
#include "service.h"
#include "text/placeholder.h"

#define DOMAIN_PLACEHOLDER "%EMAILDOMAIN%"

static const bool type_has_url[_SERVICE_TYPE_MAX] = {
	[SERVICE_CALDAV] = true,  [SERVICE_CARDDAV] = true, [SERVICE_ACTIVESYNC] = true,
	[SERVICE_WEBMAIL] = true, [SERVICE_JMAP] = true,    [SERVICE_EWS] = true,
	[SERVICE_WEBDAV] = true,
};

/* A host name, or one that ends in the asker's domain: "mail.%EMAILDOMAIN%".  Checked with a domain in its place. */
static bool host_parse(const char *value, char ret_host[static DOMAIN_NAME_MAX + 1])
{
	const char *placeholder = strstr(value, DOMAIN_PLACEHOLDER);
	size_t before = placeholder ? (size_t)(placeholder - value) : 0;
	char probe[DOMAIN_NAME_MAX + 1] = "", name[DOMAIN_NAME_MAX + 1];

	if (!placeholder)
		return !domain_name_parse(value, strlen(value), ret_host);

	if (strlen(value) > DOMAIN_NAME_MAX || strcmp(placeholder, DOMAIN_PLACEHOLDER) ||
	    (before && value[before - 1] != '.'))
		return false;

	memcpy(probe, value, before);
	memcpy(probe + before, "x", sizeof("x"));
	if (domain_name_parse(probe, strlen(probe), name) || strlen(name) != before + 1)
		return false;

	memcpy(ret_host, name, before);
	memcpy(ret_host + before, DOMAIN_PLACEHOLDER, sizeof(DOMAIN_PLACEHOLDER));
	return true;
}

static bool port_parse(const char *value, uint16_t *ret_port)
{
	char *end;
	long port;

	if (!value || value[0] < '0' || value[0] > '9')
		return false;

	errno = 0;
	port = strtol(value, &end, 10);
	if (errno || *end || port < 1 || port > UINT16_MAX)
		return false;

	*ret_port = (uint16_t)port;
	return true;
}

static int host_read(const char *const *values, bool allow_cleartext, struct arena *arena,
		     struct service *service, const char **ret_column)
{
	const char *security = values[SERVICE_COLUMN_SECURITY];
	int index = security ? name_find(security_names, _SECURITY_MAX, security) : -1;
	char host[DOMAIN_NAME_MAX + 1];

	if (index < 0 || (index == SECURITY_NONE && !allow_cleartext)) {
		*ret_column = "security";
		return DIRECTORY_E_CONFIGURATION;
	}

	if (!values[SERVICE_COLUMN_HOST] || !host_parse(values[SERVICE_COLUMN_HOST], host)) {
		*ret_column = "host";
		return DIRECTORY_E_CONFIGURATION;
	}

	if (!port_parse(values[SERVICE_COLUMN_PORT], &service->port)) {
		*ret_column = "port";
		return DIRECTORY_E_CONFIGURATION;
	}

	service->security = (enum security)index;
	service->host = arena_intern(arena, host);
	return service->host ? 0 : -ENOMEM;
}

static int url_read(const char *const *values, bool allow_cleartext, struct service *service,
		    const char **ret_column)
{
	bool (*is_good)(const char *) = allow_cleartext ? value_is_http_url : value_is_https_url;
	const char *url = values[SERVICE_COLUMN_URL], *root = values[SERVICE_COLUMN_ROOT];

	if (!url || !is_good(url)) {
		*ret_column = "url";
		return DIRECTORY_E_CONFIGURATION;
	}

	if (root && (!is_good(root) || placeholder_any(root))) {
		*ret_column = "root";
		return DIRECTORY_E_CONFIGURATION;
	}

	service->security =
		strncasecmp(url, "https:", strlen("https:")) ? SECURITY_NONE : SECURITY_TLS;
	service->url = url;
	service->root = root;
	return 0;
}

/* "oauth2, password": each known and named once. */
static bool authentications_parse(const char *list, struct service *service)
{
	if (!list || !list[0])
		list = authentication_names[AUTHENTICATION_PASSWORD];

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
	if (type_has_url[index])
		r = url_read(values, allow_cleartext, &service, ret_column);
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

	*ret_service = service;
	return 0;
}
