/* SPDX-License-Identifier: Apache-2.0 */
/* Accept-Language. */
#include "page/language.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "catalogue/catalogue.h"
#include "query.h"

#define RANGES_MAX 32 /* of a header; what stands behind is not read */
#define BLANKS " \t"

static bool is_alphanumeric(char c)
{
	return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

/* "de-at" without "-at"; a single letter before the cut goes with it (RFC 4647 section 3.4). */
static bool shorten(char *range)
{
	char *hyphen = strrchr(range, '-');

	if (!hyphen)
		return false;

	*hyphen = '\0';
	hyphen = strrchr(range, '-');
	if (hyphen && strlen(hyphen) == 2)
		*hyphen = '\0';
	return true;
}

static const char *look_up(const struct catalogue *catalogue, const char *range, size_t size)
{
	const struct catalogue_language *language;
	char tag[LANGUAGE_TAG_SIZE];

	if (!size || size >= sizeof(tag))
		return NULL;
	for (size_t i = 0; i < size; i++)
		if (!is_alphanumeric(range[i]) && range[i] != '-')
			return NULL;

	memcpy(tag, range, size);
	tag[size] = '\0';
	do {
		language = catalogue_find(catalogue, tag);
	} while (!language && shorten(tag));

	return language ? language->tag : NULL;
}

const char *language_named(const struct catalogue *catalogue, const char *tag)
{
	return look_up(catalogue, tag, strlen(tag));
}

/* Thousandths; -1 for what is no qvalue. */
static int read_weight(const char *text, size_t size)
{
	int weight, scale = 100;

	if (!size || size > 5 || (text[0] != '0' && text[0] != '1') || (size > 1 && text[1] != '.'))
		return -1;

	weight = (text[0] - '0') * 1000;
	for (size_t i = 2; i < size; i++, scale /= 10) {
		if (text[i] < '0' || text[i] > '9')
			return -1;
		weight += (text[i] - '0') * scale;
	}

	return weight > 1000 ? -1 : weight;
}

/* "de;q=0.8": its weight, and the size of the range in it. */
static int element_weight(const char *element, size_t size, size_t *ret_size)
{
	const char *semicolon = memchr(element, ';', size), *end = element + size, *weight;

	*ret_size = semicolon ? (size_t)(semicolon - element) : size;
	while (*ret_size && strchr(BLANKS, element[*ret_size - 1]))
		--*ret_size;
	if (!semicolon)
		return 1000;

	weight = semicolon + 1;
	weight += strspn(weight, BLANKS);
	if (end - weight < 2 || strncasecmp(weight, "q=", 2) != 0)
		return -1;
	weight += 2;
	while (end > weight && strchr(BLANKS, end[-1]))
		end--;

	return read_weight(weight, (size_t)(end - weight));
}

const char *language_choose(const struct catalogue *catalogue, const char *header)
{
	const char *best = NULL, *found;
	int best_weight = 0;

	for (size_t n = 0; header && *header && n < RANGES_MAX; n++) {
		const char *element = header + strspn(header, BLANKS);
		size_t size = strcspn(element, ","), range_size;
		int weight = element_weight(element, size, &range_size);

		header = element + size + (element[size] == ',');
		if (weight <= best_weight)
			continue;
		found = look_up(catalogue, element, range_size);
		if (!found && range_size == 1 && *element == '*' && !best)
			found = catalogue->languages[0].tag;
		if (!found)
			continue;
		best = found;
		best_weight = weight;
	}

	return best ? best : catalogue->languages[0].tag;
}
