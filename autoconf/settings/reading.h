/* SPDX-License-Identifier: Apache-2.0 */
/* One load under way: what is built, what it costs, and every mistake found so far. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "settings/node.h"

struct arena;
struct bundle;
struct complaints;
struct domain_entry;
struct settings;

/*
 * Readers go on after a mistake, and after running out of memory too: an allocation that fails is
 * remembered in error, which settings_load looks at once, at the end.
 */
struct reading {
	struct bundle *bundle;
	struct settings *settings;
	struct arena *arena;   /* what stays with the settings */
	struct arena *scratch; /* nodes and paths: gone after the load */
	struct complaints *complaints;
	struct domain_entry *domains; /* read so far, the newest first */
	size_t n_refused;  /* so far: more afterwards means that something in between was refused */
	size_t n_expanded; /* bytes that came from the environment */
	int error;         /* 0 or -errno */
};

/*
 * Something an operator wrote, and what it is called: "server.limits.header", "services[2].port".
 */
struct place {
	const struct node *node;
	const char *path;
};

struct place place_below(struct reading *reading, const struct place *place, const char *name,
			 const struct node *node);
struct place place_item(struct reading *reading, const struct place *place, size_t index);

/* "PATH: sentence", with the file and line of the place. */
void refuse(struct reading *reading, const struct place *place, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void warn(struct reading *reading, const struct place *place, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* The same without a path. */
void refuse_at(struct reading *reading, const char *file, unsigned int line, const char *format,
	       ...) __attribute__((format(printf, 4, 5)));

/* Is this -ENOMEM?  Then it is remembered, and nothing the operator could correct. */
bool reading_is_starved(struct reading *reading, int r);

/* From the arenas.  NULL (error is set) when out of memory. */
void *reading_keep(struct reading *reading, size_t size);
const char *reading_keep_string(struct reading *reading, const char *string);
void *reading_scratch(struct reading *reading, size_t size);
const char *reading_printf(struct reading *reading, const char *format,
			   ...) /* scratch; "" when out of memory */
	__attribute__((format(printf, 2, 3)));
