/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is sealed in a link:
 *
 *     issued (8 bytes, big-endian) | seconds of life (4) | variant (1) | flags (1)
 *     | size of language (1) | language | size of address (1) | address
 */
#include <assert.h>
#include <errno.h>
#include <string.h>

#include "base/address_syntax.h"
#include "profile_link.h"
#include "seal/seal.h"

#define FUTURE_MAX 60 /* seconds that another instance's clock may be ahead of ours */

#define ISSUED_MAX (INT64_MAX - LINK_LIFE_MAX)
#define FIXED_SIZE (8 + 4 + 1 + 1)
#define PLAIN_MAX (FIXED_SIZE + 1 + LANGUAGE_TAG_SIZE - 1 + 1 + ADDRESS_MAX)

_Static_assert(PLAIN_MAX <= SEAL_BYTES_MAX, "a link fits into a token");
_Static_assert(SEAL_TOKEN_SIZE <= LINK_TOKEN_SIZE, "a token fits where a link's is kept");

enum link_flag {
	FLAG_PERSONAL = 1 << 0,
	FLAG_UNSIGNED = 1 << 1,
	FLAGS_ALL = FLAG_PERSONAL | FLAG_UNSIGNED,
};

const char *const link_refusal_names[_LINK_REFUSAL_MAX] = {
	[LINK_REFUSED_MALFORMED] = "malformed", [LINK_REFUSED_UNKNOWN_KEY] = "unknown_key",
	[LINK_REFUSED_FORGED] = "forged",       [LINK_REFUSED_FUTURE] = "future",
	[LINK_REFUSED_EXPIRED] = "expired",
};

static unsigned char *put_number(unsigned char *out, uint64_t number, size_t size)
{
	while (size--)
		*out++ = (unsigned char)(number >> 8 * size);

	return out;
}

static unsigned char *put_string(unsigned char *out, const char *string, size_t size)
{
	*out++ = (unsigned char)size;
	memcpy(out, string, size);

	return out + size;
}

int link_mint(const struct key_ring *ring, const struct profile_link *link,
	      char ret_token[static LINK_TOKEN_SIZE])
{
	unsigned char plain[PLAIN_MAX], *end;
	int64_t life;

	if (link->issued < 0 || link->expires < link->issued)
		return -EINVAL;

	life = link->expires - link->issued;
	if (link->issued > ISSUED_MAX || !life || life > LINK_LIFE_MAX)
		return -EINVAL;

	end = put_number(plain, (uint64_t)link->issued, 8);
	end = put_number(end, (uint64_t)life, 4);
	end = put_number(end, link->variant, 1);
	end = put_number(end,
			 (link->is_personal ? FLAG_PERSONAL : 0U) |
				 (link->is_unsigned ? FLAG_UNSIGNED : 0U),
			 1);
	end = put_string(end, link->language, strlen(link->language));
	end = put_string(end, link->address.text, link->address.size);

	return seal(ring, SEAL_LINK, plain, (size_t)(end - plain), ret_token);
}

/* What is left to read of a link that was opened. */
struct cursor {
	const unsigned char *bytes;
	size_t size;
};

static uint64_t take_number(struct cursor *cursor, size_t size)
{
	uint64_t number = 0;

	for (size_t i = 0; i < size; i++)
		number = number << 8 | cursor->bytes[i];
	cursor->bytes += size;
	cursor->size -= size;

	return number;
}

/* NULL: there is none, or not all of it. */
static const char *take_string(struct cursor *cursor, size_t *ret_size)
{
	const char *string;

	if (!cursor->size || cursor->bytes[0] >= cursor->size)
		return NULL;

	*ret_size = cursor->bytes[0];
	string = (const char *)cursor->bytes + 1;
	cursor->bytes += 1 + *ret_size;
	cursor->size -= 1 + *ret_size;

	return string;
}

/*
 * Every byte is one that we have written, with this release or another: what this one cannot read
 * is malformed.
 */
static bool link_read(struct cursor *cursor, struct profile_link *ret_link)
{
	const char *language, *address;
	size_t language_size, address_size;
	uint64_t life, flags;

	if (cursor->size < FIXED_SIZE)
		return false;

	ret_link->issued = (int64_t)take_number(cursor, 8);
	life = take_number(cursor, 4);
	ret_link->variant = (enum profile_variant)take_number(cursor, 1);
	flags = take_number(cursor, 1);
	language = take_string(cursor, &language_size);
	address = language ? take_string(cursor, &address_size) : NULL;
	if (!address || cursor->size || ret_link->issued < 0 || ret_link->issued > ISSUED_MAX ||
	    !life || life > LINK_LIFE_MAX ||
	    (unsigned int)ret_link->variant >= _PROFILE_VARIANT_MAX ||
	    flags & ~(uint64_t)FLAGS_ALL || language_size >= LANGUAGE_TAG_SIZE ||
	    address_parse(address, address_size, &ret_link->address) ||
	    ret_link->address.size != address_size)
		return false;

	ret_link->expires = ret_link->issued + (int64_t)life;
	ret_link->is_personal = flags & FLAG_PERSONAL;
	ret_link->is_unsigned = flags & FLAG_UNSIGNED;
	memcpy(ret_link->language, language, language_size);

	return true;
}

static enum link_refusal unseal_refusal(int error)
{
	switch (error) {
	case SEAL_E_UNKNOWN_KEY:
		return LINK_REFUSED_UNKNOWN_KEY;
	case SEAL_E_FORGED:
		return LINK_REFUSED_FORGED;
	default:
		return LINK_REFUSED_MALFORMED;
	}
}

static int refuse(enum link_refusal refusal, enum link_refusal *reterr_refusal)
{
	*reterr_refusal = refusal;

	return LINK_E_BAD;
}

int link_open(const struct key_ring *ring, const char *token, size_t size, int64_t now,
	      struct profile_link *ret_link, enum link_refusal *reterr_refusal)
{
	unsigned char plain[SEAL_BYTES_MAX];
	struct profile_link link = {0};
	size_t plain_size;
	int r;

	r = unseal(ring, SEAL_LINK, token, size, plain, &plain_size);
	if (r < 0)
		return r;
	if (r)
		return refuse(unseal_refusal(r), reterr_refusal);

	if (!link_read(&(struct cursor){plain, plain_size}, &link))
		return refuse(LINK_REFUSED_MALFORMED, reterr_refusal);
	if (link.issued > now + FUTURE_MAX)
		return refuse(LINK_REFUSED_FUTURE, reterr_refusal);
	if (link.expires < now)
		return refuse(LINK_REFUSED_EXPIRED, reterr_refusal);

	*ret_link = link;

	return 0;
}
