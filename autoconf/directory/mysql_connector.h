/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Connecting to a host of MySQL or MariaDB without blocking, in a loop or in a poll: its name is
 * looked up aside, its addresses are tried one after the other.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "directory/mysql_target.h"
#include "directory/mysql_work.h"

struct resolution;

struct mysql_connector {
	const struct target *target;
	size_t host;
	bool has_many; /* several statements may stand in one query: a session's */
	struct resolution *resolution;
	char *addresses, *next; /* a list; the next of it to be tried */
	char *called;           /* what the library takes the host for */
	struct mysql_work work;

	/* After DIRECTORY_PENDING: wait for fd to be ready for these, POLLIN and POLLOUT. */
	int fd;
	uint32_t events;
};

/* has_many: see above.  Both return as postgresql_connector.h says. */
int mysql_connector_start(struct mysql_connector *connector, const struct target *target,
			  size_t host, bool has_many, char **reterr_message);
/*
 * The next step, after fd was ready for `events`.  Returns DIRECTORY_PENDING (fd and events are
 * new: register them anew, fd may be another file under the same number), 0, or an error with a
 * sentence.  Stop watching fd before the call.
 */
int mysql_connector_step(struct mysql_connector *connector, uint32_t events, char **reterr_message);
/* The connection after 0: the caller's.  Its buffers lie in `called`: see mysql_hang_up(). */
struct st_mysql *mysql_connector_take(struct mysql_connector *connector);
void mysql_connector_clear(struct mysql_connector *connector);

/*
 * Closes a connection at once, without waiting for anybody; is_idle: it may say goodbye.  NULL is
 * fine.
 */
void mysql_hang_up(struct st_mysql *mysql, bool is_idle);
