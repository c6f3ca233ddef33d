/* SPDX-License-Identifier: Apache-2.0 */
/* Host names and URLs as operators write them. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "settings/reading.h"

/*
 * A host name as it is announced: A-label, lower case.  with_placeholder: one %EMAILDOMAIN% may
 * stand in it.  *ret_host is in the scratch arena.  NULL, or what is wrong: "is not a host name…".
 */
const char *host_read(struct reading *reading, const char *text, bool with_placeholder,
		      const char **ret_host);

struct url {
	const char *scheme; /* lower case */
	const char *host;   /* A-label in lower case, or an IPv4 address */
	uint32_t port;      /* 0: the scheme's own */
	const char *rest;   /* path, query and fragment, or "" */
	const char *text;   /* the whole, host converted */
};

/*
 * An absolute URL.  with_placeholders: %EMAILADDRESS% and its kin may stand in host and path.
 * NULL, or what is wrong with it.
 */
const char *url_read(struct reading *reading, const char *text, bool with_placeholders,
		     struct url *ret_url);
