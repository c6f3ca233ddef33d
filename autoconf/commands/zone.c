/* SPDX-License-Identifier: Apache-2.0 */
/* Zone files and JSON.  What stands in a TXT record is quoted as BIND and NSD both read it. */
#include "commands/zone.h"

#include <stdio.h>
#include <string.h>

#include "address.h"
#include "protocols/records.h"
#include "text/json.h"
#include "text/writer.h"

#define STRING_MAX 255 /* bytes of a character-string: RFC 1035 section 3.3 */

/* ---- zone file ---- */

/* Inside quotes: what would end or change them escaped, what is not printable by its number. */
static void write_quoted(struct writer *writer, const char *bytes, size_t size)
{
	writer_string(writer, "\"");
	for (size_t i = 0; i < size; i++) {
		unsigned char c = (unsigned char)bytes[i];

		if (c == '"' || c == '\\')
			writer_printf(writer, "\\%c", c);
		else if (c < 0x20 || c >= 0x7f)
			writer_printf(writer, "\\%03u", c);
		else
			writer_bytes(writer, &bytes[i], 1);
	}
	writer_string(writer, "\"");
}

static size_t string_size(const char *text)
{
	size_t size = strlen(text);

	return size < STRING_MAX ? size : STRING_MAX;
}

static void write_strings(struct writer *writer, const char *text)
{
	const char *separator = "";

	do {
		size_t size = string_size(text);

		writer_string(writer, separator);
		write_quoted(writer, text, size);
		separator = " ";
		text += size;
	} while (*text);
}

/* A sentence of ours, but with names and URLs in it: a line break would end the comment. */
static void write_comment(struct writer *writer, const char *text)
{
	writer_string(writer, "; ");
	for (; *text; text++)
		writer_bytes(writer, (unsigned char)*text < 0x20 ? " " : text, 1);
	writer_string(writer, "\n");
}

static void write_record(struct writer *writer, const struct record *record)
{
	if (record->type == RECORD_REMARK) {
		write_comment(writer, record->text);
		return;
	}

	writer_printf(writer, "%s.\t%d\tIN\t", record->owner, ZONE_TTL);
	switch (record->type) {
	case RECORD_SRV:
		writer_printf(writer, "SRV\t%u %u %u %s.", record->priority, record->weight,
			      record->port, record->target);
		break;
	case RECORD_CNAME:
		writer_printf(writer, "CNAME\t%s.", record->target);
		break;
	case RECORD_TXT:
		writer_string(writer, "TXT\t");
		write_strings(writer, record->text);
		break;
	case RECORD_REMARK:
		break;
	}
	writer_string(writer, "\n");
}

void zone_write(struct writer *writer, const char *domain, const struct records *records)
{
	writer_printf(writer, "; %s: how mail programs find its servers and settings\n", domain);
	for (size_t i = 0; i < records->n_entries; i++)
		write_record(writer, &records->entries[i]);
}

/* ---- JSON ---- */

/* With its last dot, as everywhere in DNS: "." is the root. */
static void write_name(struct json *json, const char *member, const char *name)
{
	char text[DOMAIN_NAME_MAX + 2];

	(void)snprintf(text, sizeof(text), "%s.", name);
	json_string(json, member, text);
}

static void write_json_strings(struct json *json, const char *text)
{
	char string[STRING_MAX + 1];

	json_open_list(json, "strings");
	do {
		size_t size = string_size(text);

		(void)snprintf(string, sizeof(string), "%.*s", (int)size, text);
		json_string(json, NULL, string);
		text += size;
	} while (*text);
	json_close_list(json);
}

static void write_json_record(struct json *json, const struct record *record)
{
	static const char *const types[] = {
		[RECORD_SRV] = "SRV", [RECORD_CNAME] = "CNAME", [RECORD_TXT] = "TXT"};

	json_open_object(json, NULL);
	json_string(json, "type", types[record->type]);
	json_number(json, "ttl", ZONE_TTL);
	write_name(json, "name", record->owner);
	if (record->type == RECORD_SRV) {
		json_number(json, "priority", record->priority);
		json_number(json, "weight", record->weight);
		json_number(json, "port", record->port);
	}
	if (record->type == RECORD_TXT)
		write_json_strings(json, record->text);
	else
		write_name(json, "target", record->target);
	json_close_object(json);
}

static void write_json_list(struct json *json, const char *name, const struct records *records)
{
	json_open_list(json, name);
	for (size_t i = 0; i < records->n_entries; i++)
		if (records->entries[i].type != RECORD_REMARK)
			write_json_record(json, &records->entries[i]);
	json_close_list(json);
}

static void write_json_remarks(struct json *json, const char *name, const struct records *records)
{
	json_open_list(json, name);
	for (size_t i = 0; i < records->n_entries; i++)
		if (records->entries[i].type == RECORD_REMARK)
			json_string(json, NULL, records->entries[i].text);
	json_close_list(json);
}

void zone_write_json(struct writer *writer, const char *domain, const struct records *records)
{
	struct json json = {.writer = *writer};

	json_open_object(&json, NULL);
	json_string(&json, "domain", domain);
	write_json_list(&json, "records", records);
	write_json_remarks(&json, "remarks", records);
	json_close_object(&json);
	writer_string(&json.writer, "\n");
	*writer = json.writer;
}
