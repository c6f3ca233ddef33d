/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The questions that one address comes to, in their order: who has it, as it stands and without its
 * detail, here and in the domain that an alias domain stands for; and, where they are wanted, the
 * further addresses of who was found.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "directory/channel.h"
#include "directory/key.h"

struct flights_options;

/*
 * Who an address may be, in this order: as it stands, without its detail, and both once more in the
 * domain that an alias domain stands for.
 */
#define KEYS_MAX 4
/* Each is a mailbox or else an alias: asked in turn, or all at once. */
#define LEGS_MAX (2 * KEYS_MAX)
/* Behind them, who was found is asked for. */
#define LEG_ADDRESSES LEGS_MAX

struct leg {
	struct question question;
	bool is_asked, is_pending;
	int status;
	struct user *user;
};

struct legs {
	const struct flights_options *options;
	struct key keys[KEYS_MAX]; /* the first is what was asked for */
	size_t n_keys;
	struct leg legs[LEGS_MAX + 1];
	size_t n;           /* two for each key */
	struct key mailbox; /* of LEG_ADDRESSES */
	void (*advanced)(void *userdata);
	void *userdata;
};

/*
 * canonical as in directory_find_user.  advanced: an answer has come from the loop; ask legs_step
 * what is known now.  The options outlive the legs, which are not moved.
 */
void legs_begin(struct legs *legs, const struct flights_options *options, const struct key *key,
		const char *canonical, void (*advanced)(void *userdata), void *userdata);
/*
 * Asks what is to be asked next.  DIRECTORY_PENDING, or the answer: a leg is asked when the one
 * before it has missed, unless all were asked at once: then all are waited for, whoever is found.
 */
int legs_step(struct legs *legs);
/* Of the answer DIRECTORY_OK; the caller's. */
struct user *legs_take_user(struct legs *legs);
/* Nobody waits any more: the database took too long. */
void legs_withdraw(struct legs *legs);
/* None may be pending, or the channel is closed. */
void legs_clear(struct legs *legs);
