/* SPDX-License-Identifier: Apache-2.0 */
/* The signer's work: requests from many sockets in, signatures out, in batches. */
#pragma once

#include <stddef.h>

struct answering;
struct signature;

/*
 * Everything that takes a descriptor or memory of size is taken here.  The sockets and the
 * signature are borrowed.
 */
int answering_new(const struct signature *signature, const int *sockets, size_t n_sockets,
		  struct answering **ret_answering);
void answering_free(struct answering *answering);

/*
 * Until every socket has been closed by its peer, or for bad manners by us.  Returns 0 or -errno.
 */
int answering_run(struct answering *answering);
