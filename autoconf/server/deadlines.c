/* SPDX-License-Identifier: Apache-2.0 */
/* Queues of deadlines behind one timer. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <utlist.h>

#include "base/loop.h"
#include "cleanup.h"
#include "server/deadlines.h"

struct deadlines {
	struct loop *loop;
	struct loop_timer *timer;
	struct deadline *queues[_DEADLINE_MAX];
	uint32_t milliseconds[_DEADLINE_MAX];
	uint64_t armed; /* when the timer will ring; 0: not armed */
	deadline_passed passed;
	void *userdata;
};

static void deadlines_arm(struct deadlines *deadlines, uint64_t at)
{
	uint64_t now = loop_now(deadlines->loop);

	if (deadlines->armed && deadlines->armed <= at)
		return;

	deadlines->armed = at;
	(void)loop_timer_set(deadlines->timer, at > now ? at - now : 1);
}

static void deadlines_pass(struct deadlines *deadlines, enum deadline_kind kind)
{
	uint64_t now = loop_now(deadlines->loop);

	while (deadlines->queues[kind] && deadlines->queues[kind]->at <= now) {
		struct deadline *deadline = deadlines->queues[kind];

		DL_DELETE(deadlines->queues[kind], deadline);
		deadline->kind = DEADLINE_NONE;
		deadlines->passed(deadlines->userdata, deadline, kind);
	}
}

static void deadlines_ring(void *userdata)
{
	struct deadlines *deadlines = userdata;

	deadlines->armed = 0;
	for (int kind = DEADLINE_NONE + 1; kind < _DEADLINE_MAX; kind++) {
		deadlines_pass(deadlines, (enum deadline_kind)kind);
		if (deadlines->queues[kind])
			deadlines_arm(deadlines, deadlines->queues[kind]->at);
	}
}

int deadlines_new(struct loop *loop, const uint32_t milliseconds[static _DEADLINE_MAX],
		  deadline_passed passed, void *userdata, struct deadlines **ret_deadlines)
{
	struct deadlines *deadlines = calloc(1, sizeof(*deadlines));
	int r;

	if (!deadlines)
		return -ENOMEM;

	deadlines->loop = loop;
	deadlines->passed = passed;
	deadlines->userdata = userdata;
	deadlines_set_times(deadlines, milliseconds);
	r = loop_timer_new(loop, deadlines_ring, deadlines, &deadlines->timer);
	if (r) {
		free(deadlines);
		return r;
	}
	*ret_deadlines = deadlines;

	return 0;
}

void deadlines_free(struct deadlines *deadlines)
{
	if (!deadlines)
		return;

	(void)loop_timer_free(deadlines->timer);
	free(deadlines);
}

void deadlines_set_times(struct deadlines *deadlines,
			 const uint32_t milliseconds[static _DEADLINE_MAX])
{
	memcpy(deadlines->milliseconds, milliseconds, sizeof(deadlines->milliseconds));
}

/* A reload may shorten a time: then the newcomer goes before those that were promised longer. */
static void deadlines_insert(struct deadlines *deadlines, struct deadline *deadline)
{
	struct deadline **queue = &deadlines->queues[deadline->kind];
	struct deadline *before = *queue ? (*queue)->prev : NULL;

	if (!before || before->at <= deadline->at) {
		DL_APPEND(*queue, deadline);
		return;
	}

	while (before != *queue && before->prev->at > deadline->at)
		before = before->prev;
	DL_PREPEND_ELEM(*queue, before, deadline);
}

void deadline_set(struct deadlines *deadlines, struct deadline *deadline, enum deadline_kind kind)
{
	if (deadline->kind != DEADLINE_NONE)
		DL_DELETE(deadlines->queues[deadline->kind], deadline);

	deadline->kind = kind;
	if (kind == DEADLINE_NONE)
		return;

	deadline->at = loop_now(deadlines->loop) + deadlines->milliseconds[kind];
	deadlines_insert(deadlines, deadline);
	deadlines_arm(deadlines, deadline->at);
}
