/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The keeper's two halves: the thread and its handle (keeper.c), and one reading of the directory
 * (keeper_refresh.c).
 */
#pragma once

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "directory.h"
#include "directory/reading.h"

struct listing;
struct settings;
struct snapshot;

struct keeper {
	pthread_t thread;
	bool has_thread;
	int stop_fd, wake_fd; /* eventfds: end; there are other settings */

	atomic_uint_fast64_t generation;
	pthread_mutex_t mutex; /* of the members up to the next blank line */
	pthread_cond_t first_tried;
	bool has_tried;
	int first_status;
	struct settings *pending;
	struct snapshot *snapshot;
	struct keeper_state state;
	void (*published)(void *userdata);
	void *userdata;

	/* The thread's own. */
	struct settings *settings;
	struct reading reading;
	bool knows_logins;       /* hidden ones were looked for, with these settings */
	bool can_read;           /* there is a directory, and this build can read it */
	char *source;            /* url and schema, without secrets; NULL for no directory */
	struct listing *listing; /* the last good one, NULL for none */
	bool is_told, is_deaf; /* the session tells of changes; it could not, and the log says so */
	bool is_dirty;         /* other settings than the published snapshot's */
	uint64_t next, last;   /* CLOCK_MONOTONIC milliseconds: reading is due; was done */
	uint32_t retry;
};

/*
 * Settings in force from now on; takes the reference.  What the old ones' directory listed is
 * served until the new one's answers.
 */
int keeper_adopt(struct keeper *keeper, struct settings *settings, char **reterr_message);
/* What was kept of an earlier run, if anything. */
void keeper_load_kept(struct keeper *keeper);
/* A snapshot of the settings and what is listed. */
int keeper_publish(struct keeper *keeper);
/* Reads the directory, publishes what is new, and says when to read again. */
void keeper_refresh(struct keeper *keeper);
void keeper_fail(struct keeper *keeper, int status, const char *message);
/* Something is known: from the directory, or from what was kept. */
void keeper_note(struct keeper *keeper, enum keeper_freshness freshness, uint64_t refreshed);
