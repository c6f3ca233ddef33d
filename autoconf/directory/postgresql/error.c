/* SPDX-License-Identifier: Apache-2.0 */
/* PostgreSQL's errors. */
#include "directory/postgresql/error.h"

#include <ctype.h>
#include <libpq-fe.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "directory.h"
#include "directory/fault.h"

#define SENTENCE_MAX 200 /* bytes of a server's words */

int postgresql_status(const char *sqlstate)
{
	/* Class or code (PostgreSQL, appendix A), the longer ones first. */
	static const struct {
		const char *prefix;
		int status;
	} meanings[] = {
		{"42P01", DIRECTORY_E_NO_SCHEMA},   /* undefined_table */
		{"42P05", DIRECTORY_E_UNAVAILABLE}, /* duplicate_prepared_statement: a pooler */
		{"22", DIRECTORY_E_NOT_FOUND},      /* data exception: the key */
		{"26", DIRECTORY_E_UNAVAILABLE},    /* invalid_sql_statement_name: prepared anew */
		{"28", DIRECTORY_E_CONFIGURATION},  /* invalid authorization */
		{"3D", DIRECTORY_E_CONFIGURATION},  /* no such database */
		{"3F", DIRECTORY_E_CONFIGURATION},  /* no such schema */
		{"42", DIRECTORY_E_CONFIGURATION},  /* syntax, rights */
		{"25", DIRECTORY_E_CONFIGURATION}, /* read-only, where something is to be written */
		{"23", DIRECTORY_E_CONFIGURATION}, /* constraint */
	};

	for (size_t i = 0; sqlstate && i < ARRAY_SIZE(meanings); i++)
		if (!strncmp(sqlstate, meanings[i].prefix, strlen(meanings[i].prefix)))
			return meanings[i].status;

	return DIRECTORY_E_UNAVAILABLE;
}

/*
 * "FATAL:  28P01: password …": libpq has no other way to hand over a connection's SQLSTATE than in
 * its verbose words.
 */
static const char *message_sqlstate(const char *message)
{
	for (const char *at = strstr(message, ":  "); at; at = strstr(at + 1, ":  ")) {
		size_t size = strspn(at + 3, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ");

		if (size == 5 && at[8] == ':')
			return at + 3;
	}

	return NULL;
}

/* libpq's words run over several lines; those behind these marks are for its authors. */
static size_t message_size(const char *message)
{
	static const char *const marks[] = {"\nLINE ", "\nLOCATION:", "\n\t"};
	size_t size = strnlen(message, SENTENCE_MAX);

	for (size_t i = 0; i < ARRAY_SIZE(marks); i++) {
		const char *mark = strstr(message, marks[i]);

		if (mark && (size_t)(mark - message) < size)
			size = (size_t)(mark - message);
	}

	return size;
}

static int message_fail(const char *message, int status, char **reterr_message)
{
	_cleanup_(freep) char *words = strndup(message, message_size(message));
	size_t size;

	for (char *at = words; at && *at; at++)
		if (iscntrl((unsigned char)*at))
			*at = ' ';
	for (size = words ? strlen(words) : 0; size && words[size - 1] == ' ';)
		words[--size] = '\0';

	return fault(reterr_message, status, "%s", words && *words ? words : "no reason given");
}

int postgresql_connection_failed(const PGconn *connection, char **reterr_message)
{
	const char *message = PQerrorMessage(connection);

	return message_fail(message, postgresql_status(message_sqlstate(message)), reterr_message);
}

int postgresql_result_failed(const PGresult *result, char **reterr_message)
{
	return message_fail(PQresultErrorMessage(result),
			    postgresql_status(PQresultErrorField(result, PG_DIAG_SQLSTATE)),
			    reterr_message);
}

bool postgresql_connection_refuses_parameter(const PGconn *connection)
{
	const char *message = PQerrorMessage(connection);
	const char *sqlstate = message_sqlstate(message);

	return (sqlstate && !strncmp(sqlstate, "08P01", 5)) ||
	       strstr(message, "unsupported startup parameter");
}

static bool starts_with_any(const char *sqlstate, const char *const *prefixes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!strncmp(sqlstate, prefixes[i], strlen(prefixes[i])))
			return true;

	return false;
}

/*
 * 0A000 is said of everything that a server cannot do; of a plan that a change of its table has
 * made useless, by one of its functions alone.
 */
static bool plan_is_stale(const PGresult *result, const char *sqlstate)
{
	const char *function = PQresultErrorField(result, PG_DIAG_SOURCE_FUNCTION);

	return !strcmp(sqlstate, "0A000") && function && !strcmp(function, "RevalidateCachedQuery");
}

enum postgresql_blame postgresql_result_blames(const PGresult *result)
{
	static const char *const connection[] = {"08", "57P"}, *const pooler[] = {"26000", "42P05"};
	const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);

	if (PQresultStatus(result) != PGRES_FATAL_ERROR)
		return POSTGRESQL_BLAMES_QUESTION;
	if (!sqlstate || starts_with_any(sqlstate, connection, ARRAY_SIZE(connection)) ||
	    plan_is_stale(result, sqlstate))
		return POSTGRESQL_BLAMES_CONNECTION;

	return starts_with_any(sqlstate, pooler, ARRAY_SIZE(pooler)) ? POSTGRESQL_BLAMES_POOLER
								     : POSTGRESQL_BLAMES_QUESTION;
}

bool postgresql_result_misses(const PGresult *result)
{
	static const char *const missing[] = {"42P01", "42703"};
	const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);

	return sqlstate && starts_with_any(sqlstate, missing, ARRAY_SIZE(missing));
}
