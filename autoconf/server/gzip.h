/* SPDX-License-Identifier: Apache-2.0 */
/* Answers in gzip (RFC 1952), for clients that ask for it. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Less is not worth the work, and what we make is never more. */
#define GZIP_SIZE_MIN 1024
#define GZIP_SIZE_MAX (256 * 1024)

/* Does this value of Accept-Encoding (NULL: none) take gzip (RFC 9110 section 12.5.3)? */
bool gzip_is_accepted(const char *accept_encoding);

/* Is a document of this size compressed at all? */
static inline bool gzip_is_worth_it(size_t size)
{
	return size >= GZIP_SIZE_MIN && size <= GZIP_SIZE_MAX;
}

/*
 * The bytes compressed, in memory of their own, and always the same for the same bytes.  Returns 0,
 * -ERANGE where that is not worth it, or -ENOMEM.
 */
int gzip_bytes(const char *bytes, size_t size, char **ret_bytes, size_t *ret_size);
