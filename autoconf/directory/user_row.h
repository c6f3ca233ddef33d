/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A database's row made into a person, column by column, by their names: whatever is wrong in it
 * has a safe meaning.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "directory/schema.h"

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
	USER_SIEVE_HOST,
	USER_ADDRESS, /* the only one of SECTION_ADDRESSES */
	_USER_COLUMN_MAX,
};

/* Where each column stands in a result, -1 for not at all. */
struct user_columns {
	int index[_USER_COLUMN_MAX];
};

void user_columns_clear(struct user_columns *columns);
void user_columns_add(struct user_columns *columns, const char *name, int index);

/*
 * The rows of one answer: one person, or nobody.  SECTION_USER's must bear the key that was asked
 * for; SECTION_ADDRESSES' are gathered in a user that has nothing else: sorted, each once, and not
 * the key itself; of too many the first.
 */
struct user_rows {
	enum section section;
	const struct key *key;
	struct user *user;
	bool is_ambiguous;
};

/*
 * values: by enum user_column, NULL for SQL's NULL and for columns that are not there.  A row that
 * is somebody else's, no mailbox or no address counts for nothing.  Returns 0 or -ENOMEM.
 */
int user_rows_add(struct user_rows *rows, const char *const values[static _USER_COLUMN_MAX]);
/*
 * Returns 0 with the user, or DIRECTORY_E_NOT_FOUND: no row, or rows of different mailboxes or
 * logins.
 */
int user_rows_finish(struct user_rows *rows, struct user **ret_user);
void user_rows_clear(struct user_rows *rows);
