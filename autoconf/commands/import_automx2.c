/* SPDX-License-Identifier: Apache-2.0 */
/* `import automx2`: through the very queries and checks that serve its database as it stands. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/address_syntax.h"
#include "base/arena.h"
#include "cleanup.h"
#include "commands/foreign_url.h"
#include "commands/imported.h"
#include "commands/text_settings.h"
#include "directory.h"
#include "directory/backend.h"
#include "directory/listing.h"
#include "directory/reading.h"
#include "directory/service_row.h"
#include "directory/snapshot.h"
#include "service.h"
#include "settings.h"
#include "settings/loader.h"
#include "text/writer.h"

#define TIMEOUT 10000 /* milliseconds for the connection and for a silent database */

/* ---- settings ---- */

static int settings_write(const char *url, bool allow_cleartext, char **ret_text, size_t *ret_size)
{
	struct writer writer = {0};

	/* "${" is a reference there. */
	writer_string(&writer, "directory: {schema: automx2, url: \"");
	for (; *url; url++) {
		if (!strncmp(url, "${", 2))
			writer_string(&writer, "$");
		writer_json_escaped(&writer, url, 1);
	}
	writer_printf(&writer, "\"}\nallow_cleartext: %s\n", allow_cleartext ? "true" : "false");

	return writer_finish_string(&writer, ret_text, ret_size);
}

/* The settings that would serve the database as it stands. */
static int settings_make(const char *url, bool allow_cleartext, struct settings **ret_settings)
{
	_cleanup_(freep) char *text = NULL;
	struct complaints complaints = {0};
	size_t size;
	int r = settings_write(url, allow_cleartext, &text, &size);

	if (!r)
		r = text_settings_load(text, size, ret_settings, &complaints);
	for (size_t i = 0; r > 0 && i < complaints.n_entries; i++)
		if (!complaints.entries[i].is_warning)
			imported_note("%s", complaints.entries[i].sentence);
	complaints_clear(&complaints);

	return r;
}

/* ---- what is lost ---- */

static bool list_has(const char *list, const char *name)
{
	size_t size = strlen(name);

	for (; list; list = strchr(list, ','), list += !!list)
		if (!strncmp(list, name, size) && (!list[size] || list[size] == ','))
			return true;

	return false;
}

/* The first domain with that row of services, and how many there are. */
static const char *row_domain(const struct listing *listing, const char *id, size_t *ret_n)
{
	const struct listing_rows *domains = &listing->tables[LISTING_DOMAINS];
	const char *first = NULL;

	*ret_n = 0;
	for (size_t i = 0; i < domains->n_entries; i++) {
		if (!list_has(domains->entries[i].values[DOMAIN_SERVICES_OF], id))
			continue;
		first = first ? first : domains->entries[i].domain;
		(*ret_n)++;
	}

	return first;
}

/* automx2's names of what we call host, security and username. */
static const char *column_theirs(size_t column)
{
	switch (column) {
	case SERVICE_COLUMN_HOST:
		return "name";
	case SERVICE_COLUMN_SECURITY:
		return "socket_type";
	case SERVICE_COLUMN_USERNAME:
		return "user_name";
	default:
		return listing_column_names[LISTING_SERVICES][column];
	}
}

static bool is_cleartext(const char *value)
{
	return !strcmp(value, "none") || !strncmp(value, "http:", 5);
}

static void server_lose(struct imported *imported, const struct listing *listing,
			const struct listing_row *row, const char *name)
{
	bool is_dav = row->domain[0] == '-';
	const char *value;
	size_t n_domains, column = 0;
	const char *domain = row_domain(listing, row->domain, &n_domains);

	if (!domain)
		return;

	while (strcmp(listing_column_names[LISTING_SERVICES][column], name))
		column++;
	value = row->values[column] ? row->values[column] : "";
	imported_lose(imported,
		      "%s %s is left out, of %s%s: its %s \"%s\" is nothing that can be "
		      "announced%s",
		      is_dav ? "davserver" : "server", row->domain + is_dav, domain,
		      n_domains > 1 ? " and others" : "", column_theirs(column), value,
		      is_cleartext(value) ? " without --allow-cleartext" : "");
}

static int servers_check(struct imported *imported, const struct listing *listing)
{
	const struct listing_rows *rows = &listing->tables[LISTING_SERVICES];

	for (size_t i = 0; i < rows->n_entries; i++) {
		struct service service;
		const char *column;
		int r = service_from_row(rows->entries[i].values, imported->allow_cleartext,
					 imported->arena, &service, &column);

		if (r < 0)
			return r;
		if (r)
			server_lose(imported, listing, &rows->entries[i], column);
	}

	return 0;
}

static void domains_check(struct imported *imported, const struct listing *listing,
			  const struct snapshot *snapshot)
{
	const struct listing_rows *rows = &listing->tables[LISTING_DOMAINS];
	char name[DOMAIN_NAME_MAX + 1];
	size_t n_good = 0;

	for (size_t i = 0; i < rows->n_entries; i++) {
		const char *domain = rows->entries[i].domain;

		if (!domain_name_parse(domain, strlen(domain), name))
			n_good++;
		else
			imported_lose(imported, "%s is left out: it is no domain name", domain);
	}

	if (n_good > snapshot_n_domains(snapshot))
		imported_lose(imported,
			      "%zu domains are left out: they are others in other letters",
			      n_good - snapshot_n_domains(snapshot));
}

static int name_lose(void *userdata, const struct row *row)
{
	imported_lose(userdata,
		      "the names of provider %s are cut: \"%s\" may have 60 characters, "
		      "\"%s\" may have 20",
		      row->values[0], row->values[1], row->values[2]);
	return 0;
}

static int ldap_lose(void *userdata, const struct row *row)
{
	imported_lose(userdata,
		      "the LDAP server %s is left out: people of %s%s get the user names that the "
		      "servers have, not those of LDAP",
		      row->values[0], row->values[1],
		      strcmp(row->values[2], "1") ? " and others" : "");
	return 0;
}

/* Older tables do not have all of it: what is not there cannot be lost. */
static int losses_query(struct imported *imported, struct reading *reading, const char *sql,
			session_row lose)
{
	int r = reading->backend->session->query(reading->session, sql, lose, imported, NULL);

	return r == DIRECTORY_E_CONFIGURATION || r == DIRECTORY_E_NO_SCHEMA ? 0 : r;
}

static int losses_say(struct imported *imported, struct reading *reading,
		      const struct listing *listing, const struct snapshot *snapshot)
{
	int r = servers_check(imported, listing);

	if (r)
		return r;

	domains_check(imported, listing, snapshot);
	r = losses_query(imported, reading,
			 "SELECT id, name, short_name FROM provider WHERE substr(name, 61, 1) <> "
			 "'' OR substr(short_name, 21, 1) <> '' ORDER BY id",
			 name_lose);
	if (r)
		return r;

	return losses_query(imported, reading,
			    "SELECT l.name, min(d.name), count(*) FROM ldapserver l JOIN domain d "
			    "ON d.ldapserver_id = l.id GROUP BY l.id, l.name ORDER BY l.id",
			    ldap_lose);
}

/* ---- reading ---- */

static int tables_read(struct imported *imported, struct settings *settings,
		       struct reading *reading, char **reterr_message)
{
	_cleanup_(listing_unrefp) struct listing *listing = NULL;
	int r = reading_list(reading, &listing, reterr_message);

	if (!r)
		r = snapshot_new(settings, listing, &imported->snapshot);
	if (!r)
		r = losses_say(imported, reading, listing, imported->snapshot);
	for (size_t i = 0; !r && i < snapshot_n_domains(imported->snapshot); i++)
		r = imported_add(imported, &imported->snapshot->domains[i]);

	return r;
}

static int database_read(struct imported *imported, const char *url, char **reterr_message)
{
	const struct session_limits limits = {.timeout = TIMEOUT, .stop_fd = -1};
	_cleanup_(settings_unrefp) struct settings *settings = NULL;
	_cleanup_(reading_clear) struct reading reading = {0};
	int r = settings_make(url, imported->allow_cleartext, &settings);

	if (!r) {
		/* Of settings that name nobody it is this machine's, and no provider's there. */
		settings->provider.name = (struct texts){0};
		r = reading_init(&reading, settings, reterr_message);
	}
	if (!r)
		r = reading_connect(&reading, settings->directory.url, &limits, reterr_message);
	if (!r)
		r = tables_read(imported, settings, &reading, reterr_message);

	return r;
}

int import_automx2(struct imported *imported, const char *location)
{
	_cleanup_(freep) char *url = NULL, *shown = NULL, *message = NULL;
	int r = foreign_url_read(location, &url, &message);

	if (!r) {
		shown = url_without_secrets(url);
		imported->origin = shown ? arena_string(imported->arena, shown) : NULL;
		r = imported->origin ? database_read(imported, url, &message) : -ENOMEM;
	}
	if (r && message)
		imported_note("%s", message);

	return r;
}
