/* SPDX-License-Identifier: Apache-2.0 */
/* MySQL and MariaDB, in a worker and in the keeper. */
#include "directory/backend.h"
#include "directory/mysql_link.h"
#include "directory/mysql_session.h"
#include "directory/network.h"

const struct backend directory_mysql = {
	.name = "MySQL",
	.schemes = {"mysql", "mariadb"},
	.dialect = DIALECT_MYSQL,
	.session = &mysql_session,
	.channel = &network_channel,
	.link = &mysql_link,
};
