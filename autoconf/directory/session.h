/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One blocking connection to a database: what the keeper's thread, init and check work with.  A
 * database implements it once.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct session;

struct session_limits {
	uint32_t timeout; /* milliseconds, for the connection and for each statement */
	/* readable: give up at once with -ECANCELED; -1: nobody interrupts */
	int stop_fd;
	bool may_write; /* init; a database that is a file is made when it is not there */
	/* the URL's nth host, from 1, and no other, whatever its role; 0: the best of them */
	size_t host;
};

/* A row of a result: text as the database spells it, NULL for SQL's NULL. */
struct row {
	size_t n_columns;
	const char *const *names;
	const char *const *values;
};

/* Not 0: no more rows, and the query returns that. */
typedef int (*session_row)(void *userdata, const struct row *row);

/*
 * All return 0, a positive enum directory_error, or -errno, with a sentence that holds no secret.
 * After DIRECTORY_E_UNAVAILABLE a session is good for nothing but closing.
 */
struct session_ops {
	int (*open)(const char *url, const struct session_limits *limits,
		    struct session **ret_session, char **reterr_message);
	void (*close)(struct session *session);
	/* One or several statements without a result. */
	int (*execute)(struct session *session, const char *sql, char **reterr_message);
	int (*query)(struct session *session, const char *sql, session_row row, void *userdata,
		     char **reterr_message);
	/*
	 * Subscribes to word of changes.  An error tells why this host or pooler has none; the
	 * session is good all the same, unless it is DIRECTORY_E_UNAVAILABLE.  NULL: there is no
	 * such thing.
	 */
	int (*listen)(struct session *session, char **reterr_message);
	/*
	 * A descriptor that becomes readable when there may be a change, or -1: ask every second.
	 */
	int (*descriptor)(const struct session *session);
	/*
	 * 1: something has changed; 0: nothing; negative: the connection is lost or the file is
	 * another one.
	 */
	int (*changed)(struct session *session);
};
