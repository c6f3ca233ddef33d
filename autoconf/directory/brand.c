/* SPDX-License-Identifier: Apache-2.0 */
/* A tenant's branding. */
#include "directory/brand.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "base/address_syntax.h"
#include "base/arena.h"
#include "base/log.h"
#include "cleanup.h"
#include "directory/listing.h"
#include "directory/value.h"
#include "settings.h"
#include "text/utf8.h"

/* A text's key, where it goes, and its longest form in characters (0: as long as any value). */
static const struct text_kind {
	const char *key;
	size_t offset;
	size_t length_max;
} text_kinds[] = {
	{"name", offsetof(struct provider, name), PROVIDER_NAME_MAX},
	{"short_name", offsetof(struct provider, short_name), PROVIDER_SHORT_NAME_MAX},
	{"description", offsetof(struct provider, description), 0},
	{"documentation_title", offsetof(struct provider, documentation_title), 0},
};

/*
 * A tenant's logo is a URL, never a path: a path is a file of this machine, and the operator's to
 * choose.
 */
static const struct value_kind {
	enum domain_column column;
	size_t offset;
	bool (*is_good)(const char *value);
} value_kinds[] = {
	{DOMAIN_COLOR, offsetof(struct provider, color), value_is_color},
	{DOMAIN_LOGO, offsetof(struct provider, logo), value_is_https_url},
	{DOMAIN_DOCUMENTATION, offsetof(struct provider, documentation), value_is_https_url},
	{DOMAIN_HELP, offsetof(struct provider, help), value_is_help_url},
};

static void brand_complain(const struct listing_row *row, const char *column)
{
	log_line(LOG_LEVEL_WARNING, "a value of the directory makes no sense and is left out",
		 LOG_S("domain", row->domain), LOG_S("column", column));
}

static bool text_is_good(const struct listing_row *row, const struct text_kind *kind)
{
	const char *language = row->values[TEXT_LANGUAGE], *value = row->values[TEXT_VALUE];

	if (language && language[0] && !value_is_language(language))
		return false;

	return value && value_is_text(value) &&
	       (!kind->length_max || utf8_length(value, strlen(value)) <= kind->length_max);
}

static bool row_is_of_kind(const struct listing_row *row, const struct text_kind *kind)
{
	const char *key = row->values[TEXT_KEY];

	return key && !strcmp(key, kind->key);
}

static size_t texts_count(const struct listing_row *rows, size_t n_rows,
			  const struct text_kind *kind)
{
	size_t n = 0;

	for (size_t i = 0; i < n_rows; i++)
		n += row_is_of_kind(&rows[i], kind);

	return n;
}

static int texts_read(const struct listing_row *rows, size_t n_rows, const struct text_kind *kind,
		      struct arena *arena, struct texts *texts)
{
	struct text *entries;
	size_t n_entries = texts_count(rows, n_rows, kind);

	if (!n_entries)
		return 0;

	entries = arena_allocate(arena, n_entries * sizeof(*entries));
	if (!entries)
		return -ENOMEM;

	n_entries = 0;
	for (size_t i = 0; i < n_rows; i++) {
		const char *language = rows[i].values[TEXT_LANGUAGE];

		if (!row_is_of_kind(&rows[i], kind))
			continue;
		if (!text_is_good(&rows[i], kind)) {
			brand_complain(&rows[i], kind->key);
			continue;
		}
		entries[n_entries++] =
			(struct text){language ? language : "", rows[i].values[TEXT_VALUE]};
	}

	if (n_entries)
		*texts = (struct texts){entries, n_entries};
	return 0;
}

static int public_host_read(const struct listing_row *row, struct arena *arena,
			    struct provider *provider)
{
	const char *value = row->values[DOMAIN_PUBLIC_HOST];
	char name[DOMAIN_NAME_MAX + 1];

	if (!value || !value[0])
		return 0;

	if (domain_name_parse(value, strlen(value), name)) {
		brand_complain(row, "public_host");
		return 0;
	}

	provider->public_host = arena_intern(arena, name);
	return provider->public_host ? 0 : -ENOMEM;
}

static bool oauth2_is_good(const struct oauth2 *oauth2)
{
	return oauth2->issuer && oauth2->authorization_url && oauth2->token_url && oauth2->scope &&
	       value_is_https_url(oauth2->issuer) &&
	       value_is_https_url(oauth2->authorization_url) &&
	       value_is_https_url(oauth2->token_url) && value_is_scope(oauth2->scope) &&
	       (!oauth2->client_id || value_is_login(oauth2->client_id));
}

/*
 * A tenant's own authorization server replaces the common one whole, or, when it is no good, there
 * is none.
 */
static int oauth2_read(const struct listing_row *row, const struct settings *settings,
		       struct arena *arena, const struct oauth2 **ret_oauth2)
{
	const char *const *values = row->values;
	struct oauth2 *oauth2;

	*ret_oauth2 = settings->oauth2;
	if (!values[DOMAIN_OAUTH2_ISSUER] && !values[DOMAIN_OAUTH2_AUTHORIZATION_URL] &&
	    !values[DOMAIN_OAUTH2_TOKEN_URL])
		return 0;

	oauth2 = arena_allocate(arena, sizeof(*oauth2));
	if (!oauth2)
		return -ENOMEM;

	*oauth2 = (struct oauth2){
		.issuer = values[DOMAIN_OAUTH2_ISSUER],
		.authorization_url = values[DOMAIN_OAUTH2_AUTHORIZATION_URL],
		.token_url = values[DOMAIN_OAUTH2_TOKEN_URL],
		.scope = values[DOMAIN_OAUTH2_SCOPE],
		.client_id = values[DOMAIN_OAUTH2_CLIENT_ID],
	};
	*ret_oauth2 = oauth2_is_good(oauth2) ? oauth2 : NULL;
	if (!*ret_oauth2)
		brand_complain(row, "oauth2");
	return 0;
}

int brand_from_rows(const struct listing_row *row, const struct listing_row *texts, size_t n_texts,
		    const struct settings *settings, struct arena *arena, struct brand *ret_brand)
{
	int r;

	ret_brand->provider = settings->provider;
	for (size_t i = 0; i < ARRAY_SIZE(text_kinds); i++) {
		r = texts_read(
			texts, n_texts, &text_kinds[i], arena,
			(struct texts *)((char *)&ret_brand->provider + text_kinds[i].offset));
		if (r)
			return r;
	}

	for (size_t i = 0; i < ARRAY_SIZE(value_kinds); i++) {
		const char *value = row->values[value_kinds[i].column];

		if (!value || !value[0])
			continue;
		if (value_kinds[i].is_good(value))
			*(const char **)((char *)&ret_brand->provider + value_kinds[i].offset) =
				value;
		else
			brand_complain(
				row, listing_column_names[LISTING_DOMAINS][value_kinds[i].column]);
	}

	/* The bytes are those of the common logo's file. */
	if (ret_brand->provider.logo != settings->provider.logo) {
		ret_brand->provider.logo_bytes = NULL;
		ret_brand->provider.logo_size = 0;
	}

	r = public_host_read(row, arena, &ret_brand->provider);
	if (r)
		return r;

	return oauth2_read(row, settings, arena, &ret_brand->oauth2);
}
