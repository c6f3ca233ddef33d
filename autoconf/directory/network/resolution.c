/* SPDX-License-Identifier: Apache-2.0 */
/* Host names looked up aside. */
#include "directory/network/resolution.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/thread.h"
#include "cleanup.h"
#include "text/writer.h"

#define THREADS_MAX 16 /* of this process: a resolver that hangs must not eat all threads */

/* Shared by the asker and the thread; whoever leaves last frees it. */
struct resolution {
	atomic_int n_holders;
	atomic_bool is_done;
	int fd;
	int error; /* of getaddrinfo */
	struct addrinfo *found;
	char host[];
};

static atomic_int n_threads;

static void resolution_leave(struct resolution *resolution)
{
	if (atomic_fetch_sub(&resolution->n_holders, 1) > 1)
		return;

	if (resolution->found)
		freeaddrinfo(resolution->found);
	closep(&resolution->fd);
	free(resolution);
}

static void *resolution_run(void *userdata)
{
	struct resolution *resolution = userdata;
	const struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};

	resolution->error = getaddrinfo(resolution->host, NULL, &hints, &resolution->found);
	atomic_store(&resolution->is_done, true);
	(void)eventfd_write(resolution->fd, 1);
	resolution_leave(resolution);
	atomic_fetch_sub(&n_threads, 1);
	return NULL;
}

static int resolution_start(struct resolution *resolution)
{
	int r;

	if (atomic_fetch_add(&n_threads, 1) >= THREADS_MAX) {
		atomic_fetch_sub(&n_threads, 1);
		return -EAGAIN;
	}

	r = thread_start_detached(resolution_run, resolution);
	if (r)
		atomic_fetch_sub(&n_threads, 1);

	return r;
}

int resolution_new(const char *host, struct resolution **ret_resolution)
{
	size_t size = strlen(host) + 1;
	struct resolution *resolution = calloc(1, sizeof(*resolution) + size);
	int r;

	if (!resolution)
		return -ENOMEM;

	memcpy(resolution->host, host, size);
	resolution->n_holders = 2;
	resolution->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	r = resolution->fd < 0 ? -errno : resolution_start(resolution);
	if (r) {
		resolution->n_holders = 1;
		resolution_leave(resolution);
		return r;
	}

	*ret_resolution = resolution;
	return 0;
}

void resolution_free(struct resolution *resolution)
{
	if (resolution)
		resolution_leave(resolution);
}

int resolution_fd(const struct resolution *resolution)
{
	return resolution->fd;
}

int resolution_take(struct resolution *resolution, char **ret_addresses, size_t *ret_n_addresses,
		    const char **ret_reason)
{
	_cleanup_(writer_clear) struct writer writer = {0};
	size_t size;

	if (!atomic_load(&resolution->is_done))
		return -EINPROGRESS;

	*ret_n_addresses = 0;
	for (const struct addrinfo *at = resolution->found;
	     at && *ret_n_addresses < RESOLUTION_ADDRESSES_MAX; at = at->ai_next) {
		char address[INET6_ADDRSTRLEN + 32];

		if (getnameinfo(at->ai_addr, at->ai_addrlen, address, sizeof(address), NULL, 0,
				NI_NUMERICHOST))
			continue;
		writer_printf(&writer, "%s%s", *ret_n_addresses ? "," : "", address);
		(*ret_n_addresses)++;
	}

	if (!*ret_n_addresses) {
		*ret_reason = resolution->error ? gai_strerror(resolution->error) : "no address";
		return -EHOSTUNREACH;
	}

	return writer_finish_string(&writer, ret_addresses, &size);
}
