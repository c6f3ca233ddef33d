/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs a fuzz target over the files of its corpus directories, as an ordinary test; the last name
 * printed is the one that failed.
 */
#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "cleanup.h"
#include "fuzz.h"

static void closedirp(DIR **directory)
{
	if (*directory)
		(void)closedir(*directory);
}

static void fclosep(FILE **file)
{
	if (*file)
		(void)fclose(*file);
}

/* The input stands in memory of exactly its size, so that a sanitizer sees one byte too far. */
static int run_file(const char *path)
{
	_cleanup_(fclosep) FILE *file = fopen(path, "rb");
	_cleanup_(freep) uint8_t *data = NULL;
	struct stat status;
	size_t size;

	if (!file || fstat(fileno(file), &status) < 0)
		return -errno;

	size = (size_t)status.st_size;
	data = malloc(size ? size : 1);
	if (!data)
		return -ENOMEM;
	if (fread(data, 1, size, file) != size)
		return -EIO;

	(void)LLVMFuzzerTestOneInput(data, size);
	return 0;
}

static int run_entry(const char *directory, const char *name)
{
	_cleanup_(freep) char *path = NULL;

	if (asprintf(&path, "%s/%s", directory, name) < 0)
		return -ENOMEM;

	(void)printf("%s\n", path);
	(void)fflush(stdout);
	return run_file(path);
}

/* Returns how many files were run, or -errno. */
static int run_directory(const char *path)
{
	_cleanup_(closedirp) DIR *directory = opendir(path);
	const struct dirent *entry;
	int r, n = 0;

	if (!directory)
		return -errno;

	while ((entry = readdir(directory))) {
		if (entry->d_name[0] == '.')
			continue;
		r = run_entry(path, entry->d_name);
		if (r < 0)
			return r;
		n++;
	}

	return n;
}

int main(int argc, char *argv[])
{
	for (int i = 1; i < argc; i++) {
		int n = run_directory(argv[i]);

		if (n <= 0) {
			(void)fprintf(stderr, "%s: %s\n", argv[i], n ? strerror(-n) : "no files");
			return EXIT_FAILURE;
		}
	}

	return argc > 1 ? EXIT_SUCCESS : EXIT_FAILURE;
}
