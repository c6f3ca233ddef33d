/* SPDX-License-Identifier: Apache-2.0 */
/* Errors of MySQL and MariaDB. */
#include "directory/mysql/error.h"

#include <ctype.h>
#include <errmsg.h>
#include <mysqld_error.h>
#include <stddef.h>
#include <string.h>

#include "cleanup.h"
#include "directory.h"
#include "directory/fault.h"

#define SENTENCE_MAX 200 /* bytes of a server's words */

/* MySQL's own, which MariaDB's headers do not name. */
#define MYSQL_ER_CHECK_CONSTRAINT_VIOLATED 3819
#define MYSQL_ER_CANNOT_CONVERT_STRING_8_0 3854
#define MYSQL_ER_CANNOT_CONVERT_STRING 3988

/* clang-format off */
static const struct {
	unsigned int number;
	int status;
} meanings[] = {
	{ER_NO_SUCH_TABLE,                      DIRECTORY_E_NO_SCHEMA},

	/* A character that the column, or the comparison, cannot have: the key. */
	{ER_CANT_AGGREGATE_2COLLATIONS,         DIRECTORY_E_NOT_FOUND},
	{ER_CANT_AGGREGATE_3COLLATIONS,         DIRECTORY_E_NOT_FOUND},
	{ER_CANT_AGGREGATE_NCOLLATIONS,         DIRECTORY_E_NOT_FOUND},
	{ER_INVALID_CHARACTER_STRING,           DIRECTORY_E_NOT_FOUND},
	{ER_TRUNCATED_WRONG_VALUE_FOR_FIELD,    DIRECTORY_E_NOT_FOUND},
	{MYSQL_ER_CANNOT_CONVERT_STRING_8_0,    DIRECTORY_E_NOT_FOUND},
	{MYSQL_ER_CANNOT_CONVERT_STRING,        DIRECTORY_E_NOT_FOUND},

	{ER_LOCK_WAIT_TIMEOUT,                  DIRECTORY_E_BUSY},
	{ER_LOCK_DEADLOCK,                      DIRECTORY_E_BUSY},

	/* Who we are, and from where. */
	{ER_DBACCESS_DENIED_ERROR,              DIRECTORY_E_CONFIGURATION},
	{ER_ACCESS_DENIED_ERROR,                DIRECTORY_E_CONFIGURATION},
	{ER_ACCESS_DENIED_NO_PASSWORD_ERROR,    DIRECTORY_E_CONFIGURATION},
	{ER_HOST_NOT_PRIVILEGED,                DIRECTORY_E_CONFIGURATION},
	{ER_HOST_IS_BLOCKED,                    DIRECTORY_E_CONFIGURATION},
	{ER_NOT_SUPPORTED_AUTH_MODE,            DIRECTORY_E_CONFIGURATION},
	{ER_PLUGIN_IS_NOT_LOADED,               DIRECTORY_E_CONFIGURATION},
	{ER_MUST_CHANGE_PASSWORD,               DIRECTORY_E_CONFIGURATION},
	{ER_MUST_CHANGE_PASSWORD_LOGIN,         DIRECTORY_E_CONFIGURATION},
	{CR_AUTH_PLUGIN_CANNOT_LOAD,            DIRECTORY_E_CONFIGURATION},

	/* What we may do there. */
	{ER_BAD_DB_ERROR,                       DIRECTORY_E_CONFIGURATION},
	{ER_NO_DB_ERROR,                        DIRECTORY_E_CONFIGURATION},
	{ER_TABLEACCESS_DENIED_ERROR,           DIRECTORY_E_CONFIGURATION},
	{ER_COLUMNACCESS_DENIED_ERROR,          DIRECTORY_E_CONFIGURATION},
	{ER_SPECIFIC_ACCESS_DENIED_ERROR,       DIRECTORY_E_CONFIGURATION},
	{ER_PROCACCESS_DENIED_ERROR,            DIRECTORY_E_CONFIGURATION},
	{ER_OPTION_PREVENTS_STATEMENT,          DIRECTORY_E_CONFIGURATION},
	{ER_READ_ONLY_MODE,                     DIRECTORY_E_CONFIGURATION},
	{ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION, DIRECTORY_E_CONFIGURATION},

	/* What is there. */
	{ER_BAD_FIELD_ERROR,                    DIRECTORY_E_CONFIGURATION},
	{ER_NON_UNIQ_ERROR,                     DIRECTORY_E_CONFIGURATION},
	{ER_PARSE_ERROR,                        DIRECTORY_E_CONFIGURATION},
	{ER_EMPTY_QUERY,                        DIRECTORY_E_CONFIGURATION},
	{ER_SP_DOES_NOT_EXIST,                  DIRECTORY_E_CONFIGURATION},
	{ER_VIEW_INVALID,                       DIRECTORY_E_CONFIGURATION},
	{ER_VIEW_NO_EXPLAIN,                    DIRECTORY_E_CONFIGURATION},
	{ER_TABLE_EXISTS_ERROR,                 DIRECTORY_E_CONFIGURATION},
	{ER_DUP_ENTRY,                          DIRECTORY_E_CONFIGURATION},
	{ER_NO_REFERENCED_ROW_2,                DIRECTORY_E_CONFIGURATION},
	{ER_ROW_IS_REFERENCED_2,                DIRECTORY_E_CONFIGURATION},
	{ER_CONSTRAINT_FAILED,                  DIRECTORY_E_CONFIGURATION},
	{MYSQL_ER_CHECK_CONSTRAINT_VIOLATED,    DIRECTORY_E_CONFIGURATION},
};
/* clang-format on */

int mysql_status(unsigned int number)
{
	for (size_t i = 0; i < ARRAY_SIZE(meanings); i++)
		if (meanings[i].number == number)
			return meanings[i].status;

	return DIRECTORY_E_UNAVAILABLE;
}

bool mysql_number_is_lost(unsigned int number)
{
	static const unsigned int numbers[] = {
		CR_SERVER_GONE_ERROR,    CR_SERVER_LOST,
		CR_COMMANDS_OUT_OF_SYNC, CR_MALFORMED_PACKET,
		CR_OUT_OF_MEMORY,        ER_SERVER_SHUTDOWN,
		ER_CONNECTION_KILLED,    ER_NEW_ABORTING_CONNECTION,
	};

	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++)
		if (numbers[i] == number)
			return true;

	return false;
}

int mysql_failed(unsigned int number, const char *message, const char *who, char **reterr_message)
{
	/* The library's words tell where it stood in its own protocol. */
	bool is_lost = number == CR_SERVER_LOST || number == CR_SERVER_GONE_ERROR;
	_cleanup_(freep) char *words =
		strndup(is_lost ? "the connection was lost" : message, SENTENCE_MAX);

	for (char *at = words; at && *at; at++)
		if (iscntrl((unsigned char)*at))
			*at = ' ';

	return fault(reterr_message, mysql_status(number), "%s: %s", who,
		     words && *words ? words : "no reason given");
}
