/* SPDX-License-Identifier: Apache-2.0 */
/* PostgreSQL, in a worker and in the keeper. */
#include "directory/backend.h"
#include "directory/network/network.h"
#include "directory/postgresql/pipeline.h"
#include "directory/postgresql/session.h"

const struct backend directory_postgresql = {
	.name = "PostgreSQL",
	.schemes = {"postgresql", "postgres"},
	.dialect = DIALECT_POSTGRESQL,
	.session = &postgresql_session,
	.channel = &network_channel,
	.link = &postgresql_link,
};
