/* SPDX-License-Identifier: Apache-2.0 */
/* "Did you mean": the known name that takes the fewest slips of the finger. */
#include <string.h>

#include "settings/table.h"

#define NAME_MAX_SIZE 40 /* longer than every name we have */

static size_t smallest(size_t a, size_t b, size_t c)
{
	size_t ab = a < b ? a : b;

	return ab < c ? ab : c;
}

/*
 * One line of the matrix: what it takes to make the first i letters of a into each beginning of b.
 */
static void next_line(const char *a, size_t i, const char *b, const size_t *before,
		      const size_t *above, size_t *line)
{
	line[0] = i;
	for (size_t j = 1; b[j - 1]; j++) {
		size_t is_other = a[i - 1] != b[j - 1];

		line[j] = smallest(above[j] + 1, line[j - 1] + 1, above[j - 1] + is_other);
		if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
			line[j] = smallest(line[j], before[j - 2] + 1, line[j]);
	}
}

/* Damerau and Levenshtein's: letters added, left out, changed or swapped. */
static size_t distance(const char *a, const char *b)
{
	size_t lines[3][NAME_MAX_SIZE + 1];
	size_t n = strlen(a);

	if (n > NAME_MAX_SIZE || strlen(b) > NAME_MAX_SIZE)
		return SIZE_MAX;

	for (size_t j = 0; j <= NAME_MAX_SIZE; j++)
		lines[0][j] = j;
	for (size_t i = 1; i <= n; i++)
		next_line(a, i, b, lines[(i + 1) % 3], lines[(i + 2) % 3], lines[i % 3]);
	return lines[n % 3][strlen(b)];
}

/* The part of a path directly below a section, with its size; NULL when it stands elsewhere. */
static const char *name_below(const char *path, const char *section, size_t *ret_size)
{
	size_t size = strlen(section);

	if (size && (strncmp(path, section, size) != 0 || path[size] != '.'))
		return NULL;

	path += size ? size + 1 : 0;
	*ret_size = strcspn(path, ".");
	return path;
}

/* A whole path whose last name is this one: the right word in the wrong section. */
static const char *elsewhere(const struct table *table, const char *name)
{
	for (size_t i = 0; i < table->n_rows; i++) {
		const char *dot = strrchr(table->rows[i].path, '.');

		if (dot && !strcmp(dot + 1, name))
			return table->rows[i].path;
	}
	return NULL;
}

/* "auth" and "authentication", "hostname" and "host". */
static bool is_beginning(const char *a, const char *b)
{
	size_t n = strlen(a), m = strlen(b), size = n < m ? n : m;

	return size >= 3 && !strncmp(a, b, size);
}

struct nearest {
	const char *path;
	size_t size; /* of path, as far as it was compared */
	size_t distance;
};

static void compare(const char *name, const char *path, const char *known, size_t size,
		    struct nearest *nearest)
{
	char candidate[NAME_MAX_SIZE + 1];
	size_t d;

	if (size > NAME_MAX_SIZE)
		return;

	memcpy(candidate, known, size);
	candidate[size] = '\0';
	d = is_beginning(name, candidate) ? 1 : distance(name, candidate);
	if (d < nearest->distance)
		*nearest = (struct nearest){path, (size_t)(known - path) + size, d};
}

const char *table_nearest(const struct table *table, const char *section, const char *name,
			  size_t *ret_size)
{
	struct nearest nearest = {.distance = strlen(name) / 3 + 2};

	for (size_t i = 0; i < table->n_rows; i++) {
		size_t size;
		const char *known = name_below(table->rows[i].path, section, &size);

		if (known)
			compare(name, table->rows[i].path, known, size, &nearest);
	}
	if (!nearest.path)
		nearest.path = elsewhere(table, name);
	if (nearest.path)
		*ret_size = nearest.size ? nearest.size : strlen(nearest.path);
	return nearest.path;
}
