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

int directory_check(struct settings *settings, char **ret_report, char **reterr_message)
{
	const struct session_limits limits = {.timeout = settings->directory.timeout.hard,
					      .stop_fd = -1};
	_cleanup_(freep) char *url = NULL;
	_cleanup_(freep) char *reason = NULL;
	_cleanup_(writer_clear) struct writer report = {0};
	_cleanup_(reading_clear) struct reading reading = {0};
	size_t size;
	int r;

	if (!settings->directory.url) {
		writer_string(&report, "no directory: domains come from the settings alone\n");
		return writer_finish_string(&report, ret_report, &size);
	}

	url = url_without_secrets(settings->directory.url);
	if (!url)
		return -ENOMEM;

	r = reading_init(&reading, settings, reterr_message);
	if (!r)
		r = reading_connect(&reading, settings->directory.url, &limits, reterr_message);
	if (r)
		return r;

	writer_printf(&report, "%s, schema %s: ", url, settings->directory.schema);
	r = check_session(settings, &reading, &report, &reason);
	if (r)
		/* Without the schema's name nobody sees that it is another stack's. */
		return fault(reterr_message, r, "schema %s: %s", settings->directory.schema,
			     reason ? reason : "it did not work");

	return writer_finish_string(&report, ret_report, &size);
}
