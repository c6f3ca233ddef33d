/* SPDX-License-Identifier: Apache-2.0 */
/* The rows of a directory. */
#include "directory/listing.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "cleanup.h"
#include "directory/fnv.h"
#include "directory/pool.h"

#define FIELD_NULL UINT32_MAX

const size_t listing_n_columns[_LISTING_TABLE_MAX] = {
	[LISTING_DOMAINS] = _DOMAIN_COLUMN_MAX,
	[LISTING_SERVICES] = _SERVICE_COLUMN_MAX,
	[LISTING_TEXTS] = _TEXT_COLUMN_MAX,
};

const char *const listing_column_names[_LISTING_TABLE_MAX][LISTING_COLUMNS_MAX] = {
	[LISTING_DOMAINS] =
		{
			[DOMAIN_CANONICAL] = "canonical",
			[DOMAIN_COLOR] = "color",
			[DOMAIN_LOGO] = "logo",
			[DOMAIN_DOCUMENTATION] = "documentation",
			[DOMAIN_HELP] = "help",
			[DOMAIN_PUBLIC_HOST] = "public_host",
			[DOMAIN_OAUTH2_ISSUER] = "oauth2_issuer",
			[DOMAIN_OAUTH2_AUTHORIZATION_URL] = "oauth2_authorization_url",
			[DOMAIN_OAUTH2_TOKEN_URL] = "oauth2_token_url",
			[DOMAIN_OAUTH2_SCOPE] = "oauth2_scope",
			[DOMAIN_OAUTH2_CLIENT_ID] = "oauth2_client_id",
			[DOMAIN_SERVICES_OF] = "services_of",
			[DOMAIN_TEXTS_OF] = "texts_of",
		},
	[LISTING_SERVICES] =
		{
			[SERVICE_COLUMN_TYPE] = "type",
			[SERVICE_COLUMN_HOST] = "host",
			[SERVICE_COLUMN_PORT] = "port",
			[SERVICE_COLUMN_SECURITY] = "security",
			[SERVICE_COLUMN_URL] = "url",
			[SERVICE_COLUMN_ROOT] = "root",
			[SERVICE_COLUMN_USERNAME] = "username",
			[SERVICE_COLUMN_AUTHENTICATION] = "authentication",
			[SERVICE_COLUMN_LABEL] = "label",
			[SERVICE_COLUMN_SEARCH_BASE] = "search_base",
		},
	[LISTING_TEXTS] =
		{
			[TEXT_KEY] = "key",
			[TEXT_LANGUAGE] = "language",
			[TEXT_VALUE] = "value",
		},
};

int listing_new(struct listing **ret_listing)
{
	_cleanup_(listing_unrefp) struct listing *listing = calloc(1, sizeof(*listing));

	if (!listing)
		return -ENOMEM;

	listing->n_references = 1;
	listing->digest = FNV_BASIS;
	listing->arena = arena_new();
	if (!listing->arena)
		return -ENOMEM;

	listing->pool = pool_new(listing->arena);
	if (!listing->pool)
		return -ENOMEM;

	*ret_listing = TAKE_PTR(listing);
	return 0;
}

int listing_new_digest(struct listing **ret_listing)
{
	int r = listing_new(ret_listing);

	if (!r)
		(*ret_listing)->is_digest = true;

	return r;
}

struct listing *listing_ref(struct listing *listing)
{
	if (listing)
		atomic_fetch_add_explicit(&listing->n_references, 1, memory_order_relaxed);

	return listing;
}

void listing_unref(struct listing *listing)
{
	if (!listing ||
	    atomic_fetch_sub_explicit(&listing->n_references, 1, memory_order_acq_rel) > 1)
		return;

	for (size_t i = 0; i < _LISTING_TABLE_MAX; i++)
		free(listing->tables[i].entries);
	pool_free(listing->pool);
	arena_free(listing->arena);
	free(listing);
}

static void digest_add_string(struct listing *listing, const char *string)
{
	uint32_t size = string ? (uint32_t)strlen(string) : FIELD_NULL;

	listing->digest = fnv_add(listing->digest, &size, sizeof(size));
	if (string)
		listing->digest = fnv_add(listing->digest, string, size);
}

static int rows_reserve(struct listing_rows *rows)
{
	size_t capacity = rows->capacity ? rows->capacity * 2 : 64;
	struct listing_row *entries;

	if (rows->n_entries < rows->capacity)
		return 0;

	entries = reallocarray(rows->entries, capacity, sizeof(*entries));
	if (!entries)
		return -ENOMEM;

	rows->entries = entries;
	rows->capacity = capacity;
	return 0;
}

static void digest_add_row(struct listing *listing, enum listing_table table, const char *domain,
			   const char *const *values)
{
	unsigned char kind = table;

	listing->digest = fnv_add(listing->digest, &kind, sizeof(kind));
	digest_add_string(listing, domain);
	for (size_t i = 0; i < listing_n_columns[table]; i++)
		digest_add_string(listing, values[i]);
}

int listing_add(struct listing *listing, enum listing_table table, const char *domain,
		const char *const *values)
{
	const void *interned[LISTING_COLUMNS_MAX] = {0};
	struct listing_rows *rows = &listing->tables[table];
	const struct pool_entry *entry;

	digest_add_row(listing, table, domain, values);
	if (listing->is_digest)
		return 0;

	domain = arena_intern(listing->arena, domain);
	if (!domain || rows_reserve(rows))
		return -ENOMEM;

	for (size_t i = 0; i < listing_n_columns[table]; i++) {
		interned[i] = values[i] ? arena_intern(listing->arena, values[i]) : NULL;
		if (values[i] && !interned[i])
			return -ENOMEM;
	}

	entry = pool_intern(listing->pool, interned, listing_n_columns[table]);
	if (!entry)
		return -ENOMEM;

	rows->entries[rows->n_entries] = (struct listing_row){
		.domain = domain,
		.values = (const char *const *)entry->pointers,
		.position = rows->n_entries,
	};
	rows->n_entries++;
	return 0;
}

static int row_compare(const void *left, const void *right)
{
	const struct listing_row *a = left, *b = right;
	int order = a->domain == b->domain ? 0 : strcmp(a->domain, b->domain);

	if (order)
		return order;

	return a->position < b->position ? -1 : a->position > b->position;
}

/* In order, and in no more memory than that takes. */
static void rows_finish(struct listing_rows *rows)
{
	struct listing_row *entries;

	if (!rows->n_entries)
		return;

	qsort(rows->entries, rows->n_entries, sizeof(*entries), row_compare);
	entries = reallocarray(rows->entries, rows->n_entries, sizeof(*entries));
	if (!entries)
		return;

	rows->entries = entries;
	rows->capacity = rows->n_entries;
}

void listing_finish(struct listing *listing)
{
	for (size_t i = 0; i < _LISTING_TABLE_MAX; i++)
		rows_finish(&listing->tables[i]);

	arena_seal(listing->arena);
	pool_free(listing->pool);
	listing->pool = NULL;
}

const struct listing_row *listing_find(const struct listing *listing, enum listing_table table,
				       const char *domain, size_t *ret_n)
{
	const struct listing_rows *rows = &listing->tables[table];
	size_t low = 0, high = rows->n_entries;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(rows->entries[middle].domain, domain) < 0)
			low = middle + 1;
		else
			high = middle;
	}

	for (high = low; high < rows->n_entries && !strcmp(rows->entries[high].domain, domain);)
		high++;

	*ret_n = high - low;
	return *ret_n ? &rows->entries[low] : NULL;
}

static void field_write(FILE *file, const char *string)
{
	uint32_t size = string ? (uint32_t)strlen(string) : FIELD_NULL;

	(void)fwrite(&size, sizeof(size), 1, file);
	if (string)
		(void)fwrite(string, 1, size, file);
}

/*
 * A row: its table as a byte, then each field as its size in 32 bits (all ones: NULL) and its
 * bytes.  In the machine's own order of bytes: the file is read where it was written.  Rows go out
 * in the order they came in, so that the digest is theirs again.
 */
static int table_write(const struct listing *listing, enum listing_table table, FILE *file)
{
	const struct listing_rows *rows = &listing->tables[table];
	_cleanup_(freep) const struct listing_row **order =
		calloc(rows->n_entries + 1, sizeof(*order));

	if (!order)
		return -ENOMEM;

	for (size_t i = 0; i < rows->n_entries; i++)
		order[rows->entries[i].position] = &rows->entries[i];

	for (size_t i = 0; i < rows->n_entries; i++) {
		(void)fputc(table, file);
		field_write(file, order[i]->domain);
		for (size_t j = 0; j < listing_n_columns[table]; j++)
			field_write(file, order[i]->values[j]);
	}

	return 0;
}

int listing_write(const struct listing *listing, FILE *file)
{
	for (size_t i = 0; i < _LISTING_TABLE_MAX; i++) {
		int r = table_write(listing, (enum listing_table)i, file);

		if (r)
			return r;
	}

	return ferror(file) ? -EIO : 0;
}

struct reader {
	const unsigned char *at, *end;
	char *fields[LISTING_COLUMNS_MAX +
		     1]; /* copies, since the bytes hold no NUL between them */
};

static void reader_clear(struct reader *reader)
{
	for (size_t i = 0; i < ARRAY_SIZE(reader->fields); i++) {
		free(reader->fields[i]);
		reader->fields[i] = NULL;
	}
}

static int field_read(struct reader *reader, char **ret_field)
{
	uint32_t size;

	if ((size_t)(reader->end - reader->at) < sizeof(size))
		return -EBADMSG;

	memcpy(&size, reader->at, sizeof(size));
	reader->at += sizeof(size);
	if (size == FIELD_NULL)
		return 0;
	if ((size_t)(reader->end - reader->at) < size || memchr(reader->at, 0, size))
		return -EBADMSG;

	*ret_field = strndup((const char *)reader->at, size);
	reader->at += size;
	return *ret_field ? 0 : -ENOMEM;
}

static int row_read(struct reader *reader, struct listing *listing)
{
	size_t table = *reader->at++;
	int r = 0;

	if (table >= _LISTING_TABLE_MAX)
		return -EBADMSG;

	for (size_t i = 0; !r && i < listing_n_columns[table] + 1; i++)
		r = field_read(reader, &reader->fields[i]);
	if (!r && !reader->fields[0])
		r = -EBADMSG;
	if (!r)
		r = listing_add(listing, (enum listing_table)table, reader->fields[0],
				(const char *const *)&reader->fields[1]);

	reader_clear(reader);
	return r;
}

int listing_read(const void *bytes, size_t size, struct listing **ret_listing)
{
	_cleanup_(listing_unrefp) struct listing *listing = NULL;
	struct reader reader = {.at = bytes, .end = (const unsigned char *)bytes + size};
	int r = listing_new(&listing);

	while (!r && reader.at < reader.end)
		r = row_read(&reader, listing);
	if (r)
		return r;

	listing_finish(listing);
	*ret_listing = TAKE_PTR(listing);
	return 0;
}
