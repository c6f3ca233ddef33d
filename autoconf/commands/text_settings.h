/* SPDX-License-Identifier: Apache-2.0 */
/* Settings from a text in memory, through the same loader as a file's. */
#pragma once

#include <stddef.h>

struct complaints;
struct settings;

/* As settings_load (settings/loader.h). */
int text_settings_load(const char *text, size_t size, struct settings **ret_settings,
		       struct complaints *ret_complaints);
