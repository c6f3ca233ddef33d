/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The supervisor: single-threaded and without a network of its own.  It reads settings and files,
 * opens the listeners, starts signer and server, hands descriptors over, reaps, and passes signals
 * on.
 *
 * SIGHUP: settings, certificates and domains are read again; when anything is wrong with them the
 * old ones stay. SIGTERM: readiness says no for server.drain, then the end.  SIGINT, or SIGTERM
 * again: the end at once.
 */
#pragma once

struct settings;

/*
 * Runs until told to stop.  settings: loaded from path without an error.  Returns an exit status.
 */
int supervisor_run(const char *path, struct settings *settings);
