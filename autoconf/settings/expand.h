/* SPDX-License-Identifier: Apache-2.0 */
/* ${NAME}, ${NAME:-default} and $${, in the values of settings. */
#pragma once

#include <stdbool.h>

struct reading;

/*
 * The text with its references replaced, in the scratch arena.  As in a shell, the default counts
 * for a variable that is unset or empty; it reaches to the first "}".  What comes out is never
 * expanded again.  NULL when it was refused (with the file and line) or memory ran out.
 */
const char *expand(struct reading *reading, const char *file, unsigned int line, const char *text);
