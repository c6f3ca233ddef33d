/* SPDX-License-Identifier: Apache-2.0 */
/* Threads without signals. */
#include "base/thread.h"

#include <signal.h>

int thread_start(pthread_t *ret_thread, void *(*run)(void *userdata), void *userdata)
{
	sigset_t all, before;
	int r;

	(void)sigfillset(&all);
	(void)pthread_sigmask(SIG_SETMASK, &all, &before);
	r = pthread_create(ret_thread, NULL, run, userdata);
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);

	return -r;
}

int thread_start_detached(void *(*run)(void *userdata), void *userdata)
{
	pthread_t thread;
	int r = thread_start(&thread, run, userdata);

	return r ? r : -pthread_detach(thread);
}
