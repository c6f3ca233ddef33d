/* SPDX-License-Identifier: Apache-2.0 */
/* An address as it is asked of a database: only what no database can stumble over becomes one. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "address.h"

struct key {
	char address[ADDRESS_MAX + 1]; /* local part in ASCII lower case, A-label domain */
	char local[ADDRESS_LOCAL_PART_MAX + 1];
	size_t local_size;
};

static inline const char *key_domain(const struct key *key)
{
	return key->address + key->local_size + 1;
}

/*
 * An ASCII dot-atom of 64 bytes at most, and a canonical A-label domain; 254 bytes at most.
 * Anything else is false, and never a query: one bad key would abort a pipeline, fold into somebody
 * else's row, or look like a broken host (docs/directory.md).
 */
bool key_parse(const char *text, struct key *ret_key);

/* The same of an address as it stands in a table, where domains are in upper case, too. */
bool key_parse_stored(const char *text, struct key *ret_key);

/*
 * The same address without its detail: jo@x.example for jo+list@x.example.  False when there is
 * none, or nothing would be left.
 */
bool key_strip(const struct key *key, char delimiter, struct key *ret_key);

/* The same person in another domain.  False when that is no address any more. */
bool key_move(const struct key *key, const char *domain, struct key *ret_key);
