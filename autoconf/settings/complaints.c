/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A growing list of complaints, with a ceiling, so that a file of nothing but mistakes costs no
 * more than a bad one.
 */
#include "settings/complaints.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text/utf8.h"

#define TOO_MANY "there are more mistakes than can be shown: correct these first"

static void complaint_clear(struct complaint *complaint)
{
	free(complaint->file);
	free(complaint->sentence);
}

void complaints_clear(struct complaints *complaints)
{
	for (size_t i = 0; i < complaints->n_entries; i++)
		complaint_clear(&complaints->entries[i]);

	free(complaints->entries);
	*complaints = (struct complaints){0};
}

/* Sentences quote what somebody wrote: a terminal must not be told to do anything by it. */
static void make_printable(char *sentence)
{
	size_t left = strlen(sentence);

	while (left > 0) {
		uint32_t character;
		size_t size = utf8_next(sentence, left, &character);

		if (!size || character < 0x20 || (character >= 0x7f && character < 0xa0)) {
			size = size ? size : 1;
			memset(sentence, '?', size);
		}
		sentence += size;
		left -= size;
	}
}

/* Room for one more: the array doubles whenever its length is a power of two. */
static int complaints_grow(struct complaints *complaints)
{
	size_t n = complaints->n_entries;
	struct complaint *entries;

	if (n & (n - 1))
		return 0;

	entries = reallocarray(complaints->entries, n ? 2 * n : 1, sizeof(*entries));
	if (!entries)
		return -ENOMEM;

	complaints->entries = entries;
	return 0;
}

static int complaints_append(struct complaints *complaints, const struct complaint *complaint)
{
	int r = complaints_grow(complaints);

	if (r)
		return r;

	complaints->entries[complaints->n_entries++] = *complaint;
	complaints->n_errors += !complaint->is_warning;
	return 0;
}

int complaints_add(struct complaints *complaints, const char *file, unsigned int line,
		   bool is_warning, const char *sentence)
{
	bool is_last = complaints->n_entries + 1 == COMPLAINTS_MAX;
	struct complaint complaint = {.line = line, .is_warning = is_warning && !is_last};
	int r = -ENOMEM;

	if (complaints->n_entries == COMPLAINTS_MAX)
		return 0;

	complaint.file = strdup(file);
	complaint.sentence = strdup(is_last ? TOO_MANY : sentence);
	if (complaint.file && complaint.sentence) {
		make_printable(complaint.sentence);
		r = complaints_append(complaints, &complaint);
	}
	if (r)
		complaint_clear(&complaint);
	return r;
}

static int compare(const void *left, const void *right)
{
	const struct complaint *a = left, *b = right;
	int r = strcmp(a->file, b->file);

	if (r)
		return r;
	if (a->line != b->line)
		return a->line < b->line ? -1 : 1;

	return strcmp(a->sentence, b->sentence);
}

void complaints_sort(struct complaints *complaints)
{
	if (complaints->n_entries)
		qsort(complaints->entries, complaints->n_entries, sizeof(*complaints->entries),
		      compare);
}

char *complaint_format(const struct complaint *complaint)
{
	const char *what = complaint->is_warning ? "warning" : "error";
	char *line;
	int r;

	if (complaint->line)
		r = asprintf(&line, "%s:%u: %s: %s", complaint->file, complaint->line, what,
			     complaint->sentence);
	else
		r = asprintf(&line, "%s: %s: %s", complaint->file, what, complaint->sentence);

	return r < 0 ? NULL : line;
}
