/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Property lists: PropertyList-1.0.dtd, keys of our own and values of a stranger, each with the
 * type the schema asks for.
 */
#include <errno.h>
#include <string.h>
#include <time.h>

#include <openssl/evp.h>

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

void plist_real(struct plist *plist, const char *key, unsigned long number)
{
	xml_leaf_word(&plist->xml, "key", key);
	xml_leaf_number(&plist->xml, "real", number);
}

void plist_date(struct plist *plist, const char *key, time_t time)
{
	char text[64] = "";
	struct tm parts;

	if (!gmtime_r(&time, &parts) ||
	    !strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &parts)) {
		writer_fail(&plist->xml.writer, -EOVERFLOW);
		return;
	}
	xml_leaf_word(&plist->xml, "key", key);
	xml_leaf_word(&plist->xml, "date", text);
}

void plist_data(struct plist *plist, const char *key, const void *bytes, size_t size)
{
	struct xml *xml = &plist->xml;
	size_t written = (size + 2) / 3 * 4;
	char *at;

	xml_leaf_word(xml, "key", key);
	if (size > WRITER_MAX) {
		writer_fail(&xml->writer, -EMSGSIZE);
		return;
	}
	writer_string(&xml->writer, "<data>");
	writer_reserve(&xml->writer, written + 1); /* EVP_EncodeBlock ends with a NUL */
	at = writer_room(&xml->writer, written);
	if (at)
		(void)EVP_EncodeBlock((unsigned char *)at, bytes, (int)size);
	writer_string(&xml->writer, "</data>\n");
}

void plist_named_dict_open(struct plist *plist, const char *key)
{
	xml_leaf_word(&plist->xml, "key", key);
	plist_dict_open(plist);
}

size_t plist_size(const struct plist *plist)
{
	return plist->xml.writer.size;
}

void plist_cut(struct plist *plist, size_t size)
{
	plist->xml.writer.size = size;
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
