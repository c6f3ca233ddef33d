/* SPDX-License-Identifier: Apache-2.0 */
/* JSON, written straight down. */
#include "text/json.h"

#include <string.h>

static void write_quoted(struct json *json, const char *text)
{
	writer_string(&json->writer, "\"");
	writer_json_escaped(&json->writer, text, strlen(text));
	writer_string(&json->writer, "\"");
}

/* What stands in front of every value. */
static void begin(struct json *json, const char *name)
{
	if (json->needs_comma)
		writer_string(&json->writer, ",");
	json->needs_comma = true;
	if (!name)
		return;

	write_quoted(json, name);
	writer_string(&json->writer, ":");
}

static void open_bracket(struct json *json, const char *name, const char *bracket)
{
	begin(json, name);
	writer_string(&json->writer, bracket);
	json->needs_comma = false;
}

static void close_bracket(struct json *json, const char *bracket)
{
	writer_string(&json->writer, bracket);
	json->needs_comma = true;
}

void json_open_object(struct json *json, const char *name)
{
	open_bracket(json, name, "{");
}

void json_close_object(struct json *json)
{
	close_bracket(json, "}");
}

void json_open_list(struct json *json, const char *name)
{
	open_bracket(json, name, "[");
}

void json_close_list(struct json *json)
{
	close_bracket(json, "]");
}

void json_string(struct json *json, const char *name, const char *value)
{
	if (!value)
		return;

	begin(json, name);
	write_quoted(json, value);
}

void json_switch(struct json *json, const char *name, bool value)
{
	begin(json, name);
	writer_string(&json->writer, value ? "true" : "false");
}

void json_number(struct json *json, const char *name, unsigned long value)
{
	begin(json, name);
	writer_printf(&json->writer, "%lu", value);
}

int json_finish(struct json *json, struct document *ret_document)
{
	json->needs_comma = false;

	return writer_finish(&json->writer, ret_document);
}
