/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who offers the mail service, and what a tenant may brand: names and texts by language, colour,
 * logo, help, public host.
 */
#pragma once

#include <stddef.h>
#include <string.h>

struct catalogue;

#define PROVIDER_NAME_MAX 60 /* characters, not bytes: autoconfig-06 section on displayName */
#define PROVIDER_SHORT_NAME_MAX 20

/*
 * One text in one language.  language is a lower-case BCP 47 tag, or "" for the text that serves
 * every other language.
 */
struct text {
	const char *language;
	const char *value;
};

/* Borrowed rows, the default ("") first when there is one. */
struct texts {
	const struct text *entries;
	size_t n_entries;
};

/* Every member may be missing (NULL, no entries), name excepted.  All strings are borrowed. */
struct provider {
	struct texts name;
	struct texts short_name;
	struct texts description;  /* a sentence for profile and page */
	const char *documentation; /* https URL for the people who use the accounts */
	struct texts documentation_title;
	const char *imprint, *privacy;     /* https URLs that the law may want on the page */
	struct texts notice;               /* a sentence on the page */
	const struct catalogue *catalogue; /* the page's words; NULL: the program's own */
	const char *help;                  /* https or mailto URL of the help desk */
	const char *color;                 /* #rrggbb */
	const char *logo;                  /* path of a file, or https URL */
	const void *logo_bytes; /* content of that file; counts for nothing when logo is a URL */
	size_t logo_size;
	const char *public_host; /* the tenant's own name for this service, A-label, or NULL */
};

/* The text whose language is the tag's first `size` bytes, or NULL. */
static inline const char *texts_find(const struct texts *texts, const char *tag, size_t size)
{
	for (size_t i = 0; i < texts->n_entries; i++)
		if (!strncmp(texts->entries[i].language, tag, size) &&
		    !texts->entries[i].language[size])
			return texts->entries[i].value;

	return NULL;
}

/*
 * The text for a language ("de-at", else "de": RFC 4647 section 3.4), else the default one, else
 * the first, else NULL.
 */
static inline const char *texts_get(const struct texts *texts, const char *language)
{
	const char *text = NULL;

	for (size_t size = language ? strlen(language) : 0; size && !text;) {
		text = texts_find(texts, language, size);
		while (size && language[--size] != '-')
			;
	}
	if (!text)
		text = texts_find(texts, "", 0);

	return text || !texts->n_entries ? text : texts->entries[0].value;
}

/*
 * What mail clients are told of the authorization server (autoconfig-06 oAuth2).  Complete or not
 * there at all.
 */
struct oauth2 {
	const char *issuer;
	const char *authorization_url;
	const char *token_url;
	const char *scope;
	const char *client_id;    /* NULL: dynamic registration */
	const char *redirect_url; /* of mail programs that must be told; NULL: their default */
};
