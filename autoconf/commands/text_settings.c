/* SPDX-License-Identifier: Apache-2.0 */
/* The loader reads files: this makes one that has no name. */
#include "commands/text_settings.h"

#include <errno.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "cleanup.h"
#include "settings/loader.h"

static int write_all(int fd, const char *text, size_t size)
{
	while (size) {
		ssize_t n = write(fd, text, size);

		if (n < 0)
			return -errno;
		text += n;
		size -= (size_t)n;
	}

	return 0;
}

int text_settings_load(const char *text, size_t size, struct settings **ret_settings,
		       struct complaints *ret_complaints)
{
	_cleanup_(closep) int fd = memfd_create("settings", MFD_CLOEXEC);
	_cleanup_(bundle_freep) struct bundle *bundle = NULL;
	char path[64];
	int r = fd < 0 ? -errno : write_all(fd, text, size);

	if (!r)
		r = bundle_new_from_disk(&bundle);
	if (r)
		return r;

	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return settings_load(bundle, path, ret_settings, ret_complaints);
}
