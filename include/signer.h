/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The signing process: one process, one secret.  It reads the key itself, gives up every right, and
 * turns property lists that come over one socket a worker into CMS.  The process that talks to
 * strangers never holds the key.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <time.h>

#include "profile.h"

struct loop;

#define SIGNER_CONTENT_MAX                                                                         \
	(96 * 1024) /* bytes of a property list; the answer is larger by its certificates */
#define SIGNER_WAITING_MAX 64 /* requests a worker may have on the way; the next is -EBUSY */
#define SIGNER_BATCH 8        /* answers sent by one system call */

#define SIGNER_TIMEOUT 3000 /* ms a worker waits for an answer, then -ETIMEDOUT */

struct signer_options {
	struct signature_files files;
	bool drop; /* become uid and gid, without supplementary groups, once the key is read */
	uid_t uid;
	gid_t gid;
};

/* Whose signatures a signer makes: it says so before anything else. */
struct signer_identity {
	time_t not_before, not_after; /* of the certificate */
	unsigned char digest[SIGNATURE_FINGERPRINT_SIZE];
};

/*
 * The process itself.  Called by the supervisor in a child it has just forked, without threads, the
 * log configured and not started, with the signer's ends of the socket pairs (SOCK_SEQPACKET).
 * Closes every other descriptor but stderr, reads the key, drops its rights, reports on `report_fd`
 * one line ("ok NOT_AFTER FINGERPRINT", seconds and hex, or a sentence) and closes it; then answers
 * until every socket has been closed by its peer.  Returns an exit status for _exit: 0, or 1 when
 * it could not start.
 */
int signer_process(const struct signer_options *options, const int *sockets, size_t n_sockets,
		   int report_fd);

/* A worker's end.  Single-threaded: everything happens in the worker's loop. */
struct signer_client;

/*
 * status: 0, a positive enum profile_error (PROFILE_E_EXPIRED), -EPIPE when the signer died,
 * -ETIMEDOUT.  der is borrowed.
 */
typedef void (*signer_done)(void *userdata, int status, const void *der, size_t size);

/*
 * Takes the descriptor, unless it fails.  The client lives until signer_client_retire or
 * signer_client_free.  A signer that has reported has said who it is: the client knows from the
 * beginning.
 */
int signer_client_new(struct loop *loop, int fd, struct signer_client **ret_client);

/* Whose signatures these are, also when the signer has gone; NULL until it has said it. */
const struct signer_identity *signer_client_identity(const struct signer_client *client);
bool signer_client_is_up(const struct signer_client *client);

/*
 * Asks for a signature; done is called exactly once, later, from the loop, never from within this
 * call. Returns 0 with *ret_id, -EBUSY when SIGNER_WAITING_MAX are on the way, -EPIPE when the
 * signer is gone, -EMSGSIZE, -ENOMEM.
 */
int signer_client_sign(struct signer_client *client, const void *content, size_t size,
		       signer_done done, void *userdata, uint64_t *ret_id);
/* The asker has gone or waited too long: done will not be called for this id. */
void signer_client_cancel(struct signer_client *client, uint64_t id);

/*
 * No more requests: answers those under way, then closes the socket and frees the client (at once
 * when nobody waits, with the last cancel when that ends the waiting).  Waiters of a dead signer
 * get -EPIPE.
 */
void signer_client_retire(struct signer_client *client);
/* At once, without calling anybody back: the loop is about to end. */
void signer_client_free(struct signer_client *client);
