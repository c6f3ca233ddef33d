/* SPDX-License-Identifier: Apache-2.0 */
/* Collecting complaints; their reader's side is in settings/loader.h. */
#pragma once

#include <stdbool.h>

#include "settings/loader.h"

/* Control characters and bytes that are not UTF-8 come out as "?".  Returns 0 or -ENOMEM. */
int complaints_add(struct complaints *complaints, const char *file, unsigned int line,
		   bool is_warning, const char *sentence);
/* By file, line and sentence. */
void complaints_sort(struct complaints *complaints);
