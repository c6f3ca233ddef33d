/* SPDX-License-Identifier: Apache-2.0 */
/* PostgreSQL in a build without it. */
#include "directory/backend.h"

const struct backend directory_postgresql = {
	.name = "PostgreSQL", .schemes = {"postgresql", "postgres"}, .dialect = DIALECT_POSTGRESQL};
