/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How a database would answer our look-ups: are all tables and columns there, may we read them, and
 * is there an index for each?
 */
#pragma once

struct reading;
struct writer;

/*
 * Writes a line for each table that a look-up of one mailbox would read whole.  Returns 0, or a
 * directory error with the database's own words about the query that it does not take.
 */
int plan_check(struct reading *reading, struct writer *report, char **reterr_message);
