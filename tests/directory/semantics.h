/* SPDX-License-Identifier: Apache-2.0 */
/* What every database must answer, over the same seed: who is found, as whom, and who is not. */
#pragma once

struct loop;
struct directory;

/* Fills the empty tables of `carbone`. */
void semantics_seed(const char *url);
/*
 * Tables of the first version, in an empty database, that become what they are now: rows stay, and
 * what is new can be said.
 */
void semantics_upgrade(const char *url);
/* Every row of the table, and every odd key. */
void semantics_check(struct loop *loop, struct directory *directory);
