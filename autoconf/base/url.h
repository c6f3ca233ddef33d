/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of a URL that settings or directory have checked (RFC 3986 section 3). */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Borrowed pieces of the URL; none of them ends in NUL. */
struct url_parts {
	const char *host; /* may hold placeholders; an IPv6 address stands in its brackets */
	size_t host_size;
	uint16_t port; /* written, or the scheme's */
	bool has_port; /* it is written */
	bool is_encrypted;
	const char *path; /* what stands before "?" and "#"; may be empty */
	size_t path_size;
};

/* False for what is no http, https, ws or wss URL, names a user, or has no host. */
bool url_split(const char *url, struct url_parts *ret_parts);
