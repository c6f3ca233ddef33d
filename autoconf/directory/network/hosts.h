/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which of a database's hosts is asked: a breaker for each, an order among them, growing delays.
 * Pure: the time is an argument (milliseconds of any clock), and so is chance.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "directory.h"
#include "settings.h"

#define HOSTS_MAX DIRECTORY_HOSTS_MAX
#define HOSTS_NONE SIZE_MAX

struct host {
	bool is_open;        /* it has failed: not before next_try */
	bool has_answered;   /* since it failed last: it may be tried again at once, once */
	size_t n_connecting; /* connections being made to it */
	int status;          /* of its last failure */
	uint32_t retry;      /* how long its next failure keeps it out */
	uint64_t next_try;
	enum directory_role role;
	bool is_known; /* role was told, at role_time */
	uint64_t role_time;
	uint64_t n_connects, n_failures, n_refused; /* of all time */
};

struct hosts {
	struct host hosts[HOSTS_MAX];
	size_t n;
	enum directory_role prefer;
	uint32_t chance; /* not 0; goes on by itself */
};

void hosts_init(struct hosts *hosts, size_t n, enum directory_role prefer, uint32_t chance);

enum directory_host_state hosts_state(const struct hosts *hosts, size_t host);
/* How well its role suits, 0 for best. */
unsigned int hosts_rank(const struct hosts *hosts, size_t host);

/* The best to connect to now, to which nobody connects already; HOSTS_NONE. */
size_t hosts_choose(struct hosts *hosts, uint64_t now);
/* One to connect to now that suits better than this one, or may; HOSTS_NONE. */
size_t hosts_choose_better(struct hosts *hosts, size_t host, uint64_t now);
/* What an asker is told while there is none to choose. */
int hosts_status(const struct hosts *hosts);

void hosts_connecting(struct hosts *hosts, size_t host);
/* ... and that came to an end without a verdict. */
void hosts_abandoned(struct hosts *hosts, size_t host);
void hosts_up(struct hosts *hosts, size_t host, enum directory_role role, uint64_t now);
void hosts_has_role(struct hosts *hosts, size_t host, enum directory_role role, uint64_t now);
void hosts_answered(struct hosts *hosts, size_t host);
/* A connection that was up was lost, status says why. */
void hosts_lost(struct hosts *hosts, size_t host, int status, uint64_t now);
/* One could not be made. */
void hosts_failed(struct hosts *hosts, size_t host, int status, uint64_t now);
