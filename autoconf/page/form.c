/* SPDX-License-Identifier: Apache-2.0 */
/* A posted form, which browsers write and anybody else may. */
#include "page/form.h"

#include <string.h>

#include "text/utf8.h"

struct part {
	const char *start;
	size_t size;
};

static struct part part_until(const char *start, const char *end, char stop)
{
	const char *found = memchr(start, stop, (size_t)(end - start));

	return (struct part){start, (size_t)((found ? found : end) - start)};
}

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);

	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* One character of the part, "%41" being one; -1 for a bad escape or %00. */
static int decode(const struct part *part, size_t *index)
{
	size_t i = (*index)++;
	int high, low;

	if (part->start[i] == '+')
		return ' ';
	if (part->start[i] != '%')
		return (unsigned char)part->start[i];
	if (i + 2 >= part->size)
		return -1;

	high = digit(part->start[i + 1]);
	low = digit(part->start[i + 2]);
	*index += 2;

	return high < 0 || low < 0 || !(high | low) ? -1 : high << 4 | low;
}

static bool decode_value(const struct part *part, char *ret_value, size_t capacity,
			 bool *ret_is_long)
{
	size_t size = 0;

	for (size_t i = 0; i < part->size;) {
		int c = decode(part, &i);

		if (c < 0)
			return false;
		if (size + 1 == capacity) {
			*ret_is_long = true;
			return false;
		}
		ret_value[size++] = (char)c;
	}

	ret_value[size] = '\0';
	return utf8_valid_line(ret_value, size);
}

bool form_field(const char *body, size_t size, const char *name, char *ret_value, size_t capacity,
		bool *ret_is_long)
{
	const char *start = body, *end = body + size;

	*ret_is_long = false;
	while (start < end) {
		struct part field = part_until(start, end, '&');
		struct part key = part_until(start, start + field.size, '=');
		struct part value = {key.start + key.size + 1, field.size - key.size - 1};

		start += field.size + 1;
		if (key.size == field.size || key.size != strlen(name) ||
		    memcmp(key.start, name, key.size) != 0)
			continue;
		if (decode_value(&value, ret_value, capacity, ret_is_long))
			return true;
		break;
	}

	*ret_value = '\0';
	return false;
}
