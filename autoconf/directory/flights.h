/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Addresses on their way through the database: one flight for all who ask for the same address at
 * the same time, the direct query before the alias query, and a deadline for everybody.  What an
 * answer is worth afterwards is the cache's affair.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "directory.h"

struct channel;
struct channel_ops;
struct flights;
struct key;

struct flights_options {
	struct loop *loop;
	const struct channel_ops *ops;
	struct channel *channel;
	uint32_t soft, hard; /* milliseconds */
	/* all queries in the same turn, whatever the first one finds (rulings 6) */
	bool asks_all;
	bool with_addresses; /* whoever is found is asked for, too: what are their addresses? */
	char delimiter;      /* directory.recipient_delimiter, '\0' for none */
	/*
	 * A flight has ended.  Takes the user; returns the status everybody gets, with *ret_user
	 * for DIRECTORY_OK, which must live until the next turn of the loop.
	 */
	int (*settle)(void *userdata, const struct key *key, int status, struct user *user,
		      const struct user **ret_user);
	/* The soft deadline has passed: an older answer, or NULL. */
	const struct user *(*get_stale)(void *userdata, const struct key *key);
	void *userdata;
	uint64_t *n_joined;
};

/* NULL when out of memory */
struct flights *flights_new(const struct flights_options *options);
/* Calls nobody back; the channel must be closed before. */
void flights_free(struct flights *flights);

/*
 * As directory_find_user: the answer at once, DIRECTORY_PENDING with *ret_lookup, DIRECTORY_E_BUSY.
 */
int flights_board(struct flights *flights, const struct key *key, const char *canonical,
		  directory_done done, void *userdata, const struct user **ret_user,
		  struct directory_lookup **ret_lookup);
