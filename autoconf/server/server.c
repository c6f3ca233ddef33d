/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The server process: starts keeper, workers and acceptor in this order, does what the supervisor
 * says, ends in the other order.
 */
#include <errno.h>
#include <malloc.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "account.h"
#include "base/log.h"
#include "base/loop.h"
#include "cleanup.h"
#include "directory.h"
#include "protocols/pacc.h"
#include "seal/key_ring.h"
#include "server/acceptor.h"
#include "server/control.h"
#include "server/listener.h"
#include "server/sandbox.h"
#include "server/server.h"
#include "server/worker.h"
#include "settings/loader.h"

#define LARGE_BLOCK (128 * 1024)

struct server_main {
	struct server server;
	const struct server_start *start;
	struct acceptor *acceptor;
	struct loop_io *control_io;
	struct loop_timer *drain_timer;
};

size_t server_n_workers(const struct settings *settings)
{
	cpu_set_t cpus;
	int n = 1;

	if (settings->server.workers)
		return settings->server.workers;

	if (sched_getaffinity(0, sizeof(cpus), &cpus) == 0)
		n = CPU_COUNT(&cpus);

	return n > SERVER_WORKERS_MAX ? SERVER_WORKERS_MAX : (size_t)n;
}

/* The operator has accepted it (rulings 6); whoever reads the log should know as well. */
static void warn_of_reveal(const struct settings *settings)
{
	unsigned int reveal = settings->directory.reveal;

	if (reveal)
		log_line(LOG_LEVEL_WARNING,
			 "directory.reveal is on: strangers can tell mailboxes from missing ones",
			 LOG_S("login", reveal & REVEAL_LOGIN ? "yes" : "no"),
			 LOG_S("hosts", reveal & REVEAL_HOSTS ? "yes" : "no"),
			 LOG_S("switches", reveal & REVEAL_SWITCHES ? "yes" : "no"));
}

/*
 * One line for all of them, since there may be thousands: `check` names each, with the reason.
 */
static void warn_of_pacc(const struct settings *settings)
{
	const char *first = NULL, *reason = NULL;
	size_t n = 0;

	for (size_t i = 0; i < settings->n_domains; i++) {
		const struct domain domain = settings_domain_describe(&settings->domains[i]);
		enum pacc_refusal refusal = pacc_refusal(&domain, NULL);

		if (refusal == PACC_PUBLISHED || refusal == PACC_E_NOT_WANTED)
			continue;
		if (!n++) {
			first = domain.name;
			reason = pacc_refusal_sentences[refusal];
		}
	}

	if (n)
		log_line(LOG_LEVEL_WARNING, "domains have no PACC document", LOG_N("domains", n),
			 LOG_S("domain", first), LOG_S("reason", reason));
}

/* ---- what the supervisor says ---- */

static void server_take_signers(struct server *server, struct control *control, size_t first)
{
	for (size_t i = 0; i < server->n_workers; i++) {
		int fd = first + i < control->n_fds ? TAKE_FD(control->fds[first + i]) : -1;

		if (worker_set_signer(server->workers[i], fd))
			log_line(LOG_LEVEL_ERROR, "a worker did not get its new signer",
				 LOG_N("worker", i));
	}
}

/* The supervisor has found no mistake in these very bytes; one found here would be ours. */
static void server_reload(struct server_main *main, struct control *control)
{
	_cleanup_(settings_unrefp) struct settings *settings = NULL;
	struct complaints complaints = {0};
	struct bundle *bundle = NULL;
	int r;

	r = control->n_fds ? bundle_new_from_fd(control->fds[0], &bundle) : -EPROTO;
	if (!r)
		r = settings_load(bundle, main->start->settings_path, &settings, &complaints);
	bundle_free(bundle);
	complaints_clear(&complaints);
	if (r) {
		log_line(LOG_LEVEL_ERROR, "the new settings did not arrive; the old ones stay",
			 LOG_N("code", r));
		return;
	}

	log_configure(settings->log.level, settings->log.format, "server");
	warn_of_reveal(settings);
	warn_of_pacc(settings);
	settings_unref(main->server.settings);
	main->server.settings = settings_ref(settings);
	server_take_signers(&main->server, control, 1);
	keeper_reload(main->server.keeper, settings);
	(void)control_send(main->start->control_fd, CONTROL_RELOADED, NULL, 0);
}

static void server_stop(void *userdata)
{
	struct server_main *main = userdata;

	loop_stop(main->server.loop);
}

unsigned int server_n_connections(const struct server *server)
{
	unsigned int n = 0;

	for (size_t i = 0; i < server->n_workers; i++)
		n += atomic_load(&server->workers[i]->n_connections);

	return n;
}

/*
 * Readiness says no, and whoever sends us connections is given server.drain to notice it: until
 * then new ones are answered as ever, and told to close.
 */
static void server_drain(struct server_main *main)
{
	atomic_store(&main->server.is_draining, true);
	for (size_t i = 0; i < main->server.n_workers; i++)
		(void)worker_drain(main->server.workers[i]);
	(void)loop_timer_set(main->drain_timer, main->server.settings->server.drain);
}

static void server_obey(struct server_main *main, struct control *control)
{
	switch (control->message) {
	case CONTROL_RELOAD:
		server_reload(main, control);
		return;
	case CONTROL_SIGNER:
		server_take_signers(&main->server, control, 0);
		return;
	case CONTROL_DRAIN:
		server_drain(main);
		return;
	case CONTROL_STOP:
		server_stop(main);
		return;
	case CONTROL_READY:
	case CONTROL_RELOADED:
		return;
	}
}

static void server_listen_to_supervisor(void *userdata, uint32_t events)
{
	struct server_main *main = userdata;
	struct control control;
	int r;

	(void)events;
	for (;;) {
		r = control_receive(main->start->control_fd, &control);
		if (r == -EAGAIN)
			return;
		if (r) {
			/* It has gone, and so do we. */
			loop_stop(main->server.loop);
			return;
		}
		server_obey(main, &control);
		control_clear(&control);
	}
}

/* ---- begin and end ---- */

/* In the keeper's thread.  An idle worker would hold a list that nobody asks for any more. */
static void server_wake_workers(void *userdata)
{
	struct server *server = userdata;

	for (size_t i = 0; i < server->n_workers; i++)
		(void)worker_wake(server->workers[i]);
}

static int server_start_workers(struct server *server, const struct server_start *start)
{
	server->n_workers = start->n_workers;
	for (size_t i = 0; i < start->n_workers; i++) {
		int r = worker_new(server, (unsigned int)i,
				   start->signer_fds ? start->signer_fds[i] : -1,
				   &server->workers[i]);

		if (r) {
			server->n_workers = i;
			return r;
		}
	}

	return 0;
}

static int server_begin(struct server_main *main, char **reterr_message)
{
	const struct server_start *start = main->start;
	struct server *server = &main->server;
	int r;

	r = loop_new(&server->loop);
	if (r)
		return r;

	r = loop_timer_new(server->loop, server_stop, main, &main->drain_timer);
	if (r)
		return r;

	warn_of_reveal(server->settings);
	warn_of_pacc(server->settings);
	r = keeper_new(server->settings, &server->keeper, reterr_message);
	if (r)
		return r;

	r = key_ring_new_random(&server->own_keys);
	if (r)
		return r;

	r = server_start_workers(server, start);
	if (r)
		return r;

	keeper_watch(server->keeper, server_wake_workers, server);
	r = loop_io_new(server->loop, start->control_fd, EPOLLIN, server_listen_to_supervisor, main,
			&main->control_io);
	if (r)
		return r;

	return acceptor_new(server, start->listeners, start->n_listeners, &main->acceptor);
}

static void server_end(struct server_main *main)
{
	struct server *server = &main->server;

	acceptor_free(main->acceptor);
	if (server->keeper)
		keeper_watch(server->keeper, NULL, NULL);
	for (size_t i = 0; i < server->n_workers; i++)
		worker_free(server->workers[i]);
	key_ring_free(server->own_keys);
	keeper_free(server->keeper);
	if (main->control_io)
		(void)loop_io_free(main->control_io);
	if (main->drain_timer)
		(void)loop_timer_free(main->drain_timer);
	loop_free(server->loop);
	settings_unref(server->settings);
}

int server_process(const struct server_start *start)
{
	struct server_main main = {.start = start,
				   .server.settings = settings_ref(start->settings)};
	_cleanup_(freep) char *message = NULL;
	int r;

	/*
	 * The first Date header reads the time zone; threads come later, and so does the sandbox.
	 */
	tzset();
	/* Blocks of a snapshot go back to the system with it: none of them becomes part of a heap.
	 */
	(void)mallopt(M_MMAP_THRESHOLD, LARGE_BLOCK);
	(void)signal(SIGPIPE, SIG_IGN);
	log_configure(start->settings->log.level, start->settings->log.format, "server");
	sandbox_raise_descriptors(start->settings->server.limits.connections);
	r = sandbox_server();
	if (!r)
		r = log_start();
	if (!r)
		r = server_begin(&main, &message);
	if (!r) {
		(void)control_send(start->control_fd, CONTROL_READY, NULL, 0);
		r = loop_run(main.server.loop);
	}
	if (r)
		log_line(LOG_LEVEL_ERROR, "the server cannot go on", LOG_S("reason", message),
			 LOG_N("code", r));

	server_end(&main);
	log_stop();

	return r ? EXIT_FAILURE : EXIT_SUCCESS;
}
