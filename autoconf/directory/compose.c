/* SPDX-License-Identifier: Apache-2.0 */
/* From rows to domains: who is served, in whose name, with which services; alike ones made once. */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/address_syntax.h"
#include "base/arena.h"
#include "base/log.h"
#include "cleanup.h"
#include "directory/brand.h"
#include "directory/listing.h"
#include "directory/pool.h"
#include "directory/service_row.h"
#include "directory/snapshot.h"
#include "settings.h"
#include "text/utf8.h"

/* While a snapshot is composed: what equal rows have been made into. */
struct composer {
	struct snapshot *snapshot;
	struct pool *brands, *services;
};

/* A domain's services as the value of a pool. */
struct services {
	size_t n_services;
	struct service services[];
};

static int settings_domains_add(struct snapshot *snapshot)
{
	const struct settings *settings = snapshot->settings;

	for (size_t i = 0; i < settings->n_domains; i++) {
		const struct settings_domain *entry = &settings->domains[i];
		const struct domain domain = settings_domain_describe(entry);
		struct domain *catch_all;

		if (strcmp(entry->name, "*")) {
			if (!snapshot_find_domain(snapshot, entry->name))
				snapshot_add(snapshot, &domain);
			continue;
		}

		catch_all = arena_allocate(snapshot->arena, sizeof(*catch_all));
		if (!catch_all)
			return -ENOMEM;
		*catch_all = domain;
		snapshot->catch_all = catch_all;
	}

	return 0;
}

/*
 * The pointers to the values of rows, behind those given first: what tells whether two domains are
 * alike.
 */
static struct pool_entry *rows_intern(struct pool *pool, const void *first,
				      const struct listing_row *rows, size_t n_rows)
{
	_cleanup_(freep) const void **pointers = calloc(n_rows + 1, sizeof(*pointers));

	if (!pointers)
		return NULL;

	pointers[0] = first;
	for (size_t i = 0; i < n_rows; i++)
		pointers[i + 1] = rows[i].values;

	return pool_intern(pool, pointers, n_rows + 1);
}

static int brand_set(struct composer *composer, const struct listing_row *row,
		     struct domain *domain)
{
	struct snapshot *snapshot = composer->snapshot;
	size_t n_texts;
	const char *texts_of = row->values[DOMAIN_TEXTS_OF];
	const struct listing_row *texts = listing_find(snapshot->listing, LISTING_TEXTS,
						       texts_of ? texts_of : row->domain, &n_texts);
	struct pool_entry *entry = rows_intern(composer->brands, row->values, texts, n_texts);
	struct brand *brand;
	int r;

	if (!entry)
		return -ENOMEM;

	if (!entry->value) {
		brand = arena_allocate(snapshot->arena, sizeof(*brand));
		if (!brand)
			return -ENOMEM;
		r = brand_from_rows(row, texts, n_texts, snapshot->settings, snapshot->arena,
				    brand);
		if (r)
			return r;
		entry->value = brand;
	}

	brand = entry->value;
	domain->provider = &brand->provider;
	domain->oauth2 = brand->oauth2;
	return 0;
}

/* What a row says in a column, unless it may be somebody's name. */
static const char *value_shown(const struct listing_row *row, const char *column)
{
	const char *const *names = listing_column_names[LISTING_SERVICES];

	for (size_t i = 0; i < _SERVICE_COLUMN_MAX; i++)
		if (i != SERVICE_COLUMN_USERNAME && !strcmp(names[i], column))
			return row->values[i] ? row->values[i] : "";

	return "";
}

static int services_read(struct snapshot *snapshot, const char *domain,
			 const struct listing_row *rows, size_t n_rows, struct services *services)
{
	for (size_t i = 0; i < n_rows; i++) {
		const char *column;
		int r = service_from_row(rows[i].values, snapshot->settings->allow_cleartext,
					 snapshot->arena, &services->services[services->n_services],
					 &column);

		if (r < 0)
			return r;
		if (!r)
			services->n_services++;
		else
			log_line(LOG_LEVEL_WARNING,
				 "a service of the directory makes no sense and is left out",
				 LOG_S("domain", domain), LOG_S("column", column),
				 LOG_S("value", value_shown(&rows[i], column)));
	}

	return 0;
}

/* Once for all domains with the same entry. */
static int services_make(struct snapshot *snapshot, const char *domain, struct pool_entry *entry,
			 const struct listing_row *rows, size_t n_rows)
{
	struct services *services;

	if (!entry)
		return -ENOMEM;
	if (entry->value)
		return 0;

	services = arena_allocate(snapshot->arena,
				  sizeof(*services) + n_rows * sizeof(struct service));
	if (!services)
		return -ENOMEM;

	entry->value = services;
	return services_read(snapshot, domain, rows, n_rows, services);
}

/* The rows of several names. */
struct gathering {
	struct listing_row *rows;
	size_t n_rows;
};

static int gathering_add(struct gathering *gathering, const struct listing_row *rows, size_t n_rows)
{
	struct listing_row *all =
		reallocarray(gathering->rows, gathering->n_rows + n_rows + 1, sizeof(*all));

	if (!all)
		return -ENOMEM;

	gathering->rows = all;
	for (size_t i = 0; i < n_rows; i++)
		all[gathering->n_rows++] = rows[i];
	return 0;
}

static int position_compare(const void *left, const void *right)
{
	const struct listing_row *a = left, *b = right;

	return a->position < b->position ? -1 : a->position > b->position;
}

/* "12,7,3": in the directory's order, whatever theirs is. */
static int rows_gather(const struct listing *listing, const char *names,
		       struct gathering *gathering)
{
	int r = 0;

	for (size_t size; !r && *names; names += size + (names[size] == ',')) {
		_cleanup_(freep) char *name = NULL;
		const struct listing_row *rows;
		size_t n_rows;

		size = strcspn(names, ",");
		name = strndup(names, size);
		if (!name)
			return -ENOMEM;

		rows = listing_find(listing, LISTING_SERVICES, name, &n_rows);
		r = gathering_add(gathering, rows, n_rows);
	}

	if (gathering->n_rows)
		qsort(gathering->rows, gathering->n_rows, sizeof(*gathering->rows),
		      position_compare);
	return r;
}

static int shared_services_find(struct composer *composer, const struct listing_row *row,
				struct services **ret_services)
{
	const void *names = row->values[DOMAIN_SERVICES_OF];
	struct pool_entry *entry = pool_intern(composer->services, &names, 1);
	_cleanup_(freep) struct listing_row *rows = NULL;
	struct gathering gathering = {0};
	int r;

	if (!entry)
		return -ENOMEM;

	r = entry->value ? 0 : rows_gather(composer->snapshot->listing, names, &gathering);
	rows = gathering.rows;
	if (!r && gathering.n_rows)
		r = services_make(composer->snapshot, row->domain, entry, rows, gathering.n_rows);

	*ret_services = entry->value;
	return r;
}

static int own_services_find(struct composer *composer, const struct listing_row *row,
			     struct services **ret_services)
{
	struct snapshot *snapshot = composer->snapshot;
	struct pool_entry *entry;
	size_t n_rows;
	const struct listing_row *rows =
		listing_find(snapshot->listing, LISTING_SERVICES, row->domain, &n_rows);
	int r;

	if (!n_rows)
		rows = listing_find(snapshot->listing, LISTING_SERVICES, "", &n_rows);
	if (!n_rows)
		return 0;

	entry = rows_intern(composer->services, NULL, rows, n_rows);
	r = services_make(snapshot, row->domain, entry, rows, n_rows);
	*ret_services = r ? NULL : entry->value;
	return r;
}

/* The domain's own rows, else those of every domain, else the settings' services. */
static int services_set(struct composer *composer, const struct listing_row *row,
			struct domain *domain)
{
	const struct settings *settings = composer->snapshot->settings;
	struct services *services = NULL;
	int r = row->values[DOMAIN_SERVICES_OF] ? shared_services_find(composer, row, &services)
						: own_services_find(composer, row, &services);

	if (r)
		return r;

	domain->services = services ? services->services : settings->services;
	domain->n_services = services ? services->n_services : settings->n_services;
	return 0;
}

/* The name of a row as we know names, or NULL for what is no host name. */
static const char *row_name(struct snapshot *snapshot, const char *text,
			    char buffer[static DOMAIN_NAME_MAX + 1])
{
	if (domain_name_parse(text, strlen(text), buffer)) {
		log_line(LOG_LEVEL_WARNING,
			 "a domain of the directory is no host name and is left out",
			 LOG_S("domain", text));
		return NULL;
	}

	if (utf8_length(text, strlen(text)) < strlen(text))
		log_line(LOG_LEVEL_WARNING,
			 "a domain of the directory is no A-label: its mailboxes are not found",
			 LOG_S("domain", buffer));

	/* Nearly always the row's own string, which lives as long as the snapshot. */
	return strcmp(text, buffer) ? arena_intern(snapshot->arena, buffer) : text;
}

static int row_add(struct composer *composer, const struct listing_row *row)
{
	struct snapshot *snapshot = composer->snapshot;
	char buffer[DOMAIN_NAME_MAX + 1];
	struct domain domain = {0};
	int r;

	domain.name = domain.canonical = row_name(snapshot, row->domain, buffer);
	if (!domain.name || snapshot_find_domain(snapshot, domain.name))
		return 0;

	r = brand_set(composer, row, &domain);
	if (!r)
		r = services_set(composer, row, &domain);
	if (r)
		return r;

	snapshot_add(snapshot, &domain);
	return 0;
}

/*
 * A domain whose mailboxes are another's: everything is the other's but the name.  One hop, never
 * from alias to alias.
 */
static void alias_row_add(struct snapshot *snapshot, const struct listing_row *row)
{
	char buffer[DOMAIN_NAME_MAX + 1], target[DOMAIN_NAME_MAX + 1];
	const char *canonical = row->values[DOMAIN_CANONICAL];
	const char *name = row_name(snapshot, row->domain, buffer);
	struct domain *domain = name ? snapshot_find_domain(snapshot, name) : NULL;
	const struct domain *other = NULL;
	struct domain alias;

	if (!name)
		return;

	if (!domain_name_parse(canonical, strlen(canonical), target))
		other = snapshot_find_domain(snapshot, target);
	if (!other || other->canonical != other->name) {
		log_line(LOG_LEVEL_WARNING,
			 "an alias domain of the directory leads to no domain and is left out",
			 LOG_S("domain", name), LOG_S("canonical", canonical));
		return;
	}

	/*
	 * The settings' entry keeps its own words; its mailboxes are where the directory says.  A
	 * domain wins over its namesake.
	 */
	if (domain) {
		if (domain < snapshot->domains + snapshot->n_own)
			domain->canonical = other->name;
		return;
	}

	alias = *other;
	alias.name = name;
	alias.has_pacc = false;
	snapshot_add(snapshot, &alias);
}

static bool row_is_alias(const struct listing_row *row)
{
	const char *canonical = row->values[DOMAIN_CANONICAL];

	return canonical && strcmp(canonical, row->domain);
}

static int listing_compose(struct composer *composer)
{
	struct snapshot *snapshot = composer->snapshot;
	const struct listing_rows *rows = &snapshot->listing->tables[LISTING_DOMAINS];

	for (size_t i = 0; i < rows->n_entries; i++) {
		int r = row_is_alias(&rows->entries[i]) ? 0 : row_add(composer, &rows->entries[i]);

		if (r)
			return r;
	}

	for (size_t i = 0; i < rows->n_entries; i++)
		if (row_is_alias(&rows->entries[i]))
			alias_row_add(snapshot, &rows->entries[i]);

	return 0;
}

int snapshot_compose(struct snapshot *snapshot)
{
	_cleanup_(pool_freep) struct pool *brands = pool_new(NULL), *services = pool_new(NULL);
	struct composer composer = {snapshot, brands, services};
	int r = settings_domains_add(snapshot);

	snapshot->n_own = snapshot->n_domains;
	if (r || !snapshot->listing)
		return r;
	if (!brands || !services)
		return -ENOMEM;

	r = listing_compose(&composer);
	arena_seal(snapshot->arena);
	return r;
}
