/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The kept listing: a line of words, then the rows.
 *
 *	carbone-autoconf snapshot 3 <seconds> <bytes of rows> <digest of rows, hex> <source>
 */
#include "directory/kept.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "cleanup.h"
#include "directory/listing.h"

#define KEPT_NAME "snapshot"
#define KEPT_NEW_NAME "snapshot.new"
#define KEPT_MAGIC "carbone-autoconf snapshot 3"
#define KEPT_MAX (1024L * 1024 * 1024) /* bytes; more is no file of ours */

static void fclosep(FILE **file)
{
	if (*file)
		(void)fclose(*file);
}

/*
 * The rows' size stands before them, so they are written first and their line last, into room left
 * for it.
 */
#define KEPT_NUMBERS 60

static int kept_write_file(FILE *file, const char *source, uint64_t refreshed,
			   const struct listing *listing)
{
	long rows, end;
	int r;

	(void)fprintf(file, "%s %*s %s\n", KEPT_MAGIC, KEPT_NUMBERS, "", source);
	rows = ftell(file);
	r = listing_write(listing, file);
	end = ftell(file);
	if (r)
		return r;

	if (rows < 0 || end < rows || fseek(file, (long)strlen(KEPT_MAGIC), SEEK_SET))
		return -EIO;

	(void)fprintf(file, " %20" PRIu64 " %20ld %016" PRIx64, refreshed, end - rows,
		      listing->digest);
	return fflush(file) || ferror(file) ? -EIO : 0;
}

int kept_write(const char *folder, const char *source, uint64_t refreshed,
	       const struct listing *listing)
{
	_cleanup_(closep) int folder_fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	_cleanup_(closep) int fd = -1;
	_cleanup_(fclosep) FILE *file = NULL;
	int r;

	if (folder_fd < 0)
		return -errno;

	fd = openat(folder_fd, KEPT_NEW_NAME, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW,
		    0600);
	if (fd < 0)
		return -errno;

	file = fdopen(fd, "w");
	if (!file)
		return -errno;
	(void)TAKE_FD(fd);

	r = kept_write_file(file, source, refreshed, listing);
	if (!r && fsync(fileno(file)) < 0)
		r = -errno;
	if (!r && renameat(folder_fd, KEPT_NEW_NAME, folder_fd, KEPT_NAME) < 0)
		r = -errno;
	if (r)
		(void)unlinkat(folder_fd, KEPT_NEW_NAME, 0);

	return r;
}

struct mapping {
	void *bytes;
	size_t size;
};

static void mapping_clear(struct mapping *mapping)
{
	if (mapping->bytes)
		(void)munmap(mapping->bytes, mapping->size);
}

/* Private to us and only replaced by rename: a map of it does not change under our hands. */
static int mapping_open(struct mapping *mapping, const char *folder)
{
	_cleanup_(closep) int folder_fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	_cleanup_(closep) int fd = -1;
	struct stat status;

	if (folder_fd < 0)
		return -errno;

	fd = openat(folder_fd, KEPT_NAME, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0 || fstat(fd, &status) < 0)
		return -errno;
	if (!S_ISREG(status.st_mode) || status.st_size <= 0 || status.st_size > KEPT_MAX)
		return -EBADMSG;

	mapping->bytes = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (mapping->bytes == MAP_FAILED) {
		mapping->bytes = NULL;
		return -errno;
	}

	mapping->size = (size_t)status.st_size;
	return 0;
}

struct head {
	uint64_t refreshed, digest;
	size_t rows_size;
	char *source;
};

static void head_clear(struct head *head)
{
	free(head->source);
}

static int head_read(const char *bytes, size_t size, struct head *head, size_t *ret_head_size)
{
	const char *newline = memchr(bytes, '\n', size);
	_cleanup_(freep) char *line = newline ? strndup(bytes, (size_t)(newline - bytes)) : NULL;
	int at = 0;

	if (!newline)
		return -EBADMSG;
	if (!line)
		return -ENOMEM;

	if (sscanf(line, KEPT_MAGIC " %" SCNu64 " %zu %" SCNx64 " %n", &head->refreshed,
		   &head->rows_size, &head->digest, &at) != 3 ||
	    !at)
		return -EBADMSG;

	*ret_head_size = (size_t)(newline - bytes) + 1;
	head->source = strdup(line + at);
	return head->source ? 0 : -ENOMEM;
}

int kept_read(const char *folder, const char *source, uint64_t *ret_refreshed,
	      struct listing **ret_listing)
{
	_cleanup_(mapping_clear) struct mapping mapping = {0};
	_cleanup_(listing_unrefp) struct listing *listing = NULL;
	_cleanup_(head_clear) struct head head = {0};
	size_t head_size;
	int r = mapping_open(&mapping, folder);

	if (!r)
		r = head_read(mapping.bytes, mapping.size, &head, &head_size);
	if (r)
		return r;
	if (head.rows_size != mapping.size - head_size)
		return -EBADMSG;
	if (strcmp(head.source, source))
		return -ENOENT;

	r = listing_read((const char *)mapping.bytes + head_size, head.rows_size, &listing);
	if (r)
		return r;
	if (listing->digest != head.digest)
		return -EBADMSG;

	*ret_refreshed = head.refreshed;
	*ret_listing = TAKE_PTR(listing);
	return 0;
}
