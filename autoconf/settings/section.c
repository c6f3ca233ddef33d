/* SPDX-License-Identifier: Apache-2.0 */
/* A map of settings is read by the rows of its table. */
#include <assert.h>
#include <string.h>

#include "settings/loader.h"
#include "settings/reading.h"
#include "settings/table.h"

enum known {
	KNOWN_NOT,
	KNOWN_SETTING,
	KNOWN_SECTION, /* a row's path goes on behind it */
};

/* What is "section.name" in this table? */
static enum known find_known(const struct table *table, const char *section, const char *name)
{
	size_t section_size = strlen(section), name_size = strlen(name);
	enum known known = KNOWN_NOT;

	if (strchr(name, '.'))
		return KNOWN_NOT;

	for (size_t i = 0; i < table->n_rows && known != KNOWN_SETTING; i++) {
		const char *path = table->rows[i].path;

		if (section_size &&
		    (strncmp(path, section, section_size) != 0 || path[section_size] != '.'))
			continue;
		path += section_size ? section_size + 1 : 0;
		if (strncmp(path, name, name_size) != 0)
			continue;
		if (!path[name_size])
			known = KNOWN_SETTING;
		else if (path[name_size] == '.')
			known = KNOWN_SECTION;
	}
	return known;
}

static void refuse_name(struct reading *reading, const struct table *table,
			const struct place *place, const char *section,
			const struct node_entry *entry)
{
	struct node where = {.file = entry->node.file, .line = entry->line};
	struct place unknown = place_below(reading, place, entry->key, &where);
	const char *nearest;
	size_t size;

	nearest = table_nearest(table, section, entry->key, &size);
	if (nearest)
		refuse(reading, &unknown, "there is no such setting; did you mean %.*s?", (int)size,
		       nearest);
	else
		refuse(reading, &unknown, "there is no such setting");
}

static void refuse_unknown(struct reading *reading, const struct table *table,
			   const struct place *place, const char *section);

static void look_into_section(struct reading *reading, const struct table *table,
			      const struct place *place, const char *section,
			      const struct node_entry *entry)
{
	struct place below = place_below(reading, place, entry->key, &entry->node);
	const char *inner =
		*section ? reading_printf(reading, "%s.%s", section, entry->key) : entry->key;

	if (entry->node.kind == NODE_MAP)
		refuse_unknown(reading, table, &below, inner);
	else if (entry->node.kind == NODE_TEXT || entry->node.kind == NODE_LIST)
		refuse(reading, &below, "this is %s, and a map of settings is needed",
		       node_kind_names[entry->node.kind]);
}

static void refuse_unknown(struct reading *reading, const struct table *table,
			   const struct place *place, const char *section)
{
	for (size_t i = 0; i < place->node->n_entries && reading->n_refused < COMPLAINTS_MAX; i++) {
		const struct node_entry *entry = &place->node->entries[i];
		enum known known = find_known(table, section, entry->key);

		if (known == KNOWN_NOT)
			refuse_name(reading, table, place, section, entry);
		else if (known == KNOWN_SECTION)
			look_into_section(reading, table, place, section, entry);
	}
}

/* Ours: a default that is refused is a mistake in the table. */
static void read_standard(struct reading *reading, const struct setting *setting, void *member)
{
	struct place place = {.path = setting->path};
	size_t n_refused = reading->n_refused;

	place.node = node_parse(reading, "default", setting->standard, strlen(setting->standard));
	if (place.node)
		setting->read(reading, &place, setting, member);
	assert(reading->n_refused == n_refused || reading->error);
}

static void read_setting(struct reading *reading, const struct place *place,
			 const struct setting *setting, void *member)
{
	const struct node *node = node_find(place->node, setting->path);
	struct place here;

	if (!node || node->kind == NODE_REFUSED)
		return;

	here = place_below(reading, place, setting->path, node);
	if (node->kind == NODE_NOTHING && setting->flags & SETTING_SECTION)
		return;
	if (node->kind == NODE_NOTHING) {
		refuse(reading, &here, "nothing is written here (%s)", setting->help);
		return;
	}
	if (setting->excludes && node_find(place->node, setting->excludes)) {
		refuse(reading, &here, "%s says the same: write one of them", setting->excludes);
		return;
	}
	setting->read(reading, &here, setting, member);
}

void table_read(struct reading *reading, const struct table *table, const struct place *place,
		void *base)
{
	for (size_t i = 0; i < table->n_rows; i++)
		if (table->rows[i].standard)
			read_standard(reading, &table->rows[i],
				      (char *)base + table->rows[i].offset);

	if (place->node->kind == NODE_NOTHING)
		return;
	if (place->node->kind != NODE_MAP) {
		refuse(reading, place, "this is %s, and a map of settings is needed",
		       node_kind_names[place->node->kind]);
		return;
	}

	refuse_unknown(reading, table, place, "");
	for (size_t i = 0; i < table->n_rows; i++)
		read_setting(reading, place, &table->rows[i], (char *)base + table->rows[i].offset);
}
