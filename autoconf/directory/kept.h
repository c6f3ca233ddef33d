/* SPDX-License-Identifier: Apache-2.0 */
/* The last good listing on disk: what is served after a start with a silent database. */
#pragma once

#include <stdint.h>

struct listing;

/*
 * Replaces folder/snapshot in one step (rename(2)).  source: which database and schema it came
 * from, without secrets; refreshed: seconds of CLOCK_REALTIME.  Returns 0 or -errno.
 */
int kept_write(const char *folder, const char *source, uint64_t refreshed,
	       const struct listing *listing);

/*
 * Returns 0; -ENOENT when nothing is kept, or only what came from elsewhere; -EBADMSG for a damaged
 * file, or one of another format; or -errno.
 */
int kept_read(const char *folder, const char *source, uint64_t *ret_refreshed,
	      struct listing **ret_listing);
