/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Links: the input as a token, and as what a token of ours holds.  What opens keeps the promises of
 * struct profile_link, and can be minted again.
 */
#include <string.h>

#include "base/address_syntax.h"
#include "fuzz.h"
#include "profile_link.h"
#include "seal/seal.h"

#define NOW 1800000000
#define KEY "key:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="

static void check_link(const struct key_ring *ring, const struct profile_link *link)
{
	char token[LINK_TOKEN_SIZE];
	struct profile_link again;
	enum link_refusal refusal;
	struct address address;

	PROMISE(link->expires > link->issued && link->expires - link->issued <= LINK_LIFE_MAX);
	PROMISE(link->expires >= NOW && link->issued <= NOW + 60);
	PROMISE((unsigned int)link->variant < _PROFILE_VARIANT_MAX);
	PROMISE(memchr(link->language, '\0', sizeof(link->language)));
	PROMISE(!address_parse(link->address.text, link->address.size, &address));
	PROMISE(!link_mint(ring, link, token));
	PROMISE(!link_open(ring, token, strlen(token), NOW, &again, &refusal));
	PROMISE(!strcmp(again.address.text, link->address.text) && again.expires == link->expires);
}

static void check_token(const struct key_ring *ring, const char *token, size_t size)
{
	enum link_refusal refusal = _LINK_REFUSAL_MAX;
	struct profile_link link;
	int r = link_open(ring, token, size, NOW, &link, &refusal);

	PROMISE(r == LINK_OK || r == LINK_E_BAD);
	PROMISE((r == LINK_E_BAD) == (refusal < _LINK_REFUSAL_MAX));
	if (!r)
		check_link(ring, &link);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct key_ring *ring;
	char token[SEAL_TOKEN_SIZE];

	if (!ring)
		PROMISE(!key_ring_new(KEY, &ring));

	check_token(ring, (const char *)data, size);
	if (size <= SEAL_BYTES_MAX) {
		PROMISE(!seal(ring, SEAL_LINK, data, size, token));
		check_token(ring, token, strlen(token));
	}

	return 0;
}
