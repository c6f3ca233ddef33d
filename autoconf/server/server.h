/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The process that talks to strangers: workers, acceptor, keeper.  It is forked by the supervisor
 * and told what to do over one socket.
 */
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "settings.h"

#define SERVER_WORKERS_MAX 64

struct keeper;
struct key_ring;
struct listener;
struct loop;
struct worker;

struct server {
	/* those it was started with: listeners, workers and state do not change */
	struct settings *settings; /* the main thread's: the newest */
	struct keeper *keeper;
	/* for links of our own where the settings have no keys: good until this process ends */
	struct key_ring *own_keys;
	struct loop *loop; /* the main thread's: acceptor and control */
	struct worker *workers[SERVER_WORKERS_MAX];
	size_t n_workers;
	atomic_bool is_draining;
};

/* What the supervisor and the server say to one another; descriptors travel beside (SCM_RIGHTS). */
enum control_message {
	CONTROL_READY, /* server: it accepts */
	/*
	 * supervisor: descriptors are the settings' bundle, then a signer's socket a worker (or
	 * none)
	 */
	CONTROL_RELOAD,
	CONTROL_RELOADED, /* server: changed over */
	CONTROL_SIGNER,   /* supervisor: a signer's socket a worker */
	CONTROL_DRAIN,    /* supervisor: SIGTERM */
	CONTROL_STOP,     /* supervisor: SIGINT, or SIGTERM for the second time */
};

struct server_start {
	struct settings *settings; /* a reference is taken */
	const char *settings_path;
	const struct listener *listeners; /* opened by the supervisor */
	size_t n_listeners;
	const int *signer_fds; /* one a worker, or NULL */
	size_t n_workers;
	int control_fd;
};

/* The process's body: returns its exit status. */
int server_process(const struct server_start *start);

/* Open public connections, of all workers together. */
unsigned int server_n_connections(const struct server *server);

/* How many workers the settings ask for: one per core that we may use, when they do not say. */
size_t server_n_workers(const struct settings *settings);
