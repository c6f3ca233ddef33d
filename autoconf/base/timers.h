/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A binary heap of deadlines, for the event loop.  Equal deadlines come in the order in which they
 * were set.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct timer {
	void *owner;
	uint64_t deadline;
	uint64_t order;
	size_t position; /* in the heap, from 1; 0: not set */
};

struct timers {
	struct timer **heap; /* heap[1] is the first */
	size_t n_set, n_reserved, capacity;
	uint64_t n_orders;
};

/* Makes room for one timer more, for as long as it exists.  Returns 0 or -ENOMEM. */
int timers_reserve(struct timers *timers);
void timers_release(struct timers *timers);

/* Sets or moves a timer that has its room. */
void timers_set(struct timers *timers, struct timer *timer, uint64_t deadline);
/* Nothing happens to one that is not set. */
void timers_remove(struct timers *timers, struct timer *timer);
/* The one with the earliest deadline, or NULL. */
struct timer *timers_first(const struct timers *timers);
/* All timers that are set from now on have this order or a higher one. */
uint64_t timers_round(const struct timers *timers);
void timers_clear(struct timers *timers);

static inline bool timer_is_set(const struct timer *timer)
{
	return timer->position;
}
