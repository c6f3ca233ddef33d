/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A reload's words in the log: mistakes in the new settings, and changes that wait for a restart.
 */
#pragma once

#include <stdbool.h>

struct complaints;
struct settings;

void changes_log_complaints(const struct complaints *complaints);
/* Listeners, workers and state belong to the running processes. */
void changes_warn_of_restart(const struct settings *old, const struct settings *new);

/*
 * Would the new settings serve no domain at all, where the old ones serve some?  That is a file
 * which is being written, or was lost: says so.
 */
bool changes_leave_nothing(const struct settings *old, const struct settings *settings);
