/* SPDX-License-Identifier: Apache-2.0 */
/* The servers of Mozilla's files (autoconfig-06, and the 1.1 of its database) as services. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/names.h"
#include "cleanup.h"
#include "commands/client_config.h"
#include "commands/imported.h"
#include "commands/provider_file.h"
#include "directory/listing.h"
#include "directory/service_row.h"
#include "text/writer.h"

/* clang-format off */

/* autoconfig-06 section 4.2, and spellings before it; NULL: another element's type */
static const struct type_row {
	const char *element, *theirs;
	enum service_type ours;
} type_rows[] = {
	{"incomingServer", "imap",        SERVICE_IMAP},
	{"incomingServer", "pop3",        SERVICE_POP3},
	{"incomingServer", "jmap",        SERVICE_JMAP},
	{"incomingServer", "ews",         SERVICE_EWS},
	{"incomingServer", "activeSync",  SERVICE_ACTIVESYNC},
	{"incomingServer", "activesync",  SERVICE_ACTIVESYNC},
	{"outgoingServer", "smtp",        SERVICE_SUBMISSION},
	{"calendar",       "caldav",      SERVICE_CALDAV},
	{"addressbook",    "carddav",     SERVICE_CARDDAV},
	{"addressBook",    "carddav",     SERVICE_CARDDAV},
	{"fileShare",      "webdav",      SERVICE_WEBDAV},
	{"chatServer",     "xmpp",        SERVICE_XMPP},
	{"chatServer",     "xmpptcp",     SERVICE_XMPP},
	{"setupServer",    "managesieve", SERVICE_MANAGESIEVE},
};

static const struct word_row {
	const char *theirs, *ours;
} socket_rows[] = {	/* autoconfig-06 section 4.4 */
	{"SSL", "tls"}, {"STARTTLS", "starttls"}, {"plain", "none"},
}, authentication_rows[] = {	/* autoconfig-06 section 4.3; the last are of older files */
	{"password-cleartext", "password"},
	{"password-encrypted", "password-encrypted"},
	{"NTLM",               "ntlm"},
	{"GSSAPI",             "gssapi"},
	{"TLS-client-cert",    "tls-client-cert"},
	{"OAuth2",             "oauth2"},
	{"client-IP-address",  "client-ip-address"},
	{"none",               "none"},
	{"Basic",              "password"},
	{"Digest",             "password-encrypted"},
	{"plain",              "password"},
	{"secure",             "password-encrypted"},
	{"http-basic",         "password"},
	{"http-digest",        "password-encrypted"},
};

/* A type "exchange" is several of our services, each with a URL of its own. */
static const struct exchange_row {
	const char *element;
	enum service_type ours;
} exchange_rows[] = {
	{"ewsURL", SERVICE_EWS}, {"easURL", SERVICE_ACTIVESYNC}, {"owaURL", SERVICE_WEBMAIL},
};
/* clang-format on */

static const char *word_find(const struct word_row *rows, size_t n_rows, const char *theirs)
{
	for (size_t i = 0; theirs && i < n_rows; i++)
		if (!strcmp(rows[i].theirs, theirs))
			return rows[i].ours;

	return theirs;
}

static int service_add(struct provider_file *file, const struct element *element,
		       const char *const *values)
{
	struct imported *imported = file->imported;
	const char *column, *value = NULL;
	int r;

	if (file->n_services == PROVIDER_FILE_SERVICES_MAX) {
		imported_lose(imported, "%s:%u: more than %d servers", file->path, element->line,
			      PROVIDER_FILE_SERVICES_MAX);
		return 0;
	}

	r = service_from_row(values, imported->allow_cleartext, imported->arena,
			     &file->services[file->n_services], &column);
	if (r < 0)
		return r;
	if (!r) {
		file->n_services++;
		return 0;
	}

	for (size_t i = 0; i < _SERVICE_COLUMN_MAX; i++)
		if (!strcmp(listing_column_names[LISTING_SERVICES][i], column))
			value = values[i];
	imported_lose(
		imported,
		"%s:%u: this %s is left out: its %s \"%s\" is nothing that can be announced%s",
		file->path, element->line, element->name, column, value ? value : "",
		value && (!strcmp(value, "none") || !strncmp(value, "http:", 5))
			? " without --allow-cleartext"
			: "");
	return 0;
}

/* "oauth2,password": each once, in their order; *ret_list NULL when there is none that we know. */
static int authentications_join(struct provider_file *file, const struct element *server,
				const char **ret_list)
{
	_cleanup_(freep) char *list = NULL;
	struct writer writer = {0};
	uint32_t seen = 0;
	int r;

	*ret_list = NULL;
	for (const struct element *child = element_child(server, "authentication"); child;
	     child = element_next(child, "authentication")) {
		const char *ours = word_find(authentication_rows, ARRAY_SIZE(authentication_rows),
					     child->text);
		int index = name_find(authentication_names, _AUTHENTICATION_MAX, ours);

		if (index < 0)
			imported_lose(file->imported, "%s:%u: the authentication %s is not known",
				      file->path, child->line, child->text);
		else if (!(seen & UINT32_C(1) << index))
			writer_printf(&writer, "%s%s", seen ? "," : "", ours);
		seen |= index < 0 ? 0 : UINT32_C(1) << index;
	}

	r = writer_finish_string(&writer, &list, NULL);
	if (!r && *list)
		*ret_list = arena_string(file->imported->arena, list);
	return r ? r : *list && !*ret_list ? -ENOMEM : 0;
}

static void children_note(const struct provider_file *file, const struct element *parent,
			  const char *known)
{
	for (const struct element *child = parent->children; child; child = child->next)
		if (!words_have(known, child->name))
			imported_note("%s:%u: %s is not known here and left out", file->path,
				      child->line, child->name);
}

static int exchange_read(struct provider_file *file, const struct element *server,
			 const char *username)
{
	int r = 0;

	for (size_t i = 0; !r && i < ARRAY_SIZE(exchange_rows); i++) {
		const struct element *url = element_child(server, exchange_rows[i].element);
		const char *const values[_SERVICE_COLUMN_MAX] = {
			[SERVICE_COLUMN_TYPE] = service_type_names[exchange_rows[i].ours],
			[SERVICE_COLUMN_URL] = url ? url->text : NULL,
			[SERVICE_COLUMN_USERNAME] = username,
		};

		if (url)
			r = service_add(file, url, values);
	}

	return r;
}

static const struct type_row *type_find(const char *element, const char *theirs)
{
	for (size_t i = 0; theirs && i < ARRAY_SIZE(type_rows); i++)
		if (!strcmp(type_rows[i].element, element) && !strcmp(type_rows[i].theirs, theirs))
			return &type_rows[i];

	return NULL;
}

int provider_file_read_server(struct provider_file *file, const struct element *server)
{
	const char *theirs = element_attribute(server, "type"), *list;
	const struct type_row *row = type_find(server->name, theirs);
	const char *username = element_text(server, "username");
	const char *url = element_text(server, "url");
	int r;

	if (theirs && !strcmp(theirs, "exchange"))
		return exchange_read(file, server, username);
	if (!row) {
		imported_lose(file->imported, "%s:%u: %s of type %s is left out: we have none such",
			      file->path, server->line, server->name, theirs ? theirs : "nothing");
		return 0;
	}

	r = authentications_join(file, server, &list);
	if (r)
		return r;

	children_note(file, server,
		      "hostname port socketType username authentication url serverURL");
	return service_add(
		file, server,
		(const char *const[_SERVICE_COLUMN_MAX]){
			[SERVICE_COLUMN_TYPE] = service_type_names[row->ours],
			[SERVICE_COLUMN_HOST] = element_text(server, "hostname"),
			[SERVICE_COLUMN_PORT] = url ? NULL : element_text(server, "port"),
			[SERVICE_COLUMN_SECURITY] = word_find(socket_rows, ARRAY_SIZE(socket_rows),
							      element_text(server, "socketType")),
			[SERVICE_COLUMN_URL] = url ? url : element_text(server, "serverURL"),
			[SERVICE_COLUMN_USERNAME] = username,
			[SERVICE_COLUMN_AUTHENTICATION] = list,
		});
}

int provider_file_read_webmail(struct provider_file *file, const struct element *webmail)
{
	const struct element *page = element_child(webmail, "loginPage");

	children_note(file, webmail, "loginPage");
	if (!page)
		return 0;

	return service_add(file, page,
			   (const char *const[_SERVICE_COLUMN_MAX]){
				   [SERVICE_COLUMN_TYPE] = "webmail",
				   [SERVICE_COLUMN_URL] = element_attribute(page, "url"),
			   });
}
