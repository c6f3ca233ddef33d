/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the loader asks of a bundle.  Each answer is kept, a failure too, so that a server without
 * files loads the very same settings.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "settings/loader.h"

#define BUNDLE_FILE_MAX (1024 * 1024) /* bytes */
#define BUNDLE_NAMES_MAX 100000       /* files of a directory */

/* Borrowed from the bundle. */
struct bundle_file {
	const char *bytes;
	size_t size;
	unsigned int mode; /* permission bits */
};

/* Returns 0 or -errno: -EFBIG above BUNDLE_FILE_MAX, -EISDIR. */
int bundle_read(struct bundle *bundle, const char *path, struct bundle_file *ret_file);

/*
 * The files are the operator's of this very moment; else they were good when the service last read
 * them.
 */
bool bundle_is_from_disk(const struct bundle *bundle);

/* What such an error is called: "No such file or directory". */
const char *bundle_problem(int error);

/*
 * Can the file be read?  Its bytes are not kept: it may hold the signing key.  Returns 0 or -errno.
 */
int bundle_probe(struct bundle *bundle, const char *path);

/*
 * The names in a directory that end in ".yaml" and do not begin with a dot, sorted, each with its
 * NUL, one behind the other: bytes and size of *ret_names.  Returns 0 or -errno: -EFBIG above
 * BUNDLE_NAMES_MAX.
 */
int bundle_list(struct bundle *bundle, const char *path, struct bundle_file *ret_names);
