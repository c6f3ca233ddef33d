/* SPDX-License-Identifier: Apache-2.0 */
/* Threads that take no signals: those are the main thread's affair. */
#pragma once

#include <pthread.h>

/* Returns 0 or -errno; *ret_thread is to be joined. */
int thread_start(pthread_t *ret_thread, void *(*run)(void *userdata), void *userdata);
/* The same for one that nobody waits for. */
int thread_start_detached(void *(*run)(void *userdata), void *userdata);
