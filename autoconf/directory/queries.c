/* SPDX-License-Identifier: Apache-2.0 */
/* SQL with the settings' names and words in it. */
#include "directory/queries.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "directory.h"
#include "directory/fault.h"
#include "directory/statement.h"
#include "settings.h"
#include "text/writer.h"

enum option_kind {
	OPTION_NAME, /* of a table or column: NULL where there is none */
	OPTION_WORD, /* a string */
};

/* clang-format off */
static const struct option {
	const char *name;
	enum option_kind kind;
} options[_DIRECTORY_OPTION_MAX] = {
	[DIRECTORY_OPTION_SOGO_VIEW]                   = {"%{sogo.view}", OPTION_NAME},
	[DIRECTORY_OPTION_SOGO_LOGIN_COLUMN]           = {"%{sogo.login_column}", OPTION_NAME},
	[DIRECTORY_OPTION_SOGO_IMAP_HOST_COLUMN]       = {"%{sogo.imap_host_column}", OPTION_NAME},
	[DIRECTORY_OPTION_SOGO_SIEVE_HOST_COLUMN]      = {"%{sogo.sieve_host_column}", OPTION_NAME},
	[DIRECTORY_OPTION_SOGO_LANGUAGE_COLUMN]        = {"%{sogo.language_column}", OPTION_NAME},
	[DIRECTORY_OPTION_KEYCLOAK_REALM]              = {"%{keycloak.realm}", OPTION_WORD},
	[DIRECTORY_OPTION_KEYCLOAK_LOGIN_COLUMN]       = {"%{keycloak.login_column}", OPTION_NAME},
	[DIRECTORY_OPTION_KEYCLOAK_ALIAS_ATTRIBUTE]    = {"%{keycloak.alias_attribute}", OPTION_WORD},
	[DIRECTORY_OPTION_KEYCLOAK_HOST_ATTRIBUTE]     = {"%{keycloak.host_attribute}", OPTION_WORD},
	[DIRECTORY_OPTION_KEYCLOAK_LANGUAGE_ATTRIBUTE] = {"%{keycloak.language_attribute}", OPTION_WORD},
};
/* clang-format on */

/* Of a function (directory.function): its columns by name, so that it may grow. */
#define FUNCTION_COLUMNS                                                                           \
	"mailbox, login, display_name, language, enabled, imap_enabled, pop3_enabled, "            \
	"smtp_enabled, sieve_enabled, dav_enabled, eas_enabled, imap_host, pop3_host, smtp_host"

static void quote(struct writer *writer, const char *text, size_t size, char mark, bool escapes)
{
	writer_bytes(writer, &mark, 1);
	for (size_t i = 0; i < size; i++) {
		if (text[i] == mark || (escapes && text[i] == '\\'))
			writer_bytes(writer, &text[i], 1);
		writer_bytes(writer, &text[i], 1);
	}
	writer_bytes(writer, &mark, 1);
}

/*
 * "a.b" is b in the schema a.  Not in double quotes where SQLite reads it: it takes what is no
 * column within them for a string, and everybody's login would be the column's name.
 */
static void name_write(struct writer *writer, const char *name, enum dialect dialect)
{
	char mark = dialect == DIALECT_POSTGRESQL ? '"' : '`';

	for (size_t size; *name; name += size + (name[size] == '.')) {
		size = strcspn(name, ".");
		quote(writer, name, size, mark, false);
		if (name[size])
			writer_string(writer, ".");
	}
}

static void option_write(struct writer *writer, const struct option *option, const char *value,
			 enum dialect dialect)
{
	if (!value)
		writer_string(writer, "NULL");
	else if (option->kind == OPTION_NAME)
		name_write(writer, value, dialect);
	else
		quote(writer, value, strlen(value), '\'', dialect == DIALECT_MYSQL);
}

static const struct option *option_at(const char *text)
{
	for (size_t i = 0; i < _DIRECTORY_OPTION_MAX; i++)
		if (!strncmp(text, options[i].name, strlen(options[i].name)))
			return &options[i];

	return NULL;
}

static int template_fill(const char *template, const struct settings *settings,
			 enum dialect dialect, char **ret_sql)
{
	_cleanup_(writer_clear) struct writer writer = {0};
	size_t size;

	for (const char *at = template; *at;) {
		const struct option *option = option_at(at);

		if (!option) {
			writer_bytes(&writer, at++, 1);
			continue;
		}

		option_write(&writer, option, settings->directory.options[option - options],
			     dialect);
		at += strlen(option->name);
	}

	return writer_finish_string(&writer, ret_sql, &size);
}

static int queries_fill(struct queries *queries, const struct settings *settings,
			enum dialect dialect)
{
	int r = 0;

	for (size_t i = 0; i < _SECTION_MAX; i++)
		for (size_t j = 0; !r && j < SCHEMA_SHAPES_MAX; j++) {
			const char *template = queries->schema->sql[dialect][i][j];

			if (template)
				r = template_fill(template, settings, dialect, &queries->sql[i][j]);
		}

	return r;
}

static int queries_take_custom(struct queries *queries, const struct settings *settings)
{
	const char *const sql[_SECTION_MAX] = {
		[SECTION_DOMAINS] = settings->directory.queries.domains,
		[SECTION_SERVICES] = settings->directory.queries.services,
		[SECTION_TEXTS] = settings->directory.queries.texts,
		[SECTION_USER] = settings->directory.queries.user,
		[SECTION_ALIAS] = settings->directory.queries.alias,
		[SECTION_ADDRESSES] = settings->directory.queries.addresses,
	};

	for (size_t i = 0; i < _SECTION_MAX; i++) {
		queries->sql[i][0] = sql[i] ? strdup(sql[i]) : NULL;
		if (sql[i] && !queries->sql[i][0])
			return -ENOMEM;
	}

	return 0;
}

static void section_clear(struct queries *queries, enum section section)
{
	for (size_t i = 0; i < SCHEMA_SHAPES_MAX; i++) {
		free(queries->sql[section][i]);
		queries->sql[section][i] = NULL;
	}
}

/*
 * In the alias query's place: one question, whose answer may be another mailbox than was asked for.
 * Without a user query nobody is asked twice.
 */
static int queries_take_function(struct queries *queries, const struct settings *settings,
				 enum dialect dialect)
{
	_cleanup_(writer_clear) struct writer writer = {0};
	size_t size;

	queries->has_function = true;
	section_clear(queries, SECTION_USER);
	section_clear(queries, SECTION_ALIAS);
	writer_string(&writer, "SELECT " FUNCTION_COLUMNS " FROM ");
	name_write(&writer, settings->directory.function, dialect);
	writer_string(&writer, "(%{address}, %{local}, %{domain})");

	return writer_finish_string(&writer, &queries->sql[SECTION_ALIAS][0], &size);
}

/* Domains come from the settings; people are looked up all the same. */
static void queries_drop_lists(struct queries *queries)
{
	section_clear(queries, SECTION_DOMAINS);
	section_clear(queries, SECTION_SERVICES);
	section_clear(queries, SECTION_TEXTS);
}

static int queries_take_schema(struct queries *queries, const struct settings *settings,
			       enum dialect dialect, char **reterr_message)
{
	const char *name = settings->directory.schema;

	queries->schema = schema_find(name);
	if (!queries->schema)
		return fault(reterr_message, DIRECTORY_E_CONFIGURATION,
			     "directory.schema: %s is not built yet", name);
	if (!queries->schema->sql[dialect][SECTION_DOMAINS][0])
		return fault(reterr_message, DIRECTORY_E_CONFIGURATION,
			     "directory.schema: the tables of %s are not known for this kind of "
			     "database",
			     name);

	return queries_fill(queries, settings, dialect);
}

/* Look-ups may hold parameters that are known; lists hold none. */
static int section_check(const struct queries *queries, enum section section, enum dialect dialect,
			 char **reterr_message)
{
	bool is_lookup = section >= SECTION_USER && section <= SECTION_ADDRESSES;
	_cleanup_(statements_clear) struct statements statements = {0};
	const char *sql = queries->sql[section][0], *mark = sql ? strstr(sql, "%{") : NULL;

	if (is_lookup)
		return statements_compile(queries, section, dialect, &statements, reterr_message);
	if (mark)
		return fault(
			reterr_message, DIRECTORY_E_CONFIGURATION,
			"a query for a list holds \"%.*s\": it is asked for all domains at once",
			(int)strcspn(mark, "} \n") + 1, mark);

	return 0;
}

int queries_init(struct queries *queries, const struct settings *settings, enum dialect dialect,
		 char **reterr_message)
{
	bool is_custom = !strcmp(settings->directory.schema, "custom");
	int r;

	*queries = (struct queries){0};
	r = is_custom ? queries_take_custom(queries, settings)
		      : queries_take_schema(queries, settings, dialect, reterr_message);
	if (!r && settings->directory.function)
		r = queries_take_function(queries, settings, dialect);
	if (!settings->directory.list)
		queries_drop_lists(queries);
	for (size_t i = 0; !r && i < _SECTION_MAX; i++)
		r = section_check(queries, (enum section)i, dialect, reterr_message);
	if (r)
		queries_clear(queries);

	return r;
}

void queries_clear(struct queries *queries)
{
	for (size_t i = 0; i < _SECTION_MAX; i++)
		section_clear(queries, (enum section)i);
	queries->schema = NULL;
}
