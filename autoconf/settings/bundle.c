/* SPDX-License-Identifier: Apache-2.0 */
/* What was read, by path; and the same as one memfd for a process that cannot open files. */
#include "settings/bundle.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#define HASH_NONFATAL_OOM 1
#define HASH_FUNCTION HASH_SAX /* clang warns of the usual one */
#include <uthash.h>

#include "cleanup.h"
#include "settings/disk.h"

#define MAGIC "carbone-autoconf bundle 1\n"
#define SEALS (F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE)

/* One path can be asked about in several ways. */
enum question {
	QUESTION_READ,
	QUESTION_PROBE,
	QUESTION_LIST,
};

struct entry {
	char *key; /* question's letter, path */
	int error; /* 0 or -errno */
	struct disk_file file;
	UT_hash_handle hh;
};

struct bundle {
	struct entry *entries;
	bool is_from_fd;
};

/* One entry in a memfd; its key and bytes follow. */
struct frame {
	uint32_t key_size, size, mode;
	int32_t error;
};

static void entry_free(struct entry *entry)
{
	if (!entry)
		return;

	disk_file_clear(&entry->file);
	free(entry->key);
	free(entry);
}

static void entry_freep(struct entry **entry)
{
	entry_free(*entry);
}

int bundle_new_from_disk(struct bundle **ret_bundle)
{
	*ret_bundle = calloc(1, sizeof(**ret_bundle));
	return *ret_bundle ? 0 : -ENOMEM;
}

void bundle_free(struct bundle *bundle)
{
	struct entry *entry, *next;

	if (!bundle)
		return;

	HASH_ITER (hh, bundle->entries, entry, next) {
		HASH_DELETE(hh, bundle->entries, entry);
		entry_free(entry);
	}
	free(bundle);
}

static const struct {
	char letter;
	int (*ask)(const char *path, struct disk_file *ret_file);
} questions[] = {
	[QUESTION_READ] = {'r', disk_read},
	[QUESTION_PROBE] = {'p', disk_probe},
	[QUESTION_LIST] = {'l', disk_list},
};

/* ---- the entries ---- */

static int bundle_add(struct bundle *bundle, struct entry *entry)
{
	HASH_ADD_KEYPTR(hh, bundle->entries, entry->key, strlen(entry->key), entry);
	return entry->hh.tbl ? 0 : -ENOMEM;
}

static int bundle_fill(struct bundle *bundle, enum question question, const char *key,
		       struct entry **ret_entry)
{
	_cleanup_(entry_freep) struct entry *entry = calloc(1, sizeof(*entry));
	int r;

	if (!entry)
		return -ENOMEM;

	entry->key = strdup(key);
	if (!entry->key)
		return -ENOMEM;

	entry->error =
		bundle->is_from_fd ? -ENOENT : questions[question].ask(key + 1, &entry->file);
	r = bundle_add(bundle, entry);
	if (r)
		return r;

	*ret_entry = TAKE_PTR(entry);
	return 0;
}

static int bundle_ask(struct bundle *bundle, enum question question, const char *path,
		      struct bundle_file *ret_file)
{
	_cleanup_(freep) char *key = NULL;
	struct entry *entry;
	int r;

	if (asprintf(&key, "%c%s", questions[question].letter, path) < 0) {
		key = NULL;
		return -ENOMEM;
	}

	HASH_FIND(hh, bundle->entries, key, strlen(key), entry);
	if (!entry) {
		r = bundle_fill(bundle, question, key, &entry);
		if (r)
			return r;
	}
	if (!entry->error)
		*ret_file = (struct bundle_file){.bytes = entry->file.bytes,
						 .size = entry->file.size,
						 .mode = entry->file.mode};
	return entry->error;
}

int bundle_read(struct bundle *bundle, const char *path, struct bundle_file *ret_file)
{
	return bundle_ask(bundle, QUESTION_READ, path, ret_file);
}

const char *bundle_problem(int error)
{
	return error == -EFBIG ? "it is larger than 1 MiB" : strerror(-error);
}

int bundle_probe(struct bundle *bundle, const char *path)
{
	struct bundle_file nothing;

	return bundle_ask(bundle, QUESTION_PROBE, path, &nothing);
}

int bundle_list(struct bundle *bundle, const char *path, struct bundle_file *ret_names)
{
	return bundle_ask(bundle, QUESTION_LIST, path, ret_names);
}

/* ---- the memfd ---- */

static int write_all(int fd, const void *bytes, size_t size)
{
	const char *cursor = bytes;

	while (size > 0) {
		ssize_t n = write(fd, cursor, size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		cursor += n;
		size -= (size_t)n;
	}
	return 0;
}

static int entry_write(int fd, const struct entry *entry)
{
	struct frame frame = {.key_size = (uint32_t)strlen(entry->key),
			      .size = entry->error ? 0 : (uint32_t)entry->file.size,
			      .mode = entry->file.mode,
			      .error = entry->error};
	int r;

	r = write_all(fd, &frame, sizeof(frame));
	if (!r)
		r = write_all(fd, entry->key, frame.key_size);
	if (!r)
		r = write_all(fd, entry->file.bytes, frame.size);
	return r;
}

int bundle_to_fd(const struct bundle *bundle, int *ret_fd)
{
	_cleanup_(closep) int fd = memfd_create("settings", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	int r;

	if (fd < 0)
		return -errno;

	r = write_all(fd, MAGIC, strlen(MAGIC));
	for (const struct entry *entry = bundle->entries; entry && !r; entry = entry->hh.next)
		r = entry_write(fd, entry);
	if (r)
		return r;
	if (fcntl(fd, F_ADD_SEALS, SEALS) < 0)
		return -errno;

	*ret_fd = TAKE_FD(fd);
	return 0;
}

/* A piece of the memfd's bytes. */
struct piece {
	const char *cursor, *end;
};

static bool piece_take(struct piece *piece, size_t size, const void **ret_bytes)
{
	if ((size_t)(piece->end - piece->cursor) < size)
		return false;

	*ret_bytes = piece->cursor;
	piece->cursor += size;
	return true;
}

static char *copy_with_nul(const char *bytes, size_t size)
{
	char *copy = malloc(size + 1);

	if (!copy)
		return NULL;

	memcpy(copy, bytes, size);
	copy[size] = '\0';
	return copy;
}

static int entry_read(struct bundle *bundle, struct piece *piece)
{
	_cleanup_(entry_freep) struct entry *entry = calloc(1, sizeof(*entry));
	const void *bytes, *key, *content;
	struct frame frame;
	int r;

	if (!entry)
		return -ENOMEM;
	if (!piece_take(piece, sizeof(frame), &bytes))
		return -EBADMSG;

	memcpy(&frame, bytes, sizeof(frame));
	if (!piece_take(piece, frame.key_size, &key) || !piece_take(piece, frame.size, &content))
		return -EBADMSG;

	entry->error = frame.error;
	entry->file.mode = frame.mode;
	entry->file.size = frame.size;
	entry->key = copy_with_nul(key, frame.key_size);
	entry->file.bytes = copy_with_nul(content, frame.size);
	if (!entry->key || !entry->file.bytes)
		return -ENOMEM;

	r = bundle_add(bundle, entry);
	if (r)
		return r;

	(void)TAKE_PTR(entry);
	return 0;
}

static int bundle_read_pieces(struct bundle *bundle, struct piece piece)
{
	const void *magic;
	int r = 0;

	if (!piece_take(&piece, strlen(MAGIC), &magic) || memcmp(magic, MAGIC, strlen(MAGIC)) != 0)
		return -EBADMSG;

	while (piece.cursor < piece.end && !r)
		r = entry_read(bundle, &piece);
	return r;
}

int bundle_new_from_fd(int fd, struct bundle **ret_bundle)
{
	_cleanup_(bundle_freep) struct bundle *bundle = calloc(1, sizeof(*bundle));
	struct stat stat;
	char *bytes;
	int r;

	if (!bundle)
		return -ENOMEM;
	if (fstat(fd, &stat) < 0)
		return -errno;
	if (stat.st_size == 0)
		return -EBADMSG;

	bundle->is_from_fd = true;
	bytes = mmap(NULL, (size_t)stat.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (bytes == MAP_FAILED)
		return -errno;

	r = bundle_read_pieces(bundle, (struct piece){bytes, bytes + stat.st_size});
	(void)munmap(bytes, (size_t)stat.st_size);
	if (r)
		return r;

	*ret_bundle = TAKE_PTR(bundle);
	return 0;
}

bool bundle_is_from_disk(const struct bundle *bundle)
{
	return !bundle->is_from_fd;
}
