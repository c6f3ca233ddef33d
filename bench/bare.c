/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What libmicrohttpd alone can do in the shape of our server: one acceptor, workers with a loop
 * each in which the library's epoll descriptor is nested, one response made beforehand. It reads no
 * request and looks nothing up: its figures are the ceiling.
 *
 *     bare PORT WORKERS HEADERS BODY      (two files; a header is a line "Name: value")
 */
#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define WORKERS_MAX 64
#define POOL_SIZE (16 * 1024) /* as our server: cleared by the library after every request */
#define IDLE_SECONDS 75
#define CONNECTIONS 10000

struct worker {
	struct MHD_Daemon *daemon;
	struct MHD_Response *response;
	int epoll_fd, queue[2];
	atomic_uint n_connections;
	pthread_t thread;
};

/* What crosses the pipe to a worker: written whole, as it is smaller than PIPE_BUF. */
struct arrival {
	int fd;
	socklen_t size;
	struct sockaddr_storage peer;
};

static char *file_read(const char *path, size_t *ret_size)
{
	FILE *file = fopen(path, "rb");
	struct stat status;
	char *bytes;

	if (!file || fstat(fileno(file), &status) < 0)
		err(1, "%s", path);
	bytes = calloc(1, (size_t)status.st_size + 1);
	if (!bytes || fread(bytes, 1, (size_t)status.st_size, file) != (size_t)status.st_size)
		err(1, "%s", path);
	(void)fclose(file);

	*ret_size = (size_t)status.st_size;
	return bytes;
}

static void add_headers(struct MHD_Response *response, char *lines)
{
	char *rest = lines, *line;

	while ((line = strsep(&rest, "\n"))) {
		char *value = strstr(line, ": ");

		if (!value)
			continue;
		*value = '\0';
		if (MHD_add_response_header(response, line, value + 2) != MHD_YES)
			errx(1, "%s: no header", line);
	}
}

static struct MHD_Response *response_new(const char *headers_path, const char *body_path)
{
	size_t n_headers, n_body;
	char *headers = file_read(headers_path, &n_headers);
	char *body = file_read(body_path, &n_body);
	struct MHD_Response *response;

	response = MHD_create_response_from_buffer(n_body, body, MHD_RESPMEM_MUST_FREE);
	if (!response)
		errx(1, "no response");
	add_headers(response, headers);
	free(headers);
	return response;
}

/*
 * The first call of a request brings its head. An answer queued there closes the connection (seen
 * with 0.9.75), so it has to wait for the second, which comes when the body, if there is one, has
 * been read.
 */
static enum MHD_Result answer(void *userdata, struct MHD_Connection *connection, const char *url,
			      const char *method, const char *version, const char *upload_data,
			      size_t *upload_data_size, void **request)
{
	static int seen;
	struct worker *worker = userdata;
	bool is_first = !*request;

	(void)url, (void)method, (void)version, (void)upload_data;
	*request = &seen;
	if (*upload_data_size || is_first) {
		*upload_data_size = 0;
		return MHD_YES;
	}

	return MHD_queue_response(connection, MHD_HTTP_OK, worker->response);
}

static void count_connection(void *userdata, struct MHD_Connection *connection,
			     void **socket_context, enum MHD_ConnectionNotificationCode code)
{
	struct worker *worker = userdata;

	(void)connection, (void)socket_context;
	if (code == MHD_CONNECTION_NOTIFY_CLOSED)
		atomic_fetch_sub_explicit(&worker->n_connections, 1, memory_order_relaxed);
}

static void watch(struct worker *worker, int fd)
{
	struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};

	if (epoll_ctl(worker->epoll_fd, EPOLL_CTL_ADD, fd, &event) < 0)
		err(1, "epoll_ctl");
}

static void take_arrivals(struct worker *worker)
{
	struct arrival arrivals[32];
	ssize_t size = read(worker->queue[0], arrivals, sizeof(arrivals));

	for (ssize_t i = 0; i < size / (ssize_t)sizeof(*arrivals); i++)
		(void)MHD_add_connection(worker->daemon, arrivals[i].fd,
					 (struct sockaddr *)&arrivals[i].peer, arrivals[i].size);
}

static int longest_wait(struct worker *worker)
{
	MHD_UNSIGNED_LONG_LONG milliseconds;

	if (MHD_get_timeout(worker->daemon, &milliseconds) != MHD_YES)
		return -1;
	return milliseconds > 1000 ? 1000 : (int)milliseconds;
}

static void *worker_run(void *userdata)
{
	struct worker *worker = userdata;
	struct epoll_event events[8];

	for (;;) {
		int n = epoll_wait(worker->epoll_fd, events, 8, longest_wait(worker));

		for (int i = 0; i < n; i++)
			if (events[i].data.fd == worker->queue[0])
				take_arrivals(worker);
		MHD_run(worker->daemon);
	}
	return NULL;
}

static void worker_start(struct worker *worker, struct MHD_Response *response,
			 unsigned int n_workers)
{
	const union MHD_DaemonInfo *info;

	worker->response = response;
	worker->daemon = MHD_start_daemon(
		MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_NO_LISTEN_SOCKET |
			MHD_USE_ERROR_LOG,
		0, NULL, NULL, answer, worker, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
		(size_t)POOL_SIZE, MHD_OPTION_CONNECTION_TIMEOUT, IDLE_SECONDS,
		MHD_OPTION_CONNECTION_LIMIT, CONNECTIONS / n_workers, MHD_OPTION_NOTIFY_CONNECTION,
		count_connection, worker, MHD_OPTION_END);
	if (!worker->daemon)
		errx(1, "no daemon");
	worker->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	if (worker->epoll_fd < 0 || pipe2(worker->queue, O_NONBLOCK | O_CLOEXEC) < 0)
		err(1, "worker");
	info = MHD_get_daemon_info(worker->daemon, MHD_DAEMON_INFO_EPOLL_FD);
	watch(worker, info->epoll_fd);
	watch(worker, worker->queue[0]);
	if (pthread_create(&worker->thread, NULL, worker_run, worker))
		errx(1, "no thread");
}

static struct worker *least_loaded(struct worker *workers, unsigned int n_workers)
{
	struct worker *best = workers;

	for (struct worker *worker = workers + 1; worker < workers + n_workers; worker++)
		if (atomic_load_explicit(&worker->n_connections, memory_order_relaxed) <
		    atomic_load_explicit(&best->n_connections, memory_order_relaxed))
			best = worker;
	return best;
}

static int listen_at(uint16_t port)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
				      .sin_port = htons(port),
				      .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int on = 1;

	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) < 0 ||
	    bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0 || listen(fd, SOMAXCONN) < 0)
		err(1, "port %u", port);
	return fd;
}

static void hand_over(struct worker *worker, const struct arrival *arrival)
{
	atomic_fetch_add_explicit(&worker->n_connections, 1, memory_order_relaxed);
	if (write(worker->queue[1], arrival, sizeof(*arrival)) == sizeof(*arrival))
		return;

	atomic_fetch_sub_explicit(&worker->n_connections, 1, memory_order_relaxed);
	(void)close(arrival->fd);
}

static void accept_for(struct worker *workers, unsigned int n_workers, int listener)
{
	for (;;) {
		struct arrival arrival = {.size = sizeof(arrival.peer)};

		arrival.fd = accept4(listener, (struct sockaddr *)&arrival.peer, &arrival.size,
				     SOCK_NONBLOCK | SOCK_CLOEXEC);
		if (arrival.fd >= 0)
			hand_over(least_loaded(workers, n_workers), &arrival);
		else if (errno != EINTR && errno != ECONNABORTED)
			err(1, "accept");
	}
}

int main(int argc, char **argv)
{
	static struct worker workers[WORKERS_MAX];
	struct MHD_Response *response;
	unsigned long n_workers;

	if (argc != 5)
		errx(2, "usage: bare PORT WORKERS HEADERS BODY");
	n_workers = strtoul(argv[2], NULL, 10);
	if (n_workers < 1 || n_workers > WORKERS_MAX)
		errx(2, "WORKERS is 1 to %d", WORKERS_MAX);

	response = response_new(argv[3], argv[4]);
	for (unsigned int i = 0; i < n_workers; i++)
		worker_start(&workers[i], response, (unsigned int)n_workers);
	accept_for(workers, (unsigned int)n_workers,
		   listen_at((uint16_t)strtoul(argv[1], NULL, 10)));
}
