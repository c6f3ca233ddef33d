/* SPDX-License-Identifier: Apache-2.0 */
/* Several UUIDs in one namespace: what one profile needs. */
#pragma once

#include <openssl/evp.h>

#include "profile.h"

struct uuid_maker {
	EVP_MD_CTX *context;
	unsigned char space[PROFILE_NAMESPACE_SIZE];
};

/*
 * In the namespace given, or (NULL) in that of the identifier.  Returns 0, -ENAMETOOLONG, -ENOMEM
 * or -EIO.
 */
int uuid_maker_init(struct uuid_maker *maker, const char *identifier, const unsigned char *space);
/* As profile_uuid. */
int uuid_make(struct uuid_maker *maker, const char *kind, const char *subject,
	      char ret_uuid[static PROFILE_UUID_SIZE]);
void uuid_maker_clear(struct uuid_maker *maker);
