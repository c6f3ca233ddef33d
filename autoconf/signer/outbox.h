/* SPDX-License-Identifier: Apache-2.0 */
/* A worker's requests that have not gone out yet, in their order. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "signer/wire.h"

struct places;
struct unsent;

struct outbox {
	struct unsent *requests;
	bool is_full; /* the socket: what is here waits until it has room */
};

/* Copies the content.  Returns 0 or -ENOMEM. */
int outbox_add(struct outbox *outbox, const struct wire_header *header, const void *content);
/*
 * Sends what the socket takes, in batches, but nothing that nobody waits for any more: its place is
 * given back.
 */
void outbox_send(struct outbox *outbox, struct places *places, int fd);
void outbox_clear(struct outbox *outbox);
