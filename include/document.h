/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finished bytes of an answer, with slots where the typed address still has to stand: rendered once
 * a domain, filled per request.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Which part of the typed address stands in a slot. */
enum document_slot_part {
	SLOT_ADDRESS,    /* %EMAILADDRESS% */
	SLOT_LOCAL_PART, /* %EMAILLOCALPART% */
	SLOT_DOMAIN,     /* %EMAILDOMAIN%, as typed */
};

/* How it is written there. */
enum document_slot_escape {
	SLOT_ESCAPE_XML,     /* & < > escaped: an element's text, not an attribute */
	SLOT_ESCAPE_URL_XML, /* percent-encoded for a URL's path, then as XML */
	SLOT_ESCAPE_NONE,    /* text/plain */
};

struct document_slot {
	size_t offset; /* in bytes, before this byte */
	enum document_slot_part part;
	enum document_slot_escape escape;
};

/* Owns bytes and slots.  Slots stand in ascending order of offset. */
struct document {
	char *bytes;
	size_t size;
	struct document_slot *slots;
	size_t n_slots;
	/*
	 * enum answer_code: the document is the protocol's own words for a refusal, and goes out
	 * under the status of this code; 0: a successful answer.  A refusal is not kept either.
	 */
	int refusal;
	bool tells_time; /* of the moment it was rendered in: it must not be kept for another */
};

void document_clear(struct document *document);

struct address;

/* The document with every slot filled.  Returns 0 or -ENOMEM; *ret_bytes is the caller's. */
int document_fill(const struct document *document, const struct address *address, char **ret_bytes,
		  size_t *ret_size);
