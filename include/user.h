/* SPDX-License-Identifier: Apache-2.0 */
/* A person's row in the directory: what only a link, a sign-on or `reveal` may show. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "service.h"

#define USER_ADDRESSES_MAX 16

/* Owns its strings (user_free). */
struct user {
	char *mailbox; /* canonical address, lower case */
	char *login;   /* never NULL; equals mailbox where the directory has no login of its own */
	char *display_name; /* NULL when unknown; valid UTF-8 that XML 1.0 can hold */
	char *language;     /* NULL when unknown; lower-case BCP 47 tag */
	bool enabled;       /* false: the mailbox exists and may not log in */
	/* bit 1 << enum service_type: this user does not have that service */
	uint32_t switched_off;
	char *hosts[_SERVICE_TYPE_MAX]; /* NULL: the domain's host */
	/*
	 * further addresses whose mail comes to this mailbox, and to nobody else: lower case,
	 * sorted, at most USER_ADDRESSES_MAX; only what directory_find_person has found has them
	 */
	char **addresses;
	size_t n_addresses;
};

void user_free(struct user *user);

static inline void user_freep(struct user **user)
{
	user_free(*user);
}
