/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From files to struct settings, through one table (settings/table.c): YAML by libyaml's document
 * API, ${NAME} expanded in scalar values after parsing, every mistake of all files found in one
 * run, each with file, line and a sentence.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct settings;

/*
 * The bytes of every file that the settings are made of: the main file, domains_dir, secrets of
 * …_file members.  The supervisor reads them from disk and hands them, through a memfd, to a server
 * that cannot open files any more; both then load them alike.
 */
struct bundle;

/* reads a file when it is first asked for, and keeps it */
int bundle_new_from_disk(struct bundle **ret_bundle);
/* knows only what bundle_to_fd wrote */
int bundle_new_from_fd(int fd, struct bundle **ret_bundle);
/* a sealed memfd, close-on-exec; what was read until now */
int bundle_to_fd(const struct bundle *bundle, int *ret_fd);
void bundle_free(struct bundle *bundle);

static inline void bundle_freep(struct bundle **bundle)
{
	bundle_free(*bundle);
}

/* One mistake, or (is_warning) something the operator should know. */
struct complaint {
	char *file;
	unsigned int line; /* 0: the file as a whole */
	bool is_warning;
	/* "server.limits.header: 10x is not a duration (a number and ms, s, m, h or d)" */
	char *sentence;
};

struct complaints {
	struct complaint *entries;
	size_t n_entries, n_errors;
};

#define COMPLAINTS_MAX 1000 /* no more are kept: the last says so */

void complaints_clear(struct complaints *complaints);

/*
 * "FILE:LINE: error: SENTENCE", without the line when it is 0; the caller's.  NULL when out of
 * memory.
 */
char *complaint_format(const struct complaint *complaint);

/*
 * Returns 0 with *ret_settings (there may be warnings), or SETTINGS_E_REFUSED with at least one
 * error among the complaints, or -errno.  Environment references are expanded from this process's
 * environment: the only getenv of the program.
 */
enum settings_error {
	SETTINGS_OK,
	SETTINGS_E_REFUSED,
};

/*
 * The complaints are sorted by file and line.  A bundle is read once: for a reload make a new one.
 */
int settings_load(struct bundle *bundle, const char *path, struct settings **ret_settings,
		  struct complaints *ret_complaints);
