/* SPDX-License-Identifier: Apache-2.0 */
/* What all protocols say of an account, for a person and for a machine. */
#include "commands/account_table.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "account.h"
#include "address.h"
#include "base/names.h"
#include "cleanup.h"
#include "commands/told.h"
#include "domain.h"
#include "text/json.h"
#include "text/utf8.h"
#include "text/writer.h"

enum column {
	COLUMN_PROTOCOL,
	COLUMN_PLACE,
	COLUMN_SECURITY,
	COLUMN_LOGIN,
	COLUMN_AUTHENTICATION,
	_COLUMN_MAX,
};

static const char *const headings[_COLUMN_MAX] = {
	[COLUMN_PROTOCOL] = "protocol",
	[COLUMN_PLACE] = "where",
	[COLUMN_SECURITY] = "security",
	[COLUMN_LOGIN] = "login",
	[COLUMN_AUTHENTICATION] = "authentication",
};

struct table_row {
	struct told told;
	char *place;
	const char *cells[_COLUMN_MAX];
};

static void table_row_clear(struct table_row *row)
{
	told_clear(&row->told);
	free(row->place);
}

/* ---- rows ---- */

static const char *or_nothing(const char *text)
{
	return text ? text : "-";
}

static int make_place(struct table_row *row)
{
	struct writer writer = {0};

	if (row->told.url)
		writer_string(&writer, row->told.url);
	else if (row->told.host)
		writer_printf(&writer, "%s:%u", row->told.host, row->told.port);
	else
		writer_string(&writer, "-");

	return writer_finish_string(&writer, &row->place, NULL);
}

static int make_row(const struct announcer *announcer, const struct announce_scene *scene,
		    const struct service *service, struct table_row *row)
{
	int r;

	r = told_by(announcer, scene, service, &row->told);
	if (!r)
		r = make_place(row);
	if (r)
		return r;

	row->cells[COLUMN_PROTOCOL] = row->told.protocol;
	row->cells[COLUMN_PLACE] = row->place;
	row->cells[COLUMN_SECURITY] = row->told.url ? "url" : or_nothing(row->told.security);
	row->cells[COLUMN_LOGIN] = or_nothing(row->told.login);
	row->cells[COLUMN_AUTHENTICATION] = or_nothing(row->told.authentications);
	return 0;
}

static void widen(size_t widths[static _COLUMN_MAX], const struct table_row *row)
{
	for (size_t i = 0; i < _COLUMN_MAX; i++) {
		size_t size = utf8_length(row->cells[i], strlen(row->cells[i]));

		if (size > widths[i])
			widths[i] = size;
	}
}

static void write_cells(struct writer *writer, const char *const cells[static _COLUMN_MAX],
			const size_t widths[static _COLUMN_MAX], const char *note)
{
	writer_string(writer, " ");
	for (size_t i = 0; i < _COLUMN_MAX; i++) {
		size_t size = utf8_length(cells[i], strlen(cells[i]));
		bool is_last = i + 1 == _COLUMN_MAX && !note;

		writer_printf(writer, " %s%*s", cells[i], is_last ? 0 : (int)(widths[i] - size) + 1,
			      "");
	}
	if (note)
		writer_printf(writer, " %s", note);
	writer_string(writer, "\n");
}

static void write_row(struct writer *writer, const struct table_row *row,
		      const size_t widths[static _COLUMN_MAX])
{
	const struct announcement *announcement = &row->told.announcement;

	if (!announcement->left_out)
		write_cells(writer, row->cells, widths, announcement->less);
	else if (!announcement->is_foreign)
		writer_printf(writer, "  %-*s  left out: %s\n", (int)widths[COLUMN_PROTOCOL],
			      row->told.protocol, announcement->left_out);
}

static void rows_clear(struct table_row **rows)
{
	for (size_t i = 0; *rows && i < n_announcers; i++)
		table_row_clear(&(*rows)[i]);
	free(*rows);
}

/* Those that have no word for services of this kind, in one line. */
static void write_foreign(struct writer *writer, const struct table_row *rows)
{
	const char *separator = "  no word for it: ";

	for (size_t i = 0; i < n_announcers; i++) {
		if (!rows[i].told.announcement.is_foreign)
			continue;

		writer_printf(writer, "%s%s", separator, rows[i].told.protocol);
		separator = ", ";
	}
	if (separator[0] == ',')
		writer_string(writer, "\n");
}

static void write_service(struct writer *writer, const struct announce_scene *scene,
			  const struct service *service)
{
	_cleanup_(rows_clear) struct table_row *rows = calloc(n_announcers, sizeof(*rows));
	size_t widths[_COLUMN_MAX];
	int r = rows ? 0 : -ENOMEM;

	for (size_t i = 0; i < _COLUMN_MAX; i++)
		widths[i] = strlen(headings[i]);
	for (size_t i = 0; !r && i < n_announcers; i++) {
		r = make_row(&announcers[i], scene, service, &rows[i]);
		if (!r && !rows[i].told.announcement.is_foreign)
			widen(widths, &rows[i]);
	}
	if (r) {
		writer_fail(writer, r);
		return;
	}

	writer_printf(writer, "\n%s\n", service_type_names[service->type]);
	write_cells(writer, headings, widths, NULL);
	for (size_t i = 0; i < n_announcers; i++)
		write_row(writer, &rows[i], widths);
	write_foreign(writer, rows);
}

void account_table_write(struct writer *writer, const struct announce_scene *scene)
{
	const struct account *account = scene->account;

	writer_printf(writer, "%s, of %s", account->address->text, account->domain->name);
	if (strcmp(account->domain->canonical, account->domain->name))
		writer_printf(writer, ", which stands for %s", account->domain->canonical);
	writer_string(writer, "\n");
	for (size_t i = 0; i < account->n_addresses; i++)
		writer_printf(writer, "%s%s",
			      i ? ", " : "further addresses: ", account->addresses[i]);
	if (account->n_addresses)
		writer_string(writer, "\n");
	if (!account->n_services)
		writer_string(writer, "\nno services\n");
	for (size_t i = 0; i < account->n_services; i++)
		write_service(writer, scene, &account->services[i]);
}

/* ---- JSON ---- */

static void write_facets(struct json *json, const struct told *told)
{
	const struct announcement *announcement = &told->announcement;

	json_string(json, "host", told->host);
	if (told->port)
		json_number(json, "port", told->port);
	json_string(json, "security", told->security);
	json_string(json, "url", told->url);
	json_string(json, "login", told->login);
	if (!announcement->n_authentications)
		return;

	json_open_list(json, "authentication");
	for (size_t i = 0; i < announcement->n_authentications; i++)
		json_string(json, NULL, authentication_names[announcement->authentications[i]]);
	json_close_list(json);
}

static void write_json_told(struct json *json, const struct announcer *announcer,
			    const struct announce_scene *scene, const struct service *service)
{
	_cleanup_(told_clear) struct told told = {0};
	int r = told_by(announcer, scene, service, &told);

	if (r) {
		writer_fail(&json->writer, r);
		return;
	}
	if (!announcer) {
		write_facets(json, &told);
		return;
	}

	json_open_object(json, NULL);
	json_string(json, "protocol", told.protocol);
	json_string(json, "left_out", told.announcement.left_out);
	if (told.announcement.left_out)
		json_switch(json, "foreign", told.announcement.is_foreign);
	json_string(json, "less", told.announcement.less);
	write_facets(json, &told);
	json_close_object(json);
}

static void write_json_service(struct json *json, const struct announce_scene *scene,
			       const struct service *service)
{
	json_open_object(json, NULL);
	json_string(json, "type", service_type_names[service->type]);
	write_json_told(json, NULL, scene, service);
	json_open_list(json, "protocols");
	for (size_t i = 0; i < n_announcers; i++)
		write_json_told(json, &announcers[i], scene, service);
	json_close_list(json);
	json_close_object(json);
}

void account_table_write_json(struct writer *writer, const struct announce_scene *scene)
{
	const struct account *account = scene->account;
	struct json json = {.writer = *writer};

	json_open_object(&json, NULL);
	json_string(&json, "address", account->address->text);
	json_string(&json, "domain", account->domain->name);
	json_string(&json, "canonical", account->domain->canonical);
	json_open_list(&json, "addresses");
	for (size_t i = 0; i < account->n_addresses; i++)
		json_string(&json, NULL, account->addresses[i]);
	json_close_list(&json);
	json_open_list(&json, "services");
	for (size_t i = 0; i < account->n_services; i++)
		write_json_service(&json, scene, &account->services[i]);
	json_close_list(&json);
	json_close_object(&json);

	*writer = json.writer;
	writer_string(writer, "\n");
}
