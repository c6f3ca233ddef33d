/* SPDX-License-Identifier: Apache-2.0 */
/* Requests on their way out: many by one system call. */
#include "signer/outbox.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <utlist.h>

#include "signer/places.h"

struct unsent {
	struct unsent *prev, *next;
	struct wire_header header;
	unsigned char content[];
};

int outbox_add(struct outbox *outbox, const struct wire_header *header, const void *content)
{
	struct unsent *unsent = malloc(sizeof(*unsent) + header->size);

	if (!unsent)
		return -ENOMEM;

	unsent->header = *header;
	memcpy(unsent->content, content, header->size);
	DL_APPEND(outbox->requests, unsent);

	return 0;
}

static void forget(struct outbox *outbox, struct unsent *unsent)
{
	DL_DELETE(outbox->requests, unsent);
	free(unsent);
}

static void drop_cancelled(struct outbox *outbox, struct places *places)
{
	struct unsent *unsent, *next;

	DL_FOREACH_SAFE(outbox->requests, unsent, next)
	{
		struct place *place = place_find(places, unsent->header.id);

		if (place->done)
			continue;
		place_give_back(places, place);
		forget(outbox, unsent);
	}
}

/* Fills what sendmmsg takes with the first requests.  Returns how many. */
static unsigned int collect(const struct outbox *outbox, struct mmsghdr *messages,
			    struct iovec (*parts)[2])
{
	struct unsent *unsent;
	unsigned int n = 0;

	DL_FOREACH (outbox->requests, unsent) {
		if (n == SIGNER_BATCH)
			break;
		parts[n][0] = (struct iovec){&unsent->header, sizeof(unsent->header)};
		parts[n][1] = (struct iovec){unsent->content, unsent->header.size};
		messages[n] = (struct mmsghdr){.msg_hdr = {.msg_iov = parts[n], .msg_iovlen = 2}};
		n++;
	}

	return n;
}

/* Returns how many have gone, or -1. */
static int send_batch(const struct outbox *outbox, int fd)
{
	struct iovec parts[SIGNER_BATCH][2];
	struct mmsghdr messages[SIGNER_BATCH];
	unsigned int n = collect(outbox, messages, parts);
	int sent;

	do
		sent = sendmmsg(fd, messages, n, MSG_DONTWAIT | MSG_NOSIGNAL);
	while (sent < 0 && errno == EINTR);

	return sent;
}

void outbox_send(struct outbox *outbox, struct places *places, int fd)
{
	drop_cancelled(outbox, places);
	outbox->is_full = false;
	while (outbox->requests && !outbox->is_full) {
		int sent = send_batch(outbox, fd);

		/* Another failure than a full socket shows as its end, too. */
		outbox->is_full = sent < 0;
		for (; sent > 0; sent--)
			forget(outbox, outbox->requests);
	}
}

void outbox_clear(struct outbox *outbox)
{
	while (outbox->requests)
		forget(outbox, outbox->requests);
}
