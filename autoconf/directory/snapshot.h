/* SPDX-License-Identifier: Apache-2.0 */
/* Making the domain snapshot (include/directory.h) of settings and a directory's rows. */
#pragma once

#include "directory.h"

struct listing;
struct settings;

/*
 * listing: NULL for none.  References to both are taken.  A domain that the settings file names is as the settings file says,
 * whatever the directory says of its branding and services; whose mailboxes answer for it (canonical) the directory knows better.
 * Returns 0 or -ENOMEM.
 */
int snapshot_new(struct settings *settings, struct listing *listing, struct snapshot **ret_snapshot);

static inline void snapshot_unrefp(struct snapshot **snapshot)
{
	snapshot_unref(*snapshot);
}
