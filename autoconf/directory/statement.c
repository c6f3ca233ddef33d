/* SPDX-License-Identifier: Apache-2.0 */
/* Placeholders of SQL made into bound parameters. */
#include "directory/statement.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "directory.h"
#include "directory/fault.h"
#include "directory/key.h"
#include "directory/queries.h"
#include "text/writer.h"

static const char *const parameter_names[_PARAMETER_MAX] = {
	[PARAMETER_ADDRESS] = "%{address}",
	[PARAMETER_LOCAL] = "%{local}",
	[PARAMETER_DOMAIN] = "%{domain}",
};

/* What stands before a parameter's number; MySQL's have none. */
static const char dialect_marks[_DIALECT_MAX] = {
	[DIALECT_SQLITE] = '?',
	[DIALECT_POSTGRESQL] = '$',
};

static int parameter_find(const char *text)
{
	for (int i = 0; i < _PARAMETER_MAX; i++)
		if (!strncmp(text, parameter_names[i], strlen(parameter_names[i])))
			return i;

	return -1;
}

/* Its number from 1, a new one where it has none yet; 0 when there are too many. */
static size_t parameter_number(struct statement *statement, enum parameter parameter, bool is_once)
{
	for (size_t i = 0; !is_once && i < statement->n_parameters; i++)
		if (statement->parameters[i] == parameter)
			return i + 1;

	if (statement->n_parameters == STATEMENT_PARAMETERS_MAX)
		return 0;

	statement->parameters[statement->n_parameters++] = parameter;
	return statement->n_parameters;
}

static int parameter_write(struct writer *writer, char mark, struct statement *statement,
			   enum parameter parameter, char **reterr_message)
{
	size_t number = parameter_number(statement, parameter, !mark);

	if (!number)
		return fault(reterr_message, DIRECTORY_E_CONFIGURATION,
			     "the query holds more than %d parameters", STATEMENT_PARAMETERS_MAX);
	if (mark)
		writer_printf(writer, "%c%zu", mark, number);
	else
		writer_string(writer, "?");
	return 0;
}

/* What a byte of SQL stands in: a quotation's mark, '-' or '*' for a comment, '\0' for neither. */
static char context_after(char context, const char *at)
{
	if (context == '-')
		return *at == '\n' ? '\0' : '-';
	if (context == '*')
		return at[0] == '*' && at[1] == '/' ? '\0' : '*';
	if (context)
		return *at == context ? '\0' : context;
	if (at[0] == '-' && at[1] == '-')
		return '-';
	if (at[0] == '/' && at[1] == '*')
		return '*';

	return strchr("'\"`", *at) ? *at : '\0';
}

static const char *context_complaint(char context, int parameter)
{
	if (context == '-' || context == '*')
		return "in a comment: leave it out there";
	if (context)
		return "within quotes: it is bound, leave them out";

	return parameter < 0 ? ", which is not known" : NULL;
}

static int statement_write(struct writer *writer, const char *template, char mark,
			   struct statement *statement, char **reterr_message)
{
	char context = '\0';

	for (const char *at = template; *at;) {
		int parameter = parameter_find(at);
		const char *complaint = context_complaint(context, parameter);

		if (!strncmp(at, "%{", 2) && complaint)
			return fault(reterr_message, DIRECTORY_E_CONFIGURATION,
				     "the query holds \"%.*s\" %s", (int)strcspn(at, "} \n") + 1,
				     at, complaint);

		if (parameter < 0) {
			context = context_after(context, at);
			writer_bytes(writer, at++, 1);
			continue;
		}

		if (parameter_write(writer, mark, statement, (enum parameter)parameter,
				    reterr_message))
			return DIRECTORY_E_CONFIGURATION;
		at += strlen(parameter_names[parameter]);
	}

	return 0;
}

int statement_compile(const char *template, enum dialect dialect, struct statement *ret_statement,
		      char **reterr_message)
{
	_cleanup_(writer_clear) struct writer writer = {0};
	size_t size;
	int r;

	*ret_statement = (struct statement){0};
	if (!template)
		return 0;

	r = statement_write(&writer, template, dialect_marks[dialect], ret_statement,
			    reterr_message);
	if (r)
		return r;

	return writer_finish_string(&writer, &ret_statement->sql, &size);
}

void statement_clear(struct statement *statement)
{
	free(statement->sql);
	*statement = (struct statement){0};
}

const char *statement_value(const struct statement *statement, size_t parameter,
			    const struct key *key)
{
	const char *const values[_PARAMETER_MAX] = {
		[PARAMETER_ADDRESS] = key->address,
		[PARAMETER_LOCAL] = key->local,
		[PARAMETER_DOMAIN] = key_domain(key),
	};

	return values[statement->parameters[parameter]];
}

int statements_compile(const struct queries *queries, enum section section, enum dialect dialect,
		       struct statements *ret_statements, char **reterr_message)
{
	int r = 0;

	*ret_statements = (struct statements){0};
	for (size_t i = 0; !r && i < SCHEMA_SHAPES_MAX && queries->sql[section][i]; i++) {
		r = statement_compile(queries->sql[section][i], dialect, &ret_statements->shapes[i],
				      reterr_message);
		ret_statements->n_shapes++;
	}

	return r;
}

void statements_clear(struct statements *statements)
{
	for (size_t i = 0; i < statements->n_shapes; i++)
		statement_clear(&statements->shapes[i]);
	statements->n_shapes = 0;
}
