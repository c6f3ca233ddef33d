/* SPDX-License-Identifier: Apache-2.0 */
/* A database's row made into a service. */
#pragma once

#include <stdbool.h>

#include "directory/listing.h"

struct arena;
struct service;

/*
 * values: by enum service_column.  The service borrows from them and from the arena.  Returns 0,
 * -ENOMEM, or DIRECTORY_E_CONFIGURATION for a row that makes no sense, with the name of the column
 * at fault.
 */
int service_from_row(const char *const *values, bool allow_cleartext, struct arena *arena,
		     struct service *ret_service, const char **ret_column);
