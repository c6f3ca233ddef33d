/* SPDX-License-Identifier: Apache-2.0 */
/* Durations: one table of units for both directions. */
#include "base/duration.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cleanup.h"

static const struct unit {
	const char *name;
	uint32_t milliseconds;
} units[] = {
	{"d", 24 * 60 * 60 * 1000}, {"h", 60 * 60 * 1000}, {"m", 60 * 1000}, {"s", 1000}, {"ms", 1},
};

static const struct unit *find_unit(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(units); i++)
		if (!strcmp(units[i].name, name))
			return &units[i];

	return NULL;
}

int duration_parse(const char *text, uint32_t *ret_milliseconds)
{
	const struct unit *unit;
	const char *end = text;
	uint64_t number = 0;

	for (; *end >= '0' && *end <= '9'; end++) {
		number = number * 10 + (uint64_t)(*end - '0');
		if (number > UINT32_MAX)
			return -EINVAL;
	}

	unit = find_unit(end);
	if (end == text || !unit || number > UINT32_MAX / unit->milliseconds)
		return -EINVAL;

	*ret_milliseconds = (uint32_t)number * unit->milliseconds;
	return 0;
}

void duration_format(uint32_t milliseconds, char *ret_text, size_t capacity)
{
	const struct unit *unit = units;

	if (!milliseconds)
		unit = find_unit("s");
	while (milliseconds % unit->milliseconds)
		unit++;

	(void)snprintf(ret_text, capacity, "%" PRIu32 "%s", milliseconds / unit->milliseconds,
		       unit->name);
}
