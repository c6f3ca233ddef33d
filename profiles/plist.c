/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Property lists: PropertyList-1.0.dtd, keys of our own and values of a stranger, each with the
 * type the schema asks for.
 */
#include <errno.h>
#include <string.h>

#include "profiles/plist.h"

#define DOCTYPE                                                                                    \
	"<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" "                                  \
	"\"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">"

void plist_begin(struct plist *plist)
{
	xml_declaration(&plist->xml);
	xml_literal_line(&plist->xml, DOCTYPE);
	xml_open(&plist->xml, "plist", "version", "1.0", NULL);
	plist_dict_open(plist);
}

void plist_dict_open(struct plist *plist)
{
	xml_open(&plist->xml, "dict", NULL);
}

void plist_dict_close(struct plist *plist)
{
	xml_close(&plist->xml);
}

void plist_array_open(struct plist *plist, const char *key)
{
	xml_leaf_word(&plist->xml, "key", key);
	xml_open(&plist->xml, "array", NULL);
}

void plist_array_close(struct plist *plist)
{
	xml_close(&plist->xml);
}

void plist_string(struct plist *plist, const char *key, const char *text)
{
	if (!text || !text[0])
		return;

	xml_leaf_word(&plist->xml, "key", key);
	xml_leaf(&plist->xml, "string", text);
	if (!plist->bad_key && plist->xml.writer.error == -EILSEQ)
		plist->bad_key = key;
}

void plist_integer(struct plist *plist, const char *key, unsigned long number)
{
	xml_leaf_word(&plist->xml, "key", key);
	xml_leaf_number(&plist->xml, "integer", number);
}

void plist_bool(struct plist *plist, const char *key, bool value)
{
	xml_leaf_word(&plist->xml, "key", key);
	xml_bare(&plist->xml, value ? "true" : "false");
}

int plist_finish(struct plist *plist, struct document *ret_document)
{
	plist_dict_close(plist);
	xml_close(&plist->xml);
	return xml_finish(&plist->xml, ret_document);
}

void plist_clear(struct plist *plist)
{
	xml_clear(&plist->xml);
}
