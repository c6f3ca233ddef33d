/* SPDX-License-Identifier: Apache-2.0 */
/* What `check` says of a directory: can it be reached and read, and how much is in it. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "directory.h"
#include "directory/backend.h"
#include "directory/fault.h"
#include "directory/key.h"
#include "directory/listing.h"
#include "directory/logins.h"
#include "directory/plan.h"
#include "directory/reading.h"
#include "directory/snapshot.h"
#include "settings.h"
#include "text/writer.h"

/* "3 domains, 1 alias_domains, 12 mailboxes": the columns of the count by their own names. */
static int count_write(void *userdata, const struct row *row)
{
	struct writer *report = userdata;

	for (size_t i = 0; i < row->n_columns; i++)
		writer_printf(report, "%s%s %s", i ? ", " : "",
			      row->values[i] ? row->values[i] : "0", row->names[i]);

	return 0;
}

/* The very same reading as the keeper's, thrown away: rows that make no sense are logged by it. */
static int check_listing(struct settings *settings, struct reading *reading, struct writer *report,
			 char **reterr_message)
{
	_cleanup_(listing_unrefp) struct listing *listing = NULL;
	_cleanup_(snapshot_unrefp) struct snapshot *snapshot = NULL;
	int r = reading_list(reading, &listing, reterr_message);

	if (!r)
		r = snapshot_new(settings, listing, &snapshot);
	if (r)
		return r;

	writer_printf(report, "%zu domains are served\n", snapshot_n_domains(snapshot));
	if (!snapshot_n_domains(snapshot))
		writer_string(report,
			      "warning: nobody is answered as long as there is no domain\n");
	return 0;
}

static int check_session(struct settings *settings, struct reading *reading, struct writer *report,
			 char **reterr_message)
{
	const char *count;
	int r = reading_check_version(reading, reterr_message);

	if (!r)
		r = reading_choose_shapes(reading, reterr_message);
	count = reading->queries.sql[SECTION_COUNT][reading->shapes[SECTION_COUNT]];
	if (!r && count)
		r = reading->backend->session->query(reading->session, count, count_write, report,
						     reterr_message);
	if (!r && count)
		writer_string(report, "; ");
	if (!r)
		r = check_listing(settings, reading, report, reterr_message);
	if (!r)
		r = plan_check(reading, report, reterr_message);
	if (!r && logins_are_hidden(reading, settings, -1))
		writer_string(report, "note: some people's login is not their address; anonymous "
				      "answers name the address, see directory.reveal\n");

	return r;
}

static int host_check(struct settings *settings, size_t host, char **reterr_message)
{
	const struct session_limits limits = {
		.timeout = settings->directory.timeout.hard, .stop_fd = -1, .host = host + 1};
	_cleanup_(reading_clear) struct reading reading = {0};
	uint64_t digest;
	int r = reading_init(&reading, settings, reterr_message);

	if (!r)
		r = reading_connect(&reading, settings->directory.url, &limits, reterr_message);
	if (!r)
		r = reading_check_version(&reading, reterr_message);

	return r ? r : reading_digest(&reading, &digest, reterr_message);
}

/*
 * Each of several hosts by itself: a standby that is dead is noticed by nobody else until it is
 * needed.
 */
static int hosts_check(struct settings *settings, const struct link_ops *link,
		       struct writer *report, char **reterr_message)
{
	struct target *target = NULL;
	size_t n_bad = 0, n_hosts;
	int r = link->target_new(settings->directory.url, &target, reterr_message);

	if (r)
		return r;

	n_hosts = link->n_hosts(target);
	for (size_t i = 0; n_hosts > 1 && i < n_hosts; i++) {
		_cleanup_(freep) char *reason = NULL;
		bool is_good = !host_check(settings, i, &reason);

		writer_printf(report, "%shost %s: %s\n",
			      is_good ? "" : "error: ", link->host_name(target, i),
			      is_good  ? "answers"
			      : reason ? reason
				       : "it did not work");
		n_bad += !is_good;
	}
	link->target_free(target);

	return n_bad ? fault(reterr_message, DIRECTORY_E_UNAVAILABLE,
			     "%zu of %zu hosts cannot be asked", n_bad, n_hosts)
		     : 0;
}

/* What is in the database, of whichever host answers. */
static int content_check(struct settings *settings, struct reading *reading, struct writer *report,
			 char **reterr_message)
{
	const struct session_limits limits = {.timeout = settings->directory.timeout.hard,
					      .stop_fd = -1};
	_cleanup_(freep) char *url = url_without_secrets(settings->directory.url);
	_cleanup_(freep) char *reason = NULL;
	int r;

	if (!url)
		return -ENOMEM;

	r = reading_connect(reading, settings->directory.url, &limits, reterr_message);
	if (r)
		return r;

	writer_printf(report, "%s, schema %s: ", url, settings->directory.schema);
	r = check_session(settings, reading, report, &reason);

	/* Without the schema's name nobody sees that it is another stack's. */
	return r ? fault(reterr_message, r, "schema %s: %s", settings->directory.schema,
			 reason ? reason : "it did not work")
		 : 0;
}

static int database_check(struct settings *settings, struct reading *reading, char **ret_report,
			  char **reterr_message)
{
	_cleanup_(writer_clear) struct writer report = {0}, content = {0};
	_cleanup_(freep) char *of_hosts = NULL;
	bool has_bad_hosts = reading->backend->link &&
			     hosts_check(settings, reading->backend->link, &report, &of_hosts);
	int r = content_check(settings, reading, &content, reterr_message), finished;

	if (!r)
		writer_bytes(&report, content.bytes, content.size);
	if (!r && has_bad_hosts)
		r = fault(reterr_message, DIRECTORY_E_UNAVAILABLE, "%s",
			  of_hosts ? of_hosts : "it did not work");
	finished = report.size ? writer_finish_string(&report, ret_report, NULL) : 0;

	return r ? r : finished;
}

int directory_check(struct settings *settings, char **ret_report, char **reterr_message)
{
	_cleanup_(reading_clear) struct reading reading = {0};
	int r;

	if (!settings->directory.url) {
		*ret_report = strdup("no directory: domains come from the settings alone\n");
		return *ret_report ? 0 : -ENOMEM;
	}

	r = reading_init(&reading, settings, reterr_message);

	return r ? r : database_check(settings, &reading, ret_report, reterr_message);
}
