/* SPDX-License-Identifier: Apache-2.0 */
/* The sections that describe a provider, each with a table of its own. */
#include <errno.h>

#include "base/arena.h"
#include "cleanup.h"
#include "provider.h"
#include "settings/readers.h"

/*
 * What the member holds already (a domain's begins as the common one) stays where nothing else is
 * said.
 */
void read_provider(struct reading *reading, const struct place *place,
		   const struct setting *setting, void *member)
{
	(void)setting;
	table_read(reading, &table_provider, place, member);
}

/* A URL, or a map of URL and title.  The title of another document would not fit. */
void read_documentation(struct reading *reading, const struct place *place,
			const struct setting *setting, void *member)
{
	struct provider *provider = member;

	provider->documentation_title = (struct texts){0};
	if (place->node->kind != NODE_MAP) {
		read_https_url(reading, place, setting, &provider->documentation);
		return;
	}

	table_read(reading, &table_documentation, place, provider);
	if (!node_find(place->node, "url"))
		refuse(reading, place, "a url is needed");
}

void read_logo_file(struct reading *reading, const struct place *place,
		    const struct setting *setting, void *member)
{
	struct provider *provider = member;
	struct bundle_file file;
	const char *path;

	if (!read_file(reading, place, setting, &path, &file))
		return;

	provider->logo = reading_keep_string(reading, path);
	provider->logo_bytes = arena_copy(reading->arena, file.bytes, file.size);
	provider->logo_size = file.size;
	if (!provider->logo_bytes)
		reading->error = -ENOMEM;
}

void read_logo_url(struct reading *reading, const struct place *place,
		   const struct setting *setting, void *member)
{
	struct provider *provider = member;

	provider->logo_bytes = NULL;
	provider->logo_size = 0;
	read_https_url(reading, place, setting, &provider->logo);
}

/* Half of it is of no use to a client: himalaya refuses the whole document. */
static bool is_complete(struct reading *reading, const struct place *place)
{
	static const char *const needed[] = {"issuer", "authorization_url", "token_url", "scope"};
	const char *missing = "";

	for (size_t i = 0; i < ARRAY_SIZE(needed); i++)
		if (!node_find(place->node, needed[i]))
			missing = reading_printf(reading, "%s%s%s", missing, *missing ? ", " : "",
						 needed[i]);

	if (*missing)
		refuse(reading, place, "%s must be there, too", missing);
	return !*missing;
}

void read_oauth2(struct reading *reading, const struct place *place, const struct setting *setting,
		 void *member)
{
	struct oauth2 *oauth2 = reading_keep(reading, sizeof(*oauth2));

	(void)setting;
	if (!oauth2)
		return;

	table_read(reading, &table_oauth2, place, oauth2);
	if (place->node->kind == NODE_MAP && is_complete(reading, place))
		*(const struct oauth2 **)member = oauth2;
}
