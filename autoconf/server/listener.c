/* SPDX-License-Identifier: Apache-2.0 */
/* Sockets, and systemd's protocol for handing them over (sd_listen_fds(3)). */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "cleanup.h"
#include "server/listener.h"
#include "server/service_manager.h"

#define BACKLOG 1024

static int listener_bind_tcp(int fd, const struct sockaddr_storage *address)
{
	socklen_t size = address->ss_family == AF_INET6 ? sizeof(struct sockaddr_in6)
							: sizeof(struct sockaddr_in);
	int on = 1;

	(void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	/* "[::]:4243" and "0.0.0.0:4243" may stand beside one another. */
	if (address->ss_family == AF_INET6)
		(void)setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on));

	return bind(fd, (const struct sockaddr *)(const void *)address, size) < 0 ? -errno : 0;
}

/* A path that nobody listens at is left over from a process that was killed. */
static void listener_remove_stale(const struct sockaddr_un *address)
{
	_cleanup_(closep) int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct stat status;

	if (fd < 0 || lstat(address->sun_path, &status) < 0 || !S_ISSOCK(status.st_mode))
		return;

	if (connect(fd, (const struct sockaddr *)(const void *)address, sizeof(*address)) < 0 &&
	    errno == ECONNREFUSED)
		(void)unlink(address->sun_path);
}

static int listener_bind_unix(int fd, const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};

	if (strlen(path) >= sizeof(address.sun_path))
		return -ENAMETOOLONG;

	memcpy(address.sun_path, path, strlen(path) + 1);
	listener_remove_stale(&address);
	if (bind(fd, (const struct sockaddr *)(const void *)&address, sizeof(address)) < 0)
		return -errno;

	/* The proxy runs as somebody else; who may reach the socket is decided by its directory. */
	return chmod(path, 0666) < 0 ? -errno : 0;
}

static int listener_open(const struct listen_address *address, int *ret_fd)
{
	_cleanup_(closep) int fd = -1;
	int family = address->family == LISTEN_UNIX ? AF_UNIX : address->tcp.ss_family;
	int r;

	fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return -errno;

	r = address->family == LISTEN_UNIX ? listener_bind_unix(fd, address->path)
					   : listener_bind_tcp(fd, &address->tcp);
	if (r)
		return r;

	if (listen(fd, BACKLOG) < 0)
		return -errno;
	*ret_fd = TAKE_FD(fd);

	return 0;
}

static int listeners_add(const struct listen_address *address, bool is_management,
			 struct listener *listeners, size_t *n, char **reterr_message)
{
	int fd = -1, r;

	r = listener_open(address, &fd);
	if (r) {
		if (asprintf(reterr_message, "cannot listen on %s: %s", address->text,
			     strerror(-r)) < 0)
			*reterr_message = NULL;
		return r;
	}

	listeners[(*n)++] = (struct listener){
		.fd = fd,
		.is_management = is_management,
		.unix_path = address->family == LISTEN_UNIX ? address->path : NULL,
	};

	return 0;
}

static int listeners_open_public(const struct settings *settings, struct listener *listeners,
				 size_t *n, char **reterr_message)
{
	for (size_t i = 0; i < settings->server.n_listen; i++) {
		int r = listeners_add(&settings->server.listen[i], false, listeners, n,
				      reterr_message);

		if (r)
			return r;
	}

	return 0;
}

/* What systemd gave, up to the room there is. */
static void listeners_take(struct listener *listeners, size_t *n, bool *ret_has_public,
			   bool *ret_has_management)
{
	struct handed_socket handed[LISTENERS_MAX];
	size_t n_handed = service_manager_sockets(handed, LISTENERS_MAX);

	for (size_t i = 0; i < n_handed; i++) {
		listeners[(*n)++] = (struct listener){.fd = handed[i].fd,
						      .is_management = handed[i].is_management};
		*(handed[i].is_management ? ret_has_management : ret_has_public) = true;
	}
}

int listeners_open(const struct settings *settings,
		   struct listener ret_listeners[static LISTENERS_MAX], size_t *ret_n_listeners,
		   char **reterr_message)
{
	bool has_public = false, has_management = false;
	size_t n = 0;
	int r = 0;

	*reterr_message = NULL;
	listeners_take(ret_listeners, &n, &has_public, &has_management);
	if (!has_public && n + settings->server.n_listen < LISTENERS_MAX)
		r = listeners_open_public(settings, ret_listeners, &n, reterr_message);
	if (!r && !has_management && settings->server.has_management && n < LISTENERS_MAX)
		r = listeners_add(&settings->server.management, true, ret_listeners, &n,
				  reterr_message);

	if (r)
		listeners_close(ret_listeners, n);
	*ret_n_listeners = r ? 0 : n;

	return r;
}

void listeners_close(struct listener *listeners, size_t n_listeners)
{
	for (size_t i = 0; i < n_listeners; i++) {
		(void)close(listeners[i].fd);
		if (listeners[i].unix_path)
			(void)unlink(listeners[i].unix_path);
	}
}

void listener_format(const struct listener *listener, char *ret_text, size_t capacity)
{
	union {
		struct sockaddr any;
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
		struct sockaddr_un local;
		struct sockaddr_storage storage;
	} address = {0};
	socklen_t size = sizeof(address);
	char host[INET6_ADDRSTRLEN] = "";

	(void)getsockname(listener->fd, &address.any, &size);
	if (address.any.sa_family == AF_INET) {
		(void)inet_ntop(AF_INET, &address.v4.sin_addr, host, sizeof(host));
		(void)snprintf(ret_text, capacity, "%s:%u", host, ntohs(address.v4.sin_port));
	} else if (address.any.sa_family == AF_INET6) {
		(void)inet_ntop(AF_INET6, &address.v6.sin6_addr, host, sizeof(host));
		(void)snprintf(ret_text, capacity, "[%s]:%u", host, ntohs(address.v6.sin6_port));
	} else {
		(void)snprintf(ret_text, capacity, "unix:%s", address.local.sun_path);
	}
}
