/* SPDX-License-Identifier: Apache-2.0 */
/* Reading small files and folders whole. */
#include "settings/disk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "cleanup.h"
#include "settings/bundle.h"

void disk_file_clear(struct disk_file *file)
{
	if (file->bytes)
		explicit_bzero(file->bytes, file->size);

	free(file->bytes);
	*file = (struct disk_file){0};
}

static int open_to_read(const char *path, struct stat *ret_stat, int *ret_fd)
{
	_cleanup_(closep) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);

	if (fd < 0 || fstat(fd, ret_stat) < 0)
		return -errno;
	if (S_ISDIR(ret_stat->st_mode))
		return -EISDIR;

	*ret_fd = TAKE_FD(fd);
	return 0;
}

static int read_all(int fd, char *buffer, size_t capacity, size_t *ret_size)
{
	size_t size = 0;

	while (size < capacity) {
		ssize_t n = read(fd, buffer + size, capacity - size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (n == 0)
			break;
		size += (size_t)n;
	}
	*ret_size = size;
	return 0;
}

static int shrink(struct disk_file *file)
{
	char *bytes = realloc(file->bytes, file->size + 1);

	if (!bytes)
		return -ENOMEM;

	bytes[file->size] = '\0';
	file->bytes = bytes;
	return 0;
}

/* Not by st_size: a pipe or /dev/stdin has none. */
int disk_read(const char *path, struct disk_file *ret_file)
{
	_cleanup_(closep) int fd = -1;
	struct stat stat;
	int r;

	r = open_to_read(path, &stat, &fd);
	if (r)
		return r;

	ret_file->mode = stat.st_mode & 07777;
	ret_file->bytes = malloc(BUNDLE_FILE_MAX + 1);
	if (!ret_file->bytes)
		return -ENOMEM;

	r = read_all(fd, ret_file->bytes, BUNDLE_FILE_MAX + 1, &ret_file->size);
	if (r)
		return r;

	return ret_file->size > BUNDLE_FILE_MAX ? -EFBIG : shrink(ret_file);
}

int disk_probe(const char *path, struct disk_file *ret_file)
{
	_cleanup_(closep) int fd = -1;
	struct stat stat;

	(void)ret_file;
	return open_to_read(path, &stat, &fd);
}

static bool is_wanted(const char *name)
{
	size_t size = strlen(name);

	return name[0] != '.' && size > strlen(".yaml") &&
	       !strcmp(name + size - strlen(".yaml"), ".yaml");
}

static int select_wanted(const struct dirent *entry)
{
	return is_wanted(entry->d_name);
}

static void names_free(struct dirent **names, int n)
{
	for (int i = 0; i < n; i++)
		free(names[i]);
	free(names);
}

static int names_join(struct dirent *const *names, int n, struct disk_file *file)
{
	FILE *stream;
	int r = 0;

	if (n > BUNDLE_NAMES_MAX)
		return -EFBIG;

	stream = open_memstream(&file->bytes, &file->size);
	if (!stream)
		return -ENOMEM;

	for (int i = 0; i < n; i++)
		if (fwrite(names[i]->d_name, strlen(names[i]->d_name) + 1, 1, stream) != 1)
			r = -ENOMEM;

	return fclose(stream) ? -ENOMEM : r;
}

int disk_list(const char *path, struct disk_file *ret_file)
{
	struct dirent **names;
	int n, r;

	n = scandir(path, &names, select_wanted, alphasort);
	if (n < 0)
		return -errno;

	r = names_join(names, n, ret_file);
	names_free(names, n);
	return r;
}
