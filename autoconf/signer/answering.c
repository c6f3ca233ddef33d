/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One epoll over all workers' sockets.  A ready one is served a batch: up to SIGNER_BATCH requests
 * by one system call, signed, and answered by another; it is not read again before its answers are
 * gone, so nothing piles up here.
 */
#include "signer/answering.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "cleanup.h"
#include "profile.h"
#include "signer.h"
#include "signer/expiry.h"
#include "signer/recent.h"
#include "signer/wire.h"

#define EVENTS_MAX 64
#define BATCH_TIME 1000000 /* ns from the first signature of a batch: then it goes out as it is */

struct request {
	struct wire_header header;
	unsigned char content[SIGNER_CONTENT_MAX];
};

struct answer {
	struct wire_header header;
	unsigned char *der;
};

/* A worker's socket, and the answers that it has not taken yet. */
struct peer {
	int fd; /* -1: closed */
	uint32_t events;
	struct answer answers[SIGNER_BATCH];
	size_t n_answers, n_sent;
};

struct answering {
	const struct signature *signature;
	int epoll_fd;
	struct peer *peers;
	size_t n_peers, n_open;
	struct expiry expiry;
	struct recent recent;
	struct request requests[SIGNER_BATCH];
};

/* ---- peers ---- */

static void drop_answers(struct peer *peer)
{
	for (size_t i = 0; i < peer->n_answers; i++)
		free(peer->answers[i].der);
	peer->n_answers = peer->n_sent = 0;
}

static void close_peer(struct answering *answering, struct peer *peer)
{
	if (peer->fd < 0)
		return;

	drop_answers(peer);
	(void)close(peer->fd);
	peer->fd = -1;
	answering->n_open--;
}

/* The socket is empty: it takes this without waiting. */
static int say_hello(const struct peer *peer, const struct signer_identity *identity)
{
	const struct wire_header header = wire_header(WIRE_ID_HELLO, 0, sizeof(*identity));
	struct iovec parts[] = {{(void *)(uintptr_t)&header, sizeof(header)},
				{(void *)(uintptr_t)identity, sizeof(*identity)}};
	const struct msghdr message = {.msg_iov = parts, .msg_iovlen = 2};

	return sendmsg(peer->fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL) < 0 ? -errno : 0;
}

static int watch(struct answering *answering, struct peer *peer, uint32_t events)
{
	struct epoll_event event = {.events = events, .data.ptr = peer};
	int operation = peer->events ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;

	if (peer->events == events)
		return 0;
	if (epoll_ctl(answering->epoll_fd, operation, peer->fd, &event) < 0)
		return -errno;

	peer->events = events;
	return 0;
}

/* ---- answers out ---- */

/* Fills what sendmmsg takes with the answers that are left.  Returns how many. */
static unsigned int collect_answers(struct peer *peer, struct mmsghdr *messages,
				    struct iovec (*parts)[2])
{
	unsigned int n = 0;

	for (size_t i = peer->n_sent; i < peer->n_answers; i++, n++) {
		struct answer *answer = &peer->answers[i];

		parts[n][0] = (struct iovec){&answer->header, sizeof(answer->header)};
		parts[n][1] = (struct iovec){answer->der, answer->header.size};
		messages[n] = (struct mmsghdr){.msg_hdr = {.msg_iov = parts[n], .msg_iovlen = 2}};
	}

	return n;
}

/*
 * Sends what can be sent.  Returns 0 when nothing is left, -EAGAIN, or -errno for a peer that is
 * gone.
 */
static int send_answers(struct peer *peer)
{
	while (peer->n_sent < peer->n_answers) {
		struct iovec parts[SIGNER_BATCH][2];
		struct mmsghdr messages[SIGNER_BATCH];
		unsigned int n = collect_answers(peer, messages, parts);
		int sent = sendmmsg(peer->fd, messages, n, MSG_DONTWAIT | MSG_NOSIGNAL);

		if (sent < 0 && errno != EINTR)
			return -errno;
		if (sent > 0)
			peer->n_sent += (size_t)sent;
	}

	drop_answers(peer);
	return 0;
}

/* A peer that does not take its answers is asked for room before it is asked for work. */
static void answer_peer(struct answering *answering, struct peer *peer)
{
	int r = send_answers(peer);

	if (r == -EAGAIN)
		r = watch(answering, peer, EPOLLOUT);
	else if (r == 0)
		r = watch(answering, peer, EPOLLIN);
	if (r < 0)
		close_peer(answering, peer);
}

/* ---- requests in ---- */

/* What was signed a moment ago, or a signature of now. */
static int find_or_sign(struct answering *answering, const struct request *request,
			unsigned char **ret_der, size_t *ret_size)
{
	const struct signature *signature = answering->signature;
	size_t size = request->header.size;
	unsigned char digest[RECENT_DIGEST_SIZE];
	time_t now = time(NULL);
	int r;

	r = signature_content_digest(request->content, size, digest);
	if (r)
		return r;
	if (now <= signature_not_after(signature))
		*ret_der = recent_find(&answering->recent, digest, now, ret_size);
	if (*ret_der)
		return 0;

	r = signature_sign_digest(signature, now, request->content, size, digest, ret_der,
				  ret_size);
	if (!r)
		recent_keep(&answering->recent, digest, now, *ret_der, *ret_size);

	return r;
}

static void sign_request(struct answering *answering, const struct request *request,
			 struct answer *ret_answer)
{
	_cleanup_(freep) unsigned char *der = NULL;
	size_t size = 0;
	int status = find_or_sign(answering, request, &der, &size);

	if (!status && size > WIRE_ANSWER_MAX)
		status = -EMSGSIZE;
	if (status)
		size = 0;

	ret_answer->header = wire_header(request->header.id, status, size);
	ret_answer->der = size ? TAKE_PTR(der) : NULL;
}

/* Returns how many requests have come, 0 for a peer that is gone, or -errno. */
static int receive(struct answering *answering, struct peer *peer, struct mmsghdr *messages)
{
	struct iovec parts[SIGNER_BATCH];

	for (size_t i = 0; i < SIGNER_BATCH; i++) {
		parts[i] = (struct iovec){&answering->requests[i], sizeof(answering->requests[i])};
		messages[i] = (struct mmsghdr){.msg_hdr = {.msg_iov = &parts[i], .msg_iovlen = 1}};
	}

	int n = recvmmsg(peer->fd, messages, SIGNER_BATCH, MSG_DONTWAIT, NULL);

	return n < 0 ? -errno : n;
}

/* The end of a stream looks like an empty message, as often as one asks; neither is well formed. */
static bool is_request(const struct request *request, const struct mmsghdr *message)
{
	return !(message->msg_hdr.msg_flags & MSG_TRUNC) && !request->header.status &&
	       request->header.id != WIRE_ID_HELLO &&
	       wire_is_well_formed(&request->header, message->msg_len, SIGNER_CONTENT_MAX);
}

/* With a slow key, the first of a batch are not kept waiting for the last. */
static void send_when_late(struct peer *peer, struct timespec *began)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	if ((now.tv_sec - began->tv_sec) * 1000000000L + now.tv_nsec - began->tv_nsec < BATCH_TIME)
		return;

	/* What does not go now goes at the end of the batch. */
	(void)send_answers(peer);
	*began = now;
}

static void serve_peer(struct answering *answering, struct peer *peer)
{
	struct mmsghdr messages[SIGNER_BATCH];
	int n = receive(answering, peer, messages);
	struct timespec began;

	if (n == -EAGAIN || n == -EINTR)
		return;
	if (n <= 0) {
		close_peer(answering, peer);
		return;
	}

	(void)clock_gettime(CLOCK_MONOTONIC, &began);
	for (int i = 0; i < n; i++) {
		if (!is_request(&answering->requests[i], &messages[i])) {
			if (messages[i].msg_len)
				log_line(LOG_LEVEL_ERROR, "a worker sent what is no request");
			close_peer(answering, peer);
			return;
		}
		sign_request(answering, &answering->requests[i], &peer->answers[peer->n_answers++]);
		send_when_late(peer, &began);
	}

	answer_peer(answering, peer);
}

/* ---- the loop ---- */

int answering_run(struct answering *answering)
{
	while (answering->n_open > 0) {
		struct epoll_event events[EVENTS_MAX];
		int wait = expiry_look(&answering->expiry, time(NULL));
		int n = epoll_wait(answering->epoll_fd, events, EVENTS_MAX, wait);

		if (n < 0 && errno != EINTR)
			return -errno;
		for (int i = 0; i < n; i++) {
			struct peer *peer = events[i].data.ptr;

			if (peer->n_answers)
				answer_peer(answering, peer);
			else
				serve_peer(answering, peer);
		}
	}

	return 0;
}

void answering_free(struct answering *answering)
{
	if (!answering)
		return;

	for (size_t i = 0; i < answering->n_peers; i++)
		close_peer(answering, &answering->peers[i]);
	free(answering->peers);
	recent_clear(&answering->recent);
	closep(&answering->epoll_fd);
	free(answering);
}

static void answering_freep(struct answering **answering)
{
	answering_free(*answering);
}

int answering_new(const struct signature *signature, const int *sockets, size_t n_sockets,
		  struct answering **ret_answering)
{
	_cleanup_(answering_freep) struct answering *answering = NULL;
	struct signer_identity identity;
	int r;

	identity.not_before = signature_not_before(signature);
	identity.not_after = signature_not_after(signature);
	memcpy(identity.digest, signature_digest(signature), sizeof(identity.digest));
	answering = calloc(1, sizeof(*answering));
	if (!answering)
		return -ENOMEM;

	answering->signature = signature;
	expiry_init(&answering->expiry, signature, time(NULL));
	answering->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	if (answering->epoll_fd < 0)
		return -errno;
	answering->peers = calloc(n_sockets, sizeof(*answering->peers));
	if (!answering->peers)
		return -ENOMEM;

	for (size_t i = 0; i < n_sockets; i++) {
		struct peer *peer = &answering->peers[answering->n_peers++];

		peer->fd = sockets[i];
		answering->n_open++;
		r = watch(answering, peer, EPOLLIN);
		if (!r)
			r = say_hello(peer, &identity);
		if (r)
			return r;
	}

	*ret_answering = TAKE_PTR(answering);
	return 0;
}
