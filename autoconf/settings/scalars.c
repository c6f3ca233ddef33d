/* SPDX-License-Identifier: Apache-2.0 */
/* One text, one value; and lists of words. */
#include <stdlib.h>
#include <string.h>

#include "base/duration.h"
#include "base/names.h"
#include "settings.h"
#include "settings/readers.h"

#define STRINGS_MAX 64
#define DURATION_TEXT_SIZE 16
#define HOUR (60u * 60 * 1000)

static bool has_control_character(const char *text, bool may_have_lines)
{
	for (; *text; text++) {
		if (may_have_lines && (*text == '\n' || *text == '\t'))
			continue;
		if ((unsigned char)*text < 0x20 || *text == 0x7f)
			return true;
	}
	return false;
}

const char *read_scalar(struct reading *reading, const struct place *place,
			const struct setting *setting)
{
	const struct node *node = place->node;

	if (node->kind == NODE_REFUSED)
		return NULL;
	if (node->kind != NODE_TEXT)
		refuse(reading, place, "this is %s, and one text is needed (%s)",
		       node_kind_names[node->kind], setting->help);
	else if (!*node->text)
		refuse(reading, place, "this is empty (%s)", setting->help);
	else if (has_control_character(node->text, setting->flags & SETTING_LINES))
		refuse(reading, place, "this holds a line break or another control character");
	else
		return node->text;
	return NULL;
}

void read_switch(struct reading *reading, const struct place *place, const struct setting *setting,
		 void *member)
{
	const char *text = read_scalar(reading, place, setting);

	if (!text)
		return;
	if (strcmp(text, "true") != 0 && strcmp(text, "false") != 0) {
		refuse(reading, place, "%.80s is neither true nor false", text);
		return;
	}
	*(bool *)member = text[0] == 't';
}

static bool number_parse(const char *text, uint32_t *ret_number)
{
	uint64_t number = 0;

	if (!*text)
		return false;

	for (; *text; text++) {
		if (*text < '0' || *text > '9')
			return false;
		number = number * 10 + (uint64_t)(*text - '0');
		if (number > UINT32_MAX)
			number = UINT32_MAX;
	}
	*ret_number = (uint32_t)number;
	return true;
}

void read_number(struct reading *reading, const struct place *place, const struct setting *setting,
		 void *member)
{
	const char *text = read_scalar(reading, place, setting);
	uint32_t number;

	if (!text)
		return;
	if (!number_parse(text, &number)) {
		refuse(reading, place, "%.80s is not a whole number", text);
		return;
	}
	if (number < setting->min || number > setting->max) {
		refuse(reading, place, "%.80s is not between %u and %u", text, setting->min,
		       setting->max);
		return;
	}
	*(uint32_t *)member = number;
}

void read_number_or_auto(struct reading *reading, const struct place *place,
			 const struct setting *setting, void *member)
{
	if (place->node->kind == NODE_TEXT && !strcmp(place->node->text, "auto"))
		*(uint32_t *)member = 0;
	else
		read_number(reading, place, setting, member);
}

static bool duration_read(struct reading *reading, const struct place *place,
			  const struct setting *setting, uint32_t *ret_milliseconds)
{
	const char *text = read_scalar(reading, place, setting);
	char min[DURATION_TEXT_SIZE], max[DURATION_TEXT_SIZE];

	if (!text)
		return false;
	if (duration_parse(text, ret_milliseconds)) {
		refuse(reading, place, "%.80s is not a duration (a number and ms, s, m, h or d)",
		       text);
		return false;
	}
	if (*ret_milliseconds >= setting->min && *ret_milliseconds <= setting->max)
		return true;

	duration_format(setting->min, min, sizeof(min));
	duration_format(setting->max, max, sizeof(max));
	refuse(reading, place, "%.80s is not between %s and %s", text, min, max);
	return false;
}

void read_duration(struct reading *reading, const struct place *place,
		   const struct setting *setting, void *member)
{
	uint32_t milliseconds;

	if (duration_read(reading, place, setting, &milliseconds))
		*(uint32_t *)member = milliseconds;
}

void read_hours(struct reading *reading, const struct place *place, const struct setting *setting,
		void *member)
{
	uint32_t milliseconds;

	if (!duration_read(reading, place, setting, &milliseconds))
		return;
	if (milliseconds % HOUR) {
		refuse(reading, place, "%s is not a number of whole hours", place->node->text);
		return;
	}
	*(unsigned int *)member = milliseconds / HOUR;
}

/* "a, b or c" */
static const char *enumerate(struct reading *reading, const struct words *words)
{
	const char *list = words->names[0];

	for (size_t i = 1; i < words->n_names; i++)
		list = reading_printf(reading, "%s%s%s", list,
				      i + 1 < words->n_names ? ", " : " or ", words->names[i]);
	return list;
}

/* The index of a word, or -1 when it was refused. */
static int word_read(struct reading *reading, const struct place *place,
		     const struct setting *setting)
{
	const char *text = read_scalar(reading, place, setting);
	int index;

	if (!text)
		return -1;

	index = name_find(setting->words->names, setting->words->n_names, text);
	if (index < 0)
		refuse(reading, place, "%.80s is not one of %s", text,
		       enumerate(reading, setting->words));
	return index;
}

void read_word(struct reading *reading, const struct place *place, const struct setting *setting,
	       void *member)
{
	int index = word_read(reading, place, setting);
	unsigned int value = (unsigned int)index;

	if (index >= 0)
		memcpy(member, &value, sizeof(value));
}

void read_word_switch(struct reading *reading, const struct place *place,
		      const struct setting *setting, void *member)
{
	int index = word_read(reading, place, setting);

	if (index >= 0)
		*(bool *)member = index == 1;
}

void read_word_text(struct reading *reading, const struct place *place,
		    const struct setting *setting, void *member)
{
	int index = word_read(reading, place, setting);

	if (index >= 0)
		*(const char **)member = setting->words->names[index];
}

size_t list_size(struct reading *reading, const struct place *place)
{
	if (place->node->kind == NODE_LIST)
		return place->node->n_entries;
	if (place->node->kind == NODE_TEXT)
		return 1;

	refuse(reading, place, "this is %s, and a list is needed",
	       node_kind_names[place->node->kind]);
	return 0;
}

struct place list_item(struct reading *reading, const struct place *place, size_t index)
{
	return place->node->kind == NODE_LIST ? place_item(reading, place, index) : *place;
}

void read_words(struct reading *reading, const struct place *place, const struct setting *setting,
		void *member)
{
	size_t n = list_size(reading, place), n_refused = reading->n_refused;
	unsigned int bits = 0;

	for (size_t i = 0; i < n; i++) {
		struct place item = list_item(reading, place, i);
		int index = word_read(reading, &item, setting);

		if (index < 0)
			continue;
		if (bits & 1u << index)
			refuse(reading, &item, "%s is written twice", item.node->text);
		bits |= 1u << index;
	}

	if (n < setting->min && reading->n_refused == n_refused)
		refuse(reading, place, "at least one is needed: %s",
		       enumerate(reading, setting->words));
	if (reading->n_refused == n_refused)
		*(unsigned int *)member = bits;
}

void read_string(struct reading *reading, const struct place *place, const struct setting *setting,
		 void *member)
{
	const char *text = read_scalar(reading, place, setting);
	const char *wrong = text && setting->check ? setting->check(text) : NULL;

	if (wrong && setting->flags & SETTING_SECRET)
		refuse(reading, place, "this %s", wrong);
	else if (wrong)
		refuse(reading, place, "%.80s %s", text, wrong);
	else if (text)
		*(const char **)member = reading_keep_string(reading, text);
}

void read_strings(struct reading *reading, const struct place *place, const struct setting *setting,
		  void *member)
{
	size_t n = list_size(reading, place), n_refused = reading->n_refused;
	const char **entries;

	if (n > STRINGS_MAX) {
		refuse(reading, place, "more than %d entries", STRINGS_MAX);
		return;
	}

	entries = reading_keep(reading, (n + 1) * sizeof(*entries));
	for (size_t i = 0; entries && i < n; i++) {
		struct place item = list_item(reading, place, i);

		read_string(reading, &item, setting, &entries[i]);
	}
	if (entries && reading->n_refused == n_refused)
		*(struct strings *)member = (struct strings){entries, n};
}
