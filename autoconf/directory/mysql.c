/* SPDX-License-Identifier: Apache-2.0 */
/* MySQL and MariaDB. */
#include "directory/backend.h"
#include "directory/mysql_session.h"

const struct backend directory_mysql = {
	.name = "MySQL",
	.schemes = {"mysql", "mariadb"},
	.dialect = DIALECT_MYSQL,
	.session = &mysql_session,
};
