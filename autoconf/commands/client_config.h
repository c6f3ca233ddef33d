/* SPDX-License-Identifier: Apache-2.0 */
/* A small XML document of somebody else's, as a tree of strings. */
#pragma once

#include <stdbool.h>

struct arena;

struct element {
	const char *name; /* without its prefix */
	const char *text; /* its own, without blanks around; never NULL */
	unsigned int line;
	const struct attribute *attributes; /* lang in lower case */
	struct element *children, *next;
};

/*
 * A file of at most 1 MiB, without a DOCTYPE.  Everything is in the arena.  Returns 0, 1 with a
 * sentence, or -ENOMEM.
 */
int client_config_read(struct arena *arena, const char *path, struct element **ret_root,
		       char **reterr_message);

/* The first child of this name, and the next one behind; NULL for none. */
const struct element *element_child(const struct element *parent, const char *name);
const struct element *element_next(const struct element *element, const char *name);
/* The text of the first child of this name; NULL when it is missing or empty. */
const char *element_text(const struct element *parent, const char *name);
const char *element_attribute(const struct element *element, const char *name); /* or NULL */
/* The lang attribute, "" without. */
const char *element_language(const struct element *element);

/* Is the word one of these, separated by blanks? */
bool words_have(const char *words, const char *word);
