/* SPDX-License-Identifier: Apache-2.0 */
/* Rows by the first byte of the digest. */
#include "signer/recent.h"

#include <stdlib.h>
#include <string.h>

static unsigned char *copy(const unsigned char *bytes, size_t size)
{
	unsigned char *made = malloc(size);

	return made ? memcpy(made, bytes, size) : NULL;
}

unsigned char *recent_find(const struct recent *recent,
			   const unsigned char digest[static RECENT_DIGEST_SIZE], time_t now,
			   size_t *ret_size)
{
	const struct recent_row *row = &recent->rows[digest[0] % RECENT_ROWS];

	/* A clock that was set back makes nothing last longer. */
	if (!row->der || now < row->made || now - row->made >= RECENT_FOR ||
	    memcmp(row->digest, digest, RECENT_DIGEST_SIZE) != 0)
		return NULL;

	*ret_size = row->size;

	return copy(row->der, row->size);
}

void recent_keep(struct recent *recent, const unsigned char digest[static RECENT_DIGEST_SIZE],
		 time_t now, const unsigned char *der, size_t size)
{
	struct recent_row *row = &recent->rows[digest[0] % RECENT_ROWS];

	free(row->der);
	row->der = size <= RECENT_SIZE_MAX ? copy(der, size) : NULL;
	row->size = size;
	row->made = now;
	memcpy(row->digest, digest, RECENT_DIGEST_SIZE);
}

void recent_clear(struct recent *recent)
{
	for (size_t i = 0; i < RECENT_ROWS; i++)
		free(recent->rows[i].der);
	*recent = (struct recent){0};
}
