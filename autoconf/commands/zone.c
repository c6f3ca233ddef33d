/* SPDX-License-Identifier: Apache-2.0 */
/* Zone files and JSON.  What stands in a TXT record is quoted as BIND and NSD both read it. */
#include "commands/zone.h"

#include <string.h>

#include "protocols/records.h"
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

/* With its last dot, as everywhere in DNS: "." is the root.  Nothing in a name needs escaping. */
static void write_name(struct writer *writer, const char *member, const char *name)
{
	writer_printf(writer, ", \"%s\": \"%s.\"", member, name);
}

static void write_json_strings(struct writer *writer, const char *text)
{
	const char *separator = "";

	writer_string(writer, ", \"strings\": [");
	do {
		size_t size = string_size(text);

		writer_printf(writer, "%s\"", separator);
		writer_json_escaped(writer, text, size);
		writer_string(writer, "\"");
		separator = ", ";
		text += size;
	} while (*text);
	writer_string(writer, "]");
}

static void write_json_record(struct writer *writer, const struct record *record)
{
	static const char *const types[] = {
		[RECORD_SRV] = "SRV", [RECORD_CNAME] = "CNAME", [RECORD_TXT] = "TXT"};

	writer_printf(writer, "{\"type\": \"%s\", \"ttl\": %d", types[record->type], ZONE_TTL);
	write_name(writer, "name", record->owner);
	if (record->type == RECORD_SRV)
		writer_printf(writer, ", \"priority\": %u, \"weight\": %u, \"port\": %u",
			      record->priority, record->weight, record->port);
	if (record->type == RECORD_TXT)
		write_json_strings(writer, record->text);
	else
		write_name(writer, "target", record->target);
	writer_string(writer, "}");
}

static void write_json_remark(struct writer *writer, const struct record *record)
{
	writer_string(writer, "\"");
	writer_json_escaped(writer, record->text, strlen(record->text));
	writer_string(writer, "\"");
}

static void write_json_list(struct writer *writer, const struct records *records, bool of_remarks)
{
	const char *separator = "";

	for (size_t i = 0; i < records->n_entries; i++) {
		const struct record *record = &records->entries[i];

		if ((record->type == RECORD_REMARK) != of_remarks)
			continue;

		writer_string(writer, separator);
		separator = ", ";
		if (of_remarks)
			write_json_remark(writer, record);
		else
			write_json_record(writer, record);
	}
}

void zone_write_json(struct writer *writer, const char *domain, const struct records *records)
{
	writer_printf(writer, "{\"domain\": \"%s\", \"records\": [", domain);
	write_json_list(writer, records, false);
	writer_string(writer, "], \"remarks\": [");
	write_json_list(writer, records, true);
	writer_string(writer, "]}\n");
}
