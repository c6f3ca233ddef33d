/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The keys that seal, as profiles.link_key_file lists them: the first seals, all open.  Immutable
 * once made, so any thread may use one.
 */
#pragma once

#include <stddef.h>

/* Each purpose has keys of its own, so that what was sealed for one opens for no other. */
enum seal_purpose {
	SEAL_LINK,
	SEAL_SESSION,
	SEAL_SIGN_ON,
	_SEAL_PURPOSE_MAX,
};

#define SEAL_KEY_ID_MAX 32
#define SEAL_KEY_SIZE 32

struct seal_key {
	char id[SEAL_KEY_ID_MAX + 1];
	unsigned char derived[_SEAL_PURPOSE_MAX][SEAL_KEY_SIZE];
};

struct key_ring {
	struct seal_key *keys; /* at least one */
	size_t n_keys;
};

/*
 * text: "id:base64(32 bytes)" a line, as the settings have checked it.  Returns 0, -EINVAL for what
 * they would have refused, or -ENOMEM or -EIO.
 */
int key_ring_new(const char *text, struct key_ring **ret_ring);
/* One random key, good for as long as this process and those it starts. */
int key_ring_new_random(struct key_ring **ret_ring);
void key_ring_free(struct key_ring *ring);

static inline void key_ring_freep(struct key_ring **ring)
{
	key_ring_free(*ring);
}

/* NULL: there is no such key. */
const struct seal_key *key_ring_find(const struct key_ring *ring, const char *id, size_t size);
