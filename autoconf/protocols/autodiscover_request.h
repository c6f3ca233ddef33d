/* SPDX-License-Identifier: Apache-2.0 */
/* The body of an Autodiscover POX request, read from a stranger's XML. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#define POX_DEPTH_MAX 16 /* elements inside one another; a request has three */
#define POX_ATTRIBUTES_MAX                                                                         \
	64 /* = in the body; a request has four, and libxml2's time grows with their square */
#define POX_VALUE_MAX 512 /* bytes of a value; the longest that means anything is a schema's name */

/*
 * The text of an element that may occur: references and CDATA joined, comments left out, blanks
 * around it trimmed.
 */
struct pox_value {
	unsigned int count; /* how many such elements there are */
	bool is_broken;     /* over POX_VALUE_MAX, or an element inside */
	size_t size;
	char text[POX_VALUE_MAX + 1];
};

struct pox_request {
	struct pox_value address; /* EMailAddress */
	struct pox_value schema;  /* AcceptableResponseSchema */
};

enum pox_error {
	POX_OK,
	/*
	 * not well-formed, a DOCTYPE, an encoding other than UTF-8 and UTF-16, not exactly one
	 * Request
	 */
	POX_E_UNREADABLE,
};

/*
 * body may be NULL when size is 0.  Any thread, never a word on stderr, no network, no file.
 * Returns 0, POX_E_UNREADABLE or -ENOMEM.
 */
int pox_read(const char *body, size_t size, struct pox_request *ret_request);
