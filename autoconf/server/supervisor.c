/* SPDX-License-Identifier: Apache-2.0 */
/* Signals and children. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "cleanup.h"
#include "server/changes.h"
#include "server/children.h"
#include "server/control.h"
#include "server/sandbox.h"
#include "server/service_manager.h"
#include "server/supervisor.h"
#include "settings.h"
#include "settings/loader.h"

#define RESTART_DELAY_MIN 100  /* ms before a child that died is started again; doubles… */
#define RESTART_DELAY_MAX 5000 /* …up to here, and begins anew once it has lived this long */

struct supervisor {
	const char *path;
	struct settings *settings;
	struct listener listeners[LISTENERS_MAX];
	size_t n_listeners, n_workers;
	struct signer_child signer;
	pid_t server; /* 0: not running */
	int control_fd, signal_fd;
	bool is_stopping;
	bool was_ready; /* a server has accepted once: from then on a dead one is started again */
	bool has_failed;
	uint64_t server_started, signer_started; /* CLOCK_MONOTONIC ms */
	uint64_t server_due, signer_due;         /* when to start again; 0: no need */
	unsigned int server_delay, signer_delay;
};

/* ---- starting ---- */

static int supervisor_start_server(struct supervisor *supervisor)
{
	const struct server_start start = {
		.settings = supervisor->settings,
		.settings_path = supervisor->path,
		.listeners = supervisor->listeners,
		.n_listeners = supervisor->n_listeners,
		.signer_fds = supervisor->signer.n_fds ? supervisor->signer.fds : NULL,
		.n_workers = supervisor->n_workers,
	};
	pid_t pid = server_child_start(&start, &supervisor->control_fd);

	if (pid < 0)
		return pid;

	supervisor->server = pid;
	supervisor->server_started = clock_now();
	signer_child_close(&supervisor->signer);

	return 0;
}

static int supervisor_start_signer(struct supervisor *supervisor, const struct settings *settings,
				   struct signer_child *ret_signer)
{
	_cleanup_(freep) char *message = NULL;
	int r = signer_child_start(settings, supervisor->n_workers, ret_signer, &message);

	if (r)
		log_line(LOG_LEVEL_ERROR, "the signer cannot start",
			 LOG_S("reason", message ? message : strerror(-r)));

	return r;
}

/* ---- reload ---- */

/* The bundle goes first, then a signer's socket for each worker. */
static int supervisor_send_reload(struct supervisor *supervisor, const struct bundle *bundle,
				  const struct signer_child *signer)
{
	_cleanup_(closep) int bundle_fd = -1;
	int fds[CONTROL_FDS_MAX];
	int r;

	r = bundle_to_fd(bundle, &bundle_fd);
	if (r)
		return r;

	fds[0] = bundle_fd;
	memcpy(fds + 1, signer->fds, signer->n_fds * sizeof(int));

	return control_send(supervisor->control_fd, CONTROL_RELOAD, fds, 1 + signer->n_fds);
}

static int supervisor_change_over(struct supervisor *supervisor, const struct bundle *bundle,
				  struct settings *settings)
{
	struct signer_child signer;
	int r;

	r = supervisor_start_signer(supervisor, settings, &signer);
	if (r)
		return r;

	r = supervisor->server ? supervisor_send_reload(supervisor, bundle, &signer) : 0;
	if (supervisor->server)
		signer_child_close(&signer);
	if (r)
		return r;

	/* The old signer ends by itself when the last of its sockets has been closed. */
	supervisor->signer = signer;
	supervisor->signer_started = clock_now();
	supervisor->signer_due = 0;
	changes_warn_of_restart(supervisor->settings, settings);
	settings_unref(supervisor->settings);
	supervisor->settings = settings_ref(settings);

	return 0;
}

static void supervisor_reload(struct supervisor *supervisor)
{
	_cleanup_(settings_unrefp) struct settings *settings = NULL;
	struct complaints complaints = {0};
	struct bundle *bundle = NULL;
	int r;

	service_manager_tell(SERVICE_STATE_RELOADING);
	r = bundle_new_from_disk(&bundle);
	if (!r)
		r = settings_load(bundle, supervisor->path, &settings, &complaints);
	changes_log_complaints(&complaints);
	if (!r && changes_leave_nothing(supervisor->settings, settings))
		r = -ENODATA;
	if (!r)
		r = supervisor_change_over(supervisor, bundle, settings);

	if (r)
		log_line(LOG_LEVEL_ERROR,
			 "the settings were not changed: the old ones stay in force");
	else
		log_line(LOG_LEVEL_INFO, "the settings were read again");
	bundle_free(bundle);
	complaints_clear(&complaints);
	service_manager_tell(SERVICE_STATE_READY);
}

/* ---- stopping ---- */

static void supervisor_stop(struct supervisor *supervisor, enum control_message message)
{
	service_manager_tell(SERVICE_STATE_STOPPING);
	supervisor->is_stopping = true;
	if (supervisor->server)
		(void)control_send(supervisor->control_fd, message, NULL, 0);
}

/* ---- children that end ---- */

static void delay_next(unsigned int *delay, uint64_t started, uint64_t *ret_due)
{
	bool lived_long = clock_now() - started > RESTART_DELAY_MAX;

	*delay = lived_long || !*delay ? RESTART_DELAY_MIN : *delay * 2;
	if (*delay > RESTART_DELAY_MAX)
		*delay = RESTART_DELAY_MAX;
	*ret_due = clock_now() + *delay;
}

static void supervisor_lost_server(struct supervisor *supervisor, int status)
{
	supervisor->server = 0;
	(void)close(supervisor->control_fd);
	supervisor->control_fd = -1;
	if (supervisor->is_stopping)
		return;

	/* What keeps it from starting would do so again: say it with the exit status. */
	if (!supervisor->was_ready) {
		supervisor->is_stopping = supervisor->has_failed = true;
		return;
	}

	log_line(LOG_LEVEL_ERROR, "the server ended and is started again", LOG_N("status", status));
	/* Its signer has gone with its sockets. */
	supervisor->signer.pid = 0;
	delay_next(&supervisor->server_delay, supervisor->server_started, &supervisor->server_due);
}

static void supervisor_reap(struct supervisor *supervisor)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		if (pid == supervisor->server) {
			supervisor_lost_server(supervisor, status);
		} else if (pid == supervisor->signer.pid && !supervisor->is_stopping) {
			log_line(LOG_LEVEL_ERROR, "the signer ended and is started again",
				 LOG_N("status", status));
			supervisor->signer.pid = 0;
			delay_next(&supervisor->signer_delay, supervisor->signer_started,
				   &supervisor->signer_due);
		}
	}
}

static void supervisor_restart_signer(struct supervisor *supervisor)
{
	supervisor->signer_due = 0;
	if (supervisor_start_signer(supervisor, supervisor->settings, &supervisor->signer)) {
		delay_next(&supervisor->signer_delay, clock_now(), &supervisor->signer_due);
		return;
	}

	supervisor->signer_started = clock_now();
	if (!supervisor->server)
		return;
	(void)control_send(supervisor->control_fd, CONTROL_SIGNER, supervisor->signer.fds,
			   supervisor->signer.n_fds);
	signer_child_close(&supervisor->signer);
}

static void supervisor_restart_server(struct supervisor *supervisor)
{
	supervisor->server_due = 0;
	supervisor->signer_due = 0;
	if (!supervisor->signer.pid &&
	    supervisor_start_signer(supervisor, supervisor->settings, &supervisor->signer))
		log_line(LOG_LEVEL_ERROR, "profiles are answered 503 until the signer starts");
	if (supervisor_start_server(supervisor))
		delay_next(&supervisor->server_delay, clock_now(), &supervisor->server_due);
}

/* ---- the loop ---- */

static void supervisor_take_signal(struct supervisor *supervisor)
{
	struct signalfd_siginfo info;

	if (read(supervisor->signal_fd, &info, sizeof(info)) != sizeof(info))
		return;

	switch (info.ssi_signo) {
	case SIGHUP:
		supervisor_reload(supervisor);
		return;
	case SIGCHLD:
		supervisor_reap(supervisor);
		return;
	case SIGTERM:
		supervisor_stop(supervisor, supervisor->is_stopping ? CONTROL_STOP : CONTROL_DRAIN);
		return;
	default:
		supervisor_stop(supervisor, CONTROL_STOP);
		return;
	}
}

static void supervisor_server_is_ready(struct supervisor *supervisor)
{
	char text[128];

	supervisor->was_ready = true;
	for (size_t i = 0; i < supervisor->n_listeners; i++) {
		listener_format(&supervisor->listeners[i], text, sizeof(text));
		log_line(LOG_LEVEL_INFO, "listening", LOG_S("address", text),
			 LOG_S("for",
			       supervisor->listeners[i].is_management ? "management" : "public"));
	}
	service_manager_tell(SERVICE_STATE_READY);
}

static void supervisor_hear_server(struct supervisor *supervisor)
{
	struct control control;

	while (!control_receive(supervisor->control_fd, &control)) {
		if (control.message == CONTROL_READY)
			supervisor_server_is_ready(supervisor);
		control_clear(&control);
	}
}

static int milliseconds_until(uint64_t due, int most)
{
	uint64_t now = clock_now();

	if (!due)
		return most;
	if (due <= now)
		return 0;

	return most < 0 || due - now < (uint64_t)most ? (int)(due - now) : most;
}

static void supervisor_wait(struct supervisor *supervisor)
{
	struct pollfd fds[] = {
		{.fd = supervisor->signal_fd, .events = POLLIN},
		{.fd = supervisor->control_fd, .events = POLLIN},
	};
	int timeout = milliseconds_until(supervisor->signer_due,
					 milliseconds_until(supervisor->server_due, -1));

	(void)poll(fds, ARRAY_SIZE(fds), timeout);
	if (fds[1].revents & POLLIN)
		supervisor_hear_server(supervisor);
	if (fds[1].revents & (POLLHUP | POLLERR))
		supervisor_reap(supervisor);
	if (fds[0].revents)
		supervisor_take_signal(supervisor);

	if (!supervisor->is_stopping && supervisor->server_due &&
	    supervisor->server_due <= clock_now())
		supervisor_restart_server(supervisor);
	else if (!supervisor->is_stopping && supervisor->signer_due &&
		 supervisor->signer_due <= clock_now())
		supervisor_restart_signer(supervisor);
}

static int supervisor_block_signals(int *ret_fd)
{
	sigset_t set;

	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGHUP);
	(void)sigaddset(&set, SIGTERM);
	(void)sigaddset(&set, SIGINT);
	(void)sigaddset(&set, SIGCHLD);
	if (sigprocmask(SIG_BLOCK, &set, NULL) < 0)
		return -errno;

	*ret_fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);

	return *ret_fd < 0 ? -errno : 0;
}

static int supervisor_begin(struct supervisor *supervisor)
{
	_cleanup_(freep) char *message = NULL;
	int r;

	r = sandbox_basic();
	if (r)
		return r;

	r = supervisor_block_signals(&supervisor->signal_fd);
	if (r)
		return r;

	r = listeners_open(supervisor->settings, supervisor->listeners, &supervisor->n_listeners,
			   &message);
	if (r) {
		log_line(LOG_LEVEL_ERROR, message ? message : "cannot listen");
		return r;
	}

	r = supervisor_start_signer(supervisor, supervisor->settings, &supervisor->signer);
	if (r)
		return r;
	supervisor->signer_started = clock_now();

	return supervisor_start_server(supervisor);
}

int supervisor_run(const char *path, struct settings *settings)
{
	struct supervisor supervisor = {
		.path = path,
		.settings = settings_ref(settings),
		.n_workers = server_n_workers(settings),
		.control_fd = -1,
		.signal_fd = -1,
	};
	int r;

	log_configure(settings->log.level, settings->log.format, "supervisor");
	r = supervisor_begin(&supervisor);
	while (!r && (!supervisor.is_stopping || supervisor.server))
		supervisor_wait(&supervisor);

	listeners_close(supervisor.listeners, supervisor.n_listeners);
	signer_child_close(&supervisor.signer);
	closep(&supervisor.signal_fd);
	settings_unref(supervisor.settings);

	return r || supervisor.has_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
