/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The event loop: one epoll descriptor, an eventfd that other threads ring, a binary heap of
 * timers.  A turn waits, then serves descriptors and posted work, then the timers that were due
 * when it began.
 */
#include "base/loop.h"

#include <errno.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>
#include <utlist.h>

#include "base/clock.h"
#include "base/posts.h"
#include "base/timers.h"
#include "cleanup.h"

#define EVENTS_MAX 64

struct loop_io {
	struct loop *loop;
	int fd;
	uint32_t events;
	loop_io_callback callback;
	void *userdata;
	struct loop_io *prev, *next;
};

struct loop_timer {
	struct loop *loop;
	struct timer timer;
	loop_callback callback;
	void *userdata;
	struct loop_timer *prev, *next;
};

struct loop {
	int epoll_fd, bell_fd; /* the bell's events have no loop_io: data.ptr is the loop itself */
	uint64_t now;
	bool in_turn;
	atomic_bool stopping;
	loop_prepare_callback prepare;
	void *prepare_userdata;
	struct loop_io *ios;
	struct loop_timer *timers;
	struct timers heap;
	/*
	 * Of the turn that runs: an event whose source goes away in a callback loses its pointer.
	 */
	struct epoll_event events[EVENTS_MAX];
	int n_events;
	struct posts posts;
};

static int open_descriptors(struct loop *loop)
{
	struct epoll_event event = {.events = EPOLLIN, .data.ptr = loop};

	loop->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	if (loop->epoll_fd < 0)
		return -errno;

	loop->bell_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (loop->bell_fd < 0)
		return -errno;

	return epoll_ctl(loop->epoll_fd, EPOLL_CTL_ADD, loop->bell_fd, &event) < 0 ? -errno : 0;
}

static void loop_freep(struct loop **loop)
{
	loop_free(*loop);
}

int loop_new(struct loop **ret_loop)
{
	_cleanup_(loop_freep) struct loop *loop = NULL;
	int r;

	loop = calloc(1, sizeof(*loop));
	if (!loop)
		return -ENOMEM;

	loop->epoll_fd = loop->bell_fd = -1;
	loop->now = clock_now();
	posts_init(&loop->posts);
	r = open_descriptors(loop);
	if (r < 0)
		return r;

	*ret_loop = TAKE_PTR(loop);
	return 0;
}

void loop_free(struct loop *loop)
{
	if (!loop)
		return;

	/* Posted work may own something; it may also post more, or free sources. */
	while (posts_run(&loop->posts))
		;
	while (loop->ios)
		(void)loop_io_free(loop->ios);
	while (loop->timers)
		(void)loop_timer_free(loop->timers);

	timers_clear(&loop->heap);
	closep(&loop->epoll_fd);
	closep(&loop->bell_fd);
	posts_clear(&loop->posts);
	free(loop);
}

int loop_io_new(struct loop *loop, int fd, uint32_t events, loop_io_callback callback,
		void *userdata, struct loop_io **ret_io)
{
	_cleanup_(freep) struct loop_io *io = NULL;
	struct epoll_event event;

	io = calloc(1, sizeof(*io));
	if (!io)
		return -ENOMEM;

	event = (struct epoll_event){.events = events, .data.ptr = io};
	if (epoll_ctl(loop->epoll_fd, EPOLL_CTL_ADD, fd, &event) < 0)
		return -errno;

	io->loop = loop;
	io->fd = fd;
	io->events = events;
	io->callback = callback;
	io->userdata = userdata;
	DL_PREPEND(loop->ios, io);
	*ret_io = TAKE_PTR(io);
	return 0;
}

int loop_io_set_events(struct loop_io *io, uint32_t events)
{
	struct epoll_event event = {.events = events, .data.ptr = io};

	/* An edge that was seen already is only told again by a new EPOLL_CTL_MOD. */
	if (events == io->events && !(events & EPOLLET))
		return 0;
	if (epoll_ctl(io->loop->epoll_fd, EPOLL_CTL_MOD, io->fd, &event) < 0)
		return -errno;

	io->events = events;
	return 0;
}

struct loop_io *loop_io_free(struct loop_io *io)
{
	struct loop *loop;

	if (!io)
		return NULL;

	loop = io->loop;
	for (int i = 0; i < loop->n_events; i++)
		if (loop->events[i].data.ptr == io)
			loop->events[i].data.ptr = NULL;

	(void)epoll_ctl(loop->epoll_fd, EPOLL_CTL_DEL, io->fd, NULL);
	DL_DELETE(loop->ios, io);
	free(io);
	return NULL;
}

int loop_timer_new(struct loop *loop, loop_callback callback, void *userdata,
		   struct loop_timer **ret_timer)
{
	_cleanup_(freep) struct loop_timer *timer = NULL;
	int r;

	timer = calloc(1, sizeof(*timer));
	if (!timer)
		return -ENOMEM;

	/* The place is made now, so that setting the timer cannot fail for want of memory. */
	r = timers_reserve(&loop->heap);
	if (r < 0)
		return r;

	timer->loop = loop;
	timer->callback = callback;
	timer->userdata = userdata;
	timer->timer.owner = timer;
	DL_PREPEND(loop->timers, timer);
	*ret_timer = TAKE_PTR(timer);
	return 0;
}

int loop_timer_set(struct loop_timer *timer, uint64_t milliseconds)
{
	struct loop *loop = timer->loop;
	uint64_t deadline;

	/* Before the first turn, "now" would be when the loop was made. */
	if (!loop->in_turn)
		loop->now = clock_now();

	deadline = loop->now + milliseconds;
	timers_set(&loop->heap, &timer->timer, deadline < loop->now ? UINT64_MAX : deadline);
	return 0;
}

void loop_timer_clear(struct loop_timer *timer)
{
	timers_remove(&timer->loop->heap, &timer->timer);
}

bool loop_timer_is_set(const struct loop_timer *timer)
{
	return timer_is_set(&timer->timer);
}

struct loop_timer *loop_timer_free(struct loop_timer *timer)
{
	if (!timer)
		return NULL;

	loop_timer_clear(timer);
	timers_release(&timer->loop->heap);
	DL_DELETE(timer->loop->timers, timer);
	free(timer);
	return NULL;
}

uint64_t loop_now(const struct loop *loop)
{
	return loop->now;
}

static void ring(struct loop *loop)
{
	/* A full counter (EAGAIN) has rung already. */
	(void)!write(loop->bell_fd, &(uint64_t){1}, sizeof(uint64_t));
}

int loop_post(struct loop *loop, loop_callback callback, void *userdata)
{
	int r;

	r = posts_add(&loop->posts, callback, userdata);
	if (r < 0)
		return r;
	if (r == POSTS_FIRST)
		ring(loop);

	return 0;
}

void loop_run_posts(struct loop *loop)
{
	(void)posts_run(&loop->posts);
}

void loop_set_prepare(struct loop *loop, loop_prepare_callback callback, void *userdata)
{
	loop->prepare = callback;
	loop->prepare_userdata = userdata;
}

/* The shorter of two waits, where -1 is no end. */
static int shorter(int a, int b)
{
	if (a < 0)
		return b;

	return b >= 0 && b < a ? b : a;
}

/* Until the first timer.  Rounded up by epoll_wait, so that no timer is early. */
static int timer_wait(const struct loop *loop)
{
	const struct timer *first = timers_first(&loop->heap);
	uint64_t now = clock_now();

	if (!first)
		return -1;
	if (first->deadline <= now)
		return 0;

	return first->deadline - now > INT_MAX ? INT_MAX : (int)(first->deadline - now);
}

static void serve_event(struct loop *loop, const struct epoll_event *event)
{
	struct loop_io *io = event->data.ptr;
	uint64_t count;

	if (event->data.ptr == loop) {
		(void)!read(loop->bell_fd, &count, sizeof(count));
		(void)posts_run(&loop->posts);
	} else if (io) {
		io->callback(io->userdata, event->events);
	}
}

/* A timer that a callback sets to "now" waits for the next turn, so that a turn ends. */
static void serve_timers(struct loop *loop)
{
	uint64_t round = timers_round(&loop->heap);
	struct timer *first;

	while ((first = timers_first(&loop->heap)) && first->deadline <= loop->now &&
	       first->order < round) {
		struct loop_timer *timer = first->owner;

		timers_remove(&loop->heap, first);
		timer->callback(timer->userdata);
	}
}

static int wait_for_events(struct loop *loop, int milliseconds)
{
	int n;

	if (loop->prepare)
		milliseconds = shorter(milliseconds, loop->prepare(loop->prepare_userdata));
	milliseconds = shorter(milliseconds, timer_wait(loop));

	n = epoll_wait(loop->epoll_fd, loop->events, EVENTS_MAX, milliseconds);
	if (n < 0)
		return errno == EINTR ? 0 : -errno;

	loop->n_events = n;
	return 0;
}

int loop_turn(struct loop *loop, int milliseconds)
{
	int r;

	loop->in_turn = true;
	loop->now = clock_now();
	r = wait_for_events(loop, milliseconds);
	loop->now = clock_now();

	for (int i = 0; i < loop->n_events; i++)
		serve_event(loop, &loop->events[i]);
	loop->n_events = 0;

	serve_timers(loop);
	loop->in_turn = false;
	return r;
}

int loop_run(struct loop *loop)
{
	int r = 0;

	while (!r && !atomic_load_explicit(&loop->stopping, memory_order_acquire))
		r = loop_turn(loop, -1);

	/* A stop before the run counts; one run is what it stops. */
	atomic_store(&loop->stopping, false);
	return r;
}

void loop_stop(struct loop *loop)
{
	atomic_store_explicit(&loop->stopping, true, memory_order_release);
	ring(loop);
}
