/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Deadlines of connections: a queue for each kind, and since all of one kind are equally long, each
 * queue is in order by itself.  One timer for all.  libmicrohttpd's own timeout is inactivity only:
 * it never ends a slow sender.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct loop;

enum deadline_kind {
	DEADLINE_NONE,
	DEADLINE_HEADER,  /* the head of a connection's first request */
	DEADLINE_REQUEST, /* from head to the end of the answer */
	DEADLINE_WAIT,    /* for the signer; the directory keeps its own */
	DEADLINE_IDLE,    /* the next request's whole head on a kept connection */
	_DEADLINE_MAX,
};

struct deadline {
	enum deadline_kind kind;
	uint64_t at; /* loop time in ms */
	struct deadline *prev, *next;
};

struct deadlines;

typedef void (*deadline_passed)(void *userdata, struct deadline *deadline, enum deadline_kind kind);

int deadlines_new(struct loop *loop, const uint32_t milliseconds[static _DEADLINE_MAX],
		  deadline_passed passed, void *userdata, struct deadlines **ret_deadlines);
void deadlines_free(struct deadlines *deadlines);
void deadlines_set_times(struct deadlines *deadlines,
			 const uint32_t milliseconds[static _DEADLINE_MAX]);

/* Moves the deadline to another kind, counted from now; DEADLINE_NONE takes it off. */
void deadline_set(struct deadlines *deadlines, struct deadline *deadline, enum deadline_kind kind);
