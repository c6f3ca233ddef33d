/* SPDX-License-Identifier: Apache-2.0 */
/* A mail address as somebody typed it, checked. */
#pragma once

#include <stddef.h>

#include "domain.h"

#define ADDRESS_MAX                                                                                \
	254 /* RFC 5321 section 4.5.3.1.3, erratum 1690: a path of 256 less its angle brackets */
#define ADDRESS_LOCAL_PART_MAX 64 /* RFC 5321 section 4.5.3.1.1 */

/*
 * Made by address_parse (base/address_syntax.h).  text keeps the letters as typed, because clients
 * compare it with what they sent; domain is what is looked up.
 */
struct address {
	char text[ADDRESS_MAX +
		  1];      /* NUL-terminated UTF-8, no control characters, exactly one unquoted @ */
	size_t size;       /* bytes of text */
	size_t local_size; /* bytes before the @ */
	char domain[DOMAIN_NAME_MAX + 1]; /* A-label, lower case, no trailing dot */
};

static inline const char *address_domain_as_typed(const struct address *address)
{
	return address->text + address->local_size + 1;
}
