/* SPDX-License-Identifier: Apache-2.0 */
/* An SQLite file that is open, and whether it is still the same file with the same content. */
#pragma once

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct sqlite_file {
	sqlite3 *database; /* NULL: not open */
	sqlite3_stmt *data_version;
	int64_t version; /* of the content, as of the last look */
	dev_t device;
	ino_t inode;
};

/*
 * The path of an "sqlite:" URL: sqlite:/a, sqlite:a, sqlite:///a.  Borrowed; NULL when there is
 * none.
 */
const char *sqlite_path(const char *url);

/*
 * Read-only unless may_write, which makes the file if need be.  Never waits for a lock.  Returns as
 * struct session_ops says.
 */
int sqlite_file_open(struct sqlite_file *file, const char *path, bool may_write,
		     char **reterr_message);
void sqlite_file_close(struct sqlite_file *file);

/*
 * 0: the same; 1: other content; -ESTALE: the path leads to another file, or nowhere; other
 * negative: it cannot be read.
 */
int sqlite_file_changed(struct sqlite_file *file, const char *path);

/*
 * What an SQLite result code means: 0, an enum directory_error (DIRECTORY_E_BUSY: locked, ask
 * again), -ENOMEM.
 */
int sqlite_status(sqlite3 *database, int code);
