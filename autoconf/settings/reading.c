/* SPDX-License-Identifier: Apache-2.0 */
/* Places, complaints about them, and memory that is asked for without looking. */
#include "settings/reading.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/arena.h"
#include "cleanup.h"
#include "settings/complaints.h"

static void *remember(struct reading *reading, void *memory)
{
	if (!memory)
		reading->error = -ENOMEM;

	return memory;
}

bool reading_is_starved(struct reading *reading, int r)
{
	if (r == -ENOMEM)
		reading->error = r;

	return r == -ENOMEM;
}

void *reading_keep(struct reading *reading, size_t size)
{
	return remember(reading, arena_allocate(reading->arena, size));
}

const char *reading_keep_string(struct reading *reading, const char *string)
{
	const char *kept = arena_intern(reading->arena, string);

	if (!kept)
		reading->error = -ENOMEM;
	return kept;
}

void *reading_scratch(struct reading *reading, size_t size)
{
	return remember(reading, arena_allocate(reading->scratch, size));
}

static const char *print(struct reading *reading, const char *format, va_list arguments)
	__attribute__((format(printf, 2, 0)));

static const char *print(struct reading *reading, const char *format, va_list arguments)
{
	_cleanup_(freep) char *string = NULL;
	const char *kept = NULL;

	if (vasprintf(&string, format, arguments) < 0)
		string = NULL;
	if (string)
		kept = arena_string(reading->scratch, string);
	if (!kept)
		reading->error = -ENOMEM;
	return kept ? kept : "";
}

const char *reading_printf(struct reading *reading, const char *format, ...)
{
	const char *string;
	va_list arguments;

	va_start(arguments, format);
	string = print(reading, format, arguments);
	va_end(arguments);
	return string;
}

struct place place_below(struct reading *reading, const struct place *place, const char *name,
			 const struct node *node)
{
	const char *path =
		place->path[0] ? reading_printf(reading, "%s.%.80s", place->path, name) : name;

	return (struct place){.node = node, .path = path};
}

struct place place_item(struct reading *reading, const struct place *place, size_t index)
{
	return (struct place){.node = &place->node->entries[index].node,
			      .path = reading_printf(reading, "%s[%zu]", place->path, index)};
}

static void complain(struct reading *reading, const char *file, unsigned int line, bool is_warning,
		     const char *sentence)
{
	int r = complaints_add(reading->complaints, file, line, is_warning, sentence);

	reading->n_refused += !is_warning;
	if (r)
		reading->error = r;
}

/*
 * Behind the ceiling only the mistakes are counted: a file of nothing else is not worth its words.
 */
static const char *put(struct reading *reading, const char *format, va_list arguments)
	__attribute__((format(printf, 2, 0)));

static const char *put(struct reading *reading, const char *format, va_list arguments)
{
	return reading->complaints->n_entries == COMPLAINTS_MAX ? ""
								: print(reading, format, arguments);
}

void refuse_at(struct reading *reading, const char *file, unsigned int line, const char *format,
	       ...)
{
	va_list arguments;

	va_start(arguments, format);
	complain(reading, file, line, false, put(reading, format, arguments));
	va_end(arguments);
}

static void complain_of(struct reading *reading, const struct place *place, bool is_warning,
			const char *sentence)
{
	if (place->path[0] && *sentence)
		sentence = reading_printf(reading, "%s: %s", place->path, sentence);

	complain(reading, place->node->file, place->node->line, is_warning, sentence);
}

void refuse(struct reading *reading, const struct place *place, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	complain_of(reading, place, false, put(reading, format, arguments));
	va_end(arguments);
}

void warn(struct reading *reading, const struct place *place, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	complain_of(reading, place, true, put(reading, format, arguments));
	va_end(arguments);
}
