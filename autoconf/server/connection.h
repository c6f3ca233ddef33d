/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A client's connection and the one request that is on it at a time. For http.c and responses.c
 * only.
 */
#pragma once

#include <microhttpd.h>
#include <stdbool.h>
#include <stddef.h>

#include "server/deadlines.h"
#include "server/flow.h"
#include "server/head.h"
#include "server/origin.h"

struct route;
struct worker;

enum phase {
	PHASE_HEAD,    /* between requests, or a head is arriving */
	PHASE_ROUTE,   /* the head is whole and announces no body */
	PHASE_BODY,    /* a body is arriving */
	PHASE_WAITING, /* suspended */
	PHASE_READY,   /* resumed: the exchange has its answer */
	PHASE_ANSWERED,
};

struct connection {
	struct worker *worker;
	struct MHD_Connection *mhd;
	struct connection *prev, *next;
	struct deadline deadline;
	struct peer peer;
	int fd; /* the HTTP library's: for shutdown(2) only */
	bool is_management;

	/* One request's. */
	enum phase phase;
	struct head head;          /* strings are the library's, for the length of the request */
	uint64_t announced;        /* bytes of body; UINT64_MAX: chunked */
	const struct route *route; /* NULL until routed */
	char *target;              /* as sent */
	char *body;
	size_t body_size;
	bool is_body_too_large, is_body_unread;
	/* of a call for a link: what no query says */
	uint32_t link_life;
	bool is_link_unsigned;
	unsigned int status; /* that was answered, for the access log */
	uint64_t began;      /* loop time */
	struct exchange exchange;
};
