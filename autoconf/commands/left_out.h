/* SPDX-License-Identifier: Apache-2.0 */
/* For `check`: what of the services some protocol cannot say. */
#pragma once

struct snapshot;

/*
 * Prints a line on stderr for each; domains of which the same is to be said share theirs.  None of
 * it is a problem: the other protocols say it.  Returns 0 or -ENOMEM.
 */
int left_out_print(const struct snapshot *snapshot);
