/* SPDX-License-Identifier: Apache-2.0 */
/* Making the domain snapshot (include/directory.h) of settings and a directory's rows. */
#pragma once

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "directory.h"
#include "domain.h"

struct arena;
struct listing;
struct settings;

struct snapshot {
	atomic_size_t n_references;
	struct settings *settings;
	struct listing *listing;
	struct arena *arena;
	struct domain *domains; /* those of the settings first */
	size_t n_domains, n_own;
	uint32_t *slots; /* index into domains plus one, 0 for a free slot */
	size_t n_slots;  /* a power of two, at least twice n_domains */
	const struct domain *catch_all;
};

/*
 * listing: NULL for none.  References to both are taken.  A domain that the settings file names is
 * as the settings file says, whatever the directory says of its branding and services; whose
 * mailboxes answer for it (canonical) the directory knows better. Returns 0 or -ENOMEM.
 */
int snapshot_new(struct settings *settings, struct listing *listing,
		 struct snapshot **ret_snapshot);

/*
 * For compose.c, which fills a snapshot: by name, and another one, whose name must not be there
 * yet.
 */
struct domain *snapshot_find_domain(const struct snapshot *snapshot, const char *name);
struct domain *snapshot_add(struct snapshot *snapshot, const struct domain *domain);

/*
 * Fills an empty snapshot with the domains of its settings and its listing.  Returns 0 or -ENOMEM.
 */
int snapshot_compose(struct snapshot *snapshot);

static inline void snapshot_unrefp(struct snapshot **snapshot)
{
	snapshot_unref(*snapshot);
}
