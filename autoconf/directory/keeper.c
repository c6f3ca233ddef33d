/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The keeper: a thread that reads the directory again and again, and publishes a snapshot whenever
 * something in it is new.
 */
#include "directory/keeper.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <time.h>

#include "base/clock.h"
#include "base/thread.h"
#include "cleanup.h"
#include "directory/backend.h"
#include "directory/fault.h"
#include "directory/listing.h"
#include "directory/snapshot.h"
#include "settings.h"

#define LOOK_PAUSE 1000 /* milliseconds between two looks at a database that cannot call */
#define CHANGE_PAUSE 50 /* between two readings, however often it calls */

static void keeper_adopt_pending(struct keeper *keeper)
{
	_cleanup_(freep) char *message = NULL;
	struct settings *settings;
	int r;

	pthread_mutex_lock(&keeper->mutex);
	settings = TAKE_PTR(keeper->pending);
	pthread_mutex_unlock(&keeper->mutex);
	if (!settings)
		return;

	r = keeper_adopt(keeper, settings, &message);
	if (r)
		keeper_fail(keeper, r, message);
	if (!keeper->can_read && keeper->is_dirty)
		(void)keeper_publish(keeper);
	if (!keeper->source)
		keeper_note(keeper, KEEPER_FRESH, 0);
}

/* The session may have something to tell. */
static void keeper_look(struct keeper *keeper)
{
	int changed = keeper->reading.backend->session->changed(keeper->reading.session);

	if (changed < 0)
		reading_disconnect(&keeper->reading);
	if (changed)
		keeper->next = keeper->last + CHANGE_PAUSE;
}

static int keeper_patience(const struct keeper *keeper, bool must_look)
{
	uint64_t time = clock_now();
	uint64_t wait = keeper->next > time ? keeper->next - time : 0;

	if (!keeper->can_read)
		return -1;
	if (must_look && wait > LOOK_PAUSE)
		return LOOK_PAUSE;

	return wait > INT32_MAX ? INT32_MAX : (int)wait;
}

/* Until something is to be done; false at the end. */
static bool keeper_wait(struct keeper *keeper)
{
	const struct reading *reading = &keeper->reading;
	int descriptor =
		reading->session ? reading->backend->session->descriptor(reading->session) : -1;
	bool must_look = reading->session && descriptor < 0;
	struct pollfd fds[] = {
		{.fd = keeper->stop_fd, .events = POLLIN},
		{.fd = keeper->wake_fd, .events = POLLIN},
		{.fd = descriptor, .events = POLLIN},
	};
	eventfd_t count;

	(void)poll(fds, ARRAY_SIZE(fds), keeper_patience(keeper, must_look));
	if (fds[0].revents)
		return false;

	if (must_look || fds[2].revents)
		keeper_look(keeper);
	if (fds[1].revents) {
		(void)eventfd_read(keeper->wake_fd, &count);
		keeper_adopt_pending(keeper);
	}

	return true;
}

static void *keeper_run(void *userdata)
{
	struct keeper *keeper = userdata;

	do {
		if (keeper->can_read && clock_now() >= keeper->next)
			keeper_refresh(keeper);
	} while (keeper_wait(keeper));

	return NULL;
}

static int keeper_start_thread(struct keeper *keeper)
{
	int r = thread_start(&keeper->thread, keeper_run, keeper);

	keeper->has_thread = !r;
	return r;
}

/* For the first reading, or as long as a request may take. */
static int keeper_wait_first(struct keeper *keeper)
{
	uint32_t milliseconds = keeper->settings->directory.timeout.hard;
	struct timespec end;
	int r;

	(void)clock_gettime(CLOCK_MONOTONIC, &end);
	end.tv_sec += (time_t)(milliseconds / 1000) +
		      (end.tv_nsec + (long)(milliseconds % 1000) * 1000000) / 1000000000;
	end.tv_nsec = (end.tv_nsec + (long)(milliseconds % 1000) * 1000000) % 1000000000;

	pthread_mutex_lock(&keeper->mutex);
	while (!keeper->has_tried &&
	       pthread_cond_timedwait(&keeper->first_tried, &keeper->mutex, &end) != ETIMEDOUT)
		;
	r = keeper->first_status;
	pthread_mutex_unlock(&keeper->mutex);

	return r;
}

static void keeper_freep(struct keeper **keeper)
{
	keeper_free(*keeper);
}

static int keeper_allocate(struct keeper **ret_keeper)
{
	_cleanup_(keeper_freep) struct keeper *keeper = calloc(1, sizeof(*keeper));
	pthread_condattr_t monotonic;

	if (!keeper)
		return -ENOMEM;

	(void)pthread_mutex_init(&keeper->mutex, NULL);
	(void)pthread_condattr_init(&monotonic);
	(void)pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	(void)pthread_cond_init(&keeper->first_tried, &monotonic);
	(void)pthread_condattr_destroy(&monotonic);
	keeper->state.freshness = KEEPER_EMPTY;

	keeper->stop_fd = eventfd(0, EFD_CLOEXEC);
	keeper->wake_fd = eventfd(0, EFD_CLOEXEC);
	if (keeper->stop_fd < 0 || keeper->wake_fd < 0)
		return -errno;

	*ret_keeper = TAKE_PTR(keeper);
	return 0;
}

int keeper_new(struct settings *settings, struct keeper **ret_keeper, char **reterr_message)
{
	_cleanup_(keeper_freep) struct keeper *keeper = NULL;
	struct keeper_state state;
	int r = keeper_allocate(&keeper);

	if (r)
		return r;

	r = keeper_adopt(keeper, settings_ref(settings), reterr_message);
	if (r)
		return r;

	keeper_load_kept(keeper);
	r = keeper_publish(keeper);
	if (r)
		return r;

	if (!keeper->source)
		keeper_note(keeper, KEEPER_FRESH, 0);
	r = keeper_start_thread(keeper);
	if (!r && keeper->source)
		r = keeper_wait_first(keeper);
	if (r == DIRECTORY_E_NEWER_SCHEMA) {
		keeper_state(keeper, &state);
		(void)fault(reterr_message, r, "%s", state.message);
	}
	if (r < 0 || r == DIRECTORY_E_NEWER_SCHEMA)
		return r;

	*ret_keeper = TAKE_PTR(keeper);
	return 0;
}

void keeper_reload(struct keeper *keeper, struct settings *settings)
{
	pthread_mutex_lock(&keeper->mutex);
	settings_unref(keeper->pending);
	keeper->pending = settings_ref(settings);
	pthread_mutex_unlock(&keeper->mutex);

	(void)eventfd_write(keeper->wake_fd, 1);
}

void keeper_free(struct keeper *keeper)
{
	if (!keeper)
		return;

	if (keeper->has_thread) {
		(void)eventfd_write(keeper->stop_fd, 1);
		(void)pthread_join(keeper->thread, NULL);
	}

	reading_clear(&keeper->reading);
	snapshot_unref(keeper->snapshot);
	listing_unref(keeper->listing);
	settings_unref(keeper->pending);
	settings_unref(keeper->settings);
	free(keeper->source);
	closep(&keeper->stop_fd);
	closep(&keeper->wake_fd);
	(void)pthread_cond_destroy(&keeper->first_tried);
	(void)pthread_mutex_destroy(&keeper->mutex);
	free(keeper);
}

uint64_t keeper_generation(const struct keeper *keeper)
{
	return atomic_load_explicit(&keeper->generation, memory_order_relaxed);
}

struct snapshot *keeper_snapshot(struct keeper *keeper)
{
	struct snapshot *snapshot;

	pthread_mutex_lock(&keeper->mutex);
	snapshot = snapshot_ref(keeper->snapshot);
	pthread_mutex_unlock(&keeper->mutex);

	return snapshot;
}

void keeper_state(struct keeper *keeper, struct keeper_state *ret_state)
{
	pthread_mutex_lock(&keeper->mutex);
	*ret_state = keeper->state;
	pthread_mutex_unlock(&keeper->mutex);

	if (ret_state->freshness != KEEPER_FRESH && !ret_state->message[0])
		(void)snprintf(ret_state->message, sizeof(ret_state->message),
			       "the first reading is under way");
}

void keeper_watch(struct keeper *keeper, void (*published)(void *userdata), void *userdata)
{
	pthread_mutex_lock(&keeper->mutex);
	keeper->published = published;
	keeper->userdata = userdata;
	pthread_mutex_unlock(&keeper->mutex);
}
