/* SPDX-License-Identifier: Apache-2.0 */
/* Look-ups explained by the database itself, and its words read. */
#include "directory/plan.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cleanup.h"
#include "directory.h"
#include "directory/backend.h"
#include "directory/fault.h"
#include "directory/reading.h"
#include "text/writer.h"

#define SCANS_MAX 8
#define NAME_SIZE 65
#define REASON_SIZE 161

/*
 * Queries give this name to a table that they read whole on purpose, since it has a few rows:
 * "server few_servers".
 */
#define FEW "few_"

struct scan {
	char table[NAME_SIZE];
	char reason[REASON_SIZE]; /* the condition that has no index, "" when it is not told */
};

struct plan {
	struct scan scans[SCANS_MAX];
	size_t n_scans;
	/* PostgreSQL: the node whose lines are being read */
	struct scan node;
	bool is_scan;
	/* SQLite: what is no table, but a part of the query */
	char parts[SCANS_MAX][NAME_SIZE];
	size_t n_parts;
};

/* A name up to its end, as far as it fits. */
static void name_take(char ret_name[static NAME_SIZE], const char *text)
{
	size_t size = strcspn(text, " \t\n");

	(void)snprintf(ret_name, NAME_SIZE, "%.*s", (int)size, text);
}

static void plan_add(struct plan *plan, const struct scan *scan)
{
	if (strncmp(scan->table, FEW, strlen(FEW)) != 0 && plan->n_scans < SCANS_MAX)
		plan->scans[plan->n_scans++] = *scan;
}

static const char *row_value(const struct row *row, const char *name)
{
	for (size_t i = 0; i < row->n_columns; i++)
		if (!strcmp(row->names[i], name))
			return row->values[i];

	return NULL;
}

/* ---- SQLite: "SCAN m", "SEARCH m USING AUTOMATIC INDEX", "MATERIALIZE c" ---- */

static bool plan_has_part(const struct plan *plan, const char *name)
{
	for (size_t i = 0; i < plan->n_parts; i++)
		if (!strcmp(plan->parts[i], name))
			return true;

	return false;
}

static int sqlite_take(void *userdata, const struct row *row)
{
	static const char *const parts[] = {"MATERIALIZE ", "CO-ROUTINE "};
	struct plan *plan = userdata;
	const char *detail = row_value(row, "detail");
	struct scan scan = {0};

	for (size_t i = 0; detail && i < ARRAY_SIZE(parts); i++)
		if (!strncmp(detail, parts[i], strlen(parts[i])) && plan->n_parts < SCANS_MAX)
			name_take(plan->parts[plan->n_parts++], detail + strlen(parts[i]));
	if (!detail || strstr(detail, "CONSTANT ROW"))
		return 0;

	if (!strncmp(detail, "SCAN ", strlen("SCAN ")))
		name_take(scan.table, detail + strlen("SCAN "));
	else if (!strncmp(detail, "SEARCH ", strlen("SEARCH ")) && strstr(detail, " AUTOMATIC "))
		name_take(scan.table, detail + strlen("SEARCH "));
	if (scan.table[0] && !plan_has_part(plan, scan.table))
		plan_add(plan, &scan);

	return 0;
}

/* ---- PostgreSQL: a node and its conditions, line by line ---- */

static void postgresql_finish(struct plan *plan)
{
	if (plan->is_scan)
		plan_add(plan, &plan->node);
	plan->is_scan = false;
}

/* "Seq Scan on mailbox m  (cost=…", "Index Scan using mailbox_pkey on mailbox m  (cost=…" */
static void postgresql_take_node(struct plan *plan, const char *line)
{
	const char *on = strstr(line, " on ");
	const char *alias;

	plan->node = (struct scan){0};
	plan->is_scan = on && !strstr(line, "Bitmap") &&
			(strstr(line, "Seq Scan on ") || strstr(line, "Index Scan using ") ||
			 strstr(line, "Index Only Scan using "));
	if (!plan->is_scan)
		return;

	name_take(plan->node.table, on + strlen(" on "));
	alias = on + strlen(" on ") + strcspn(on + strlen(" on "), " ");
	if (!strncmp(alias, " " FEW, strlen(" " FEW)))
		plan->is_scan = false;
}

static int postgresql_take(void *userdata, const struct row *row)
{
	struct plan *plan = userdata;
	const char *line = row->n_columns && row->values[0] ? row->values[0] : "";
	const char *filter = strstr(line, "Filter: ");

	if (strstr(line, "(cost=")) {
		postgresql_finish(plan);
		postgresql_take_node(plan, line);
	} else if (strstr(line, "Index Cond: ")) {
		plan->is_scan = false;
	} else if (filter) {
		(void)snprintf(plan->node.reason, REASON_SIZE, "%s", filter + strlen("Filter: "));
	}

	return 0;
}

/* ---- MySQL: a row a table ---- */

static int mysql_take(void *userdata, const struct row *row)
{
	struct plan *plan = userdata;
	const char *table = row_value(row, "table"), *type = row_value(row, "type");
	struct scan scan = {0};

	/* <derived2>, <union1,2> are parts of the query */
	if (!table || !type || table[0] == '<' || row_value(row, "possible_keys"))
		return 0;
	if (strcmp(type, "ALL") != 0 && strcmp(type, "index") != 0)
		return 0;

	name_take(scan.table, table);
	plan_add(plan, &scan);
	return 0;
}

/* ---- any database ---- */

struct word {
	const char *text;
	size_t size;
};

static struct word word_next(const char **at)
{
	struct word word = {.text = *at + strspn(*at, " \t\n(),")};

	word.size = strcspn(word.text, " \t\n(),");
	*at = word.text + word.size;
	return word;
}

static bool word_is(const struct word *word, const char *text)
{
	return word->size == strlen(text) && !strncasecmp(word->text, text, word->size);
}

/*
 * SQLite and MySQL name a table as the query does: of "FROM virtual_aliases a" nobody but us knows
 * what "a" is.
 */
static void scan_name_table(struct scan *scan, const char *sql)
{
	struct word before = {0}, table = {0};

	for (struct word word = word_next(&sql); word.size; word = word_next(&sql)) {
		if (word_is(&word, "AS"))
			continue;
		if (word_is(&word, scan->table) &&
		    (word_is(&before, "FROM") || word_is(&before, "JOIN") ||
		     word_is(&before, "STRAIGHT_JOIN"))) {
			(void)snprintf(scan->table, NAME_SIZE, "%.*s", (int)table.size, table.text);
			return;
		}
		before = table;
		table = word;
	}
}

/* clang-format off */
static const struct explainer {
	/* so that a small table's index is taken, too */
	const char *before;
	const char *prefix, *after;
	const char *mark; /* what a text is given as a parameter with */
	session_row take;
} explainers[_DIALECT_MAX] = {
	[DIALECT_SQLITE] = {NULL, "EXPLAIN QUERY PLAN ", NULL, "", sqlite_take},
	[DIALECT_POSTGRESQL] = {
		"BEGIN READ ONLY; SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off",
		"EXPLAIN ", "ROLLBACK", "::text", postgresql_take},
	[DIALECT_MYSQL] = {NULL, "EXPLAIN ", NULL, "", mysql_take},
};

/* An address that nobody has, in place of the parameters. */
static const struct {
	const char *parameter, *value;
} samples[] = {
	{"%{address}", "'nobody@example.invalid'"},
	{"%{local}", "'nobody'"},
	{"%{domain}", "'example.invalid'"},
};
/* clang-format on */

static int sql_write(const struct explainer *explainer, const char *prefix, const char *template,
		     char **ret_sql)
{
	_cleanup_(writer_clear) struct writer writer = {0};
	size_t size;

	writer_string(&writer, prefix);
	while (*template) {
		size_t i = 0;

		while (i < ARRAY_SIZE(samples) &&
		       strncmp(template, samples[i].parameter, strlen(samples[i].parameter)) != 0)
			i++;
		if (i == ARRAY_SIZE(samples)) {
			writer_bytes(&writer, template ++, 1);
			continue;
		}
		writer_printf(&writer, "%s%s", samples[i].value, explainer->mark);
		template += strlen(samples[i].parameter);
	}

	return writer_finish_string(&writer, ret_sql, &size);
}

static int plan_read(struct reading *reading, const char *template, struct plan *ret_plan,
		     char **reterr_message)
{
	const struct explainer *explainer = &explainers[reading->backend->dialect];
	const struct session_ops *session = reading->backend->session;
	_cleanup_(freep) char *sql = NULL;
	int r = sql_write(explainer, explainer->prefix, template, &sql);

	*ret_plan = (struct plan){0};
	if (!r && explainer->before)
		r = session->execute(reading->session, explainer->before, reterr_message);
	if (!r)
		r = session->query(reading->session, sql, explainer->take, ret_plan,
				   reterr_message);
	if (explainer->after)
		(void)session->execute(reading->session, explainer->after, NULL);
	postgresql_finish(ret_plan);

	return r;
}

static int row_drop(void *userdata, const struct row *row)
{
	(void)userdata;
	(void)row;
	return 0;
}

/*
 * MySQL explains a view only to those who may read the tables under it: is the query itself
 * answered?
 */
static bool is_answered(struct reading *reading, const char *template)
{
	_cleanup_(freep) char *sql = NULL;

	return !sql_write(&explainers[reading->backend->dialect], "", template, &sql) &&
	       !reading->backend->session->query(reading->session, sql, row_drop, NULL, NULL);
}

static bool plan_has_before(const struct plan *plan, size_t end)
{
	for (size_t i = 0; i < end; i++)
		if (!strcmp(plan->scans[i].table, plan->scans[end].table) &&
		    !strcmp(plan->scans[i].reason, plan->scans[end].reason))
			return true;

	return false;
}

static void plan_write(struct plan *plan, const char *what, bool is_rare, const char *sql,
		       struct writer *report)
{
	for (size_t i = 0; i < plan->n_scans; i++) {
		struct scan *scan = &plan->scans[i];

		scan_name_table(scan, sql);
		if (plan_has_before(plan, i))
			continue;
		writer_printf(report, "%s: %s reads all of %s: it needs an index%s%s\n",
			      is_rare ? "note" : "warning", what, scan->table,
			      scan->reason[0] ? " for " : "", scan->reason);
	}
}

static int section_check(struct reading *reading, enum section section, const char *what,
			 struct writer *report, char **reterr_message)
{
	char *const *shapes = reading->queries.sql[section];
	_cleanup_(freep) char *newest = NULL;
	struct plan plan;
	int r = 0;

	for (size_t i = 0; i < SCHEMA_SHAPES_MAX && shapes[i]; i++) {
		_cleanup_(freep) char *reason = NULL;

		r = plan_read(reading, shapes[i], &plan, &reason);
		if (!r) {
			plan_write(&plan, what, section == SECTION_ADDRESSES, shapes[i], report);
			return 0;
		}
		if (r != DIRECTORY_E_CONFIGURATION && r != DIRECTORY_E_NO_SCHEMA)
			return fault(reterr_message, r, "%s", reason ? reason : "no answer");
		if (is_answered(reading, shapes[i])) {
			writer_printf(report, "note: %s is not explained: %s\n", what,
				      reason ? reason : "no reason is told");
			return 0;
		}
		if (!newest)
			newest = TAKE_PTR(reason);
	}

	return r ? fault(reterr_message, r, "%s: %s", what,
			 newest ? newest : "the database does not take it")
		 : 0;
}

int plan_check(struct reading *reading, struct writer *report, char **reterr_message)
{
	int r = section_check(reading, SECTION_USER, "the user query", report, reterr_message);

	if (!r)
		r = section_check(reading, SECTION_ALIAS,
				  reading->queries.has_function ? "directory.function"
								: "the alias query",
				  report, reterr_message);
	/* Asked for who has a link, and not for every request. */
	if (!r)
		r = section_check(reading, SECTION_ADDRESSES, "the addresses query", report,
				  reterr_message);

	return r;
}
