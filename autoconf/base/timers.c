/* SPDX-License-Identifier: Apache-2.0 */
/* The heap of deadlines. */
#include "base/timers.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>

int timers_reserve(struct timers *timers)
{
	size_t capacity = timers->capacity ? 2 * timers->capacity : 16;
	struct timer **heap;

	/* Place 0 of the heap is not used. */
	if (timers->n_reserved + 1 >= timers->capacity) {
		heap = realloc(timers->heap, capacity * sizeof(struct timer *));
		if (!heap)
			return -ENOMEM;
		timers->heap = heap;
		timers->capacity = capacity;
	}

	timers->n_reserved++;
	return 0;
}

void timers_release(struct timers *timers)
{
	timers->n_reserved--;
	assert(timers->n_set <= timers->n_reserved);
}

static bool is_earlier(const struct timer *a, const struct timer *b)
{
	return a->deadline < b->deadline || (a->deadline == b->deadline && a->order < b->order);
}

static void place(struct timers *timers, struct timer *timer, size_t position)
{
	timers->heap[position] = timer;
	timer->position = position;
}

static void sift_up(struct timers *timers, struct timer *timer, size_t position)
{
	for (; position > 1 && is_earlier(timer, timers->heap[position / 2]); position /= 2)
		place(timers, timers->heap[position / 2], position);

	place(timers, timer, position);
}

static size_t earlier_child(const struct timers *timers, size_t position)
{
	size_t child = 2 * position;

	return child < timers->n_set && is_earlier(timers->heap[child + 1], timers->heap[child])
		       ? child + 1
		       : child;
}

static void sift_down(struct timers *timers, struct timer *timer, size_t position)
{
	for (;;) {
		size_t child = earlier_child(timers, position);

		if (child > timers->n_set || !is_earlier(timers->heap[child], timer))
			break;
		place(timers, timers->heap[child], position);
		position = child;
	}

	place(timers, timer, position);
}

void timers_set(struct timers *timers, struct timer *timer, uint64_t deadline)
{
	timers_remove(timers, timer);
	timer->deadline = deadline;
	timer->order = timers->n_orders++;
	timers->n_set++;
	assert(timers->n_set <= timers->n_reserved);
	sift_up(timers, timer, timers->n_set);
}

void timers_remove(struct timers *timers, struct timer *timer)
{
	size_t position = timer->position;
	struct timer *last;

	if (!position)
		return;

	last = timers->heap[timers->n_set--];
	timer->position = 0;
	if (last == timer)
		return;

	/* The last one takes the free place, and from there goes where it belongs. */
	if (position > 1 && is_earlier(last, timers->heap[position / 2]))
		sift_up(timers, last, position);
	else
		sift_down(timers, last, position);
}

struct timer *timers_first(const struct timers *timers)
{
	return timers->n_set ? timers->heap[1] : NULL;
}

uint64_t timers_round(const struct timers *timers)
{
	return timers->n_orders;
}

void timers_clear(struct timers *timers)
{
	free(timers->heap);
	*timers = (struct timers){0};
}
