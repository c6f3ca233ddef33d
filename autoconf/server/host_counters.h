/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The hosts of the database as each worker sees them: written by the worker when something has
 * changed, read by whoever renders the metrics.
 */
#pragma once

#include <pthread.h>
#include <stddef.h>
#include <stdint.h>

#include "directory.h"

#define HOST_NAME_BYTES 280 /* a name of 253, or the folder of a socket, and a port */

struct directory;
struct writer;

struct host_counters {
	pthread_mutex_t mutex; /* of n, names and hosts */
	size_t n;
	char names[DIRECTORY_HOSTS_MAX][HOST_NAME_BYTES];
	struct directory_host hosts[DIRECTORY_HOSTS_MAX];
	/* The worker's own. */
	const struct directory *directory;
	uint64_t seen;
};

void host_counters_init(struct host_counters *counters);
void host_counters_clear(struct host_counters *counters);

/* The worker's thread, in every turn.  directory: NULL for none. */
void host_counters_publish(struct host_counters *counters, const struct directory *directory);

/* Any thread: the metrics of all workers' hosts, added up by their names. */
void host_counters_write(struct writer *writer, struct host_counters *const *workers,
			 size_t n_workers);
