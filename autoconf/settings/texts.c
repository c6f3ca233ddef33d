/* SPDX-License-Identifier: Apache-2.0 */
/* Texts that people read: one for all, or a map by language. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "provider.h"
#include "settings/readers.h"
#include "text/utf8.h"

#define LANGUAGE_MAX 35 /* RFC 5646 section 4.4.1 */
#define LANGUAGES_MAX 64

static bool is_alphanumeric(char c)
{
	return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

/*
 * "de", "pt-br", "zh-hant-tw": subtags of up to eight letters and digits, the first one of two
 * letters or more.
 */
bool language_is_tag(const char *tag)
{
	size_t size = strcspn(tag, "-");

	if (size < 2 || strlen(tag) > LANGUAGE_MAX)
		return false;

	for (;;) {
		if (!size || size > 8)
			return false;
		for (size_t i = 0; i < size; i++)
			if (!is_alphanumeric(tag[i]))
				return false;
		if (!tag[size])
			return true;
		tag += size + 1;
		size = strcspn(tag, "-");
	}
}

const char *language_read(struct reading *reading, const char *key)
{
	char *language;

	if (!strcmp(key, "default"))
		return "";

	language = arena_string(reading->arena, key);
	if (!language)
		return reading_keep_string(reading, key);

	for (char *c = language; *c; c++)
		*c = (char)(*c >= 'A' && *c <= 'Z' ? *c | 0x20 : *c);
	return language;
}

/* Thunderbird reads a document's texts as numbers and truth values where it can: 007 becomes 7. */
static bool is_garbled(const char *text)
{
	char *end;
	double number;

	if (!strcasecmp(text, "true") || !strcasecmp(text, "false"))
		return true;

	number = strtod(text, &end);
	return end != text && !*end && isfinite(number);
}

/* A block scalar's last newline is YAML's, not the operator's. */
static const char *without_last_newline(struct reading *reading, const char *text)
{
	size_t size = strlen(text);

	return size && text[size - 1] == '\n' ? reading_printf(reading, "%.*s", (int)size - 1, text)
					      : text;
}

/* NULL when it was refused. */
static const char *text_read(struct reading *reading, const struct place *place,
			     const struct setting *setting)
{
	struct place here = *place;
	struct node node = *place->node;
	const char *text;

	if (node.kind == NODE_TEXT)
		node.text = without_last_newline(reading, node.text);
	here.node = &node;
	text = read_scalar(reading, &here, setting);
	if (!text)
		return NULL;

	if (!utf8_valid_xml(text, strlen(text))) {
		refuse(reading, place, "this holds a character that XML cannot");
		return NULL;
	}
	if (utf8_length(text, strlen(text)) > setting->max) {
		refuse(reading, place, "this has %zu characters, and at most %u are allowed",
		       utf8_length(text, strlen(text)), setting->max);
		return NULL;
	}
	if (setting->flags & SETTING_NAME && is_garbled(text))
		warn(reading, place,
		     "Thunderbird takes \"%s\" for a number or a truth value and shows another "
		     "name",
		     text);
	return reading_keep_string(reading, text);
}

static bool has_language(const struct texts *texts, const char *language)
{
	for (size_t i = 0; i < texts->n_entries; i++)
		if (!strcmp(texts->entries[i].language, language))
			return true;

	return false;
}

static void text_add(struct reading *reading, const struct place *place,
		     const struct setting *setting, const char *key, struct text *entries,
		     struct texts *texts)
{
	const char *language = language_read(reading, key), *value;

	if (strcmp(key, "default") != 0 && !language_is_tag(key)) {
		refuse(reading, place, "\"%.80s\" is neither a language (de, pt-br) nor default",
		       key);
		return;
	}
	if (!language || has_language(texts, language)) {
		refuse(reading, place, "this language is written twice");
		return;
	}

	value = text_read(reading, place, setting);
	if (!value)
		return;

	/* The default goes first. */
	entries[texts->n_entries] = (struct text){language, value};
	if (!*language && texts->n_entries) {
		entries[texts->n_entries] = entries[0];
		entries[0] = (struct text){language, value};
	}
	texts->n_entries++;
}

static void read_by_language(struct reading *reading, const struct place *place,
			     const struct setting *setting, struct text *entries,
			     struct texts *texts)
{
	for (size_t i = 0; i < place->node->n_entries; i++) {
		const struct node_entry *entry = &place->node->entries[i];
		struct place below = place_below(reading, place, entry->key, &entry->node);

		if (entry->node.kind != NODE_REFUSED)
			text_add(reading, &below, setting, entry->key, entries, texts);
	}
}

void read_texts(struct reading *reading, const struct place *place, const struct setting *setting,
		void *member)
{
	const struct node *node = place->node;
	size_t n = node->kind == NODE_MAP ? node->n_entries : 1;
	struct text *entries = reading_keep(reading, (n + 1) * sizeof(*entries));
	struct texts texts = {.entries = entries};

	if (!entries)
		return;
	if (n > LANGUAGES_MAX) {
		refuse(reading, place, "more than %d languages", LANGUAGES_MAX);
		return;
	}
	if (node->kind == NODE_MAP) {
		read_by_language(reading, place, setting, entries, &texts);
	} else {
		entries[0] = (struct text){"", text_read(reading, place, setting)};
		texts.n_entries = entries[0].value != NULL;
	}

	if (texts.n_entries)
		*(struct texts *)member = texts;
	else if (node->kind == NODE_MAP && !node->n_entries)
		refuse(reading, place, "this map holds no text");
}
