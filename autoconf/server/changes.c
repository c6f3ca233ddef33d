/* SPDX-License-Identifier: Apache-2.0 */
/* What a reload has to say about the new settings. */
#include <string.h>

#include "base/log.h"
#include "server/changes.h"
#include "settings.h"
#include "settings/loader.h"

void changes_log_complaints(const struct complaints *complaints)
{
	for (size_t i = 0; i < complaints->n_entries; i++) {
		const struct complaint *complaint = &complaints->entries[i];

		log_line(complaint->is_warning ? LOG_LEVEL_WARNING : LOG_LEVEL_ERROR,
			 complaint->sentence, LOG_S("file", complaint->file),
			 LOG_N("line", complaint->line));
	}
}

static bool listen_equals(const struct settings *old, const struct settings *new)
{
	bool equal = old->server.n_listen == new->server.n_listen &&
		     old->server.has_management == new->server.has_management;

	for (size_t i = 0; equal && i < old->server.n_listen; i++)
		equal = !strcmp(old->server.listen[i].text, new->server.listen[i].text);
	if (equal && old->server.has_management)
		equal = !strcmp(old->server.management.text, new->server.management.text);

	return equal;
}

void changes_warn_of_restart(const struct settings *old, const struct settings *new)
{
	const char *old_state = old->server.state ? old->server.state : "";
	const char *new_state = new->server.state ? new->server.state : "";

	if (!listen_equals(old, new))
		log_line(LOG_LEVEL_WARNING,
			 "server.listen and server.management change with a restart only");
	if (old->server.workers != new->server.workers)
		log_line(LOG_LEVEL_WARNING, "server.workers changes with a restart only");
	if (strcmp(old_state, new_state) != 0)
		log_line(LOG_LEVEL_WARNING, "server.state changes with a restart only");
}

static bool serves_something(const struct settings *settings)
{
	return settings->directory.url || settings->n_domains;
}

bool changes_leave_nothing(const struct settings *old, const struct settings *settings)
{
	if (serves_something(settings) || !serves_something(old))
		return false;

	log_line(LOG_LEVEL_ERROR, "the settings have neither a directory.url nor a domain");

	return true;
}
