/* SPDX-License-Identifier: Apache-2.0 */
/* `dns`: the records to publish for a domain, as lines of a zone file. */
#include <stdio.h>
#include <string.h>

#include "account.h"
#include "answer.h"
#include "base/address_syntax.h"
#include "base/log.h"
#include "cleanup.h"
#include "commands/command.h"
#include "commands/options.h"
#include "commands/zone.h"
#include "directory.h"
#include "domain.h"
#include "protocol.h"
#include "protocols/pacc.h"
#include "protocols/records.h"
#include "query.h"
#include "server/compose.h"
#include "settings.h"
#include "text/writer.h"

static int complain(const char *subject, const char *sentence)
{
	(void)fprintf(stderr, "carbone-autoconf dns: %s%s%s\n", subject, *subject ? " " : "",
		      sentence);

	return EXIT_PROBLEM;
}

static void print_remarks(const struct records *records)
{
	for (size_t i = 0; i < records->n_entries; i++)
		if (records->entries[i].type == RECORD_REMARK)
			(void)complain("left out:", records->entries[i].text);
}

static int print_records(const struct domain *domain, const struct records *records, bool as_json)
{
	_cleanup_(freep) char *text = NULL;
	struct writer writer = {0};
	size_t size;

	if (as_json)
		zone_write_json(&writer, domain->name, records);
	else
		zone_write(&writer, domain->name, records);
	if (writer_finish_string(&writer, &text, &size))
		return complain("", "memory has run out");

	(void)fwrite(text, 1, size, stdout);
	(void)fflush(stdout);
	print_remarks(records);

	return ferror(stdout) ? complain("", "the records cannot be written") : EXIT_DONE;
}

static int dns_domain(const struct settings *settings, const struct domain *domain, bool as_json)
{
	_cleanup_(records_clear) struct records records = {0};
	_cleanup_(account_freep) struct account *account = NULL;
	struct records_request request = {.public_url = settings->server.public_url};
	struct protocol_context context;
	char pacc[PACC_RECORD_SIZE];
	int r;

	compose_context(settings, &context);
	r = account_new(domain, NULL, NULL, 0, &account);
	if (!r) {
		if (!pacc_record(&context, domain, pacc))
			request.pacc = pacc;
		request.account = account;
		r = records_make(&request, &records);
	}
	if (r)
		return complain("", "memory has run out");

	return print_records(domain, &records, as_json);
}

/* Nobody knows which domains are served while a directory is silent and nothing was kept. */
static int complain_of_unknown(struct keeper *keeper, const char *name)
{
	struct keeper_state state;

	keeper_state(keeper, &state);
	if (state.freshness == KEEPER_EMPTY)
		return complain("the directory does not answer:", state.message);

	return complain(name, "is not served here");
}

static int dns_named(struct settings *settings, const char *name, bool as_json)
{
	_cleanup_(freep) char *message = NULL;
	struct keeper *keeper = NULL;
	struct snapshot *snapshot;
	struct query query = {0};
	struct domain domain;
	int status;

	if (keeper_new(settings, &keeper, &message))
		return complain("", message ? message : "the directory cannot be read");

	snapshot = keeper_snapshot(keeper);
	query_add_candidate(&query, name);
	if (compose_domain(snapshot, &query, &domain))
		status = complain_of_unknown(keeper, name);
	else
		status = dns_domain(settings, &domain, as_json);
	snapshot_unref(snapshot);
	keeper_free(keeper);

	return status;
}

static int dns_run(const struct command *command, int argc, char **argv)
{
	_cleanup_(settings_unrefp) struct settings *settings = NULL;
	char name[DOMAIN_NAME_MAX + 1];
	struct options options;
	const char *text;
	int status;

	status = options_begin(command, OPTION_JSON, 1, argc, argv, &options, &settings);
	if (status)
		return status;
	log_configure(LOG_LEVEL_WARNING, LOG_FORMAT_TEXT, "dns");

	text = options.arguments[0];
	if (domain_name_parse(text, strlen(text), name)) {
		(void)complain(text, "is no domain name");
		return EXIT_USAGE;
	}

	return dns_named(settings, name, options.json);
}

const struct command command_dns = {
	.name = "dns",
	.arguments = "DOMAIN [--json] [--config FILE]",
	.summary = "print the DNS records to publish",
	.run = dns_run,
};
