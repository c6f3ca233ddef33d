/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A load generator that costs little itself: one thread, a request on the way on each of its
 * connections.  An N at the end of the path's address is counted up, so that no answer is one that
 * was made before.
 *
 *	load PORT CONNECTIONS SECONDS PATH [RATE]
 *
 * Without a rate (requests a second) every connection asks again as soon as it is answered.
 * Prints requests, failures, and the median and 99th percentile of the time to an answer in us.
 */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define CONNECTIONS_MAX 256
#define TIMES_MAX (1 << 22)
#define MARK "NNNNNNNN"

struct connection {
	int fd;
	size_t n_read, n_expected; /* of the answer; expected 0: its head is not whole yet */
	uint64_t sent_at;
	char head[2048];
};

static struct connection connections[CONNECTIONS_MAX];
static struct connection *idle[CONNECTIONS_MAX];
static unsigned int n_idle, n_connections;
static double rate; /* 0: as fast as they are answered */
static uint64_t began;
static char request[1024];
static size_t request_size;
static char *mark;
static unsigned int n_sent, n_failures, n_times;
static uint32_t times[TIMES_MAX];
static char drain[256 * 1024];

static uint64_t now_us(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);

	return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

static _Noreturn void give_up(const char *what)
{
	perror(what);
	exit(1);
}

static void send_request(struct connection *connection)
{
	unsigned int number = n_sent++;

	for (size_t i = sizeof(MARK) - 1; mark && i--; number /= 10)
		mark[i] = (char)('0' + number % 10);

	connection->n_read = connection->n_expected = 0;
	connection->sent_at = now_us();
	if (write(connection->fd, request, request_size) != (ssize_t)request_size)
		give_up("write");
}

static void open_connection(struct connection *connection, unsigned int port, int epoll_fd)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
				      .sin_port = htons((uint16_t)port),
				      .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	struct epoll_event event = {.events = EPOLLIN, .data.ptr = connection};

	connection->fd = socket(AF_INET, SOCK_STREAM, 0);
	if (connect(connection->fd, (struct sockaddr *)&address, sizeof(address)) < 0)
		give_up("connect");
	(void)setsockopt(connection->fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
	if (epoll_ctl(epoll_fd, EPOLL_CTL_ADD, connection->fd, &event) < 0)
		give_up("epoll_ctl");
	idle[n_idle++] = connection;
}

/* How long the whole answer is, once its head is there. */
static void read_head(struct connection *connection)
{
	const char *length, *end;

	connection->head[connection->n_read] = '\0';
	end = strstr(connection->head, "\r\n\r\n");
	length = strcasestr(connection->head, "\r\ncontent-length: ");
	if (!end)
		return;
	if (!length)
		give_up("an answer without a length");

	connection->n_expected = (size_t)(end + 4 - connection->head) +
				 strtoul(length + strlen("\r\ncontent-length: "), NULL, 10);
	n_failures += strncmp(connection->head + 9, "200", 3) != 0;
}

static void answered(struct connection *connection)
{
	if (n_times < TIMES_MAX)
		times[n_times++] = (uint32_t)(now_us() - connection->sent_at);
	idle[n_idle++] = connection;
}

static void read_answer(struct connection *connection)
{
	size_t left = sizeof(connection->head) - 1 - connection->n_read;
	ssize_t n;

	n = read(connection->fd, drain, sizeof(drain));
	if (n <= 0)
		give_up("read");

	if (!connection->n_expected) {
		if ((size_t)n < left)
			left = (size_t)n;
		memcpy(connection->head + connection->n_read, drain, left);
		connection->n_read += left;
		read_head(connection);
		connection->n_read += (size_t)n - left;
	} else {
		connection->n_read += (size_t)n;
	}

	if (connection->n_expected && connection->n_read >= connection->n_expected)
		answered(connection);
}

/* Those that are free ask, as far as the rate lets them. */
static void send_requests(void)
{
	while (n_idle && (rate <= 0 || n_sent < (double)(now_us() - began) * rate / 1e6))
		send_request(idle[--n_idle]);
}

static int compare(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

static void report(void)
{
	qsort(times, n_times, sizeof(times[0]), compare);
	(void)printf("%u %u %u %u\n", n_times, n_failures, n_times ? times[n_times / 2] : 0,
		     n_times ? times[n_times - 1 - n_times / 100] : 0);
}

int main(int argc, char **argv)
{
	int epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	uint64_t end;

	if (argc < 5 || strtol(argv[2], NULL, 10) > CONNECTIONS_MAX)
		return 2;

	request_size = (size_t)snprintf(request, sizeof(request),
					"GET %s HTTP/1.1\r\nHost: autoconfig.example.com\r\n"
					"User-Agent: load\r\nAccept: */*\r\n\r\n",
					argv[4]);
	mark = strstr(request, MARK);
	rate = argc > 5 ? strtod(argv[5], NULL) : 0;
	n_connections = (unsigned int)strtol(argv[2], NULL, 10);
	for (unsigned int i = 0; i < n_connections; i++)
		open_connection(&connections[i], (unsigned int)strtol(argv[1], NULL, 10), epoll_fd);

	began = now_us();
	end = began + (uint64_t)(strtod(argv[3], NULL) * 1e6);
	while (now_us() < end) {
		struct epoll_event events[CONNECTIONS_MAX];
		int n;

		send_requests();
		n = epoll_wait(epoll_fd, events, CONNECTIONS_MAX, rate > 0 ? 1 : 1000);
		for (int i = 0; i < n; i++)
			read_answer(events[i].data.ptr);
	}

	report();
	return 0;
}
