/* SPDX-License-Identifier: Apache-2.0 */
/* A folder under /tmp for one load. */
#include "load.h"

#include <fcntl.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "settings.h"

static void write_file(const char *folder, const struct file *file)
{
	char *path;
	int fd;

	assert_true(asprintf(&path, "%s/%s", folder, file->name) > 0);
	if (!file->content) {
		assert_int_equal(mkdir(path, 0700), 0);
		free(path);
		return;
	}

	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, file->content, strlen(file->content)), strlen(file->content));
	assert_int_equal(fchmod(fd, file->mode ? file->mode : 0600), 0);
	assert_int_equal(close(fd), 0);
	free(path);
}

void load(const char *yaml, const struct file *files, struct loaded *ret_loaded)
{
	struct loaded loaded = {.folder = strdup("/tmp/test-settings-XXXXXX")};

	assert_non_null(mkdtemp(loaded.folder));
	assert_true(asprintf(&loaded.path, "%s/main.yaml", loaded.folder) > 0);
	write_file(loaded.folder, &(struct file){.name = "main.yaml", .content = yaml});
	for (size_t i = 0; files && files[i].name; i++)
		write_file(loaded.folder, &files[i]);

	assert_int_equal(bundle_new_from_disk(&loaded.bundle), 0);
	loaded.result =
		settings_load(loaded.bundle, loaded.path, &loaded.settings, &loaded.complaints);
	*ret_loaded = loaded;
}

static int remove_one(const char *path, const struct stat *stat, int type, struct FTW *ftw)
{
	(void)stat;
	(void)type;
	(void)ftw;
	return remove(path);
}

void loaded_clear(struct loaded *loaded)
{
	(void)nftw(loaded->folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	settings_unref(loaded->settings);
	complaints_clear(&loaded->complaints);
	bundle_free(loaded->bundle);
	free(loaded->path);
	free(loaded->folder);
	*loaded = (struct loaded){0};
}

/*
 * The complaint without the folder's random name: "3: error: …", or "domains/x.yaml:3: error: …"
 * for another file.
 */
static char *relative(const struct loaded *loaded, const struct complaint *complaint)
{
	char *line = complaint_format(complaint), *shown;
	size_t prefix = strlen(loaded->folder) + 1;

	assert_non_null(line);
	assert_memory_equal(line, loaded->folder, prefix - 1);
	if (complaint->line && !strncmp(line + prefix, "main.yaml:", strlen("main.yaml:")))
		prefix += strlen("main.yaml:");
	shown = strdup(line + prefix);
	free(line);
	return shown;
}

/* "LINE: kind: " must stand at the front, the words somewhere behind it. */
static int is_as_expected(const char *complaint, const char *expected)
{
	const char *words = strstr(expected, "error: ");

	words = words ? words + strlen("error: ")
		      : strstr(expected, "warning: ") + strlen("warning: ");
	return !strncmp(complaint, expected, (size_t)(words - expected)) &&
	       strstr(complaint + (words - expected), words);
}

void check_complaints(const char *name, const struct loaded *loaded, const char *const *expected)
{
	size_t n = 0, n_errors = 0;

	while (n < EXPECTED_MAX && expected[n])
		n++;

	for (size_t i = 0; i < loaded->complaints.n_entries; i++) {
		char *line = relative(loaded, &loaded->complaints.entries[i]);

		n_errors += !loaded->complaints.entries[i].is_warning;
		if (i >= n || !is_as_expected(line, expected[i]))
			fail_msg("%s: \"%s\" was expected, and this was said: %s", name,
				 i < n ? expected[i] : "nothing", line);
		free(line);
	}
	if (loaded->complaints.n_entries < n)
		fail_msg("%s: nobody said \"%s\"", name, expected[loaded->complaints.n_entries]);
	if (loaded->complaints.n_errors != n_errors)
		fail_msg("%s: errors were counted wrong", name);
	if (loaded->result != (n_errors ? SETTINGS_E_REFUSED : 0) ||
	    !loaded->settings != !!n_errors)
		fail_msg("%s: result %d with %zu errors", name, loaded->result, n_errors);
}

void check_refusals(const struct refusal *cases, size_t n_cases, const struct file *files)
{
	for (size_t i = 0; i < n_cases; i++) {
		struct loaded loaded;

		load(cases[i].yaml, files, &loaded);
		check_complaints(cases[i].name, &loaded, cases[i].expected);
		loaded_clear(&loaded);
	}
}
