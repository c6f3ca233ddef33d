/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From bytes to nodes, in three passes: the tokens are looked through for what we do not take,
 * libyaml builds its document, and that is copied, with the environment expanded.
 */
#include "settings/node.h"

#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "settings/expand.h"
#include "settings/reading.h"
#include "settings/source.h"

const char *const node_kind_names[_NODE_KIND_MAX] = {
	[NODE_NOTHING] = "nothing", [NODE_TEXT] = "a text",       [NODE_LIST] = "a list",
	[NODE_MAP] = "a map",       [NODE_REFUSED] = "a mistake",
};

static struct node copy(const struct source *source, yaml_document_t *document, int index);

static struct node make(const struct source *source, const yaml_node_t *from, enum node_kind kind)
{
	return (struct node){
		.kind = kind, .line = source_line(from->start_mark), .file = source->name};
}

static bool is_null(const yaml_node_t *from)
{
	static const char *const spellings[] = {"", "~", "null", "Null", "NULL"};
	const char *text = (const char *)from->data.scalar.value;

	if (from->data.scalar.style != YAML_PLAIN_SCALAR_STYLE)
		return false;

	for (size_t i = 0; i < ARRAY_SIZE(spellings); i++)
		if (!strcmp(text, spellings[i]))
			return true;

	return false;
}

static bool holds_nul(const yaml_node_t *from)
{
	return strlen((const char *)from->data.scalar.value) != from->data.scalar.length;
}

/*
 * *ret_is_left_out: nothing but references that came out empty stands there, so the setting is not
 * there.
 */
static struct node copy_text(const struct source *source, const yaml_node_t *from,
			     bool *ret_is_left_out)
{
	struct node node = make(source, from, NODE_TEXT);
	const char *text = (const char *)from->data.scalar.value;

	if (is_null(from)) {
		node.kind = NODE_NOTHING;
		return node;
	}
	if (holds_nul(from)) {
		refuse_at(source->reading, source->name, node.line,
			  "a text cannot hold a NUL character");
		node.kind = NODE_REFUSED;
		return node;
	}

	node.text = expand(source->reading, source->name, node.line, text);
	if (!node.text)
		node.kind = NODE_REFUSED;
	else if (*text && !*node.text)
		*ret_is_left_out = true;
	else if (node.text == text)
		node.text = reading_printf(source->reading, "%s", text);
	return node;
}

static struct node copy_one(const struct source *source, yaml_document_t *document, int index,
			    bool *ret_is_left_out)
{
	const yaml_node_t *from = yaml_document_get_node(document, index);

	if (from->type == YAML_SCALAR_NODE)
		return copy_text(source, from, ret_is_left_out);

	return copy(source, document, index);
}

static void entry_append(struct node *node, const char *key, unsigned int line,
			 const struct node *value)
{
	node->entries[node->n_entries++] =
		(struct node_entry){.key = key, .line = line, .node = *value};
}

static void copy_items(const struct source *source, yaml_document_t *document,
		       const yaml_node_t *from, struct node *node)
{
	const yaml_node_item_t *item;

	for (item = from->data.sequence.items.start; item < from->data.sequence.items.top; item++) {
		bool is_left_out = false;
		struct node value = copy_one(source, document, *item, &is_left_out);

		if (!is_left_out)
			entry_append(node, NULL, value.line, &value);
	}
}

/* NULL when it is no text. */
static const char *copy_key(const struct source *source, const yaml_node_t *from)
{
	if (from->type == YAML_SCALAR_NODE && !holds_nul(from))
		return reading_printf(source->reading, "%s", (const char *)from->data.scalar.value);

	refuse_at(source->reading, source->name, source_line(from->start_mark),
		  "the name of a setting must be a text");
	return NULL;
}

static void copy_pairs(const struct source *source, yaml_document_t *document,
		       const yaml_node_t *from, struct node *node)
{
	const yaml_node_pair_t *pair;

	for (pair = from->data.mapping.pairs.start; pair < from->data.mapping.pairs.top; pair++) {
		const yaml_node_t *name = yaml_document_get_node(document, pair->key);
		const char *key = copy_key(source, name);
		bool is_left_out = false;
		struct node value = copy_one(source, document, pair->value, &is_left_out);

		if (key && !is_left_out)
			entry_append(node, key, source_line(name->start_mark), &value);
	}
}

static int compare_keys(const void *left, const void *right)
{
	const struct node_entry *a = *(const struct node_entry *const *)left;
	const struct node_entry *b = *(const struct node_entry *const *)right;
	int r = strcmp(a->key, b->key);

	return r ? r : a < b ? -1 : 1;
}

static void refuse_repeated_key(const struct source *source, const struct node_entry *first,
				struct node_entry *again)
{
	refuse_at(source->reading, source->name, again->line,
		  "\"%.80s\" is written twice, before in line %u", again->key, first->line);
	again->node.kind = NODE_REFUSED;
}

/* Sorted, since a file may hold a hundred thousand keys. */
static void refuse_repeated_keys(const struct source *source, struct node *node)
{
	struct node_entry **sorted =
		reading_scratch(source->reading, node->n_entries * sizeof(*sorted));

	if (!sorted)
		return;

	for (size_t i = 0; i < node->n_entries; i++)
		sorted[i] = &node->entries[i];
	qsort(sorted, node->n_entries, sizeof(*sorted), compare_keys);

	for (size_t i = 1; i < node->n_entries; i++)
		if (!strcmp(sorted[i - 1]->key, sorted[i]->key))
			refuse_repeated_key(source, sorted[i - 1], sorted[i]);
}

static size_t n_children(const yaml_node_t *from)
{
	if (from->type == YAML_SEQUENCE_NODE)
		return (size_t)(from->data.sequence.items.top - from->data.sequence.items.start);

	return (size_t)(from->data.mapping.pairs.top - from->data.mapping.pairs.start);
}

/* A list or map.  The depth was limited by the tokens. */
static struct node copy(const struct source *source, yaml_document_t *document, int index)
{
	const yaml_node_t *from = yaml_document_get_node(document, index);
	struct node node =
		make(source, from, from->type == YAML_SEQUENCE_NODE ? NODE_LIST : NODE_MAP);

	node.entries =
		reading_scratch(source->reading, (n_children(from) + 1) * sizeof(*node.entries));
	if (!node.entries)
		return node;

	if (node.kind == NODE_LIST) {
		copy_items(source, document, from, &node);
		return node;
	}
	copy_pairs(source, document, from, &node);
	refuse_repeated_keys(source, &node);
	return node;
}

/* ---- documents ---- */

static struct node copy_root(const struct source *source, yaml_document_t *document)
{
	const yaml_node_t *root = yaml_document_get_root_node(document);
	bool is_left_out = false;

	if (!root)
		return (struct node){.kind = NODE_NOTHING, .line = 1, .file = source->name};

	return copy_one(source, document, 1, &is_left_out);
}

/* A second document would be read by nobody. */
static bool is_at_end(const struct source *source, yaml_parser_t *parser)
{
	yaml_document_t document;
	const yaml_node_t *root;

	if (!yaml_parser_load(parser, &document)) {
		source_refuse(source, parser);
		return false;
	}

	root = yaml_document_get_root_node(&document);
	if (root)
		refuse_at(source->reading, source->name, source_line(root->start_mark),
			  "a file holds one YAML document: this is a second one");
	yaml_document_delete(&document);
	return !root;
}

static bool load(const struct source *source, yaml_parser_t *parser, struct node *ret_node)
{
	yaml_document_t document;

	if (!yaml_parser_load(parser, &document)) {
		source_refuse(source, parser);
		return false;
	}

	*ret_node = copy_root(source, &document);
	yaml_document_delete(&document);
	return is_at_end(source, parser);
}

const struct node *node_parse(struct reading *reading, const char *file, const char *bytes,
			      size_t size)
{
	struct source source = {.reading = reading, .name = file, .bytes = bytes, .size = size};
	struct node *node = reading_scratch(reading, sizeof(*node));
	yaml_parser_t parser;
	bool is_loaded;

	if (!node || !source_is_good(&source) || !source_parser(&source, &parser))
		return NULL;

	is_loaded = load(&source, &parser, node);
	yaml_parser_delete(&parser);
	return is_loaded ? node : NULL;
}

struct node node_text(const struct node *place, const char *text)
{
	return (struct node){
		.kind = NODE_TEXT, .line = place->line, .file = place->file, .text = text};
}

static const struct node *find_entry(const struct node *map, const char *name, size_t size)
{
	if (map->kind != NODE_MAP)
		return NULL;

	for (size_t i = 0; i < map->n_entries; i++)
		if (!strncmp(map->entries[i].key, name, size) && !map->entries[i].key[size])
			return &map->entries[i].node;

	return NULL;
}

const struct node *node_find(const struct node *map, const char *path)
{
	size_t size = strcspn(path, ".");
	const struct node *node = find_entry(map, path, size);

	if (!node || !path[size])
		return node;

	return node_find(node, path + size + 1);
}
