/* SPDX-License-Identifier: Apache-2.0 */
/* From a bundle of files to one immutable value. */
#include "settings/loader.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/arena.h"
#include "cleanup.h"
#include "settings.h"
#include "settings/bundle.h"
#include "settings/complaints.h"
#include "settings/drafts.h"
#include "settings/reading.h"
#include "settings/table.h"

/* What a struct settings lives in: everything it points at is in its arena. */
struct holder {
	struct settings settings; /* first: settings_ref is given its address */
	atomic_uint n_references;
	struct arena *arena;
};

static struct holder *holder_of(struct settings *settings)
{
	return (struct holder *)settings;
}

static void holder_free(struct holder *holder)
{
	if (!holder)
		return;

	arena_free(holder->arena);
	free(holder);
}

static void holder_freep(struct holder **holder)
{
	holder_free(*holder);
}

struct settings *settings_ref(struct settings *settings)
{
	atomic_fetch_add_explicit(&holder_of(settings)->n_references, 1, memory_order_relaxed);
	return settings;
}

void settings_unref(struct settings *settings)
{
	if (!settings)
		return;

	if (atomic_fetch_sub_explicit(&holder_of(settings)->n_references, 1,
				      memory_order_acq_rel) == 1)
		holder_free(holder_of(settings));
}

static struct holder *holder_new(void)
{
	_cleanup_(holder_freep) struct holder *holder = calloc(1, sizeof(*holder));

	if (!holder)
		return NULL;

	holder->arena = arena_new();
	if (!holder->arena)
		return NULL;

	atomic_init(&holder->n_references, 1);
	return TAKE_PTR(holder);
}

/*
 * Defaults are read even where the file is a mess, so that nothing behind this meets a half-built
 * value.
 */
static void root_read(struct reading *reading, const struct node *node)
{
	struct place root = {.node = node, .path = ""};

	table_read(reading, &table_settings, &root, reading->settings);
	if (reading->error)
		return;

	domains_finish(reading);
	checks_run(reading, &root);
}

static void file_read(struct reading *reading, const char *path)
{
	struct bundle_file file;
	const struct node *root;
	int r = bundle_read(reading->bundle, path, &file);

	if (r && !reading_is_starved(reading, r))
		refuse_at(reading, path, 0, "the settings cannot be read: %s", bundle_problem(r));
	if (r)
		return;

	root = node_parse(reading, path, file.bytes, file.size);
	if (root)
		root_read(reading, root);
}

int settings_load(struct bundle *bundle, const char *path, struct settings **ret_settings,
		  struct complaints *ret_complaints)
{
	_cleanup_(arena_freep) struct arena *scratch = arena_new();
	_cleanup_(holder_freep) struct holder *holder = holder_new();
	struct complaints complaints = {0};
	struct reading reading = {.bundle = bundle, .scratch = scratch, .complaints = &complaints};

	if (!scratch || !holder)
		return -ENOMEM;

	reading.settings = &holder->settings;
	reading.arena = holder->arena;
	file_read(&reading, path);
	complaints_sort(&complaints);
	if (reading.error) {
		complaints_clear(&complaints);
		return reading.error;
	}

	*ret_complaints = complaints;
	if (complaints.n_errors)
		return SETTINGS_E_REFUSED;

	*ret_settings = &TAKE_PTR(holder)->settings;
	return 0;
}
