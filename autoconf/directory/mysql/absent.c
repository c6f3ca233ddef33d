/* SPDX-License-Identifier: Apache-2.0 */
/* MySQL and MariaDB in a build without them. */
#include "directory/backend.h"

const struct backend directory_mysql = {
	.name = "MySQL", .schemes = {"mysql", "mariadb"}, .dialect = DIALECT_MYSQL};
