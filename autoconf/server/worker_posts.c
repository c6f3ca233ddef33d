/* SPDX-License-Identifier: Apache-2.0 */
/* What other threads ask of a worker: connections, a new signer, to drain. */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/loop.h"
#include "cleanup.h"
#include "server/http.h"
#include "server/worker.h"
#include "settings.h"
#include "signer.h"

struct handed_over {
	struct worker *worker;
	struct sockaddr_storage peer;
	socklen_t peer_size;
	int fd;
	bool is_management;
};

static void worker_take(void *userdata)
{
	_cleanup_(freep) struct handed_over *handed = userdata;

	http_add(handed->worker, handed->fd, (const struct sockaddr *)&handed->peer,
		 handed->peer_size, handed->is_management);
	if (!loop_timer_is_set(handed->worker->round))
		(void)loop_timer_set(handed->worker->round, WORKER_ROUND_PAUSE);
}

int worker_hand_over(struct worker *worker, int fd, const struct sockaddr *peer,
		     socklen_t peer_size, bool is_management)
{
	struct handed_over *handed = calloc(1, sizeof(*handed));
	int r;

	if (!handed) {
		(void)close(fd);
		return -ENOMEM;
	}

	assert(peer_size <= sizeof(handed->peer));
	handed->worker = worker;
	memcpy(&handed->peer, peer, peer_size);
	handed->peer_size = peer_size;
	handed->fd = fd;
	handed->is_management = is_management;
	if (!is_management)
		atomic_fetch_add(&worker->n_connections, 1);

	r = loop_post(worker->loop, worker_take, handed);
	if (!r)
		return 0;

	(void)close(fd);
	if (!is_management)
		atomic_fetch_sub(&worker->n_connections, 1);
	free(handed);

	return r;
}

void worker_dismiss_signer(struct worker *worker)
{
	if (!worker->no_signer_follows || worker->flow.settings->profiles.signing.key_path)
		return;

	worker->no_signer_follows = false;
	if (worker->flow.signer)
		signer_client_retire(TAKE_PTR(worker->flow.signer));
}

struct new_signer {
	struct worker *worker;
	int fd;
};

static void worker_change_signer(void *userdata)
{
	_cleanup_(freep) struct new_signer *change = userdata;
	struct worker *worker = change->worker;
	struct signer_client *old = worker->flow.signer;
	int r;

	/* Settings that want no signature follow: until they are here, others may be in between. */
	worker->no_signer_follows = change->fd < 0;
	if (worker->no_signer_follows)
		return;

	worker->flow.signer = NULL;
	r = signer_client_new(worker->loop, change->fd, &worker->flow.signer);
	if (r)
		(void)close(change->fd);
	if (r)
		log_line(LOG_LEVEL_ERROR, "no connection to the new signer", LOG_N("code", r));
	if (old)
		signer_client_retire(old);
}

int worker_set_signer(struct worker *worker, int signer_fd)
{
	struct new_signer *change = calloc(1, sizeof(*change));

	if (!change) {
		if (signer_fd >= 0)
			(void)close(signer_fd);
		return -ENOMEM;
	}
	change->worker = worker;
	change->fd = signer_fd;

	return loop_post(worker->loop, worker_change_signer, change);
}

/* Being awake is all: before every wait a worker looks for a new snapshot. */
static void worker_is_awake(void *userdata)
{
	(void)userdata;
}

int worker_wake(struct worker *worker)
{
	return loop_post(worker->loop, worker_is_awake, worker);
}

static void worker_begin_to_drain(void *userdata)
{
	struct worker *worker = userdata;

	worker->flow.is_draining = true;
}

int worker_drain(struct worker *worker)
{
	return loop_post(worker->loop, worker_begin_to_drain, worker);
}
