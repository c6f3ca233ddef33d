/* SPDX-License-Identifier: Apache-2.0 */
/* The table of `show`: a block for each service of an account, a row for each protocol. */
#pragma once

struct announce_scene;
struct writer;

/* Both leave a failure in the writer. */
void account_table_write(struct writer *writer, const struct announce_scene *scene);
/* One object, on one line; foreign services of a protocol are there, too. */
void account_table_write_json(struct writer *writer, const struct announce_scene *scene);
