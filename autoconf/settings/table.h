/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The table of settings: a row a setting.  It is read by table_read, and by a test that looks for
 * each row in the manual.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct node;
struct place;
struct reading;
struct setting;

/*
 * Reads what stands at a place into a member, whose C type the row has checked.  A mistake is named
 * and the member left as it was. place->node is never NODE_REFUSED, and NODE_NOTHING only for a
 * section.
 */
typedef void setting_read(struct reading *reading, const struct place *place,
			  const struct setting *setting, void *member);

/* Words that a setting may be. */
struct words {
	const char *const *names;
	size_t n_names;
};

enum setting_flag {
	SETTING_SECRET = 1 << 0,  /* is never shown, in no message */
	SETTING_PRIVATE = 1 << 1, /* its file must not be readable by others */
	SETTING_SECTION =
		1 << 2, /* a part of the file: "name:" with nothing below is as good as no line */
	SETTING_LINES = 1 << 3, /* may have several lines */
	SETTING_NAME = 1 << 4,  /* a name that mail programs show: a number is worth a warning */
};

struct setting {
	const char *path; /* "server.limits.header" */
	setting_read *read;
	size_t offset;      /* of the member */
	uint32_t min, max;  /* numbers, milliseconds; max of characters */
	unsigned int flags; /* enum setting_flag */
	const struct words *words;
	const char *(*check)(const char *text); /* NULL, or what is wrong: "is not …" */
	setting_read *inner;                    /* of a file's content */
	const char *excludes;                   /* path of another setting that says the same */
	/* the value when none is given, as an operator would write it; NULL: none */
	const char *standard;
	const char *help; /* what it is, for messages: "how long …" */
};

struct table {
	const char *manual; /* what stands before its paths in the manual: "services[]." */
	const struct setting *rows;
	size_t n_rows;
};

extern const struct table table_settings;      /* of struct settings */
extern const struct table table_provider;      /* of struct provider */
extern const struct table table_documentation; /* of struct provider */
extern const struct table table_oauth2;        /* of struct oauth2 */
extern const struct table table_service;       /* of struct service_draft */
extern const struct table table_profiles;      /* of struct profile_options */
extern const struct table table_domain;        /* of struct domain_draft */

/*
 * Reads a map into a struct: defaults first, then every setting that is there.  Unknown names are
 * refused.
 */
void table_read(struct reading *reading, const struct table *table, const struct place *place,
		void *base);

/*
 * "Did you mean": the path of the known name that is nearest to an unknown one in a section ("" or
 * "server"), its first *ret_size bytes; NULL when none is near.
 */
const char *table_nearest(const struct table *table, const char *section, const char *name,
			  size_t *ret_size);
