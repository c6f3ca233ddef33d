/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A thread's event loop: epoll, timers, and work that other threads post.  Nothing in it blocks.
 * All calls but loop_post and loop_stop belong to the loop's own thread.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/epoll.h>

struct loop;
struct loop_io;
struct loop_timer;

typedef void (*loop_callback)(void *userdata);
typedef void (*loop_io_callback)(void *userdata, uint32_t events);

int loop_new(struct loop **ret_loop);
/* sources that still exist are freed with it, uncalled; posted work is run */
void loop_free(struct loop *loop);

/*
 * Watches a descriptor, level-triggered unless EPOLLET is among events.  The descriptor stays the
 * caller's.
 */
int loop_io_new(struct loop *loop, int fd, uint32_t events, loop_io_callback callback,
		void *userdata, struct loop_io **ret_io);
int loop_io_set_events(struct loop_io *io, uint32_t events);
/*
 * Stops watching; call it before closing the descriptor.  Safe from within any callback, its own
 * too: no event comes afterwards.
 */
struct loop_io *loop_io_free(struct loop_io *io); /* NULL, for io = loop_io_free(io) */

/* A one-shot timer, made unarmed. */
int loop_timer_new(struct loop *loop, loop_callback callback, void *userdata,
		   struct loop_timer **ret_timer);
/* from loop_now; arms or moves it */
int loop_timer_set(struct loop_timer *timer, uint64_t milliseconds);
void loop_timer_clear(struct loop_timer *timer);
bool loop_timer_is_set(const struct loop_timer *timer);
struct loop_timer *loop_timer_free(struct loop_timer *timer);

/* CLOCK_MONOTONIC milliseconds at the start of this turn. */
uint64_t loop_now(const struct loop *loop);

/*
 * Any thread: callback runs in the loop's thread, in the order of posting.  Returns 0 or -ENOMEM.
 */
int loop_post(struct loop *loop, loop_callback callback, void *userdata);
/* From the loop's own thread, but no posted callback: what was posted until now runs now. */
void loop_run_posts(struct loop *loop);

/* Runs in every turn: before it waits (return the longest wait in ms, -1 for no opinion). */
typedef int (*loop_prepare_callback)(void *userdata);
void loop_set_prepare(struct loop *loop, loop_prepare_callback callback, void *userdata);

/* Until loop_stop.  Returns 0 or -errno. */
int loop_run(struct loop *loop);
/* One turn: waits at most `milliseconds` (-1: until something happens).  For tests and commands. */
int loop_turn(struct loop *loop, int milliseconds);
void loop_stop(struct loop *loop); /* any thread */
