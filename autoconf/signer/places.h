/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The requests that a worker has on the way to the signer.  A place belongs to one until its answer
 * is there, even when nobody waits for it any more, so that the signer never has more of them than
 * there are places.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "signer.h"

struct place {
	uint64_t id;      /* 0: free */
	signer_done done; /* NULL: nobody waits any more */
	void *userdata;
	uint64_t deadline; /* of the loop's clock */
};

struct places {
	struct place rows[SIGNER_WAITING_MAX];
	size_t n_taken, n_waiting; /* places that are not free; those somebody waits for */
	uint64_t n_requests;       /* ever */
};

/* There must be a free one. */
struct place *place_take(struct places *places, signer_done done, void *userdata,
			 uint64_t deadline);
/* NULL: that request has its answer, or never was. */
struct place *place_find(struct places *places, uint64_t id);
/* Nobody is called for it any more; it stays taken. */
void place_stop_waiting(struct places *places, struct place *place);
void place_give_back(struct places *places, struct place *place);
