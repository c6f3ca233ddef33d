/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Apple's XML property list, written straight down: a dictionary of keys with typed values.
 * Remembers its first failure and which key it was.
 */
#pragma once

#include <stdbool.h>
#include <time.h>

#include "text/xml.h"

struct plist {
	struct xml xml;
	const char *bad_key; /* the first key whose text XML 1.0 cannot hold */
};

/* Prologue, and the dictionary that is the whole document. */
void plist_begin(struct plist *plist);

/* An element of an array. */
void plist_dict_open(struct plist *plist);
void plist_dict_close(struct plist *plist);

void plist_array_open(struct plist *plist, const char *key);
void plist_array_close(struct plist *plist);

/* NULL and "" leave the key out: to a device an empty string is a key that is missing. */
void plist_string(struct plist *plist, const char *key, const char *text);
void plist_integer(struct plist *plist, const char *key, unsigned long number);
void plist_bool(struct plist *plist, const char *key, bool value);

/* "real": a number of seconds, for one. */
void plist_real(struct plist *plist, const char *key, unsigned long number);
/* In UTC. */
void plist_date(struct plist *plist, const char *key, time_t time);
/* Base64 in one line. */
void plist_data(struct plist *plist, const char *key, const void *bytes, size_t size);
/* A dictionary behind a key. */
void plist_named_dict_open(struct plist *plist, const char *key);

/* What has been written so far, and back to where it was: between two elements of one array. */
size_t plist_size(const struct plist *plist);
void plist_cut(struct plist *plist, size_t size);

/* Returns 0, -EILSEQ with bad_key set, or another failure of the writer. */
int plist_finish(struct plist *plist, struct document *ret_document);
void plist_clear(struct plist *plist);
