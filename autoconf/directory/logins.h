/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Are there people whose login is not their address?  Anonymous answers name the address all the
 * same, unless directory.reveal has `login`: then set-up by address alone cannot work for them.
 */
#pragma once

#include <stdbool.h>

struct reading;
struct settings;

/*
 * Asks with a session of its own, since it may take longer than a session's limits on large tables
 * without an index: then, and when the schema has no such query, false.
 */
bool logins_are_hidden(const struct reading *reading, const struct settings *settings, int stop_fd);
