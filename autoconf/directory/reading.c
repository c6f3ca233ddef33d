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

int reading_init(struct reading *reading, const char *url, const char *schema,
		 char **reterr_message)
{
	int r;

	*reading = (struct reading){0};
	r = backend_find(url, &reading->backend, reterr_message);
	if (r)
		return r;

	reading->schema = schema_find(schema);
	if (!reading->schema)
		return fault(reterr_message, DIRECTORY_E_CONFIGURATION,
			     "directory.schema: %s is not built yet", schema);
	if (!reading->schema->sql[reading->backend->dialect][SECTION_DOMAINS])
		return fault(reterr_message, DIRECTORY_E_CONFIGURATION,
			     "the schema %s is not made for %s", schema, reading->backend->name);

	return 0;
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
	const struct schema *schema = reading->schema;
	const char *sql = schema->sql[reading->backend->dialect][SECTION_VERSION];
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

int reading_list(struct reading *reading, struct listing **ret_listing, char **reterr_message)
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
	};
	_cleanup_(listing_unrefp) struct listing *listing = NULL;
	const struct session_ops *session = reading->backend->session;
	int r = listing_new(&listing);

	if (!r)
		r = session->execute(reading->session, begin[reading->backend->dialect],
				     reterr_message);
	for (size_t i = 0; !r && i < _LISTING_TABLE_MAX; i++) {
		const char *sql = reading->schema->sql[reading->backend->dialect][sections[i]];
		struct filling filling = {.listing = listing, .table = (enum listing_table)i};

		if (sql)
			r = session->query(reading->session, sql, filling_take, &filling,
					   reterr_message);
	}
	if (!r)
		r = session->execute(reading->session, "COMMIT", reterr_message);
	if (r)
		return r;

	listing_finish(listing);
	*ret_listing = TAKE_PTR(listing);
	return 0;
}
