/* SPDX-License-Identifier: Apache-2.0 */
/* Files of expected bytes. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* folder/name and suffix; the caller's. */
char *file_path(const char *folder, const char *name, const char *suffix);
/* The whole file, NUL-terminated, the caller's; NULL when there is none. */
char *file_read(const char *folder, const char *name, size_t *ret_size);
void file_write(const char *folder, const char *name, const char *bytes, size_t size);
/* Compares with the file, and prints the first line that differs. */
bool file_matches(const char *folder, const char *name, const char *bytes, size_t size);
