/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `show`: what a client would get for an address, through the same parsers, composition and
 * renderers as the server: one document, or a table of what all of them say.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "account.h"
#include "answer.h"
#include "base/address_syntax.h"
#include "base/log.h"
#include "cleanup.h"
#include "commands/account_table.h"
#include "commands/command.h"
#include "commands/mailbox_search.h"
#include "commands/options.h"
#include "directory.h"
#include "document.h"
#include "protocol.h"
#include "protocols/announcement.h"
#include "protocols/autodiscover_json.h"
#include "protocols/pacc.h"
#include "protocols/well_known.h"
#include "query.h"
#include "server/compose.h"
#include "server/statuses.h"
#include "settings.h"
#include "text/writer.h"
#include "user.h"

#define MICROSOFT "http://schemas.microsoft.com/exchange/autodiscover/"

/* clang-format off */

/* How a client of each protocol asks for an address. */
static const struct shown_protocol {
	const char *name; /* of --protocol */
	const struct protocol *protocol;
	const char *path;
	const char *argument;     /* what the address stands behind in the query */
	const char *asks, *wants; /* schemas of a request that has a body instead (MS-OXDSCLI) */
} shown[] = {
	{"mozilla",      &protocol_mozilla,           "/mail/config-v1.1.xml",          "emailaddress=", NULL, NULL},
	{"autodiscover", &protocol_autodiscover,      "/autodiscover/autodiscover.xml", NULL,
	 MICROSOFT "outlook/requestschema/2006",      MICROSOFT "outlook/responseschema/2006a"},
	{"mobilesync",   &protocol_autodiscover,      "/autodiscover/autodiscover.xml", NULL,
	 MICROSOFT "mobilesync/requestschema/2006",   MICROSOFT "mobilesync/responseschema/2006"},
	{"json",         &protocol_autodiscover_json, AUTODISCOVER_JSON_PATH,           "Protocol=ActiveSync&Email=", NULL, NULL},
	{"apple",        &protocol_apple,             "/mobileconfig",                  "emailaddress=", NULL, NULL}, /* not signed */
	{"pacc",         &protocol_pacc,              PACC_PATH,                        "", NULL, NULL},
	{"caldav",       &protocol_well_known,        WELL_KNOWN_CALDAV,                "", NULL, NULL},
	{"carddav",      &protocol_well_known,        WELL_KNOWN_CARDDAV,               "", NULL, NULL},
	{"jmap",         &protocol_well_known,        WELL_KNOWN_JMAP,                  "", NULL, NULL},
};

/* clang-format on */

struct show {
	const struct settings *settings;
	struct mailbox_search search;
	struct address address;
	bool everything; /* --user */
	/* The look-up's end. */
	bool is_found, is_switched_off;
	int status;
	const struct protocol *protocol; /* NULL: the table */
	const struct protocol_context *context;
	const struct query *query;
	const struct domain *domain;
	bool as_json;
	struct document document; /* what is printed */
};

/* ---- asking as a client does ---- */

static int request_body(const struct shown_protocol *row, const struct address *address,
			char **ret_body, size_t *ret_size)
{
	struct writer writer = {0};

	writer_printf(&writer,
		      "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
		      "<Autodiscover xmlns=\"%s\"><Request><EMailAddress>",
		      row->asks);
	writer_xml_escaped(&writer, address->text, address->size);
	writer_printf(&writer,
		      "</EMailAddress><AcceptableResponseSchema>%s</AcceptableResponseSchema>"
		      "</Request></Autodiscover>",
		      row->wants);

	return writer_finish_string(&writer, ret_body, ret_size);
}

static int request_arguments(const struct shown_protocol *row, const struct address *address,
			     char **ret_arguments)
{
	struct writer writer = {0};
	size_t size;

	writer_string(&writer, row->argument);
	writer_percent_encoded(&writer, address->text, address->size);

	return writer_finish_string(&writer, ret_arguments, &size);
}

static int show_parse(const struct show *show, const struct shown_protocol *row,
		      struct query *query)
{
	_cleanup_(freep) char *arguments = NULL;
	_cleanup_(freep) char *body = NULL;
	struct request request = {.path = row->path, .arguments = "", .host = show->address.domain};
	int r;

	if (row->asks)
		r = request_body(row, &show->address, &body, &request.body_size);
	else
		r = request_arguments(row, &show->address, &arguments);
	if (r)
		return r;

	request.body = body;
	if (arguments)
		request.arguments = arguments;

	return row->protocol->parse(&request, query);
}

/* ---- the user ---- */

static int show_tabulate(struct show *show, const struct user *user, unsigned int reveal)
{
	_cleanup_(account_freep) struct account *account = NULL;
	struct announce_scene scene = {.context = show->context};
	struct writer writer = {0};
	int r;

	r = account_new(show->domain, &show->address, user, reveal, &account);
	if (r)
		return r;

	scene.account = account;
	scene.is_listed = snapshot_find(show->search.snapshot, show->domain->name);
	if (show->as_json)
		account_table_write_json(&writer, &scene);
	else
		account_table_write(&writer, &scene);

	return writer_finish(&writer, &show->document);
}

static void show_render(struct show *show, const struct user *user)
{
	unsigned int reveal =
		show->everything ? REVEAL_EVERYTHING : show->settings->directory.reveal;

	if (!show->protocol) {
		show->status = show_tabulate(show, user, reveal);
		return;
	}

	show->status = compose_document(show->protocol, show->context, show->query, show->domain,
					user, reveal, false, &show->document);
}

static void show_found(void *userdata, int status, const struct user *user)
{
	struct show *show = userdata;

	show->is_found = user;
	show->is_switched_off = user && !user->enabled;
	if (status == DIRECTORY_OK || (status == DIRECTORY_E_NOT_FOUND && !show->everything))
		show_render(show, user);
	else
		show->status = status == DIRECTORY_E_NOT_FOUND ? ANSWER_E_NO_PROFILE
							       : ANSWER_E_UNAVAILABLE;
}

/* ---- one answer ---- */

/* As Autodiscover: the address alone says which domain. */
static void query_address(const struct show *show, struct query *query)
{
	*query = (struct query){.has_address = true, .address = show->address};
	query_add_candidate(query, show->address.domain);
}

/* row NULL: the table. */
static int show_answer(struct show *show, const struct shown_protocol *row)
{
	struct protocol_context context;
	struct query query = {0};
	struct domain domain;
	int r = 0;

	compose_context(show->settings, &context);
	if (row)
		r = show_parse(show, row, &query);
	else
		query_address(show, &query);
	if (!r)
		r = compose_domain(show->search.snapshot, &query, &domain);
	if (r)
		return r;

	show->protocol = row ? row->protocol : NULL;
	show->context = &context;
	show->query = &query;
	show->domain = &domain;
	if (show->search.directory &&
	    (show->everything || compose_wants_user(show->settings, &query, &domain)))
		mailbox_search_find(&show->search, &show->address, &domain, show->everything,
				    show_found, show);
	else
		show_render(show, NULL);

	return show->status;
}

static const char *show_sentence(const struct show *show, int code)
{
	if (code < 0)
		return "out of memory\n";
	if (show->everything && !show->is_found && code == ANSWER_E_NO_PROFILE)
		return "the directory has no such mailbox\n";

	if (show->everything && show->is_switched_off)
		return "the mailbox is switched off: it may not log in\n";

	return statuses[code].sentence;
}

static int show_print(struct show *show, const struct shown_protocol *row)
{
	int r = show_answer(show, row), refusal = r ? 0 : show->document.refusal;

	if (r)
		(void)fprintf(stderr, "carbone-autoconf show: %s%s%s", row ? row->name : "",
			      row ? ": " : "", show_sentence(show, r));
	else
		(void)fwrite(show->document.bytes, 1, show->document.size, stdout);
	if (!r && row && row->protocol->is_location)
		(void)fputc('\n', stdout);
	(void)fflush(stdout);
	document_clear(&show->document);

	/* A refusal in the protocol's own words is a document all the same. */
	return r || refusal ? EXIT_PROBLEM : EXIT_DONE;
}

/* ---- the command ---- */

/* *ret_row stays NULL where no protocol is named.  False for one that there is not. */
static bool find_protocol(const char *name, const struct shown_protocol **ret_row)
{
	*ret_row = NULL;
	if (!name)
		return true;

	for (size_t i = 0; i < ARRAY_SIZE(shown); i++)
		if (!strcmp(name, shown[i].name))
			*ret_row = &shown[i];
	if (*ret_row)
		return true;

	(void)fprintf(stderr, "carbone-autoconf show: there is no protocol %s; there are:", name);
	for (size_t i = 0; i < ARRAY_SIZE(shown); i++)
		(void)fprintf(stderr, " %s", shown[i].name);
	(void)fprintf(stderr, "\n");
	return false;
}

static int show_address(struct settings *settings, const struct options *options,
			const struct shown_protocol *row)
{
	struct show show = {
		.settings = settings,
		.search.command = "show",
		.everything = options->user,
		.as_json = options->json,
	};
	const char *text = options->arguments[0];
	int status = EXIT_PROBLEM;

	if (address_parse(text, strlen(text), &show.address)) {
		(void)fprintf(stderr, "carbone-autoconf show: %s is no mail address\n", text);
		return EXIT_USAGE;
	}

	if (!mailbox_search_begin(&show.search, settings))
		status = show_print(&show, row);
	mailbox_search_end(&show.search);

	return status;
}

static int show_run(const struct command *command, int argc, char **argv)
{
	_cleanup_(settings_unrefp) struct settings *settings = NULL;
	const struct shown_protocol *row;
	struct options options;
	int status;

	status = options_begin(command, OPTION_PROTOCOL | OPTION_USER | OPTION_JSON, 1, argc, argv,
			       &options, &settings);
	if (status)
		return status;
	log_configure(LOG_LEVEL_WARNING, LOG_FORMAT_TEXT, "show");

	if (!find_protocol(options.protocol, &row))
		return EXIT_USAGE;
	if (row && options.json) {
		(void)fprintf(stderr, "carbone-autoconf show: --json is for the table: with "
				      "--protocol a document is printed as it is\n");
		return EXIT_USAGE;
	}

	return show_address(settings, &options, row);
}

const struct command command_show = {
	.name = "show",
	.arguments = "ADDRESS [--protocol P] [--user] [--json] [--config FILE]",
	.summary = "print what a client would get",
	.run = show_run,
};
