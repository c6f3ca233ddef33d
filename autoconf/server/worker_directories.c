/* SPDX-License-Identifier: Apache-2.0 */
/* A list, the newest first. */
#include <stdlib.h>

#include "base/log.h"
#include "cleanup.h"
#include "directory.h"
#include "server/worker.h"
#include "server/worker_directories.h"
#include "settings.h"

/* A directory and the settings it was opened with. */
struct worker_directory {
	struct flow_directory flow;
	struct settings *settings;
	struct worker_directory *next;
};

static void worker_directory_free(struct worker_directory *entry)
{
	directory_free(entry->flow.directory);
	settings_unref(entry->settings);
	free(entry);
}

void worker_directories_open(struct worker *worker)
{
	_cleanup_(freep) char *message = NULL;
	struct worker_directory *entry = calloc(1, sizeof(*entry));
	int r;

	if (!entry)
		return;

	entry->settings = settings_ref(snapshot_settings(worker->flow.snapshot));
	r = directory_new(entry->settings, worker->loop, &entry->flow.directory, &message);
	if (r)
		log_line(LOG_LEVEL_ERROR, "the directory cannot be opened",
			 LOG_S("reason", message), LOG_N("code", r));

	entry->next = worker->directories;
	worker->directories = entry;
	worker->flow.directory = entry->flow.directory ? &entry->flow : NULL;
	worker->host_counters.seen = UINT64_MAX; /* one at the same place may be another */
}

/* A reload loses no request: the newest stays in any case, the others until they have answered. */
void worker_directories_drop(struct worker *worker)
{
	struct worker_directory **link = worker->directories ? &worker->directories->next : NULL;

	while (link && *link) {
		struct worker_directory *old = *link;

		if (old->flow.n_waiting) {
			link = &old->next;
			continue;
		}
		*link = old->next;
		worker_directory_free(old);
	}
}

void worker_directories_free(struct worker *worker)
{
	while (worker->directories) {
		struct worker_directory *entry = worker->directories;

		worker->directories = entry->next;
		worker_directory_free(entry);
	}
}
