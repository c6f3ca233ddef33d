/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A worker's end of the signer.  Requests of one turn of the loop go out together, so that the
 * signer is woken once for all of them; what the socket has no room for waits.
 */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/loop.h"
#include "cleanup.h"
#include "signer.h"
#include "signer/outbox.h"
#include "signer/places.h"
#include "signer/wire.h"

struct signer_answer {
	struct wire_header header;
	unsigned char der[WIRE_ANSWER_MAX];
};

struct signer_client {
	struct loop *loop;
	int fd; /* -1: the signer is gone */
	struct loop_io *io;
	struct loop_timer *timer;   /* the first deadline */
	struct loop_timer *sending; /* at the end of this turn */
	bool has_identity;
	struct signer_identity identity;
	struct places places;
	struct outbox outbox;
	bool retired, freed;
	unsigned int depth; /* in callbacks of ours: whoever is called may free us */
	struct signer_answer answers[SIGNER_BATCH];
};

/* ---- life ---- */

static void hang_up(struct signer_client *client)
{
	client->io = loop_io_free(client->io);
	closep(&client->fd);
	client->fd = -1;
	outbox_clear(&client->outbox);
}

static void destroy(struct signer_client *client)
{
	hang_up(client);
	client->timer = loop_timer_free(client->timer);
	client->sending = loop_timer_free(client->sending);
	free(client);
}

static void enter(struct signer_client *client)
{
	client->depth++;
}

/* Every way out of our callbacks: now a client that is not needed any more can go. */
static void leave(struct signer_client *client)
{
	client->depth--;
	if (!client->depth && (client->freed || (client->retired && !client->places.n_waiting)))
		destroy(client);
}

void signer_client_free(struct signer_client *client)
{
	if (!client)
		return;

	enter(client);
	client->freed = true;
	leave(client);
}

void signer_client_retire(struct signer_client *client)
{
	enter(client);
	client->retired = true;
	leave(client);
}

void signer_client_cancel(struct signer_client *client, uint64_t id)
{
	struct place *place = place_find(&client->places, id);

	if (!place)
		return;

	enter(client);
	place_stop_waiting(&client->places, place);
	leave(client);
}

/* The place is free before whoever waits is called: there may be a next request in that call. */
static void end_request(struct signer_client *client, struct place *place, int status,
			const void *der, size_t size)
{
	const struct place was = *place;

	place_give_back(&client->places, place);
	if (was.done)
		was.done(was.userdata, status, der, size);
}

/* ---- the signer is gone ---- */

static void tell_all(struct signer_client *client, int status)
{
	for (size_t i = 0; i < SIGNER_WAITING_MAX && !client->freed; i++) {
		struct place *place = &client->places.rows[i];

		if (place->id)
			end_request(client, place, status, NULL, 0);
	}
}

static void lose_signer(struct signer_client *client)
{
	hang_up(client);
	loop_timer_clear(client->timer);
	loop_timer_clear(client->sending);
	tell_all(client, -EPIPE);
}

/* ---- requests out ---- */

int signer_client_sign(struct signer_client *client, const void *content, size_t size,
		       signer_done done, void *userdata, uint64_t *ret_id)
{
	struct wire_header header;
	struct place *place;
	int r;

	assert(!client->retired);

	if (client->fd < 0)
		return -EPIPE;
	if (size > SIGNER_CONTENT_MAX)
		return -EMSGSIZE;
	if (client->places.n_taken == SIGNER_WAITING_MAX)
		return -EBUSY;

	place = place_take(&client->places, done, userdata,
			   loop_now(client->loop) + SIGNER_TIMEOUT);
	header = wire_header(place->id, 0, size);
	r = outbox_add(&client->outbox, &header, content);
	if (r) {
		place_give_back(&client->places, place);
		return r;
	}

	if (!client->outbox.is_full)
		(void)loop_timer_set(client->sending, 0);
	if (!loop_timer_is_set(client->timer))
		(void)loop_timer_set(client->timer, SIGNER_TIMEOUT);
	*ret_id = header.id;
	return 0;
}

static void send_queue(struct signer_client *client)
{
	outbox_send(&client->outbox, &client->places, client->fd);
	(void)loop_io_set_events(client->io, client->outbox.is_full ? EPOLLIN | EPOLLOUT : EPOLLIN);
}

static void client_sends(void *userdata)
{
	struct signer_client *client = userdata;

	enter(client);
	if (client->fd >= 0)
		send_queue(client);
	leave(client);
}

/* ---- answers in ---- */

static bool is_answer(const struct signer_answer *answer, const struct mmsghdr *message)
{
	return !(message->msg_hdr.msg_flags & MSG_TRUNC) &&
	       wire_is_well_formed(&answer->header, message->msg_len, WIRE_ANSWER_MAX);
}

static void take_hello(struct signer_client *client, const struct signer_answer *answer)
{
	if (answer->header.size != sizeof(client->identity))
		return;

	memcpy(&client->identity, answer->der, sizeof(client->identity));
	client->has_identity = true;
}

static void take_answer(struct signer_client *client, const struct signer_answer *answer)
{
	struct place *place = place_find(&client->places, answer->header.id);

	if (answer->header.id == WIRE_ID_HELLO)
		take_hello(client, answer);
	else if (place)
		end_request(client, place, answer->header.status, answer->der, answer->header.size);
}

/* Returns how many messages have come, or -errno. */
static int receive(struct signer_client *client, struct mmsghdr *messages)
{
	struct iovec parts[SIGNER_BATCH];
	int n;

	for (size_t i = 0; i < SIGNER_BATCH; i++) {
		parts[i] = (struct iovec){&client->answers[i], sizeof(client->answers[i])};
		messages[i] = (struct mmsghdr){.msg_hdr = {.msg_iov = &parts[i], .msg_iovlen = 1}};
	}

	n = recvmmsg(client->fd, messages, SIGNER_BATCH, MSG_DONTWAIT, NULL);
	return n < 0 ? -errno : n;
}

/*
 * The end of the stream looks like an empty message; a signer that sends anything else than answers
 * is as good as gone.
 */
static void receive_answers(struct signer_client *client)
{
	struct mmsghdr messages[SIGNER_BATCH];
	int n = receive(client, messages);

	if (n == -EAGAIN || n == -EINTR)
		return;
	if (n <= 0) {
		lose_signer(client);
		return;
	}

	for (int i = 0; i < n && !client->freed; i++) {
		if (!is_answer(&client->answers[i], &messages[i])) {
			lose_signer(client);
			return;
		}
		take_answer(client, &client->answers[i]);
	}
}

static void client_ready(void *userdata, uint32_t events)
{
	struct signer_client *client = userdata;

	enter(client);
	if (events & EPOLLOUT)
		send_queue(client);
	if (events & (EPOLLIN | EPOLLHUP | EPOLLERR))
		receive_answers(client);
	leave(client);
}

/* ---- time ---- */

/* The place stays taken, because the signer still has the request. */
static void end_waiting(struct signer_client *client, struct place *place)
{
	const struct place was = *place;

	place_stop_waiting(&client->places, place);
	was.done(was.userdata, -ETIMEDOUT, NULL, 0);
}

static void client_late(void *userdata)
{
	struct signer_client *client = userdata;
	uint64_t now = loop_now(client->loop), next = UINT64_MAX;

	enter(client);
	for (size_t i = 0; i < SIGNER_WAITING_MAX && !client->freed; i++) {
		struct place *place = &client->places.rows[i];

		if (place->done && place->deadline <= now)
			end_waiting(client, place);
		else if (place->done && place->deadline < next)
			next = place->deadline;
	}
	if (next != UINT64_MAX)
		(void)loop_timer_set(client->timer, next - now);
	leave(client);
}

static void signer_client_freep(struct signer_client **client)
{
	signer_client_free(*client);
}

int signer_client_new(struct loop *loop, int fd, struct signer_client **ret_client)
{
	_cleanup_(signer_client_freep) struct signer_client *client = NULL;
	int r;

	client = calloc(1, sizeof(*client));
	if (!client)
		return -ENOMEM;

	client->loop = loop;
	client->fd = -1; /* ours once nothing can fail */
	r = loop_timer_new(loop, client_late, client, &client->timer);
	if (r)
		return r;
	r = loop_timer_new(loop, client_sends, client, &client->sending);
	if (r)
		return r;
	r = loop_io_new(loop, fd, EPOLLIN, client_ready, client, &client->io);
	if (r)
		return r;

	client->fd = fd;
	receive_answers(client); /* its hello is there already */
	*ret_client = TAKE_PTR(client);
	return 0;
}

const struct signer_identity *signer_client_identity(const struct signer_client *client)
{
	return client->has_identity ? &client->identity : NULL;
}

bool signer_client_is_up(const struct signer_client *client)
{
	return client->fd >= 0;
}
