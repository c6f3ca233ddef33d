/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A connection to a host of MySQL or MariaDB, made in a thread of its own.  Connector/C's
 * non-blocking API is not that while it connects: it looks names up, reads certificates and
 * plug-ins, and waits for the peer's half of a TLS handshake, all of them in place.  Works in a
 * loop and in a poll alike: a descriptor becomes readable when it is done.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "directory/mysql/target.h"

struct mysql_attempt;
struct st_mysql;

struct mysql_connector {
	const struct target *target;
	size_t host;
	struct mysql_attempt *attempt;
};

/*
 * has_many: several statements may stand in one query.  timeout: milliseconds, after which it gives
 * up even when it was abandoned.  Returns 0, -EAGAIN while too many abandoned ones are under way,
 * or -errno.
 */
int mysql_connector_start(struct mysql_connector *connector, const struct target *target,
			  size_t host, bool has_many, uint32_t timeout);
/* Readable once it is done; borrowed. */
int mysql_connector_fd(const struct mysql_connector *connector);
/*
 * Returns DIRECTORY_PENDING, 0 with a connection that is the caller's and never blocks in the
 * non-blocking calls, or an error with a sentence.
 */
int mysql_connector_take(struct mysql_connector *connector, struct st_mysql **ret_mysql,
			 char **reterr_message);
/* Abandons what is not done; the thread ends by itself. */
void mysql_connector_clear(struct mysql_connector *connector);

/*
 * Nothing more is read or written: what the library still wants to take from it fails at once.
 */
void mysql_cut_off(struct st_mysql *mysql);
/*
 * Closes a connection at once, without waiting for anybody; is_idle: it may say goodbye.  NULL is
 * fine.
 */
void mysql_hang_up(struct st_mysql *mysql, bool is_idle);
