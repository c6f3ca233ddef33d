/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a link to MySQL says before it is asked anything: how long a statement may take, which role
 * the host has, and its statements.
 */
#include <mysql.h>
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "directory.h"
#include "directory/mysql/error.h"
#include "directory/mysql/link.h"

static bool link_is_broken(const struct link *link)
{
	return link->work.code && mysql_number_is_lost(mysql_link_number(link));
}

/*
 * A statement ends there when nobody waits for it any more; a shorter time of the account's own
 * stands.  MariaDB counts seconds, MySQL milliseconds; older ones know neither.
 */
void mysql_greeting_begin(struct link *link)
{
	bool is_mariadb = mariadb_connection(link->mysql);
	const char *variable = is_mariadb ? "max_statement_time" : "max_execution_time";
	unsigned int timeout = link->options.timeout;
	char limit[24];

	if (is_mariadb)
		(void)snprintf(limit, sizeof(limit), "%u.%03u", timeout / 1000, timeout % 1000);
	else
		(void)snprintf(limit, sizeof(limit), "%u", timeout);
	(void)snprintf(link->limit, sizeof(link->limit),
		       "SET SESSION %s = IF(@@session.%s = 0, %s, LEAST(@@session.%s, %s))",
		       variable, variable, limit, variable, limit);

	link->state = LINK_LIMITING;
	link->work = (struct mysql_work){.mysql = link->mysql};
	mysql_work_query(&link->work, link->limit);
}

void mysql_greeting_limited(struct link *link)
{
	if (link_is_broken(link)) {
		mysql_link_break(link);
		return;
	}

	link->state = LINK_ASKING_ROLE;
	mysql_work_query(&link->work, "SELECT @@global.read_only");
}

static void query_prepare(struct link *link)
{
	while (link->query < link->queries + ARRAY_SIZE(link->queries) && !link->query->statement)
		link->query++;

	if (link->query == link->queries + ARRAY_SIZE(link->queries)) {
		link->state = LINK_READY;
		link->options.events->up(link->options.userdata, link->role);
		return;
	}

	link->state = LINK_PREPARING;
	mysql_work_prepare(&link->work, link->query->statement, mysql_query_sql(link->query));
}

void mysql_greeting_asked(struct link *link)
{
	link->role_result = link->work.code ? NULL : mysql_use_result(link->mysql);
	if (link_is_broken(link)) {
		mysql_link_break(link);
		return;
	}

	/* Whoever does not say serves all the same. */
	link->query = link->queries;
	if (!link->role_result) {
		query_prepare(link);
		return;
	}

	link->state = LINK_READING_ROLE;
	mysql_work_fetch_row(&link->work, link->role_result);
}

void mysql_greeting_read(struct link *link)
{
	char **row = link->work.row;

	if (row) {
		link->role = row[0] && strcmp(row[0], "0") != 0 ? DIRECTORY_ROLE_STANDBY
								: DIRECTORY_ROLE_PRIMARY;
		mysql_work_fetch_row(&link->work, link->role_result);
		return;
	}

	if (mysql_errno(link->mysql)) {
		mysql_link_break(link);
		return;
	}

	mysql_free_result(link->role_result);
	link->role_result = NULL;
	query_prepare(link);
}

/* A shape that the tables do not suit leaves it to the next; the newest one's complaint counts. */
static void query_refused(struct link *link, int status, char *reason)
{
	struct mysql_query *query = link->query;
	bool is_missing = status == DIRECTORY_E_CONFIGURATION || status == DIRECTORY_E_NO_SCHEMA;

	if (!query->first_status) {
		query->first_status = status;
		query->first_reason = reason ? strdup(reason) : NULL;
	}
	if (is_missing && query->shape + 1 < query->statements->n_shapes) {
		query->shape++;
		query_prepare(link);
		return;
	}

	if (is_missing)
		mysql_link_lost(link, query->first_status, query->first_reason);
	else
		mysql_link_lost(link, status, reason);
}

void mysql_greeting_prepared(struct link *link)
{
	_cleanup_(freep) char *reason = NULL;
	int r = link->work.code ? mysql_link_failed(link, &reason)
				: mysql_query_bind(link->query, &reason);

	if (r) {
		query_refused(link, r, reason);
		return;
	}

	link->query++;
	query_prepare(link);
}
