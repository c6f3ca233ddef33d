/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A worker's rendered documents: one a protocol, view and domain, rendered once and filled per
 * request.  Bounded; the one that has not been asked for longest goes first.  Emptied when a new
 * snapshot comes.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "document.h"
#include "domain.h"

struct protocol;

#define ETAG_SIZE 19 /* quotes, 16 hex digits, NUL */

/*
 * A document that the worker keeps.  Borrowed: valid until the next call of documents_add or
 * documents_clear.
 */
struct kept_document {
	struct document document;
	char etag[ETAG_SIZE]; /* a strong one (RFC 9110 section 8.8.3): a hash of the bytes */
	/* the HTTP side's ready-made responses; freed by the destructor given to documents_new */
	void *attachment;
};

struct documents;

int documents_new(size_t n_max, void (*attachment_free)(void *attachment),
		  struct documents **ret_documents);
void documents_free(struct documents *documents);
void documents_clear(struct documents *documents);

struct kept_document *documents_find(struct documents *documents, const struct protocol *protocol,
				     unsigned int view, const char *domain);
/* Takes the document. */
int documents_add(struct documents *documents, const struct protocol *protocol, unsigned int view,
		  const char *domain, struct document *document, struct kept_document **ret_kept);
