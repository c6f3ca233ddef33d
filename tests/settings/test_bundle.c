/* SPDX-License-Identifier: Apache-2.0 */
/* Bundles: every answer once, failures too, and the same from a memfd. */
#include "settings/bundle.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "cleanup.h"
#include "load.h"

static const struct file files[] = {
	{.name = "a.yaml", .content = "A", .mode = 0640},
	{.name = "b.yaml", .content = ""},
	{.name = ".c.yaml", .content = "C"},
	{.name = "key", .content = "secret-signing-key"},
	{0},
};

static char *in(const struct loaded *loaded, const char *name)
{
	char *path;

	assert_true(asprintf(&path, "%s/%s", loaded->folder, name) > 0);
	return path;
}

static void ask(struct bundle *bundle, const struct loaded *loaded)
{
	_cleanup_(freep) char *a = in(loaded, "a.yaml"), *b = in(loaded, "b.yaml"),
			      *none = in(loaded, "none");
	_cleanup_(freep) char *key = in(loaded, "key");
	struct bundle_file file;

	assert_int_equal(bundle_read(bundle, a, &file), 0);
	assert_int_equal(file.size, 1);
	assert_string_equal(file.bytes, "A");
	assert_int_equal(file.mode, 0640);
	assert_int_equal(bundle_read(bundle, b, &file), 0);
	assert_int_equal(file.size, 0);
	assert_string_equal(file.bytes, "");
	assert_int_equal(bundle_read(bundle, none, &file), -ENOENT);
	assert_int_equal(bundle_read(bundle, loaded->folder, &file), -EISDIR);
	assert_int_equal(bundle_probe(bundle, key), 0);
	assert_int_equal(bundle_probe(bundle, none), -ENOENT);
	assert_int_equal(bundle_list(bundle, loaded->folder, &file), 0);
	assert_int_equal(file.size, sizeof("a.yaml\0b.yaml\0main.yaml"));
	assert_memory_equal(file.bytes, "a.yaml\0b.yaml\0main.yaml", file.size);
	assert_int_equal(bundle_list(bundle, none, &file), -ENOENT);
}

static bool holds(int fd, const char *words)
{
	off_t size = lseek(fd, 0, SEEK_END);
	void *bytes = mmap(NULL, (size_t)size, PROT_READ, MAP_PRIVATE, fd, 0);
	bool found;

	assert_true(size > 0 && bytes != MAP_FAILED);
	found = memmem(bytes, (size_t)size, words, strlen(words));
	assert_int_equal(munmap(bytes, (size_t)size), 0);
	return found;
}

static void test_answers(void **state)
{
	_cleanup_(bundle_freep) struct bundle *disk = NULL, *copy = NULL, *again = NULL;
	struct bundle_file file;
	struct loaded loaded;
	int fd, fd_again;

	(void)state;
	load("", files, &loaded);
	assert_int_equal(bundle_new_from_disk(&disk), 0);
	ask(disk, &loaded);
	assert_int_equal(bundle_to_fd(disk, &fd), 0);
	assert_false(holds(fd, "secret-signing-key"));
	assert_int_equal(bundle_new_from_fd(fd, &copy), 0);
	assert_int_equal(bundle_to_fd(copy, &fd_again), 0);
	assert_int_equal(bundle_new_from_fd(fd_again, &again), 0);

	/* What was asked once is never read again, and a copy knows nothing else. */
	loaded_clear(&loaded);
	load("", NULL, &loaded);
	assert_int_equal(bundle_read(copy, loaded.path, &file), -ENOENT);
	loaded_clear(&loaded);
	assert_int_equal(close(fd), 0);
	assert_int_equal(close(fd_again), 0);
}

static void test_copies(void **state)
{
	_cleanup_(bundle_freep) struct bundle *disk = NULL, *copy = NULL;
	struct loaded loaded;
	char *folder;
	int fd;

	(void)state;
	load("", files, &loaded);
	folder = strdup(loaded.folder);
	assert_int_equal(bundle_new_from_disk(&disk), 0);
	ask(disk, &loaded);
	assert_int_equal(bundle_to_fd(disk, &fd), 0);
	assert_int_equal(bundle_new_from_fd(fd, &copy), 0);
	loaded_clear(&loaded);

	loaded.folder = folder;
	ask(disk, &loaded);
	ask(copy, &loaded);
	free(folder);
	assert_int_equal(close(fd), 0);
}

static int memfd_of(const void *bytes, size_t size)
{
	int fd = memfd_create("test", MFD_CLOEXEC);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, size), size);
	return fd;
}

/*
 * Every beginning of a good one is refused, or is a bundle with fewer files; none is read past its
 * end.
 */
static void test_truncated(void **state)
{
	_cleanup_(bundle_freep) struct bundle *disk = NULL;
	struct loaded loaded;
	char bytes[4096];
	ssize_t size;
	int fd, n_refused = 0;

	(void)state;
	load("", files, &loaded);
	assert_int_equal(bundle_new_from_disk(&disk), 0);
	ask(disk, &loaded);
	assert_int_equal(bundle_to_fd(disk, &fd), 0);
	size = pread(fd, bytes, sizeof(bytes), 0);
	assert_in_range(size, 100, sizeof(bytes) - 1);

	for (ssize_t n = 0; n < size; n++) {
		_cleanup_(bundle_freep) struct bundle *copy = NULL;
		_cleanup_(closep) int cut = memfd_of(bytes, (size_t)n);
		int r = bundle_new_from_fd(cut, &copy);

		assert_true(r == 0 || r == -EBADMSG);
		n_refused += r != 0;
	}
	assert_in_range(n_refused, size - 20, size - 1);
	loaded_clear(&loaded);
	assert_int_equal(close(fd), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_answers),
		cmocka_unit_test(test_copies),
		cmocka_unit_test(test_truncated),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
