/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is counted, per worker: written by one thread, read by any.  management.c gives each its
 * name.
 */
#pragma once

#include <stdatomic.h>
#include <stdint.h>

#include "answer.h"
#include "profile_link.h"

enum counter {
	COUNTER_CONNECTIONS_ACCEPTED,
	COUNTER_CONNECTIONS_TIMED_OUT, /* closed by a deadline of ours */
	COUNTER_REFUSED_BY_LIBRARY,    /* requests that never reached us */
	COUNTER_USER_LOOKUPS,          /* requests that looked a user up */
	COUNTER_DIRECTORY_QUERIES,
	COUNTER_DIRECTORY_HITS,
	COUNTER_DIRECTORY_MISSES,
	COUNTER_DIRECTORY_JOINED,
	COUNTER_DIRECTORY_BUSY,
	COUNTER_DIRECTORY_STALE,
	COUNTER_DIRECTORY_ERRORS,
	COUNTER_SIGNATURES,
	COUNTER_SIGNATURE_FAILURES,
	COUNTER_SIGNATURES_KEPT_USED,
	COUNTER_SIGNATURES_JOINED,
	COUNTER_DOCUMENTS_RENDERED,
	COUNTER_DOCUMENTS_KEPT_USED,
	COUNTER_LINK_CALLS_UNAUTHORIZED,
	COUNTER_LINKS_MINTED,
	COUNTER_LINKS_OPENED,
	_COUNTER_MAX,
};

enum gauge {
	GAUGE_CONNECTIONS,
	GAUGE_WAITING,
	_GAUGE_MAX,
};

/* The signer as a worker sees it; the certificate stays here when the signer has gone. */
#define SIGNER_GAUGE_PARTS 4
struct signer_gauges {
	_Atomic uint64_t is_wanted, is_up, not_after;
	_Atomic uint64_t
		digest[SIGNER_GAUGE_PARTS]; /* SHA-256 of the certificate, in memory order */
};

struct worker_counters {
	_Atomic uint64_t counters[_COUNTER_MAX];
	_Atomic uint64_t answers[_ANSWER_MAX];
	_Atomic uint64_t link_refusals[_LINK_REFUSAL_MAX];
	_Atomic uint64_t gauges[_GAUGE_MAX];
	struct signer_gauges signer;
};

/* One writer: no locked instruction is needed. */
static inline void counter_set(_Atomic uint64_t *counter, uint64_t value)
{
	atomic_store_explicit(counter, value, memory_order_relaxed);
}

static inline uint64_t counter_get(const _Atomic uint64_t *counter)
{
	return atomic_load_explicit(counter, memory_order_relaxed);
}

static inline void counter_add(_Atomic uint64_t *counter, uint64_t n)
{
	counter_set(counter, counter_get(counter) + n);
}

static inline void count(struct worker_counters *counters, enum counter counter)
{
	counter_add(&counters->counters[counter], 1);
}
