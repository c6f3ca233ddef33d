/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A worker's thread: the daemon's epoll descriptor nested in our loop, and what changes between two
 * turns of it.
 */
#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <microhttpd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/loop.h"
#include "cleanup.h"
#include "directory.h"
#include "seal/key_ring.h"
#include "server/deadlines.h"
#include "server/http.h"
#include "server/links.h"
#include "server/server.h"
#include "server/signatures.h"
#include "server/signing.h"
#include "server/worker.h"
#include "server/worker_directories.h"
#include "settings.h"
#include "signer.h"

#define STOP_WITHIN 2000 /* ms for answers that are already decided to leave */
#define WAIT_MARGIN 200  /* ms beyond the directory's hard deadline, which answers first */

/* ---- settings and snapshot of this turn ---- */

static void worker_set_times(struct worker *worker)
{
	const struct settings *settings = worker->flow.settings;
	const uint32_t times[_DEADLINE_MAX] = {
		[DEADLINE_HEADER] = settings->server.limits.header,
		[DEADLINE_REQUEST] = settings->server.limits.request,
		[DEADLINE_WAIT] = settings->directory.timeout.hard + WAIT_MARGIN,
		[DEADLINE_IDLE] = settings->server.limits.idle + settings->server.limits.header,
	};

	deadlines_set_times(worker->deadlines, times);
}

/* A list may be published a moment before it is said to be one: until then, asked every turn. */
static void worker_see_whether_domains_are_known(struct worker *worker)
{
	struct keeper_state state;

	keeper_state(worker->server->keeper, &state);
	worker->flow.knows_domains = state.freshness != KEEPER_EMPTY;
}

static void worker_change_over(struct worker *worker)
{
	struct snapshot *old = worker->flow.snapshot;
	const struct settings *settings = worker->flow.settings;

	worker->generation = keeper_generation(worker->server->keeper);
	worker->flow.snapshot = keeper_snapshot(worker->server->keeper);
	worker->flow.settings = snapshot_settings(worker->flow.snapshot);
	worker_see_whether_domains_are_known(worker);
	documents_clear(worker->flow.documents);
	if (settings != worker->flow.settings) {
		worker_directories_open(worker);
		worker_set_times(worker);
		links_take_keys(worker);
		/* Their signer was posted before them. */
		loop_run_posts(worker->loop);
		worker_dismiss_signer(worker);
	}
	snapshot_unref(old);
}

static void worker_publish_counters(struct worker *worker)
{
	const struct directory_counters *directory =
		worker->flow.directory ? directory_counters(worker->flow.directory->directory)
				       : NULL;
	struct worker_counters *counters = &worker->counters;

	counter_set(&counters->gauges[GAUGE_WAITING], worker->flow.n_waiting);
	counter_set(&counters->gauges[GAUGE_CONNECTIONS], atomic_load(&worker->n_connections));
	signing_publish(counters, worker->flow.signer,
			worker->flow.settings->profiles.signing.key_path != NULL);
	host_counters_publish(&worker->host_counters,
			      worker->flow.directory ? worker->flow.directory->directory : NULL);
	if (!directory)
		return;

	counter_set(&counters->counters[COUNTER_DIRECTORY_QUERIES], directory->n_queries);
	counter_set(&counters->counters[COUNTER_DIRECTORY_HITS], directory->n_hits);
	counter_set(&counters->counters[COUNTER_DIRECTORY_STALE], directory->n_stale);
	counter_set(&counters->counters[COUNTER_DIRECTORY_ERRORS], directory->n_errors);
	counter_set(&counters->counters[COUNTER_DIRECTORY_MISSES], directory->n_misses_cached);
	counter_set(&counters->counters[COUNTER_DIRECTORY_JOINED], directory->n_joined);
	counter_set(&counters->counters[COUNTER_DIRECTORY_BUSY], directory->n_busy);
}

/* ---- the turn ---- */

/* Also on waking: the first request after a quiet hour must not see what was true before it. */
static void worker_keep_up(struct worker *worker)
{
	if (worker->generation != keeper_generation(worker->server->keeper))
		worker_change_over(worker);
	else if (!worker->flow.knows_domains)
		worker_see_whether_domains_are_known(worker);
}

static void worker_run_daemon(void *userdata, uint32_t events)
{
	struct worker *worker = userdata;

	(void)events;
	worker_keep_up(worker);
	(void)MHD_run(worker->daemon);
}

/*
 * Before every wait.  Nothing wakes the daemon on a resume, nor when its own time has come or bytes
 * that it has not read yet are left over: then it must run first, and what it runs may resume
 * again.
 */
static int worker_prepare(void *userdata)
{
	struct worker *worker = userdata;
	MHD_UNSIGNED_LONG_LONG timeout;

	worker_keep_up(worker);
	worker_directories_drop(worker);

	if (worker->daemon_must_run || loop_now(worker->loop) >= worker->daemon_due) {
		worker->daemon_must_run = false;
		(void)MHD_run(worker->daemon);
	}
	worker_publish_counters(worker);

	if (MHD_get_timeout(worker->daemon, &timeout) != MHD_YES)
		timeout = INT_MAX;
	if (worker->daemon_must_run || timeout > INT_MAX)
		timeout = worker->daemon_must_run ? 0 : INT_MAX;
	worker->daemon_due = loop_now(worker->loop) + timeout;

	return (int)timeout;
}

static void *worker_thread(void *userdata)
{
	struct worker *worker = userdata;
	int r;

	r = loop_run(worker->loop);
	if (r)
		log_line(LOG_LEVEL_ERROR, "a worker's loop ended", LOG_N("worker", worker->index),
			 LOG_N("code", r));

	return NULL;
}

static void worker_make_round(void *userdata)
{
	struct worker *worker = userdata;

	http_close_forsaken(worker);
	if (worker->connections)
		(void)loop_timer_set(worker->round, WORKER_ROUND_PAUSE);
}

/* ---- begin and end ---- */

static int worker_set_up(struct worker *worker, int signer_fd)
{
	const uint32_t no_times[_DEADLINE_MAX] = {0};
	size_t n_documents;
	int r;

	r = loop_new(&worker->loop);
	if (r)
		return r;

	r = deadlines_new(worker->loop, no_times, http_deadline_passed, worker, &worker->deadlines);
	if (r)
		return r;

	r = loop_timer_new(worker->loop, worker_make_round, worker, &worker->round);
	if (r)
		return r;

	n_documents = worker->server->settings->directory.cache.entries / worker->server->n_workers;
	r = documents_new(n_documents, http_responses_free, &worker->flow.documents);
	if (r)
		return r;

	worker->flow.counters = &worker->counters;
	r = signatures_new(worker->flow.counters, &worker->flow.signatures);
	if (r)
		return r;

	worker_change_over(worker);
	r = http_start(worker);
	if (r)
		return r;

	if (signer_fd >= 0) {
		r = signer_client_new(worker->loop, signer_fd, &worker->flow.signer);
		if (r)
			return r;
	}

	loop_set_prepare(worker->loop, worker_prepare, worker);

	return loop_io_new(worker->loop,
			   MHD_get_daemon_info(worker->daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd,
			   EPOLLIN, worker_run_daemon, worker, &worker->daemon_io);
}

static void worker_tear_down(struct worker *worker)
{
	if (worker->daemon_io)
		worker->daemon_io = loop_io_free(worker->daemon_io);
	http_stop(worker);
	documents_free(worker->flow.documents);
	signatures_free(worker->flow.signatures);
	if (worker->flow.signer)
		signer_client_free(worker->flow.signer);
	worker_directories_free(worker);
	key_ring_free(worker->keys);
	snapshot_unref(worker->flow.snapshot);
	deadlines_free(worker->deadlines);
	worker->round = loop_timer_free(worker->round);
	loop_free(worker->loop);
	host_counters_clear(&worker->host_counters);
	free(worker);
}

int worker_new(struct server *server, unsigned int index, int signer_fd, struct worker **ret_worker)
{
	struct worker *worker = calloc(1, sizeof(*worker));
	int r;

	if (!worker)
		return -ENOMEM;

	worker->server = server;
	worker->index = index;
	host_counters_init(&worker->host_counters);
	r = worker_set_up(worker, signer_fd);
	if (!r)
		r = -pthread_create(&worker->thread, NULL, worker_thread, worker);
	if (r) {
		worker_tear_down(worker);
		return r;
	}
	*ret_worker = worker;

	return 0;
}

/*
 * After its thread has ended.  A daemon with a suspended connection cannot be stopped: what waits
 * is answered 503 first, and answers that are decided get a moment to leave.
 */
static void worker_finish(struct worker *worker)
{
	uint64_t until;

	worker->flow.is_draining = true;
	loop_run_posts(worker->loop);
	http_end_waits(worker, ANSWER_E_DRAINING);
	http_close_idle(worker);
	http_close_forsaken(worker);
	(void)loop_turn(worker->loop, 0);
	until = loop_now(worker->loop) + STOP_WITHIN;
	while (http_n_active(worker) && loop_now(worker->loop) < until) {
		(void)loop_turn(worker->loop, 20);
		http_end_waits(worker, ANSWER_E_DRAINING);
	}
	/* A wait that began in the last turn. */
	http_end_waits(worker, ANSWER_E_DRAINING);
	(void)MHD_run(worker->daemon);
}

void worker_free(struct worker *worker)
{
	if (!worker)
		return;

	loop_stop(worker->loop);
	(void)pthread_join(worker->thread, NULL);
	/* Its thread is gone: what belonged to it is ours. */
	worker_finish(worker);
	worker_tear_down(worker);
}
