/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finished documents and the filling of their slots: the whole work of an answer that was rendered
 * before.
 */
#include "document.h"

#include <stdlib.h>

#include "address.h"
#include "text/placeholder.h"
#include "text/writer.h"

/*
 * Where a value was written, to be copied from there when it is wanted again.  No value is empty.
 */
struct written {
	size_t offset, size;
};

#define SLOT_PARTS (SLOT_DOMAIN + 1)
#define SLOT_ESCAPES (SLOT_ESCAPE_NONE + 1)

void document_clear(struct document *document)
{
	free(document->bytes);
	free(document->slots);
	*document = (struct document){0};
}

/* The characters that percent encoding leaves need no escape in XML. */
static void (*const slot_writers[SLOT_ESCAPES])(struct writer *, const char *, size_t) = {
	[SLOT_ESCAPE_XML] = writer_xml_escaped,
	[SLOT_ESCAPE_URL_XML] = writer_percent_encoded,
	[SLOT_ESCAPE_NONE] = NULL,
};

static void write_value(struct writer *writer, const struct document_slot *slot,
			const struct address *address)
{
	const char *value;
	size_t size;

	placeholder_value(address, slot->part, &value, &size);
	if (slot_writers[slot->escape])
		slot_writers[slot->escape](writer, value, size);
	else
		writer_bytes(writer, value, size);
}

static void fill_slot(struct writer *writer, const struct document_slot *slot,
		      const struct address *address, struct written *written)
{
	if (written->size) {
		writer_repeat(writer, written->offset, written->size);
		return;
	}

	written->offset = writer->size;
	write_value(writer, slot, address);
	written->size = writer->size - written->offset;
}

int document_fill(const struct document *document, const struct address *address, char **ret_bytes,
		  size_t *ret_size)
{
	struct written written[SLOT_PARTS][SLOT_ESCAPES] = {0};
	struct writer writer = {0};
	size_t done = 0;

	writer_reserve(&writer, document->size + document->n_slots * address->size);
	for (size_t i = 0; i < document->n_slots; i++) {
		const struct document_slot *slot = &document->slots[i];

		writer_bytes(&writer, document->bytes + done, slot->offset - done);
		fill_slot(&writer, slot, address, &written[slot->part][slot->escape]);
		done = slot->offset;
	}
	writer_bytes(&writer, document->bytes + done, document->size - done);

	return writer_finish_string(&writer, ret_bytes, ret_size);
}
