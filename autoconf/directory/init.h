/* SPDX-License-Identifier: Apache-2.0 */
/* The upgrade of our own tables, for any list of steps. */
#pragma once

#include <stdbool.h>

struct schema;

/*
 * directory_init (include/directory.h) with another schema than `carbone`: so that upgrades can be
 * tested before there is one.
 */
int init_schema(const struct schema *schema, const char *url, bool with_samples, char **ret_report,
		char **reterr_message);
