/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A string builder that is written to without asking and asked once: it remembers its first failure
 * and writer_finish tells it. It grows as needed up to WRITER_MAX, beyond which it fails with
 * -EMSGSIZE.
 */
#pragma once

#include <stddef.h>

#include "document.h"

#define WRITER_MAX (4 * 1024 * 1024)

struct writer {
	char *bytes;
	size_t size, capacity;
	struct document_slot *slots;
	size_t n_slots, slots_capacity;
	/*
	 * first failure: -ENOMEM, -EMSGSIZE, -EILSEQ (text that XML 1.0 cannot hold), or what a
	 * caller set
	 */
	int error;
};

/* Room for so many bytes more, so that what follows does not grow the buffer in steps. */
void writer_reserve(struct writer *writer, size_t size);
/* The same, for bytes that the caller puts there himself: all of them.  NULL after a failure. */
char *writer_room(struct writer *writer, size_t size);
void writer_bytes(struct writer *writer, const void *bytes, size_t size);
/* Bytes that were written before, again. */
void writer_repeat(struct writer *writer, size_t offset, size_t size);
void writer_string(struct writer *writer, const char *string);
void writer_printf(struct writer *writer, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void writer_slot(struct writer *writer, enum document_slot_part part,
		 enum document_slot_escape escape);
/*
 * Percent-encodes everything but the unreserved characters of RFC 3986 section 2.3: safe in any
 * part of a URL.
 */
void writer_percent_encoded(struct writer *writer, const char *bytes, size_t size);
/*
 * As an element's text: & < > escaped, quotes left alone, since Delta Chat's parser drops what
 * stands before the last entity of a text.  Refuses invalid UTF-8 and what XML 1.0 cannot hold:
 * -EILSEQ.
 */
void writer_xml_escaped(struct writer *writer, const char *bytes, size_t size);
/*
 * As an attribute's value between double quotes: " and white space other than blanks escaped too.
 */
void writer_xml_attribute_escaped(struct writer *writer, const char *bytes, size_t size);
/* As a JSON string's inside: for logs and small JSON documents.  Invalid UTF-8 becomes U+FFFD. */
void writer_json_escaped(struct writer *writer, const char *bytes, size_t size);
/* Remembers a failure of the caller's, unless there was one before. */
void writer_fail(struct writer *writer, int error);

/*
 * Gives the bytes (NUL-terminated behind size) and slots away, or frees everything and returns the
 * first failure.
 */
int writer_finish(struct writer *writer, struct document *ret_document);
/* The same for a writer without slots. */
int writer_finish_string(struct writer *writer, char **ret_string, size_t *ret_size);
void writer_clear(struct writer *writer);
