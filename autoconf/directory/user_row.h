/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A database's row made into a person, column by column, by their names: whatever is wrong in it
 * has a safe meaning.
 */
#pragma once

#include <stddef.h>

struct key;
struct user;

enum user_column {
	USER_MAILBOX, /* the only one that must be there */
	USER_LOGIN,
	USER_DISPLAY_NAME,
	USER_LANGUAGE,
	USER_ENABLED,
	USER_IMAP_ENABLED,
	USER_POP3_ENABLED,
	USER_SMTP_ENABLED,
	USER_SIEVE_ENABLED,
	USER_DAV_ENABLED,
	USER_EAS_ENABLED,
	USER_IMAP_HOST,
	USER_POP3_HOST,
	USER_SMTP_HOST,
	_USER_COLUMN_MAX,
};

/* Where each column stands in a result, -1 for not at all. */
struct user_columns {
	int index[_USER_COLUMN_MAX];
};

void user_columns_clear(struct user_columns *columns);
void user_columns_add(struct user_columns *columns, const char *name, int index);

/*
 * values: by enum user_column, NULL for SQL's NULL and for columns that are not there.  key: what
 * was asked for, where the row was found by it and must bear it (NULL for aliases).  Returns 0,
 * DIRECTORY_E_NOT_FOUND for a row that is somebody else's or no mailbox, or -ENOMEM.
 */
int user_from_row(const char *const values[static _USER_COLUMN_MAX], const struct key *key,
		  struct user **ret_user);
