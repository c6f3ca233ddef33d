/* SPDX-License-Identifier: Apache-2.0 */
/* Settings from texts, in a folder of their own, and what was complained of. */
#pragma once

#include <stddef.h>

#include "settings/loader.h"

struct settings;

#define EXPECTED_MAX 12

/* A file beside the settings: content NULL makes a folder of it. */
struct file {
	const char *name, *content;
	unsigned int mode; /* 0: 0600 */
};

struct loaded {
	char *folder, *path;
	struct bundle *bundle;
	int result;
	struct settings *settings; /* NULL when refused */
	struct complaints complaints;
};

/* Writes the settings and the files, and loads them. */
void load(const char *yaml, const struct file *files, struct loaded *ret_loaded);
void loaded_clear(struct loaded *loaded); /* removes the folder */

/*
 * What a text is worth: "LINE: error: words of the sentence" or "LINE: warning: …", in this order
 * and no others.
 */
struct refusal {
	const char *name, *yaml;
	const char *expected[EXPECTED_MAX];
};

/*
 * Fails with the name of the row.  files, ended by a NULL name, stand beside each of the cases; may
 * be NULL.
 */
void check_refusals(const struct refusal *cases, size_t n_cases, const struct file *files);
void check_complaints(const char *name, const struct loaded *loaded, const char *const *expected);
