/* SPDX-License-Identifier: Apache-2.0 */
/* Listening sockets: opened from settings, or taken from systemd. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "settings.h"

#define LISTENERS_MAX (SETTINGS_LISTEN_MAX + 1)

struct listener {
	int fd;
	bool is_management;
	/* to remove at the end; NULL for TCP and for sockets that are not ours */
	const char *unix_path;
};

/*
 * Opens what the settings list; sockets that systemd handed over (LISTEN_FDS) take the place of
 * server.listen, and one named "management" that of server.management.  Returns 0 or -errno;
 * *reterr_message is the caller's.
 */
int listeners_open(const struct settings *settings,
		   struct listener ret_listeners[static LISTENERS_MAX], size_t *ret_n_listeners,
		   char **reterr_message);
void listeners_close(struct listener *listeners, size_t n_listeners);

/* "127.0.0.1:4243", "[::1]:4243" or "unix:/path", as bound. */
void listener_format(const struct listener *listener, char *ret_text, size_t capacity);
