/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A link to one person's profile: what its token says, sealed so that nobody else can make, read or
 * change one (rulings 10).  Nothing is kept anywhere: a link is good until it ends, as often as it
 * is followed, or until its key is gone.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "address.h"
#include "profile.h"
#include "query.h"

struct key_ring; /* seal/key_ring.h */

#define LINK_LIFE_MAX (30 * 24 * 60 * 60) /* seconds; as profiles.link_ttl allows */
#define LINK_TOKEN_SIZE 512               /* the longest token, with NUL */

struct profile_link {
	struct address address;
	int64_t issued, expires; /* Unix seconds; good until expires has passed */
	enum profile_variant variant;
	char language[LANGUAGE_TAG_SIZE]; /* as a query has it */
	/*
	 * The profile is made of the person's row in the directory; else of the domain's data alone
	 * and nobody is looked up, so that anybody may be given such a link (rulings 24).
	 */
	bool is_personal;
	bool is_unsigned;
};

enum link_error {
	LINK_OK,
	LINK_E_BAD, /* whatever is wrong: askers are told nothing else */
};

/* Why a link was refused: for counters and nothing else. */
enum link_refusal {
	LINK_REFUSED_MALFORMED,
	LINK_REFUSED_UNKNOWN_KEY,
	LINK_REFUSED_FORGED,
	LINK_REFUSED_FUTURE,
	LINK_REFUSED_EXPIRED,
	_LINK_REFUSAL_MAX,
};

extern const char *const link_refusal_names[_LINK_REFUSAL_MAX]; /* labels of metrics */

/*
 * A link's token: at most LINK_TOKEN_SIZE - 1 letters, digits, "-" and "_"; another one each time.
 * Returns 0 or -errno (-EINVAL: expires is not behind issued, or over LINK_LIFE_MAX behind it).
 */
int link_mint(const struct key_ring *ring, const struct profile_link *link,
	      char ret_token[static LINK_TOKEN_SIZE]);

/*
 * Opens a token of so many bytes, which need not end with NUL.  now: Unix seconds.  Returns 0,
 * LINK_E_BAD with *reterr_refusal, or -errno.
 */
int link_open(const struct key_ring *ring, const char *token, size_t size, int64_t now,
	      struct profile_link *ret_link, enum link_refusal *reterr_refusal);
