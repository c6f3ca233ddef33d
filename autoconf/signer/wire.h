/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What worker and signer send each other, a message a packet: first the signer says who it is; then
 * a header and a property list go one way, a header and CMS the other.  Both ends are the same
 * program on the same machine, so numbers are in its own byte order.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "signer.h"

#define WIRE_VERSION 2

/* Of the signer's first message, a struct signer_identity; no request has it. */
#define WIRE_ID_HELLO 0

/* A signature adds its certificates to the content. */
#define WIRE_ANSWER_MAX (SIGNER_CONTENT_MAX + 64 * 1024)

struct wire_header {
	uint16_t version;
	uint16_t zero;
	int32_t status; /* of an answer, as signer_done is told it; 0 in a request */
	uint64_t id;    /* the worker's; an answer bears that of its request */
	uint32_t size;  /* bytes behind the header */
	uint32_t zero_too;
};

_Static_assert(sizeof(struct wire_header) == 24, "no padding may leak or be compared");

static inline struct wire_header wire_header(uint64_t id, int status, size_t size)
{
	return (struct wire_header){
		.version = WIRE_VERSION, .status = status, .id = id, .size = (uint32_t)size};
}

/* Is a packet of `received` bytes what its header says? */
static inline bool wire_is_well_formed(const struct wire_header *header, size_t received,
				       size_t size_max)
{
	return received >= sizeof(*header) && header->version == WIRE_VERSION && !header->zero &&
	       !header->zero_too && header->size <= size_max &&
	       received == sizeof(*header) + header->size;
}
