/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libxml2's SAX interface, so that nothing is built but the two values.  Elements are known by
 * their local names: clients send several namespaces, and some none.
 */
#include "protocols/autodiscover_request.h"

#include <errno.h>
#include <libxml/parser.h>
#include <libxml/xmlerror.h>
#include <libxml/xmlversion.h>
#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cleanup.h"
#include "text/utf8.h"

#define DEPTH_ROOT 1
#define DEPTH_REQUEST 2
#define DEPTH_VALUE 3
#define POX_PADDING 256 /* bytes: libxml2's INPUT_CHUNK and a few */

struct pox_reader {
	xmlParserCtxtPtr context;
	struct pox_request *request;
	struct pox_value *open; /* the value whose element we are in, or NULL */
	unsigned int depth;     /* elements open */
	unsigned int n_requests;
	bool in_request; /* the element at DEPTH_REQUEST is a Request of an Autodiscover */
	bool is_refused;
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

static void free_context(xmlParserCtxtPtr *context)
{
	xmlFreeParserCtxt(*context);
}

static bool is_named(const xmlChar *name, const char *wanted)
{
	return !strcmp((const char *)name, wanted);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static void refuse(struct pox_reader *reader)
{
	reader->is_refused = true;
	xmlStopParser(reader->context);
}

static void value_append(struct pox_value *value, const char *text, size_t size)
{
	while (!value->size && size && is_blank(*text)) {
		text++;
		size--;
	}

	if (size > POX_VALUE_MAX - value->size) {
		value->is_broken = true;
		return;
	}

	memcpy(value->text + value->size, text, size);
	value->size += size;
}

static void value_close(struct pox_value *value)
{
	while (value->size && is_blank(value->text[value->size - 1]))
		value->size--;

	value->text[value->size] = '\0';
}

/*
 * A child of Request: the value it holds, or NULL for one that we do not need (LegacyDN and what
 * else there is).
 */
static struct pox_value *value_named(struct pox_request *request, const xmlChar *name)
{
	if (is_named(name, "EMailAddress"))
		return &request->address;
	if (is_named(name, "AcceptableResponseSchema"))
		return &request->schema;

	return NULL;
}

static void open_value(struct pox_reader *reader, const xmlChar *name)
{
	struct pox_value *value = value_named(reader->request, name);

	/* Of several the first is kept: the others only count. */
	if (value && !value->count++)
		reader->open = value;
}

static void open_request(struct pox_reader *reader, const xmlChar *name)
{
	reader->in_request = is_named(name, "Request");
	if (reader->in_request)
		reader->n_requests++;
}

static void on_start(void *userdata, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
		     int n_namespaces, const xmlChar **namespaces, int n_attributes,
		     int n_defaulted, const xmlChar **attributes)
{
	struct pox_reader *reader = userdata;

	(void)prefix;
	(void)uri;
	(void)n_namespaces;
	(void)namespaces;
	(void)n_attributes;
	(void)n_defaulted;
	(void)attributes;

	reader->depth++;
	if (reader->depth > POX_DEPTH_MAX ||
	    (reader->depth == DEPTH_ROOT && !is_named(name, "Autodiscover"))) {
		refuse(reader);
		return;
	}

	if (reader->open)
		reader->open->is_broken = true;
	if (reader->depth == DEPTH_REQUEST)
		open_request(reader, name);
	if (reader->depth == DEPTH_VALUE && reader->in_request)
		open_value(reader, name);
}

static void on_end(void *userdata, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
	struct pox_reader *reader = userdata;

	(void)name;
	(void)prefix;
	(void)uri;

	if (reader->depth == DEPTH_VALUE && reader->open) {
		value_close(reader->open);
		reader->open = NULL;
	}
	reader->depth--;
}

static void on_text(void *userdata, const xmlChar *text, int size)
{
	struct pox_reader *reader = userdata;

	if (reader->open)
		value_append(reader->open, (const char *)text, (size_t)size);
}

/* Before a word of the DTD is read. */
static void on_doctype(void *userdata, const xmlChar *name, const xmlChar *public_id,
		       const xmlChar *system_id)
{
	(void)name;
	(void)public_id;
	(void)system_id;
	refuse(userdata);
}

static const xmlSAXHandler handler = {
	.initialized = XML_SAX2_MAGIC,
	.internalSubset = on_doctype,
	.startElementNs = on_start,
	.endElementNs = on_end,
	.characters = on_text,
	.ignorableWhitespace = on_text,
	.cdataBlock = on_text,
	.serror = silence,
};

/*
 * Real requests begin with blank lines, or with a byte order mark; XML wants its declaration first.
 */
static void skip_lead(const char **body, size_t *size)
{
	static const char mark[] = "\xef\xbb\xbf";

	for (; *size; (*body)++, (*size)--) {
		if (*size >= strlen(mark) && !memcmp(*body, mark, strlen(mark))) {
			*body += strlen(mark) - 1;
			*size -= strlen(mark) - 1;
			continue;
		}
		if (!is_blank(**body))
			return;
	}
}

static bool is_utf16(const char *body, size_t size)
{
	return size >= 2 && (!memcmp(body, "\xff\xfe", 2) || !memcmp(body, "\xfe\xff", 2));
}

/*
 * Does an XML declaration name an encoding, and is it another than UTF-8?  libxml2 reads dozens;
 * we, and every client, one.
 */
static bool declares_foreign_encoding(const char *body, size_t size)
{
	static const char start[] = "<?xml", end[] = "?>", word[] = "encoding";
	const char *limit, *value;

	if (!body || size < strlen(start) || memcmp(body, start, strlen(start)))
		return false;

	limit = memmem(body, size, end, strlen(end));
	value = limit ? memmem(body, (size_t)(limit - body), word, strlen(word)) : NULL;
	if (!value)
		return false;

	value += strlen(word);
	while (value < limit && (is_blank(*value) || *value == '='))
		value++;

	return limit - value < 7 || strncasecmp(value + 1, "UTF-8", 5) || value[6] != value[0];
}

static bool has_too_many_attributes(const char *body, size_t size)
{
	const char *end = body + size;
	size_t n_attributes = 0;

	for (const char *at = body; (at = memchr(at, '=', (size_t)(end - at))); at++)
		if (++n_attributes > POX_ATTRIBUTES_MAX)
			return true;

	return false;
}

static bool is_acceptable(const char *body, size_t size)
{
	if (!is_utf16(body, size) &&
	    (!utf8_valid_xml(body, size) || declares_foreign_encoding(body, size)))
		return false;

	return !has_too_many_attributes(body, size);
}

/*
 * A copy with blanks behind the root element, which XML allows there.  With fewer than 250 bytes
 * before it libxml2 2.9 looks for more input at every step, even in memory: a fifth of all the
 * instructions of a request.
 */
static char *pad(const char *body, size_t *size)
{
	size_t n_blanks = is_utf16(body, *size) ? 0 : POX_PADDING;
	char *padded = malloc(*size + n_blanks);

	if (!padded)
		return NULL;

	memcpy(padded, body, *size);
	memset(padded + *size, ' ', n_blanks);
	*size += n_blanks;
	return padded;
}

/* Whoever else reads XML in this thread finds the error function that it had. */
static bool parse(xmlParserCtxtPtr context, const char *body, size_t size)
{
	xmlStructuredErrorFunc function = xmlStructuredError;
	void *userdata = xmlStructuredErrorContext;

	/*
	 * The declared encoding was judged already.  Were it not ignored, UTF-16 that declares
	 * EUC-JP would make iconv open files and load a library, on a stranger's word and inside
	 * the sandbox. Without our function "encoding error" is printed in spite of
	 * XML_PARSE_NOERROR (libxml2 2.9.14).
	 */
	xmlSetStructuredErrorFunc(NULL, silence);
	(void)xmlCtxtReadMemory(context, body, (int)size, NULL, NULL,
				XML_PARSE_IGNORE_ENC | XML_PARSE_NONET | XML_PARSE_NOERROR |
					XML_PARSE_NOWARNING);
	xmlSetStructuredErrorFunc(userdata, function);

	return context->wellFormed;
}

static pthread_once_t initialized = PTHREAD_ONCE_INIT;

int pox_read(const char *body, size_t size, struct pox_request *ret_request)
{
	_cleanup_(freep) char *padded = NULL;
	_cleanup_(free_context) xmlParserCtxtPtr context = NULL;
	struct pox_reader reader = {.request = ret_request};

	*ret_request = (struct pox_request){0};
	skip_lead(&body, &size);
	if (!size || size > INT_MAX - POX_PADDING || !is_acceptable(body, size))
		return POX_E_UNREADABLE;

	/* Its own first use is not safe from two threads at once. */
	(void)pthread_once(&initialized, xmlInitParser);
	padded = pad(body, &size);
	context = padded ? xmlNewParserCtxt() : NULL;
	if (!context)
		return -ENOMEM;

	*context->sax = handler;
	context->userData = &reader;
	reader.context = context;
	if (!parse(context, padded, size))
		return context->errNo == XML_ERR_NO_MEMORY ? -ENOMEM : POX_E_UNREADABLE;

	return reader.is_refused || reader.n_requests != 1 ? POX_E_UNREADABLE : 0;
}
