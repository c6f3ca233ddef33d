/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The rows a directory lists its domains with, as text and just as they came: what is kept on disk,
 * compared at every refresh, and composed with the settings into a snapshot.  Immutable once built,
 * shared by reference count.
 */
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum listing_table {
	LISTING_DOMAINS, /* domain; then enum domain_column */
	/* domain, "" for those of every domain without rows of its own; then enum service_column */
	LISTING_SERVICES,
	LISTING_TEXTS, /* domain; then enum text_column */
	_LISTING_TABLE_MAX,
};

enum domain_column {
	DOMAIN_CANONICAL, /* NULL: the domain itself */
	DOMAIN_COLOR,
	DOMAIN_LOGO,
	DOMAIN_DOCUMENTATION,
	DOMAIN_HELP,
	DOMAIN_PUBLIC_HOST,
	DOMAIN_OAUTH2_ISSUER,
	DOMAIN_OAUTH2_AUTHORIZATION_URL,
	DOMAIN_OAUTH2_TOKEN_URL,
	DOMAIN_OAUTH2_SCOPE,
	DOMAIN_OAUTH2_CLIENT_ID,
	/*
	 * Under which names in the other tables its rows stand, where many domains share them: one,
	 * or (services) several with commas between.  NULL: under the domain's own.
	 */
	DOMAIN_SERVICES_OF,
	DOMAIN_TEXTS_OF,
	_DOMAIN_COLUMN_MAX,
};

enum service_column {
	SERVICE_COLUMN_TYPE,
	SERVICE_COLUMN_HOST,
	SERVICE_COLUMN_PORT,
	SERVICE_COLUMN_SECURITY,
	SERVICE_COLUMN_URL,
	SERVICE_COLUMN_ROOT,
	SERVICE_COLUMN_USERNAME,
	SERVICE_COLUMN_AUTHENTICATION,
	SERVICE_COLUMN_LABEL,
	SERVICE_COLUMN_SEARCH_BASE,
	_SERVICE_COLUMN_MAX,
};

enum text_column {
	TEXT_KEY,
	TEXT_LANGUAGE,
	TEXT_VALUE,
	_TEXT_COLUMN_MAX,
};

#define LISTING_COLUMNS_MAX _DOMAIN_COLUMN_MAX

/* How many columns each table has behind the domain, and what they are called. */
extern const size_t listing_n_columns[_LISTING_TABLE_MAX];
extern const char *const listing_column_names[_LISTING_TABLE_MAX][LISTING_COLUMNS_MAX];

/* Equal strings are one pointer, and rows with equal values share them. */
struct listing_row {
	const char *domain;
	const char *const *values; /* n_columns; NULL for SQL's NULL */
	size_t position;           /* in the directory's order */
};

struct listing_rows {
	struct listing_row *entries; /* finished: in order of domain, then of position */
	size_t n_entries, capacity;
};

struct listing {
	struct listing_rows tables[_LISTING_TABLE_MAX];
	/* of everything in it: FNV-1a, to tell a change and a damaged file, not an attack */
	uint64_t digest;

	struct arena *arena; /* everything below belongs to listing.c */
	struct pool *pool;   /* only while it is built */
	bool is_digest;
	atomic_size_t n_references;
};

int listing_new(struct listing **ret_listing);
/* One that keeps no row, and is good for its digest alone. */
int listing_new_digest(struct listing **ret_listing);
struct listing *listing_ref(struct listing *listing); /* references are counted atomically */
void listing_unref(struct listing *listing);

/* Adds a row; values as in struct listing_row.  Returns 0 or -ENOMEM. */
int listing_add(struct listing *listing, enum listing_table table, const char *domain,
		const char *const *values);
/* No more rows: puts those of a domain together. */
void listing_finish(struct listing *listing);

/* The first row of a domain, with how many there are; NULL for none.  Finished listings only. */
const struct listing_row *listing_find(const struct listing *listing, enum listing_table table,
				       const char *domain, size_t *ret_n);

/* As bytes that listing_read reads; both return 0 or -errno (-EBADMSG: these are no such bytes). */
int listing_write(const struct listing *listing, FILE *file);
int listing_read(const void *bytes, size_t size, struct listing **ret_listing);

static inline void listing_unrefp(struct listing **listing)
{
	listing_unref(*listing);
}
