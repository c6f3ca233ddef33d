/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the page says, by language: the texts of the program (a file a language, made into C when it
 * is built), and those of an operator, in the same form.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "sentences.h"

/* The files' keys, "form.heading", by enum sentence. */
extern const char *const catalogue_keys[_SENTENCE_MAX];

struct catalogue_language {
	const char *tag;                      /* lower-case BCP 47 */
	const char *sentences[_SENTENCE_MAX]; /* none is NULL */
};

/* The first language is the one for people who understand none of them. */
struct catalogue {
	const struct catalogue_language *languages;
	size_t n_languages;
};

extern const struct catalogue catalogue_builtin;

/* The language of exactly this tag (ASCII case ignored), or NULL. */
const struct catalogue_language *catalogue_find(const struct catalogue *catalogue, const char *tag);

/* Is it written from right to left? */
bool catalogue_is_right_to_left(const struct catalogue_language *language);

/* ---- texts ---- */

/* One piece of a text: plain, or a placeholder. */
struct sentence_piece {
	const char *text; /* not NUL-terminated */
	size_t size;
	bool is_placeholder; /* text is its name, without braces */
	bool is_marked;      /* stands between two * */
};

struct sentence_cursor {
	const char *rest;
	bool is_marked;
};

/* Steps through a text: true with the next piece, false at its end. */
bool sentence_next(struct sentence_cursor *cursor, struct sentence_piece *ret_piece);

/* ---- files ---- */

struct catalogue_file {
	const char *bytes;
	size_t size;
	void *userdata;
	/* Keeps a text, NUL-terminated; NULL when memory has run out. */
	const char *(*keep)(void *userdata, const char *text, size_t size);
	/* A mistake, in a sentence. */
	void (*complain)(void *userdata, unsigned int line, const char *sentence);
};

/*
 * Reads "key = text" lines, blank ones and those that begin with "#".  Every mistake is named; what
 * is right goes to its place in the table, and the rest of the table stays as it was.
 */
void catalogue_read(const struct catalogue_file *file, const char *sentences[static _SENTENCE_MAX]);
