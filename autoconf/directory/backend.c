/* SPDX-License-Identifier: Apache-2.0 */
/* The databases, one row each, and their URLs. */
#include "directory/backend.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cleanup.h"
#include "directory.h"
#include "directory/fault.h"

static const struct backend *const backends[] = {
	&directory_sqlite,
	&directory_postgresql,
	&directory_mysql,
};

static bool scheme_is(const char *url, const char *scheme)
{
	size_t size = strlen(scheme);

	return !strncasecmp(url, scheme, size) && url[size] == ':';
}

static const struct backend *scheme_find(const char *url)
{
	for (size_t i = 0; i < ARRAY_SIZE(backends); i++)
		for (size_t j = 0; j < ARRAY_SIZE(backends[i]->schemes); j++)
			if (backends[i]->schemes[j] && scheme_is(url, backends[i]->schemes[j]))
				return backends[i];

	return NULL;
}

int backend_find(const char *url, const struct backend **ret_backend, char **reterr_message)
{
	const struct backend *backend = scheme_find(url);

	if (!backend)
		return fault(
			reterr_message, DIRECTORY_E_CONFIGURATION,
			"the directory's URL begins with none of sqlite:, postgresql: and mysql:");
	if (!backend->session)
		return fault(reterr_message, DIRECTORY_E_CONFIGURATION, "this build has no %s",
			     backend->name);

	*ret_backend = backend;
	return 0;
}

char *url_without_secrets(const char *url)
{
	const char *slashes = strstr(url, "://"), *at = strrchr(url, '@');
	char *copy, *options;

	if (!slashes)
		return strdup(url);

	/*
	 * Passwords hold any byte once somebody forgets to encode them: everything up to the last @
	 * may be one.
	 */
	copy = malloc(strlen(url) + 1);
	if (!copy)
		return NULL;

	memcpy(copy, url, (size_t)(slashes - url) + 3);
	memcpy(copy + (slashes - url) + 3, at > slashes ? at + 1 : slashes + 3,
	       strlen(at > slashes ? at : slashes + 2));
	options = strchr(copy, '?');
	if (options)
		*options = '\0';
	return copy;
}

const struct schema *schema_find(const char *name)
{
	for (size_t i = 0; schemas[i]; i++)
		if (!strcmp(schemas[i]->name, name))
			return schemas[i];

	return NULL;
}
