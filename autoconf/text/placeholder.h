/* SPDX-License-Identifier: Apache-2.0 */
/*
 * %EMAILADDRESS%, %EMAILLOCALPART% and %EMAILDOMAIN% (autoconfig-06 section on placeholders): read
 * once, never again in what was put in.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "document.h"

struct address;

/*
 * One piece of a template: plain text (is_placeholder false: text, size), or a placeholder (part).
 */
struct placeholder_piece {
	bool is_placeholder;
	enum document_slot_part part;
	const char *text;
	size_t size;
};

/*
 * Steps through a template: true with the next piece, false at its end.  *cursor starts at the
 * template.
 */
bool placeholder_next(const char **cursor, struct placeholder_piece *ret_piece);

/* The part of an address that a placeholder stands for; not NUL-terminated. */
void placeholder_value(const struct address *address, enum document_slot_part part,
		       const char **ret_value, size_t *ret_size);

/* The template with every placeholder replaced; the caller's.  Returns 0 or -ENOMEM. */
int placeholder_expand(const char *template, const struct address *address, char **ret_string);
/* The same for a URL: what is put in is percent-encoded, the template's own text is not. */
int placeholder_expand_url(const char *template, const struct address *address, char **ret_string);

/*
 * NULL when every %WORD% of the template is one we know, else the first that is not (borrowed,
 * *ret_size bytes).
 */
const char *placeholder_unknown(const char *template, size_t *ret_size);
/* Does the template hold any placeholder / this one? */
bool placeholder_any(const char *template);
bool placeholder_has(const char *template, enum document_slot_part part);
