/* SPDX-License-Identifier: Apache-2.0 */
/* MySQL and MariaDB, in a worker and in the keeper. */
#include "directory/backend.h"
#include "directory/mysql/link.h"
#include "directory/mysql/session.h"
#include "directory/network/network.h"

const struct backend directory_mysql = {
	.name = "MySQL",
	.schemes = {"mysql", "mariadb"},
	.dialect = DIALECT_MYSQL,
	.session = &mysql_session,
	.channel = &network_channel,
	.link = &mysql_link,
};
