/* SPDX-License-Identifier: Apache-2.0 */
/* SQLAlchemy's "dialect+driver://user:password@host/database?options", and where it is written. */
#include "commands/foreign_url.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "cleanup.h"
#include "directory/fault.h"
#include "text/writer.h"

#define E_REFUSED 1
#define SQLITE_MAGIC "SQLite format 3"

/* ---- URLs ---- */

/* clang-format off */
static const struct dialect_row {
	const char *theirs, *ours;
} dialect_rows[] = {
	{"postgresql", "postgresql"},
	{"postgres",   "postgresql"},	/* SQLAlchemy before 1.4 */
	{"mysql",      "mysql"},
	{"mariadb",    "mysql"},
};

/* What the drivers call an option of the URL, and we do; the rest concerns Python alone. */
static const struct option_row {
	const char *theirs, *ours;
} option_rows[] = {
	{"unix_socket=", "socket="},	/* PyMySQL, mysqlclient */
	{"socket=",      "socket="},
	{"ssl_ca=",      "ssl-ca="},
	{"ssl-ca=",      "ssl-ca="},
};
/* clang-format on */

static const char *dialect_find(const char *url, size_t size)
{
	for (size_t i = 0; i < ARRAY_SIZE(dialect_rows); i++)
		if (strlen(dialect_rows[i].theirs) == size &&
		    !strncasecmp(dialect_rows[i].theirs, url, size))
			return dialect_rows[i].ours;

	return NULL;
}

static void option_write(struct writer *writer, const char *option, size_t size, bool *is_first)
{
	for (size_t i = 0; i < ARRAY_SIZE(option_rows); i++) {
		size_t name_size = strlen(option_rows[i].theirs);

		if (size < name_size || strncmp(option, option_rows[i].theirs, name_size))
			continue;
		writer_string(writer, *is_first ? "?" : "&");
		writer_string(writer, option_rows[i].ours);
		writer_bytes(writer, option + name_size, size - name_size);
		*is_first = false;
		return;
	}
}

/* libpq knows what may stand in a URL for it; PyMySQL's options are its own. */
static int server_url(const char *dialect, const char *rest, char **ret_url)
{
	struct writer writer = {0};
	size_t size = strcspn(rest, "?");
	bool is_first = true;

	if (!strcmp(dialect, "postgresql"))
		size = strlen(rest);

	writer_printf(&writer, "%s://", dialect);
	writer_bytes(&writer, rest, size);
	for (rest += size; *rest; rest += size) {
		rest++;
		size = strcspn(rest, "&");
		option_write(&writer, rest, size, &is_first);
	}

	return writer_finish_string(&writer, ret_url, NULL);
}

/*
 * "sqlite:///" and a path: absolute with a fourth slash, else relative.  Ours with three slashes is
 * an absolute one, so what is there decides.
 */
static int sqlite_url(const char *url, const char *rest, char **ret_url, char **reterr_message)
{
	const char *path = rest;
	_cleanup_(freep) char *file = NULL;

	if (!strncmp(rest, "//", 2))
		path = rest[2] == '/' && (rest[3] == '/' || access(rest + 2, R_OK)) ? rest + 3
										    : rest + 2;

	file = strndup(path, strcspn(path, "?"));
	if (!file)
		return -ENOMEM;
	if (!*file || !strcmp(file, ":memory:"))
		return fault(reterr_message, E_REFUSED,
			     "%s is a database in automx2's own memory: nothing else can read it",
			     url);

	return asprintf(ret_url, "sqlite:%s", file) < 0 ? -ENOMEM : 0;
}

static int url_convert(const char *url, char **ret_url, char **reterr_message)
{
	size_t size = strcspn(url, ":+");
	const char *rest = strchr(url, ':'), *dialect = dialect_find(url, size);

	if (rest && size == strlen("sqlite") && !strncasecmp(url, "sqlite", size))
		return sqlite_url(url, rest + 1, ret_url, reterr_message);
	if (rest && dialect && !strncmp(rest, "://", 3))
		return server_url(dialect, rest + 3, ret_url);

	return fault(reterr_message, E_REFUSED,
		     "%.*s is no kind of database that we can read (sqlite, postgresql, mysql)",
		     (int)size, url);
}

/* ---- automx2's settings ---- */

static char *trim(char *text)
{
	char *end;

	text += strspn(text, " \t\r\n");
	end = text + strlen(text);
	while (end > text && strchr(" \t\r\n", end[-1]))
		end--;
	*end = '\0';
	return text;
}

/* Python's ConfigParser: "%%" is a percent sign, and every other one would refer to something. */
static int value_interpolate(const char *value, char **ret_value, char **reterr_message)
{
	struct writer writer = {0};

	for (; *value; value++) {
		writer_bytes(&writer, value, 1);
		if (*value != '%')
			continue;
		if (value[1] != '%') {
			writer_clear(&writer);
			return fault(reterr_message, E_REFUSED,
				     "db_uri: a percent sign is written %%%% there");
		}
		value++;
	}

	return writer_finish_string(&writer, ret_value, NULL);
}

/* The value of "name = value" or "name: value" when the name is this one (in any case), or NULL. */
static char *line_value(char *line, const char *name)
{
	size_t size = strcspn(line, "=:");
	char *value = line[size] ? line + size + 1 : NULL;

	if (!value)
		return NULL;

	line[size] = '\0';
	return strcasecmp(trim(line), name) ? NULL : trim(value);
}

/* *ret_value: NULL when it is not there. */
static int file_find_uri(FILE *file, char **ret_value, char **reterr_message)
{
	_cleanup_(freep) char *buffer = NULL;
	bool is_section = false;
	size_t capacity = 0;
	int r = 0;

	while (!r && getline(&buffer, &capacity, file) >= 0) {
		char *line = trim(buffer), *value;

		if (!*line || strchr("#;", *line))
			continue;
		if (*line == '[') {
			is_section = !strcmp(line, "[automx2]");
			continue;
		}
		value = is_section && !*ret_value ? line_value(line, "db_uri") : NULL;
		if (value)
			r = value_interpolate(value, ret_value, reterr_message);
	}

	return r;
}

static void fclosep(FILE **file)
{
	if (*file)
		(void)fclose(*file);
}

static bool is_sqlite(FILE *file)
{
	char magic[sizeof(SQLITE_MAGIC)] = "";
	bool is = fread(magic, 1, sizeof(magic), file) == sizeof(magic) &&
		  !memcmp(magic, SQLITE_MAGIC, sizeof(magic));

	rewind(file);
	return is;
}

static int file_read(const char *path, char **ret_url, char **reterr_message)
{
	_cleanup_(fclosep) FILE *file = fopen(path, "re");
	_cleanup_(freep) char *uri = NULL;
	int r;

	if (!file)
		return fault(reterr_message, E_REFUSED,
			     "%s is neither the URL of a database nor a file that can be read: %s",
			     path, strerrordesc_np(errno));
	if (is_sqlite(file))
		return asprintf(ret_url, "sqlite:%s", path) < 0 ? -ENOMEM : 0;

	r = file_find_uri(file, &uri, reterr_message);
	if (r)
		return r;
	if (!uri)
		return fault(reterr_message, E_REFUSED, "%s has no db_uri in a section [automx2]",
			     path);

	return url_convert(uri, ret_url, reterr_message);
}

int foreign_url_read(const char *location, char **ret_url, char **reterr_message)
{
	bool is_url = strstr(location, "://") || !strncasecmp(location, "sqlite:", 7);

	return is_url ? url_convert(location, ret_url, reterr_message)
		      : file_read(location, ret_url, reterr_message);
}
