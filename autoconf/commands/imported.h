/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What `import` has read elsewhere: domains in our own terms, on their way into a settings file or
 * our tables.  What could not be taken over is said on stderr at once, a sentence each.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "domain.h"

struct snapshot;

struct imported {
	const char *origin; /* for people: without secrets */
	struct arena *arena;
	struct snapshot *snapshot; /* or NULL: what the domains may be borrowed from */
	struct domain *domains;
	size_t n_domains, capacity;
	bool allow_cleartext; /* services without encryption are wanted */
	bool is_lossy;        /* something could not be taken over */
};

/* Returns 0 or -ENOMEM. */
int imported_init(struct imported *imported, bool allow_cleartext);
void imported_clear(struct imported *imported);
/* Its strings must live as long as the arena or the snapshot.  Returns 0 or -ENOMEM. */
int imported_add(struct imported *imported, const struct domain *domain);
const struct domain *imported_find(const struct imported *imported, const char *name);

/* A sentence on stderr: something to know, and something that is lost. */
void imported_note(const char *format, ...) __attribute__((format(printf, 1, 2)));
void imported_lose(struct imported *imported, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * The sources.  Return 0, or another code when nothing is worth writing, after a sentence on
 * stderr.
 */
int import_automx2(struct imported *imported, const char *location);
int import_ispdb(struct imported *imported, const char *const *paths, size_t n_paths);

/* As a settings file on stdout, checked as `check` would.  Returns 0 or another code. */
int imported_write_yaml(struct imported *imported);
/*
 * Into the tables of `carbone`, in one transaction.  Domains that are there already are refused, or
 * with replace overwritten (their people stay).  Returns 0 or another code.
 */
int imported_write_tables(struct imported *imported, const char *url, bool replace);
