/* SPDX-License-Identifier: Apache-2.0 */
/* Domains read elsewhere. */
#include "commands/imported.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "directory.h"

int imported_init(struct imported *imported, bool allow_cleartext)
{
	*imported = (struct imported){.allow_cleartext = allow_cleartext};
	imported->arena = arena_new();

	return imported->arena ? 0 : -ENOMEM;
}

void imported_clear(struct imported *imported)
{
	free(imported->domains);
	snapshot_unref(imported->snapshot);
	arena_free(imported->arena);
	*imported = (struct imported){0};
}

int imported_add(struct imported *imported, const struct domain *domain)
{
	if (imported->n_domains == imported->capacity) {
		size_t capacity = imported->capacity ? 2 * imported->capacity : 64;
		struct domain *domains =
			reallocarray(imported->domains, capacity, sizeof(*domains));

		if (!domains)
			return -ENOMEM;
		imported->domains = domains;
		imported->capacity = capacity;
	}

	imported->domains[imported->n_domains++] = *domain;
	return 0;
}

const struct domain *imported_find(const struct imported *imported, const char *name)
{
	for (size_t i = 0; i < imported->n_domains; i++)
		if (!strcmp(imported->domains[i].name, name))
			return &imported->domains[i];

	return NULL;
}

static void say(const char *format, va_list arguments) __attribute__((format(printf, 1, 0)));

static void say(const char *format, va_list arguments)
{
	(void)fprintf(stderr, "carbone-autoconf import: ");
	(void)vfprintf(stderr, format, arguments);
	(void)fputc('\n', stderr);
}

void imported_note(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	say(format, arguments);
	va_end(arguments);
}

void imported_lose(struct imported *imported, const char *format, ...)
{
	va_list arguments;

	imported->is_lossy = true;
	va_start(arguments, format);
	say(format, arguments);
	va_end(arguments);
}
