/* SPDX-License-Identifier: Apache-2.0 */
/* YAML as settings need it: text, lists and maps, each with its file and line. */
#pragma once

#include <stddef.h>

struct reading;

#define NODE_DEPTH_MAX 16

enum node_kind {
	NODE_NOTHING, /* "key:" and no more, or null */
	NODE_TEXT,
	NODE_LIST,
	NODE_MAP,
	NODE_REFUSED, /* its mistake has been named already: nobody says more about it */
	_NODE_KIND_MAX,
};

/* Lives in the scratch arena. */
struct node {
	enum node_kind kind;
	unsigned int line;
	const char *file;
	const char *text; /* UTF-8, environment expanded, no NUL in it */
	/* of a list or map, in the order of the file; a key's repetition is NODE_REFUSED */
	struct node_entry *entries;
	size_t n_entries;
};

struct node_entry {
	const char *key; /* NULL in a list */
	unsigned int line;
	struct node node;
};

extern const char *const node_kind_names[_NODE_KIND_MAX];

/*
 * The one document of a file; NODE_NOTHING for an empty one.  Anchors, aliases, tags, directives
 * for tags, a second document and more than NODE_DEPTH_MAX levels are refused before libyaml builds
 * anything: what they cost grows with the square of the file. NULL when the file as a whole was
 * refused, or memory ran out.
 */
const struct node *node_parse(struct reading *reading, const char *file, const char *bytes,
			      size_t size);

/* A text of our own: a default, or the content of a secret's file. */
struct node node_text(const struct node *place, const char *text);

/* The value at "a.b.c" below a map, NULL when it is not there. */
const struct node *node_find(const struct node *map, const char *path);
