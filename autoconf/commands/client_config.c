/* SPDX-License-Identifier: Apache-2.0 */
/* libxml2's tree, copied and freed: no network, nothing loaded, and nothing with a DOCTYPE. */
#include "commands/client_config.h"

#include <ctype.h>
#include <errno.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/xmlerror.h>
#include <libxml/xmlversion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "cleanup.h"
#include "directory/fault.h"

#define E_REFUSED 1
#define FILE_MAX (1024 * 1024)
#define DEPTH_MAX 16

struct attribute {
	const char *name, *value;
	const struct attribute *next;
};

/* The signature changed in 2.12. */
#if LIBXML_VERSION >= 21200
static void silence(void *userdata, const xmlError *error)
#else
static void silence(void *userdata, xmlErrorPtr error)
#endif
{
	(void)userdata;
	(void)error;
}

/* ---- the tree, copied ---- */

static char *trimmed(struct arena *arena, const xmlChar *text)
{
	const char *start = text ? (const char *)text : "";
	size_t size;

	start += strspn(start, " \t\r\n");
	size = strlen(start);
	while (size && strchr(" \t\r\n", start[size - 1]))
		size--;

	return arena_copy(arena, start, size);
}

static void xml_freep(xmlChar **text)
{
	xmlFree(*text);
}

static int text_copy(struct arena *arena, xmlNode *node, const char **ret_text)
{
	_cleanup_(xml_freep) xmlChar *text = NULL;

	/* Only of leaves: that of a map of elements is nothing but blanks. */
	if (!xmlFirstElementChild(node))
		text = xmlNodeGetContent(node);
	*ret_text = trimmed(arena, text);

	return *ret_text ? 0 : -ENOMEM;
}

/* Languages are compared with ours, which are in lower case. */
static char *lowered(const xmlAttr *attribute, char *value)
{
	if (value && !strcmp((const char *)attribute->name, "lang"))
		for (char *at = value; *at; at++)
			*at = (char)tolower((unsigned char)*at);

	return value;
}

static int attributes_copy(struct arena *arena, xmlNode *node, struct element *element)
{
	for (const xmlAttr *from = node->properties; from; from = from->next) {
		_cleanup_(xml_freep) xmlChar *value = xmlNodeGetContent((const xmlNode *)from);
		struct attribute *attribute = arena_allocate(arena, sizeof(*attribute));

		if (!attribute)
			return -ENOMEM;

		attribute->name = arena_string(arena, (const char *)from->name);
		attribute->value = lowered(from, trimmed(arena, value));
		if (!attribute->name || !attribute->value)
			return -ENOMEM;

		attribute->next = element->attributes;
		element->attributes = attribute;
	}

	return 0;
}

static int element_copy(struct arena *arena, xmlNode *node, unsigned int depth,
			struct element **ret_element)
{
	struct element *element = arena_allocate(arena, sizeof(*element)), **place;
	int r;

	if (!element)
		return -ENOMEM;

	element->name = arena_string(arena, (const char *)node->name);
	element->line = (unsigned int)xmlGetLineNo(node);
	r = element->name ? text_copy(arena, node, &element->text) : -ENOMEM;
	if (!r)
		r = attributes_copy(arena, node, element);

	place = &element->children;
	for (xmlNode *child = xmlFirstElementChild(node); !r && child && depth < DEPTH_MAX;
	     child = xmlNextElementSibling(child)) {
		r = element_copy(arena, child, depth + 1, place);
		if (!r)
			place = &(*place)->next;
	}

	*ret_element = element;
	return r;
}

/* ---- the file ---- */

static void fclosep(FILE **file)
{
	if (*file)
		(void)fclose(*file);
}

static int bytes_read(const char *path, char **ret_bytes, size_t *ret_size, char **reterr_message)
{
	_cleanup_(fclosep) FILE *file = fopen(path, "re");
	_cleanup_(freep) char *bytes = malloc(FILE_MAX + 1);

	if (!bytes)
		return -ENOMEM;
	if (!file)
		return fault(reterr_message, E_REFUSED, "%s", strerrordesc_np(errno));

	*ret_size = fread(bytes, 1, FILE_MAX + 1, file);
	if (ferror(file))
		return fault(reterr_message, E_REFUSED, "%s", strerrordesc_np(errno));
	if (*ret_size > FILE_MAX)
		return fault(reterr_message, E_REFUSED, "this is too large to be such a file");

	*ret_bytes = TAKE_PTR(bytes);
	return 0;
}

static void context_freep(xmlParserCtxt **context)
{
	xmlFreeParserCtxt(*context);
}

static void document_freep(xmlDoc **document)
{
	xmlFreeDoc(*document);
}

static int document_parse(const char *bytes, size_t size, xmlDoc **ret_document,
			  char **reterr_message)
{
	_cleanup_(context_freep) xmlParserCtxt *context = xmlNewParserCtxt();

	if (!context)
		return -ENOMEM;

	xmlSetStructuredErrorFunc(NULL, silence);
	*ret_document = xmlCtxtReadMemory(context, bytes, (int)size, NULL, NULL,
					  XML_PARSE_NONET | XML_PARSE_NOERROR |
						  XML_PARSE_NOWARNING | XML_PARSE_NOCDATA);
	xmlSetStructuredErrorFunc(NULL, NULL);
	if (*ret_document && !(*ret_document)->intSubset)
		return 0;

	return fault(reterr_message, E_REFUSED, "this is no XML, or has a DOCTYPE");
}

int client_config_read(struct arena *arena, const char *path, struct element **ret_root,
		       char **reterr_message)
{
	_cleanup_(document_freep) xmlDoc *document = NULL;
	_cleanup_(freep) char *bytes = NULL;
	size_t size = 0;
	int r = bytes_read(path, &bytes, &size, reterr_message);

	if (!r)
		r = document_parse(bytes, size, &document, reterr_message);
	if (r)
		return r;

	return element_copy(arena, xmlDocGetRootElement(document), 1, ret_root);
}

/* ---- looking into it ---- */

static const struct element *named(const struct element *element, const char *name)
{
	while (element && strcmp(element->name, name))
		element = element->next;

	return element;
}

const struct element *element_child(const struct element *parent, const char *name)
{
	return named(parent->children, name);
}

const struct element *element_next(const struct element *element, const char *name)
{
	return named(element->next, name);
}

const char *element_text(const struct element *parent, const char *name)
{
	const struct element *child = element_child(parent, name);

	return child && child->text[0] ? child->text : NULL;
}

const char *element_attribute(const struct element *element, const char *name)
{
	for (const struct attribute *at = element->attributes; at; at = at->next)
		if (!strcmp(at->name, name))
			return at->value;

	return NULL;
}

const char *element_language(const struct element *element)
{
	const char *language = element_attribute(element, "lang");

	return language ? language : "";
}

bool words_have(const char *words, const char *word)
{
	size_t size = strlen(word);

	for (const char *at = strstr(words, word); at; at = strstr(at + 1, word))
		if ((at == words || at[-1] == ' ') && (!at[size] || at[size] == ' '))
			return true;

	return false;
}
