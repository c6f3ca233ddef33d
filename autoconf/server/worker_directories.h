/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The directories that a worker has open: the one of the settings in force, and, after a reload,
 * older ones as long as somebody waits for their answers.
 */
#pragma once

struct worker;

/* Opens that of the settings in force: from now on look-ups go to it. */
void worker_directories_open(struct worker *worker);
/* Closes older ones that nobody waits for. */
void worker_directories_drop(struct worker *worker);
/* Closes all. */
void worker_directories_free(struct worker *worker);
