/* SPDX-License-Identifier: Apache-2.0 */
/* Reading tables through a session. */
#include "directory/reading.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "directory.h"
#include "directory/backend.h"
#include "directory/fault.h"
#include "directory/listing.h"

int reading_init(struct reading *reading, const struct settings *settings, char **reterr_message)
{
	int r;

	*reading = (struct reading){0};
	r = backend_find(settings->directory.url, &reading->backend, reterr_message);
	if (r)
		return r;

	return queries_init(&reading->queries, settings, reading->backend->dialect, reterr_message);
}

void reading_clear(struct reading *reading)
{
	reading_disconnect(reading);
	queries_clear(&reading->queries);
}

int reading_connect(struct reading *reading, const char *url, const struct session_limits *limits,
		    char **reterr_message)
{
	return reading->backend->session->open(url, limits, &reading->session, reterr_message);
}

void reading_disconnect(struct reading *reading)
{
	if (reading->session)
		reading->backend->session->close(reading->session);
	reading->session = NULL;
	reading->has_shapes = false;
}

static bool is_missing(int status)
{
	return status == DIRECTORY_E_CONFIGURATION || status == DIRECTORY_E_NO_SCHEMA;
}

/* Does a query find its tables and columns?  Asked without reading a row. */
static int shape_try(struct reading *reading, const char *sql, char **reterr_message)
{
	_cleanup_(freep) char *probe = NULL;

	if (asprintf(&probe, "SELECT 1 FROM (%s) shape LIMIT 0", sql) < 0)
		return -ENOMEM;

	return reading->backend->session->execute(reading->session, probe, reterr_message);
}

/* The first shape that is taken; the newest one's complaint when none is. */
static int section_choose_shape(struct reading *reading, enum section section,
				char **reterr_message)
{
	char *const *shapes = reading->queries.sql[section];
	int first = 0;

	reading->shapes[section] = 0;
	for (unsigned int i = 0; shapes[1] && i < SCHEMA_SHAPES_MAX && shapes[i]; i++) {
		int r = shape_try(reading, shapes[i], first ? NULL : reterr_message);

		if (!r) {
			reading->shapes[section] = i;
			(void)fault(reterr_message, 0, "%s", "");
			return 0;
		}
		if (!is_missing(r))
			return r;
		first = first ? first : r;
	}

	return first;
}

int reading_choose_shapes(struct reading *reading, char **reterr_message)
{
	static const enum section sections[] = {SECTION_DOMAINS, SECTION_SERVICES, SECTION_TEXTS,
						SECTION_COUNT};
	int r = 0;

	for (size_t i = 0; !r && !reading->has_shapes && i < ARRAY_SIZE(sections); i++)
		r = section_choose_shape(reading, sections[i], reterr_message);
	if (!r)
		reading->has_shapes = true;

	return r;
}

static int number_take(void *userdata, const struct row *row)
{
	int64_t *number = userdata;

	*number = row->n_columns && row->values[0] ? strtoll(row->values[0], NULL, 10) : 0;
	return 0;
}

int reading_number(struct reading *reading, const char *sql, int64_t *ret_number,
		   char **reterr_message)
{
	*ret_number = 0;
	return reading->backend->session->query(reading->session, sql, number_take, ret_number,
						reterr_message);
}

int reading_check_version(struct reading *reading, char **reterr_message)
{
	const struct schema *schema = reading->queries.schema;
	const char *sql =
		schema ? schema->sql[reading->backend->dialect][SECTION_VERSION][0] : NULL;
	int64_t version;
	int r;

	if (!sql)
		return 0;

	r = reading_number(reading, sql, &version, reterr_message);
	if (r && r != DIRECTORY_E_NO_SCHEMA)
		return r;
	if (r || version < 1)
		return fault(
			reterr_message, DIRECTORY_E_NO_SCHEMA,
			"the database has no tables of ours: run \"carbone-autoconf init\" on it");
	if (version > schema->n_steps)
		return fault(reterr_message, DIRECTORY_E_NEWER_SCHEMA,
			     "the tables have version %lld, made by a newer release: this one "
			     "knows versions up to %u",
			     (long long)version, schema->n_steps);
	if (version < schema->n_steps)
		return fault(reterr_message, DIRECTORY_E_NO_SCHEMA,
			     "the tables have version %lld and must be upgraded: run "
			     "\"carbone-autoconf init\" on the database",
			     (long long)version);

	return 0;
}

/* Rows of one table on their way into a listing. */
struct filling {
	struct listing *listing;
	enum listing_table table;
	size_t columns
		[LISTING_COLUMNS_MAX +
		 /* where each stands in a row plus one, 0 for nowhere; the domain is the last */
		 1];
	bool is_mapped;
};

static void filling_map(struct filling *filling, const struct row *row)
{
	for (size_t i = 0; i < row->n_columns; i++) {
		if (!strcmp(row->names[i], "domain"))
			filling->columns[LISTING_COLUMNS_MAX] = i + 1;
		for (size_t j = 0; j < listing_n_columns[filling->table]; j++)
			if (!strcmp(row->names[i], listing_column_names[filling->table][j]))
				filling->columns[j] = i + 1;
	}

	filling->is_mapped = true;
}

static const char *filling_value(const struct filling *filling, const struct row *row,
				 size_t column)
{
	size_t index = filling->columns[column];

	return index ? row->values[index - 1] : NULL;
}

static int filling_take(void *userdata, const struct row *row)
{
	struct filling *filling = userdata;
	const char *values[LISTING_COLUMNS_MAX] = {0};
	const char *domain;

	if (!filling->is_mapped)
		filling_map(filling, row);

	for (size_t i = 0; i < listing_n_columns[filling->table]; i++)
		values[i] = filling_value(filling, row, i);

	domain = filling_value(filling, row, LISTING_COLUMNS_MAX);
	return domain ? listing_add(filling->listing, filling->table, domain, values) : 0;
}

static int reading_fill(struct reading *reading, struct listing *listing, char **reterr_message)
{
	static const enum section sections[_LISTING_TABLE_MAX] = {
		[LISTING_DOMAINS] = SECTION_DOMAINS,
		[LISTING_SERVICES] = SECTION_SERVICES,
		[LISTING_TEXTS] = SECTION_TEXTS,
	};
	/*
	 * All tables as of one moment: a domain without the services that were committed with it
	 * would be announced wrongly.
	 */
	static const char *const begin[_DIALECT_MAX] = {
		[DIALECT_SQLITE] = "BEGIN",
		[DIALECT_POSTGRESQL] = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
		/* Lists of names that are cut off at 1024 bytes would be other names. */
		[DIALECT_MYSQL] = ("SET SESSION group_concat_max_len = 1048576; "
				   "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY"),
	};
	const struct session_ops *session = reading->backend->session;
	int r = reading_choose_shapes(reading, reterr_message);

	if (!r)
		r = session->execute(reading->session, begin[reading->backend->dialect],
				     reterr_message);
	for (size_t i = 0; !r && i < _LISTING_TABLE_MAX; i++) {
		const char *sql = reading->queries.sql[sections[i]][reading->shapes[sections[i]]];
		struct filling filling = {.listing = listing, .table = (enum listing_table)i};

		if (sql)
			r = session->query(reading->session, sql, filling_take, &filling,
					   reterr_message);
	}
	if (!r)
		r = session->execute(reading->session, "COMMIT", reterr_message);

	return r;
}

int reading_list(struct reading *reading, struct listing **ret_listing, char **reterr_message)
{
	_cleanup_(listing_unrefp) struct listing *listing = NULL;
	int r = listing_new(&listing);

	if (!r)
		r = reading_fill(reading, listing, reterr_message);
	if (r)
		return r;

	listing_finish(listing);
	*ret_listing = TAKE_PTR(listing);
	return 0;
}

int reading_digest(struct reading *reading, uint64_t *ret_digest, char **reterr_message)
{
	_cleanup_(listing_unrefp) struct listing *listing = NULL;
	int r = listing_new_digest(&listing);

	if (!r)
		r = reading_fill(reading, listing, reterr_message);
	if (!r)
		*ret_digest = listing->digest;

	return r;
}
