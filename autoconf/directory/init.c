/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Making and upgrading our own tables: all steps that are missing, in one transaction where the
 * database makes tables in transactions.  MySQL does not: there each step can be repeated, and a
 * version is written behind each.
 */
#include "directory/init.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "cleanup.h"
#include "directory.h"
#include "directory/backend.h"
#include "directory/fault.h"
#include "directory/reading.h"
#include "text/writer.h"

#define INIT_TIMEOUT 10000 /* milliseconds for the connection and for each step */

/* Takes the lock before anything is looked at, so that two of us do not make the same tables. */
static const char *const begin[_DIALECT_MAX] = {
	[DIALECT_SQLITE] = "BEGIN IMMEDIATE",
	[DIALECT_POSTGRESQL] = "BEGIN; SELECT pg_advisory_xact_lock(hashtext('carbone_autoconf'))",
};

/* Before data is written: what no step has left open. */
static const char *const data_begin[_DIALECT_MAX] = {
	[DIALECT_MYSQL] = "START TRANSACTION",
};

/*
 * MySQL: a lock that is not given is no error but a 0.  It is the server's, not the database's, and
 * ends with the session.
 */
static const char mysql_lock[] =
	"SELECT GET_LOCK(concat('carbone_autoconf.', md5(database())), 8) AS locked";

static const char *init_sql(const struct reading *reading, enum section section)
{
	return reading->queries.schema->sql[reading->backend->dialect][section][0];
}

static int init_execute(struct reading *reading, const char *sql, char **reterr_message)
{
	return reading->backend->session->execute(reading->session, sql, reterr_message);
}

static int version_write(struct reading *reading, unsigned int version, char **reterr_message)
{
	char sql[128];

	/* In this order: a break in between leaves the greater one, which counts. */
	(void)snprintf(sql, sizeof(sql),
		       "INSERT INTO carbone_meta (version) VALUES (%u); "
		       "DELETE FROM carbone_meta WHERE version < %u",
		       version, version);
	return init_execute(reading, sql, reterr_message);
}

static int init_upgrade(struct reading *reading, struct writer *report, char **reterr_message)
{
	const struct schema *schema = reading->queries.schema;
	int64_t version;
	int r;

	r = init_execute(reading, init_sql(reading, SECTION_META), reterr_message);
	if (!r)
		r = reading_number(reading, init_sql(reading, SECTION_VERSION), &version,
				   reterr_message);
	if (r)
		return r;
	if (version > schema->n_steps)
		return reading_check_version(reading, reterr_message);
	if (version == schema->n_steps) {
		writer_printf(report, "The tables have version %u already.\n", schema->n_steps);
		return 0;
	}

	for (unsigned int step = version < 0 ? 0 : (unsigned int)version;
	     !r && step < schema->n_steps; step++) {
		r = init_execute(reading, schema->steps[reading->backend->dialect][step],
				 reterr_message);
		if (!r)
			r = version_write(reading, step + 1, reterr_message);
	}
	if (r)
		return r;

	if (version > 0)
		writer_printf(report, "Upgraded the tables from version %lld to version %u.\n",
			      (long long)version, schema->n_steps);
	else
		writer_printf(report, "Made the tables, version %u.\n", schema->n_steps);
	return 0;
}

static int init_samples(struct reading *reading, struct writer *report, char **reterr_message)
{
	const char *samples = init_sql(reading, SECTION_SAMPLES);
	int64_t n_domains;
	int r;

	if (!samples)
		return fault(reterr_message, DIRECTORY_E_CONFIGURATION,
			     "the schema %s has no sample data", reading->queries.schema->name);

	r = reading_number(reading, init_sql(reading, SECTION_COUNT), &n_domains, reterr_message);
	if (r)
		return r;
	if (n_domains) {
		writer_printf(report, "There are %lld domains: no sample data was added.\n",
			      (long long)n_domains);
		return 0;
	}

	if (data_begin[reading->backend->dialect])
		r = init_execute(reading, data_begin[reading->backend->dialect], reterr_message);
	if (!r)
		r = init_execute(reading, samples, reterr_message);
	if (!r)
		writer_string(report, "Added the sample data.\n");
	return r;
}

static int lock_take(struct reading *reading, char **reterr_message)
{
	int64_t is_locked;
	int r;

	if (reading->backend->dialect != DIALECT_MYSQL)
		return init_execute(reading, begin[reading->backend->dialect], reterr_message);

	r = reading_number(reading, mysql_lock, &is_locked, reterr_message);
	if (!r && !is_locked)
		return fault(reterr_message, DIRECTORY_E_UNAVAILABLE,
			     "somebody else is making these tables at this moment");
	return r;
}

static int init_run(struct reading *reading, bool with_samples, struct writer *report,
		    char **reterr_message)
{
	int r = lock_take(reading, reterr_message);

	if (!r)
		r = init_upgrade(reading, report, reterr_message);
	if (!r && with_samples)
		r = init_samples(reading, report, reterr_message);
	if (r) {
		(void)init_execute(reading, "ROLLBACK", NULL);
		return r;
	}

	return init_execute(reading, "COMMIT", reterr_message);
}

int init_schema(const struct schema *schema, const char *url, bool with_samples, char **ret_report,
		char **reterr_message)
{
	const struct session_limits limits = {
		.timeout = INIT_TIMEOUT, .stop_fd = -1, .may_write = true};
	_cleanup_(writer_clear) struct writer report = {0};
	struct reading reading = {.queries.schema = schema};
	size_t size;
	int r = backend_find(url, &reading.backend, reterr_message);

	if (r)
		return r;
	if (!schema->steps[reading.backend->dialect])
		return fault(reterr_message, DIRECTORY_E_CONFIGURATION,
			     "the schema %s is not made by us for %s", schema->name,
			     reading.backend->name);

	r = reading_connect(&reading, url, &limits, reterr_message);
	if (!r)
		r = init_run(&reading, with_samples, &report, reterr_message);
	reading_disconnect(&reading);
	if (r)
		return r;

	return writer_finish_string(&report, ret_report, &size);
}

int directory_init(const char *url, bool with_samples, char **ret_report, char **reterr_message)
{
	return init_schema(schema_find("carbone"), url, with_samples, ret_report, reterr_message);
}
