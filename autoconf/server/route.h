/* SPDX-License-Identifier: Apache-2.0 */
/* Which path is whose: one table. `Allow` is computed from it, so it cannot lie. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct protocol;

#define LINK_PATH "/profile/" /* a token follows */
#define LINK_SUFFIX ".mobileconfig"

/* What is served that is no protocol. */
enum page {
	PAGE_NONE,
	PAGE_ASSET,    /* what the page for people is drawn with */
	PAGE_METADATA, /* a document of the operator's (oauth2_metadata) */
	PAGE_METRICS,
	PAGE_HEALTHZ,
	PAGE_READYZ,
	PAGE_LINKS, /* makes links, for who has the token (link_calls.h) */
	_PAGE_MAX,
};

enum path_match {
	PATH_EXACT,
	PATH_ANY_CASE, /* ASCII letters in any case: Autodiscover clients spell it four ways */
	PATH_PREFIX,   /* and at least one more byte */
	PATH_PREFIX_ANY_CASE,
};

/* Over public plain http, as a trusted proxy tells it. */
enum plain_http {
	PLAIN_HTTP_SERVED,
	/* served unless server.plain_http is off, then redirected to /v1.1/<domain> (rulings 3) */
	PLAIN_HTTP_OPTIONAL,
	PLAIN_HTTP_REDIRECTED, /* always: GET and HEAD 302, other methods 307 (rulings 2) */
};

struct route {
	const char *path;
	enum path_match match;
	const char *suffix; /* that ends the path too; NULL: none */
	const struct protocol *protocol;
	/* what answers GET here, where autodiscover.get says so; NULL: nothing */
	const struct protocol *generic;
	enum page page;
	/* enum method, without HEAD and OPTIONS, which follow; METHOD_ANY: OPTIONS as well is the
	 * protocol's */
	unsigned int methods;
	size_t body_max; /* of what is no protocol; 0: it takes none */
	enum plain_http plain_http;
	bool is_link;       /* a token stands between path and suffix, and says what is asked for */
	bool is_for_people; /* errors are pages too */
	bool is_management; /* on the management listener only */
	bool is_cross_origin; /* Access-Control-Allow-Origin: * */
};

/* NULL when nothing is there. */
const struct route *route_find(const char *path, bool is_management);

/*
 * enum method bits that the route takes; redirected: what a redirecting plain-http listener takes;
 * with_generic: autodiscover.get.
 */
unsigned int route_methods(const struct route *route, bool redirected, bool with_generic);

#define ALLOW_SIZE 40
/* The value of Allow for a set of methods. */
void allow_format(unsigned int methods, char ret_allow[static ALLOW_SIZE]);
