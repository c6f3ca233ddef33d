/* SPDX-License-Identifier: Apache-2.0 */
/* The table of requests under way. */
#include "signer/places.h"

#include <assert.h>

/* The id tells the place, and the number of the request tells two of one place apart. */
struct place *place_take(struct places *places, signer_done done, void *userdata, uint64_t deadline)
{
	size_t i = 0;

	assert(places->n_taken < SIGNER_WAITING_MAX);

	while (places->rows[i].id)
		i++;

	places->n_taken++;
	places->n_waiting++;
	places->rows[i] = (struct place){
		.id = ++places->n_requests * SIGNER_WAITING_MAX + i,
		.done = done,
		.userdata = userdata,
		.deadline = deadline,
	};
	return &places->rows[i];
}

struct place *place_find(struct places *places, uint64_t id)
{
	struct place *place = &places->rows[id % SIGNER_WAITING_MAX];

	return id && place->id == id ? place : NULL;
}

void place_stop_waiting(struct places *places, struct place *place)
{
	if (!place->done)
		return;

	place->done = NULL;
	places->n_waiting--;
}

void place_give_back(struct places *places, struct place *place)
{
	place_stop_waiting(places, place);
	place->id = 0;
	places->n_taken--;
}
