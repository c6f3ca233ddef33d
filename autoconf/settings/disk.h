/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files and folders as a bundle asks for them.  All return 0 or -errno; *ret_file may be half
 * filled then: clear it.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct disk_file {
	char *bytes; /* with a NUL behind */
	size_t size;
	uint32_t mode; /* permission bits */
};

void disk_file_clear(struct disk_file *file); /* wipes it first */

int disk_read(const char *path, struct disk_file *ret_file);
int disk_probe(const char *path, struct disk_file *ret_file); /* opens it, takes nothing */
int disk_list(const char *path, struct disk_file *ret_file);  /* see bundle_list */
