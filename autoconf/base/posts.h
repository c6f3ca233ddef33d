/* SPDX-License-Identifier: Apache-2.0 */
/* Work that other threads leave for an event loop, in the order in which it came. */
#pragma once

#include <pthread.h>
#include <stdbool.h>

#include "base/loop.h"

struct post;

struct posts {
	pthread_mutex_t lock;
	struct post *first, **end;
};

enum posts_result {
	POSTS_FIRST = 1, /* there was none before: the loop has to be told */
};

void posts_init(struct posts *posts);
/* Any thread.  Returns 0, POSTS_FIRST or -ENOMEM. */
int posts_add(struct posts *posts, loop_callback callback, void *userdata);
/*
 * Runs what was there at the time of the call, not what that adds.  Returns whether there was any.
 */
bool posts_run(struct posts *posts);
/* Of an empty one. */
void posts_clear(struct posts *posts);
