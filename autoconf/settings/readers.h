/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One function a kind of value, from a place to a member: all are setting_read (settings/table.h).
 * Beside each, the member's type.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "settings/bundle.h"
#include "settings/reading.h"
#include "settings/table.h"

/* scalars.c: one text, one value; and lists of words */
setting_read read_switch;         /* bool */
setting_read read_number;         /* uint32_t */
setting_read read_number_or_auto; /* uint32_t, 0 for auto */
setting_read read_duration;       /* uint32_t, milliseconds */
setting_read read_hours;          /* unsigned int */
setting_read read_word;           /* an enum: the word's index */
setting_read read_word_switch;    /* bool: is it the second word? */
setting_read read_word_text;      /* const char * */
setting_read read_words;          /* unsigned int: a bit a word */
setting_read read_string;         /* const char * */
setting_read read_strings;        /* struct strings */

/* files.c */
setting_read read_path;      /* const char *, from the folder of the settings */
setting_read read_readable;  /* const char *, of a file that can be read */
setting_read read_key;       /* the same, or a URI (profile.h) */
setting_read read_content;   /* what setting->inner makes of a file's content */
setting_read read_link_keys; /* const char * */
setting_read read_token;     /* const char * */

/* urls.c */
setting_read read_public_url;    /* struct settings */
setting_read read_directory_url; /* const char * */
setting_read read_https_url;     /* const char * */
setting_read read_issuer;        /* const char * */
setting_read read_help_url;      /* const char *, mailto: too */
setting_read read_service_url;   /* const char *, a template */
setting_read read_host;          /* const char * */
setting_read read_host_template; /* const char * */

/* listen.c */
setting_read read_listen;          /* struct settings */
setting_read read_management;      /* struct settings */
setting_read read_trusted_proxies; /* struct settings */

/* texts.c */
setting_read read_texts; /* struct texts */

/* page_texts.c */
setting_read read_page_texts;        /* struct provider */
setting_read read_domain_page_texts; /* struct provider */

/* parts.c: what a provider is */
setting_read read_provider;      /* struct provider */
setting_read read_documentation; /* struct provider */
setting_read read_logo_file;     /* struct provider */
setting_read read_logo_url;      /* struct provider */
setting_read read_oauth2;        /* const struct oauth2 * */

/* metadata.c */
setting_read read_metadata; /* struct settings */

/* services.c */
setting_read read_services;        /* struct service_list */
setting_read read_common_services; /* struct settings */
setting_read read_authentications; /* struct authentications */
setting_read read_username;        /* const char *, a template */

setting_read read_label; /* const char * */

/* profiles.c */
setting_read read_profile_options;   /* struct profile_options */
setting_read read_root_certificates; /* struct profile_certificates */
setting_read read_smime;             /* struct profile_smime: all of it at once */
setting_read read_consent;           /* struct texts */
setting_read read_future_date;       /* time_t, in UTC */
setting_read read_seconds;           /* uint32_t */

/* domains.c */
setting_read read_domains;     /* struct settings */
setting_read read_domains_dir; /* struct settings */

/* exchangers.c */
setting_read read_exchangers; /* struct host_list */

/* ---- for readers ---- */

/* The text of a place, not empty and without control characters.  NULL when that was refused. */
const char *read_scalar(struct reading *reading, const struct place *place,
			const struct setting *setting);

/* A list, or one text in its stead: how many there are, and each. */
size_t list_size(struct reading *reading, const struct place *place);
struct place list_item(struct reading *reading, const struct place *place, size_t index);

/* Is it a language's tag, and the tag in lower case, kept; "" for "default", NULL when out of memory. */
bool language_is_tag(const char *tag);
const char *language_read(struct reading *reading, const char *key);

/* The file a place names; false when it was refused. */
bool read_file(struct reading *reading, const struct place *place, const struct setting *setting,
	       const char **ret_path, struct bundle_file *ret_file);
