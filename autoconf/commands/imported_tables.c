/* SPDX-License-Identifier: Apache-2.0 */
/* What was imported into the tables of `carbone`: all of it in one transaction, or nothing. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "commands/imported.h"
#include "commands/insertion.h"
#include "directory.h"
#include "directory/backend.h"
#include "directory/reading.h"
#include "provider.h"
#include "settings.h"

#define TIMEOUT 30000 /* milliseconds for the connection and for each statement */
#define BATCH 500     /* domains a statement */

struct filling_tables {
	struct imported *imported;
	struct reading reading;
	const char **names; /* of our domains, sorted */
	size_t n_taken;     /* of them that are there already */
	bool is_empty;      /* there is nothing in the tables */
	bool replace;
};

/* ---- what is there already ---- */

static int name_compare(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static int names_sort(struct filling_tables *filling)
{
	const struct imported *imported = filling->imported;

	filling->names = calloc(imported->n_domains + 1, sizeof(*filling->names));
	if (!filling->names)
		return -ENOMEM;

	for (size_t i = 0; i < imported->n_domains; i++)
		filling->names[i] = imported->domains[i].name;
	qsort(filling->names, imported->n_domains, sizeof(*filling->names), name_compare);
	return 0;
}

/* kind, name: 'd' a domain, 'a' an alias domain, 's' services of every domain. */
static int existing_take(void *userdata, const struct row *row)
{
	struct filling_tables *filling = userdata;
	const char *kind = row->values[0], *name = row->values[1];

	filling->is_empty = false;
	if (!bsearch(&name, filling->names, filling->imported->n_domains, sizeof(name),
		     name_compare))
		return 0;

	filling->n_taken++;
	if (*kind == 'a')
		imported_note("%s is an alias domain there", name);
	else if (!filling->replace)
		imported_note("%s is there already", name);

	return *kind == 'a' ? DIRECTORY_E_CONFIGURATION : 0;
}

static int existing_check(struct filling_tables *filling, char **reterr_message)
{
	int r = filling->reading.backend->session->query(
		filling->reading.session,
		"SELECT 'd' AS kind, name FROM carbone_domain UNION ALL "
		"SELECT 'a', name FROM carbone_alias_domain UNION ALL "
		"SELECT 's', '' FROM carbone_service WHERE domain IS NULL",
		existing_take, filling, reterr_message);

	if (r || !filling->n_taken || filling->replace)
		return r;

	imported_note("nothing was written: --replace overwrites what is there");
	return DIRECTORY_E_CONFIGURATION;
}

static int insertion_run(struct filling_tables *filling, struct insertion *insertion,
			 char **reterr_message)
{
	_cleanup_(freep) char *sql = NULL;
	bool is_empty = !insertion->writer.size;
	int r = writer_finish_string(&insertion->writer, &sql, NULL);

	if (r || is_empty)
		return r;

	return filling->reading.backend->session->execute(filling->reading.session, sql,
							  reterr_message);
}

/* ---- all of it ---- */

/* With --replace: services, texts and the domain's own words go, its people stay. */
static int batch_clear(struct filling_tables *filling, const struct domain *domains, size_t n,
		       char **reterr_message)
{
	static const char *const statements[] = {
		"DELETE FROM carbone_service WHERE domain IN (",
		"DELETE FROM carbone_text WHERE domain IN (",
	};
	const struct reading *reading = &filling->reading;
	int r = 0;

	for (size_t i = 0; !r && i < ARRAY_SIZE(statements); i++) {
		_cleanup_(freep) char *sql = NULL;
		struct writer writer = {0};

		writer_string(&writer, statements[i]);
		for (size_t j = 0; j < n; j++) {
			writer_string(&writer, j ? ", " : "");
			insertion_write_value(&writer, domains[j].name, reading->backend->dialect);
		}
		writer_string(&writer, ")");
		r = writer_finish_string(&writer, &sql, NULL);
		if (!r)
			r = reading->backend->session->execute(reading->session, sql,
							       reterr_message);
	}

	return r;
}

static int batch_write(struct filling_tables *filling, const struct domain *domains, size_t n,
		       const struct domain *common, char **reterr_message)
{
	enum dialect dialect = filling->reading.backend->dialect;
	struct insertion insertions[] = {
		{.head = INSERTION_DOMAINS, .dialect = dialect},
		{.head = dialect == DIALECT_MYSQL ? INSERTION_TEXTS("`key`")
						  : INSERTION_TEXTS("key"),
		 .dialect = dialect},
		{.head = INSERTION_SERVICES, .dialect = dialect},
	};
	int r = filling->replace ? batch_clear(filling, domains, n, reterr_message) : 0;

	for (size_t i = 0; !r && i < n; i++) {
		const struct provider *provider = domains[i].provider;

		insertion_add_domain(&insertions[0], &domains[i]);
		insertion_add_texts(&insertions[1], &domains[i], "name", &provider->name);
		insertion_add_texts(&insertions[1], &domains[i], "short_name",
				    &provider->short_name);
		insertion_add_texts(&insertions[1], &domains[i], "documentation_title",
				    &provider->documentation_title);
		if (!common || domains[i].services != common->services)
			insertion_add_services(&insertions[2], &domains[i], domains[i].name);
	}

	if (filling->replace)
		insertion_replace_domains(&insertions[0]);
	for (size_t i = 0; i < ARRAY_SIZE(insertions); i++) {
		if (!r)
			r = insertion_run(filling, &insertions[i], reterr_message);
		writer_clear(&insertions[i].writer);
	}

	return r;
}

static int services_compare(const void *left, const void *right)
{
	const struct domain *a = *(const struct domain *const *)left;
	const struct domain *b = *(const struct domain *const *)right;

	return a->services < b->services ? -1 : a->services > b->services;
}

/* The domain whose services most others share. */
static const struct domain *services_commonest(const struct domain **domains, size_t n)
{
	const struct domain *best = NULL;
	size_t n_run = 0, n_best = 1;

	qsort(domains, n, sizeof(*domains), services_compare);
	for (size_t i = 0; i < n; i++) {
		n_run = i && domains[i]->services == domains[i - 1]->services ? n_run + 1 : 1;
		if (n_run > n_best) {
			n_best = n_run;
			best = domains[i];
		}
	}

	return best;
}

/*
 * Whose services may stand once, as those of every domain: only where nobody else would get them,
 * and every domain here has some.
 */
static int common_find(const struct filling_tables *filling, const struct domain **ret_common)
{
	const struct imported *imported = filling->imported;
	_cleanup_(freep) const struct domain **domains =
		calloc(imported->n_domains + 1, sizeof(*domains));

	*ret_common = NULL;
	if (!domains)
		return -ENOMEM;

	for (size_t i = 0; i < imported->n_domains; i++) {
		domains[i] = &imported->domains[i];
		if (!domains[i]->n_services || !filling->is_empty)
			return 0;
	}

	*ret_common = services_commonest(domains, imported->n_domains);
	return 0;
}

static int common_write(struct filling_tables *filling, const struct domain *common,
			char **reterr_message)
{
	struct insertion insertion = {
		.head = INSERTION_SERVICES,
		.dialect = filling->reading.backend->dialect,
	};

	insertion_add_services(&insertion, common, NULL);
	return insertion_run(filling, &insertion, reterr_message);
}

static int rows_write(struct filling_tables *filling, char **reterr_message)
{
	const struct imported *imported = filling->imported;
	const struct domain *common;
	int r = common_find(filling, &common);

	if (!r && common)
		r = common_write(filling, common, reterr_message);
	for (size_t i = 0; !r && i < imported->n_domains; i += BATCH) {
		size_t n = imported->n_domains - i;

		r = batch_write(filling, &imported->domains[i], n < BATCH ? n : BATCH, common,
				reterr_message);
	}

	return r;
}

static int tables_fill(struct filling_tables *filling, char **reterr_message)
{
	static const char *const begin[_DIALECT_MAX] = {
		[DIALECT_SQLITE] = "BEGIN IMMEDIATE",
		[DIALECT_POSTGRESQL] = "BEGIN",
		[DIALECT_MYSQL] = "START TRANSACTION",
	};
	struct reading *reading = &filling->reading;
	const struct session_ops *session = reading->backend->session;
	int r = reading_check_version(reading, reterr_message);

	if (!r)
		r = session->execute(reading->session, begin[reading->backend->dialect],
				     reterr_message);
	if (!r)
		r = existing_check(filling, reterr_message);
	if (!r)
		r = rows_write(filling, reterr_message);
	if (!r)
		r = session->execute(reading->session, "COMMIT", reterr_message);

	return r;
}

int imported_write_tables(struct imported *imported, const char *url, bool replace)
{
	const struct session_limits limits = {.timeout = TIMEOUT, .stop_fd = -1, .may_write = true};
	struct filling_tables filling = {
		.imported = imported, .is_empty = true, .replace = replace};
	_cleanup_(freep) char *message = NULL;
	int r = backend_find(url, &filling.reading.backend, &message);

	filling.reading.queries.schema = schema_find("carbone");
	if (!r)
		r = names_sort(&filling);
	if (!r)
		r = reading_connect(&filling.reading, url, &limits, &message);
	if (!r)
		r = tables_fill(&filling, &message);
	reading_disconnect(&filling.reading);
	free(filling.names);

	if (r && message && *message)
		imported_note("%s", message);
	if (!r)
		imported_note("%zu domains were written", imported->n_domains);
	return r;
}
