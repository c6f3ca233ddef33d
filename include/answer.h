/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How a request ended, before it is a status: server/statuses.c turns each code into one, in one
 * table.
 */
#pragma once

enum answer_code {
	ANSWER_OK,
	ANSWER_E_BAD_REQUEST, /* the request cannot be read */
	/* a Transfer-Encoding that we do not know (RFC 9112 section 6.1) */
	ANSWER_E_NOT_IMPLEMENTED,
	ANSWER_E_NO_PATH,        /* nothing is served at this path */
	ANSWER_E_UNKNOWN_DOMAIN, /* well asked, but we do not serve that domain */
	/* a profile cannot express these settings, or none may be made for this address */
	ANSWER_E_NO_PROFILE,
	ANSWER_E_NO_LINK, /* a link that has ended, or was never one, or is nobody's any more */
	/* a profile is always somebody's: the address is missing or unusable */
	ANSWER_E_NO_ADDRESS,
	ANSWER_E_METHOD,    /* the path is served, the method is not */
	ANSWER_E_TOO_LARGE, /* the body is over its limit */
	ANSWER_E_URI_TOO_LONG,
	ANSWER_E_MOVED,    /* a service of the domain is elsewhere, for good (301) */
	ANSWER_E_REDIRECT, /* public plain http: the same over https, GET and HEAD (302) */
	ANSWER_E_REDIRECT_KEEP_METHOD, /* the same for other methods (307) */
	ANSWER_E_UNAVAILABLE,          /* directory or signer cannot answer now */
	ANSWER_E_BUSY,                 /* a bounded queue is full */
	ANSWER_E_DRAINING,             /* the server is about to stop */
	ANSWER_E_INTERNAL,             /* our fault */
	_ANSWER_MAX,
};
