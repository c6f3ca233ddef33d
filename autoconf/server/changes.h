/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A reload's words in the log: mistakes in the new settings, and changes that wait for a restart.
 */
#pragma once

struct complaints;
struct settings;

void changes_log_complaints(const struct complaints *complaints);
/* Listeners, workers and state belong to the running processes. */
void changes_warn_of_restart(const struct settings *old, const struct settings *new);
