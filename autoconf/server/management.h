/* SPDX-License-Identifier: Apache-2.0 */
/* What the management listener tells: metrics, health, readiness.  None of it asks a database. */
#pragma once

#include "server/route.h"

struct answer;
struct server;

struct management_page {
	unsigned int status;
	const char *content_type;
	const char *header, *value; /* one more; NULL: none */
	char *bytes;                /* the caller's */
	size_t size;
};

/* Returns 0 or -ENOMEM. */
int management_render(const struct server *server, enum page page,
		      struct management_page *ret_page);
