/* SPDX-License-Identifier: Apache-2.0 */
/* Expected bytes, read, compared and (by hand, after looking at them) written. */
#include "files.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"

static void fclosep(FILE **file)
{
	if (*file)
		(void)fclose(*file);
}

char *file_path(const char *folder, const char *name, const char *suffix)
{
	char *path = NULL;
	int r = asprintf(&path, "%s/%s%s", folder, name, suffix);

	assert(r >= 0);
	return path;
}

char *file_read(const char *folder, const char *name, size_t *ret_size)
{
	_cleanup_(freep) char *path = file_path(folder, name, "");
	_cleanup_(fclosep) FILE *file = fopen(path, "re");
	_cleanup_(freep) char *bytes = NULL;
	size_t capacity = 1024 * 1024;

	if (!file)
		return NULL;

	bytes = malloc(capacity);
	assert(bytes);
	*ret_size = fread(bytes, 1, capacity - 1, file);
	bytes[*ret_size] = '\0';
	return TAKE_PTR(bytes);
}

void file_write(const char *folder, const char *name, const char *bytes, size_t size)
{
	_cleanup_(freep) char *path = file_path(folder, name, "");
	_cleanup_(fclosep) FILE *file = fopen(path, "we");
	size_t n;

	assert(file);
	n = fwrite(bytes, 1, size, file);
	assert(n == size);
}

static void print_difference(const char *name, const char *wanted, const char *found)
{
	unsigned int line = 1;

	while (*wanted && *found) {
		size_t wanted_size = strcspn(wanted, "\n"), found_size = strcspn(found, "\n");

		if (wanted_size != found_size || memcmp(wanted, found, found_size))
			break;
		wanted += wanted_size + (wanted[wanted_size] == '\n');
		found += found_size + (found[found_size] == '\n');
		line++;
	}

	fprintf(stderr, "%s:%u:\n  wanted %.*s\n  found  %.*s\n", name, line,
		(int)strcspn(wanted, "\n"), wanted, (int)strcspn(found, "\n"), found);
}

bool file_matches(const char *folder, const char *name, const char *bytes, size_t size)
{
	size_t wanted_size = 0;
	_cleanup_(freep) char *wanted = file_read(folder, name, &wanted_size);

	if (!wanted) {
		fprintf(stderr, "%s: there is no such file\n", name);
		return false;
	}
	if (wanted_size == size && !memcmp(wanted, bytes, size))
		return true;

	print_difference(name, wanted, bytes);
	return false;
}
