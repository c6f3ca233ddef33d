/* SPDX-License-Identifier: Apache-2.0 */
/* Prepared look-ups of MySQL and MariaDB. */
#include "directory/mysql/prepared.h"

#include <errno.h>
#include <mysql.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "directory.h"
#include "directory/channel.h"
#include "directory/fault.h"
#include "directory/mysql/value.h"
#include "directory/statement.h"

#define COLUMNS_MAX 64
#define VALUE_SIZE 256 /* bytes that are fetched at once; what is longer is fetched again */

struct mysql_columns {
	size_t n;
	MYSQL_BIND binds[COLUMNS_MAX];
	int types[COLUMNS_MAX];
	unsigned long sizes[COLUMNS_MAX];
	my_bool is_null[COLUMNS_MAX], is_cut[COLUMNS_MAX];
	char values[COLUMNS_MAX][VALUE_SIZE];
	char *long_values[COLUMNS_MAX]; /* of this row */
	char bits[COLUMNS_MAX][MYSQL_BITS_SIZE];
};

static const struct statement *query_statement(const struct mysql_query *query)
{
	return &query->statements->shapes[query->shape];
}

const char *mysql_query_sql(const struct mysql_query *query)
{
	return query_statement(query)->sql;
}

int mysql_query_init(struct mysql_query *query, MYSQL *mysql)
{
	if (!query->statements->n_shapes)
		return 0;

	query->columns = calloc(1, sizeof(*query->columns));
	query->statement = mysql_stmt_init(mysql);
	return query->columns && query->statement ? 0 : -ENOMEM;
}

static void row_clear(struct mysql_columns *columns)
{
	for (size_t i = 0; i < columns->n; i++) {
		free(columns->long_values[i]);
		columns->long_values[i] = NULL;
	}
}

void mysql_query_clear(struct mysql_query *query)
{
	if (query->statement)
		(void)mysql_stmt_close(query->statement);
	if (query->columns)
		row_clear(query->columns);
	free(query->columns);
	free(query->first_reason);
	*query = (struct mysql_query){0};
}

static void column_bind(struct mysql_query *query, size_t index, const MYSQL_FIELD *field)
{
	struct mysql_columns *columns = query->columns;

	columns->types[index] = (int)field->type;
	columns->binds[index] = (MYSQL_BIND){
		.buffer_type = MYSQL_TYPE_STRING,
		.buffer = columns->values[index],
		.buffer_length = VALUE_SIZE - 1,
		.length = &columns->sizes[index],
		.is_null = &columns->is_null[index],
		.error = &columns->is_cut[index],
	};
	user_columns_add(&query->map, field->name, (int)index);
}

int mysql_query_bind(struct mysql_query *query, char **reterr_message)
{
	MYSQL_RES *result = mysql_stmt_result_metadata(query->statement);
	size_t n = result ? mysql_num_fields(result) : 0;
	int r = 0;

	user_columns_clear(&query->map);
	if (!n || n > COLUMNS_MAX)
		r = fault(reterr_message, DIRECTORY_E_CONFIGURATION,
			  "a query has no columns, or more than %d", COLUMNS_MAX);
	for (size_t i = 0; !r && i < n; i++)
		column_bind(query, i, mysql_fetch_field_direct(result, (unsigned int)i));
	if (!r) {
		query->columns->n = n;
		r = mysql_stmt_bind_result(query->statement, query->columns->binds) ? -ENOMEM : 0;
	}

	mysql_free_result(result);
	return r;
}

int mysql_query_fill(struct mysql_query *query, const struct key *key)
{
	const struct statement *statement = query_statement(query);
	MYSQL_BIND binds[STATEMENT_PARAMETERS_MAX] = {0};

	for (size_t i = 0; i < statement->n_parameters; i++) {
		const char *value = statement_value(statement, i, key);

		/* The library only reads it. */
		(void)memcpy(&binds[i].buffer, &value, sizeof(value));
		binds[i].buffer_type = MYSQL_TYPE_STRING;
		binds[i].buffer_length = strlen(value);
	}

	if (!statement->n_parameters)
		return 0;

	return mysql_stmt_bind_param(query->statement, binds) ? -EINVAL : 0;
}

/* The whole of a value that did not fit. */
static int value_fetch(struct mysql_query *query, size_t index)
{
	struct mysql_columns *columns = query->columns;
	unsigned long size = columns->sizes[index];
	MYSQL_BIND bind = columns->binds[index];

	columns->long_values[index] = calloc(1, size + 1);
	if (!columns->long_values[index])
		return -ENOMEM;

	bind.buffer = columns->long_values[index];
	bind.buffer_length = size;
	return mysql_stmt_fetch_column(query->statement, &bind, (unsigned int)index, 0) ? -EBADMSG
											: 0;
}

static int value_read(struct mysql_query *query, size_t index, const char **ret_value)
{
	struct mysql_columns *columns = query->columns;
	unsigned long size = columns->sizes[index];
	char *bytes = columns->values[index];

	*ret_value = NULL;
	if (columns->is_null[index])
		return 0;

	if (size < VALUE_SIZE) {
		bytes[size] = '\0';
	} else {
		int r = value_fetch(query, index);

		if (r)
			return r;
		bytes = columns->long_values[index];
	}

	*ret_value = mysql_value(bytes, size, columns->types[index], columns->bits[index]);
	return 0;
}

static int row_read(struct mysql_query *query, struct user_rows *rows)
{
	const char *values[_USER_COLUMN_MAX] = {0};
	int r = 0;

	for (size_t i = 0; !r && i < _USER_COLUMN_MAX; i++)
		if (query->map.index[i] >= 0)
			r = value_read(query, (size_t)query->map.index[i], &values[i]);
	if (!r)
		r = user_rows_add(rows, values);
	row_clear(query->columns);

	return r;
}

int mysql_query_read(struct mysql_query *query, const struct question *question,
		     struct user **ret_user)
{
	_cleanup_(user_rows_clear) struct user_rows rows = {.section = question->section,
							    .key = question->key};
	int r = 0, fetched;

	do {
		fetched = mysql_stmt_fetch(query->statement);
		if (!fetched || fetched == MYSQL_DATA_TRUNCATED)
			r = row_read(query, &rows);
	} while (!r && (!fetched || fetched == MYSQL_DATA_TRUNCATED));

	(void)mysql_stmt_free_result(query->statement);
	if (!r && fetched != MYSQL_NO_DATA)
		r = -EBADMSG;

	return r ? r : user_rows_finish(&rows, ret_user);
}
