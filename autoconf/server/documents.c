/* SPDX-License-Identifier: Apache-2.0 */
/* Rendered documents in a hash with a queue by last use. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utlist.h>

#include "cleanup.h"
#include "server/documents.h"

/* uthash ends the program when memory runs out; we would rather answer 503. */
#define HASH_NONFATAL_OOM 1
#define HASH_FUNCTION HASH_SAX /* clang warns of the usual one */
#include <uthash.h>

struct document_key {
	const struct protocol *protocol;
	unsigned int view;
	char domain[DOMAIN_NAME_MAX + 1];
};

struct entry {
	struct kept_document kept;
	UT_hash_handle hh;
	struct entry *prev, *next; /* by last use, the latest first */
	struct document_key key;   /* zeroed behind the domain's end: it is hashed as bytes */
};

struct documents {
	struct entry *by_key, *by_use;
	size_t n_entries, n_max;
	void (*attachment_free)(void *attachment);
};

static unsigned int document_key_init(struct document_key *key, const struct protocol *protocol,
				      unsigned int view, const char *domain)
{
	size_t size = strlen(domain);

	memset(key, 0, offsetof(struct document_key, domain));
	key->protocol = protocol;
	key->view = view;
	memcpy(key->domain, domain, size + 1);

	return (unsigned int)(offsetof(struct document_key, domain) + size);
}

int documents_new(size_t n_max, void (*attachment_free)(void *attachment),
		  struct documents **ret_documents)
{
	struct documents *documents = calloc(1, sizeof(*documents));

	if (!documents)
		return -ENOMEM;

	documents->n_max = n_max ? n_max : 1;
	documents->attachment_free = attachment_free;
	*ret_documents = documents;

	return 0;
}

static void entry_remove(struct documents *documents, struct entry *entry)
{
	HASH_DEL(documents->by_key, entry);
	DL_DELETE(documents->by_use, entry);
	documents->n_entries--;
	if (entry->kept.attachment)
		documents->attachment_free(entry->kept.attachment);
	document_clear(&entry->kept.document);
	free(entry);
}

void documents_clear(struct documents *documents)
{
	while (documents->by_use)
		entry_remove(documents, documents->by_use);
}

void documents_free(struct documents *documents)
{
	if (!documents)
		return;

	documents_clear(documents);
	free(documents);
}

struct kept_document *documents_find(struct documents *documents, const struct protocol *protocol,
				     unsigned int view, const char *domain)
{
	struct document_key key;
	struct entry *entry;
	unsigned int size = document_key_init(&key, protocol, view, domain);

	HASH_FIND(hh, documents->by_key, &key, size, entry);
	if (!entry)
		return NULL;

	if (entry != documents->by_use) {
		DL_DELETE(documents->by_use, entry);
		DL_PREPEND(documents->by_use, entry);
	}

	return &entry->kept;
}

/* FNV-1a: two documents of one URL must differ, and nobody gains by a collision. */
static void etag_make(const struct document *document, char ret_etag[static ETAG_SIZE])
{
	uint64_t hash = 0xcbf29ce484222325u;

	for (size_t i = 0; i < document->size; i++)
		hash = (hash ^ (unsigned char)document->bytes[i]) * 0x100000001b3u;
	(void)snprintf(ret_etag, ETAG_SIZE, "\"%016llx\"", (unsigned long long)hash);
}

int documents_add(struct documents *documents, const struct protocol *protocol, unsigned int view,
		  const char *domain, struct document *document, struct kept_document **ret_kept)
{
	struct entry *entry = calloc(1, sizeof(*entry));
	unsigned int size;

	if (!entry)
		return -ENOMEM;

	size = document_key_init(&entry->key, protocol, view, domain);
	HASH_ADD_KEYPTR(hh, documents->by_key, &entry->key, size, entry);
	if (!entry->hh.tbl) {
		free(entry);
		return -ENOMEM;
	}

	DL_PREPEND(documents->by_use, entry);
	documents->n_entries++;
	entry->kept.document = *document;
	*document = (struct document){0};
	etag_make(&entry->kept.document, entry->kept.etag);

	if (documents->n_entries > documents->n_max)
		entry_remove(documents, documents->by_use->prev);

	*ret_kept = &entry->kept;

	return 0;
}
