/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The domain snapshot: an array of domains and an open-addressed table of their names, composed
 * once and never changed.
 */
#include "directory/snapshot.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "cleanup.h"
#include "directory/fnv.h"
#include "directory/listing.h"
#include "settings.h"

struct snapshot *snapshot_ref(struct snapshot *snapshot)
{
	if (snapshot)
		atomic_fetch_add_explicit(&snapshot->n_references, 1, memory_order_relaxed);

	return snapshot;
}

void snapshot_unref(struct snapshot *snapshot)
{
	if (!snapshot ||
	    atomic_fetch_sub_explicit(&snapshot->n_references, 1, memory_order_acq_rel) > 1)
		return;

	arena_free(snapshot->arena);
	listing_unref(snapshot->listing);
	settings_unref(snapshot->settings);
	free(snapshot);
}

static uint32_t *name_slot(const struct snapshot *snapshot, const char *name)
{
	uint64_t hash = fnv_add(FNV_BASIS, name, strlen(name));
	size_t at = (hash ^ hash >> 32) & (snapshot->n_slots - 1);

	while (snapshot->slots[at] && strcmp(snapshot->domains[snapshot->slots[at] - 1].name, name))
		at = (at + 1) & (snapshot->n_slots - 1);

	return &snapshot->slots[at];
}

struct domain *snapshot_find_domain(const struct snapshot *snapshot, const char *name)
{
	uint32_t index = *name_slot(snapshot, name);

	return index ? &snapshot->domains[index - 1] : NULL;
}

const struct domain *snapshot_find(const struct snapshot *snapshot, const char *name)
{
	return snapshot_find_domain(snapshot, name);
}

const struct domain *snapshot_catch_all(const struct snapshot *snapshot)
{
	return snapshot->catch_all;
}

struct settings *snapshot_settings(const struct snapshot *snapshot)
{
	return snapshot->settings;
}

size_t snapshot_n_domains(const struct snapshot *snapshot)
{
	return snapshot->n_domains;
}

struct domain *snapshot_add(struct snapshot *snapshot, const struct domain *domain)
{
	uint32_t *slot = name_slot(snapshot, domain->name);

	snapshot->domains[snapshot->n_domains++] = *domain;
	*slot = (uint32_t)snapshot->n_domains;
	return &snapshot->domains[snapshot->n_domains - 1];
}

static int snapshot_reserve(struct snapshot *snapshot)
{
	size_t n = snapshot->settings->n_domains;

	if (snapshot->listing)
		n += snapshot->listing->tables[LISTING_DOMAINS].n_entries;

	for (snapshot->n_slots = 16; snapshot->n_slots < 2 * n;)
		snapshot->n_slots *= 2;

	snapshot->arena = arena_new();
	if (!snapshot->arena)
		return -ENOMEM;

	snapshot->domains = arena_allocate(snapshot->arena, (n + 1) * sizeof(*snapshot->domains));
	snapshot->slots =
		arena_allocate(snapshot->arena, snapshot->n_slots * sizeof(*snapshot->slots));
	return snapshot->domains && snapshot->slots ? 0 : -ENOMEM;
}

int snapshot_new(struct settings *settings, struct listing *listing, struct snapshot **ret_snapshot)
{
	_cleanup_(snapshot_unrefp) struct snapshot *snapshot = calloc(1, sizeof(*snapshot));
	int r;

	if (!snapshot)
		return -ENOMEM;

	snapshot->n_references = 1;
	snapshot->settings = settings_ref(settings);
	snapshot->listing = listing_ref(listing);
	r = snapshot_reserve(snapshot);
	if (!r)
		r = snapshot_compose(snapshot);
	if (r)
		return r;

	*ret_snapshot = TAKE_PTR(snapshot);
	return 0;
}
