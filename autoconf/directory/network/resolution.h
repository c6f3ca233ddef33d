/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A host name looked up in a thread of its own, since getaddrinfo blocks for as long as it likes
 * and libpq calls it in the middle of everything.  Works in a loop and in a poll alike: a
 * descriptor becomes readable when it is done.
 */
#pragma once

#include <stddef.h>

#define RESOLUTION_ADDRESSES_MAX 8

struct resolution;

/* Returns 0, -EAGAIN while too many abandoned ones are still under way, or -errno. */
int resolution_new(const char *host, struct resolution **ret_resolution);
/* Abandons it when it is not done; the thread ends by itself. */
void resolution_free(struct resolution *resolution);

/* Readable once it is done; borrowed. */
int resolution_fd(const struct resolution *resolution);

/*
 * Numeric addresses in the order of preference, joined by commas; the caller's.  Returns 0,
 * -EINPROGRESS, -ENOMEM, or -EHOSTUNREACH with *ret_reason (static words).
 */
int resolution_take(struct resolution *resolution, char **ret_addresses, size_t *ret_n_addresses,
		    const char **ret_reason);
