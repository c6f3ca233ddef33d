/* SPDX-License-Identifier: Apache-2.0 */
/* Keys that are named by a URI instead of a file: a token's, a module's. */
#pragma once

#include <openssl/evp.h>

struct writer;

/* Returns 0, PROFILE_E_BAD_CERTIFICATE with a sentence in why, or -ENOMEM. */
int key_store_read(const char *uri, EVP_PKEY **ret_key, struct writer *why);
