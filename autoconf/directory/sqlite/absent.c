/* SPDX-License-Identifier: Apache-2.0 */
/* SQLite in a build without it. */
#include "directory/backend.h"

const struct backend directory_sqlite = {
	.name = "SQLite", .schemes = {"sqlite"}, .dialect = DIALECT_SQLITE};
