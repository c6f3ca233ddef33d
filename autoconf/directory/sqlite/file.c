/* SPDX-License-Identifier: Apache-2.0 */
/* SQLite files. */
#include "directory/sqlite/file.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "cleanup.h"
#include "directory.h"
#include "directory/fault.h"

const char *sqlite_path(const char *url)
{
	const char *path = strchr(url, ':');

	if (!path)
		return NULL;

	path += strncmp(path, "://", 3) ? 1 : 3;
	return *path ? path : NULL;
}

int sqlite_status(sqlite3 *database, int code)
{
	static const struct {
		int code, status;
	} meanings[] = {
		{SQLITE_OK, 0},
		{SQLITE_ROW, 0},
		{SQLITE_DONE, 0},
		{SQLITE_BUSY, DIRECTORY_E_BUSY},
		{SQLITE_LOCKED, DIRECTORY_E_BUSY},
		{SQLITE_NOMEM, -ENOMEM},
		{SQLITE_ERROR, DIRECTORY_E_CONFIGURATION},
		{SQLITE_PERM, DIRECTORY_E_CONFIGURATION},
		{SQLITE_AUTH, DIRECTORY_E_CONFIGURATION},
		{SQLITE_READONLY, DIRECTORY_E_CONFIGURATION},
		{SQLITE_CONSTRAINT, DIRECTORY_E_CONFIGURATION},
		{SQLITE_NOTADB, DIRECTORY_E_CONFIGURATION},
	};

	if ((code & 0xff) == SQLITE_ERROR &&
	    !strncmp(sqlite3_errmsg(database), "no such table: ", strlen("no such table: ")))
		return DIRECTORY_E_NO_SCHEMA;

	for (size_t i = 0; i < ARRAY_SIZE(meanings); i++)
		if (meanings[i].code == (code & 0xff))
			return meanings[i].status;

	return DIRECTORY_E_UNAVAILABLE;
}

/* Asks the pager for its version, which another connection's commit changes. */
static int version_read(struct sqlite_file *file, int64_t *ret_version)
{
	int code = sqlite3_step(file->data_version);

	if (code == SQLITE_ROW)
		*ret_version = sqlite3_column_int64(file->data_version, 0);
	(void)sqlite3_reset(file->data_version);

	return code == SQLITE_ROW ? 0 : -EIO;
}

static int file_configure(struct sqlite_file *file, bool may_write, char **reterr_message)
{
	int code = sqlite3_exec(file->database,
				"PRAGMA trusted_schema = OFF; PRAGMA foreign_keys = ON", NULL, NULL,
				NULL);

	if (code == SQLITE_OK && !may_write)
		code = sqlite3_exec(file->database, "PRAGMA query_only = ON", NULL, NULL, NULL);
	if (code == SQLITE_OK)
		code = sqlite3_prepare_v3(file->database, "PRAGMA data_version", -1,
					  SQLITE_PREPARE_PERSISTENT, &file->data_version, NULL);
	if (code != SQLITE_OK)
		return fault(reterr_message, sqlite_status(file->database, code), "%s",
			     sqlite3_errmsg(file->database));

	(void)version_read(file, &file->version);
	return 0;
}

int sqlite_file_open(struct sqlite_file *file, const char *path, bool may_write,
		     char **reterr_message)
{
	int flags = may_write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
	struct stat status = {0};
	int code, r;

	*file = (struct sqlite_file){0};
	/* Looked at before it is opened: replaced in between, it is found out at the next look. */
	if (stat(path, &status) < 0 && !may_write)
		return fault(reterr_message, DIRECTORY_E_UNAVAILABLE, "%s: %s", path,
			     strerrordesc_np(errno));

	/*
	 * No memory map: a file that another program shortens in place would end this process with
	 * SIGBUS.  A reader that may not write cannot open a database in WAL mode while nobody else
	 * has it open: docs/directory.md.
	 */
	code = sqlite3_open_v2(path, &file->database,
			       flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
	if (code != SQLITE_OK) {
		r = fault(reterr_message, sqlite_status(file->database, code), "%s: %s", path,
			  file->database ? sqlite3_errmsg(file->database) : sqlite3_errstr(code));
		sqlite_file_close(file);
		return r;
	}

	r = file_configure(file, may_write, reterr_message);
	if (r) {
		sqlite_file_close(file);
		return r;
	}

	file->device = status.st_dev;
	file->inode = status.st_ino;
	return 0;
}

void sqlite_file_close(struct sqlite_file *file)
{
	(void)sqlite3_finalize(file->data_version);
	(void)sqlite3_close_v2(file->database);
	*file = (struct sqlite_file){0};
}

int sqlite_file_changed(struct sqlite_file *file, const char *path)
{
	int64_t version = file->version;
	struct stat status;
	bool same;

	if (stat(path, &status) < 0 || status.st_dev != file->device ||
	    status.st_ino != file->inode)
		return -ESTALE;
	if (version_read(file, &version) < 0)
		return 0;

	same = version == file->version;
	file->version = version;
	return !same;
}
