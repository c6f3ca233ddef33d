/* SPDX-License-Identifier: Apache-2.0 */
/* What a value of somebody's database may be, before it goes anywhere near a document. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "domain.h"

/*
 * All the spellings met: t f, true false, 1 0, y n, yes no, on off, in any case.  1, 0, or -1 for
 * none of them (NULL too).
 */
int value_flag(const char *value);

/*
 * For people: up to 255 characters that XML 1.0 can hold, no control characters, not only blanks.
 */
bool value_is_text(const char *value);
/* The same without any blank: what is typed as a login. */
bool value_is_login(const char *value);
/* A BCP 47 tag in lower case. */
bool value_is_language(const char *value);
/* #rrggbb */
bool value_is_color(const char *value);
/*
 * A host name, or one with the asker's domain in it as whole labels: "mail.%EMAILDOMAIN%".  No
 * other placeholder: a local part may be anything, and a name made of it would be no host, or a
 * stranger's choice of one.
 */
bool value_host(const char *value, char ret_host[static DOMAIN_NAME_MAX + 1]);
/* 1 to 65535; NULL is none. */
bool value_port(const char *value, uint16_t *ret_port);
/*
 * Begins with scheme ("https://") and goes on in printable ASCII that needs no quoting anywhere;
 * placeholders are known ones.
 */
bool value_is_url(const char *value, const char *scheme);
bool value_is_https_url(const char *value);
/* https or mailto. */
bool value_is_help_url(const char *value);
/* A username template: a text whose placeholders are all known. */
bool value_is_username(const char *value);
/* RFC 6749 section 3.3: printable ASCII and single blanks. */
bool value_is_scope(const char *value);
