/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The last signatures of all workers, for a minute: whoever asks for the same soon after, through
 * another worker, gets the same bytes.  So GET and HEAD of one profile agree on its length, which
 * with ECDSA is another one each time.
 */
#pragma once

#include <stddef.h>
#include <time.h>

#define RECENT_ROWS 64
#define RECENT_FOR 60                   /* s */
#define RECENT_SIZE_MAX ((size_t)16384) /* larger ones are not kept */
#define RECENT_DIGEST_SIZE 32           /* SHA-256 of what is signed */

/* Zeroed at first; each digest has one place, and the newest is in it. */
struct recent {
	struct recent_row {
		unsigned char digest[RECENT_DIGEST_SIZE];
		time_t made;
		unsigned char *der; /* NULL: nothing */
		size_t size;
	} rows[RECENT_ROWS];
};

/* A copy, the caller's, or NULL. */
unsigned char *recent_find(const struct recent *recent,
			   const unsigned char digest[static RECENT_DIGEST_SIZE], time_t now,
			   size_t *ret_size);
/* Copies; without memory nothing is kept. */
void recent_keep(struct recent *recent, const unsigned char digest[static RECENT_DIGEST_SIZE],
		 time_t now, const unsigned char *der, size_t size);
void recent_clear(struct recent *recent);
