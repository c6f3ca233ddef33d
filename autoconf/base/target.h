/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Request targets (RFC 9112 section 3.2) and their arguments, read by us in one place:
 * libmicrohttpd hands absolute forms over unparsed, cuts strings at %00 and turns + into a space.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#define TARGET_PATH_MAX 2048
#define TARGET_AUTHORITY_MAX 262 /* 253, a colon, five digits, and brackets */

enum target_error {
	TARGET_OK,
	/* %00, a bad escape, bad UTF-8 or a control character in the path; no form we know */
	TARGET_E_BAD,
	TARGET_E_TOO_LONG, /* a path over TARGET_PATH_MAX */
};

struct target {
	char path[TARGET_PATH_MAX + 1]; /* decoded once; "*" for OPTIONS * */
	/* of an absolute form, as sent; "" otherwise */
	char authority[TARGET_AUTHORITY_MAX + 1];
	/* behind the first "?", borrowed from raw and still encoded; "" when none */
	const char *arguments;
	/* borrowed from raw: path and arguments as sent, without scheme and authority */
	const char *raw_path;
};

/* raw is NUL-terminated and must outlive the target. */
int target_parse(const char *raw, struct target *ret_target);

/*
 * The first argument of this name (ASCII case ignored), decoded into buffer as UTF-8 with + left as
 * it is, since an address may hold one and clients that mean a space are not known.  Returns true
 * when it is there, usable and fits; false when it is missing, holds %00, a bad escape or bad
 * UTF-8, or does not fit: an unusable argument is as good as none (rulings 4).
 */
bool target_argument(const char *arguments, const char *name, char *ret_value, size_t capacity);

/*
 * May this stand in a Host header (RFC 9112 section 3.2, RFC 3986 section 3.2.2)?  An empty host
 * may, and a name that no domain can have; so may UTF-8, which some clients send raw.
 */
bool target_authority_valid(const char *authority);

/*
 * Host name out of a Host header or an authority: without port, brackets refused, lower case,
 * A-label, no trailing dot. "" when it is no host name.
 */
void target_host(const char *authority, char *ret_host, size_t capacity);
