/* SPDX-License-Identifier: Apache-2.0 */
/* Values of MySQL and MariaDB. */
#include "directory/mysql/value.h"

#include <mysql.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

const char *mysql_value(const char *bytes, unsigned long size, int type,
			char bits[static MYSQL_BITS_SIZE])
{
	uint64_t number = 0;

	if (!bytes)
		return NULL;
	if (type != MYSQL_TYPE_BIT)
		return memchr(bytes, '\0', size) ? NULL : bytes;

	for (unsigned long i = 0; i < size && i < sizeof(number); i++)
		number = number << 8 | (unsigned char)bytes[i];
	(void)snprintf(bits, MYSQL_BITS_SIZE, "%llu", (unsigned long long)number);
	return bits;
}
