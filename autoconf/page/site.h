/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the server needs beside protocol_page (include/protocol.h) to serve the self-service page.
 * All of it is pure: no HTTP, no SQL, no clock, no key.
 *
 * A domain that is not found is no refusal of the page's: render is called with a NULL account, and
 * query->fault is protocol_page.unknown_fault if the query has an address.
 */
#pragma once

#include <stddef.h>

#include "domain.h"

struct catalogue;
struct document;
struct protocol_context;

#define PAGE_CONTENT_SECURITY_POLICY                                                               \
	"default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "                \
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
#define PAGE_CONTENT_TYPE "text/html; charset=utf-8"
#define PAGE_BODY_MAX 4096 /* of the posted form */

/* query.fault of the page. */
enum page_fault {
	PAGE_FAULT_NONE,
	PAGE_FAULT_EMPTY,
	PAGE_FAULT_SYNTAX,
	PAGE_FAULT_LONG,
	PAGE_FAULT_UNKNOWN_DOMAIN,
	_PAGE_FAULT_MAX,
};

/* ---- files ---- */

/* Files that the page names; they are the same for everybody, and change with a release only. */
struct page_asset {
	const char *path; /* "/assets/page.css"; the page puts "?v=" and the tag behind it */
	const char *content_type;
	const void *bytes;
	size_t size;
	const char *tag; /* letters and digits, made of the bytes: an ETag without its quotes */
};

extern const struct page_asset page_assets[];
extern const size_t n_page_assets;

/* The file at this path, or NULL. */
const struct page_asset *page_asset_find(const char *path);

/*
 * The style sheet of an operator's colour, "/assets/color/0a7f3c.css": made of its path alone.
 * Returns 0, ANSWER_E_NO_PATH for a path of another form, or -errno.
 */
#define PAGE_COLOR_PREFIX "/assets/color/"
#define PAGE_COLOR_TYPE "text/css; charset=utf-8"
int page_render_color(const char *path, struct document *ret_document);

/*
 * Where the page looks for the picture of a provider that has one (provider->logo_bytes): behind
 * the prefix stands the domain, or "common" for the provider of all.
 */
#define PAGE_LOGO_PREFIX "/assets/logo/"
#define PAGE_LOGO_COMMON "common"
#define PAGE_LOGO_PATH_SIZE (sizeof(PAGE_LOGO_PREFIX) + DOMAIN_NAME_MAX)
void page_logo_path(const char *domain, char ret_path[static PAGE_LOGO_PATH_SIZE]);
/* The media type of a picture by its first bytes, or NULL for none that browsers show. */
const char *page_logo_type(const void *bytes, size_t size);

/* ---- pages for people who cannot be answered ---- */

enum page_error {
	PAGE_ERROR_LINK,        /* a link that is no good, for whatever reason */
	PAGE_ERROR_UNAVAILABLE, /* try again later */
	PAGE_ERROR_PROFILE,     /* no profile for this address */
	PAGE_ERROR_REQUEST,     /* cannot be read */
	PAGE_ERROR_LARGE,       /* too much of it */
	PAGE_ERROR_PATH,        /* nothing is there */
	_PAGE_ERROR_MAX,
};

/*
 * language: a tag that page_language chose; "" for the first.  Returns 0 or -errno.
 */
int page_render_error(const struct protocol_context *context, enum page_error error,
		      const char *language, struct document *ret_document);

/*
 * The tag of the language that a request asks for: arguments ("lang=de"), else Accept-Language
 * (NULL: none).  catalogue NULL: the program's own languages.
 */
const char *page_language(const struct catalogue *catalogue, const char *arguments,
			  const char *languages);
