/* SPDX-License-Identifier: Apache-2.0 */
/* Questions asked in turn. */
#include "directory/legs.h"

#include <string.h>

#include "cleanup.h"
#include "directory/flights.h"
#include "user.h"

static struct leg *legs_find(struct legs *legs, const struct question *question)
{
	struct leg *leg = legs->legs;

	while (&leg->question != question)
		leg++;

	return leg;
}

static void leg_answered(struct question *question, int status, struct user *user)
{
	struct legs *legs = question->userdata;
	struct leg *leg = legs_find(legs, question);

	leg->is_pending = false;
	leg->status = status;
	leg->user = user;
	legs->advanced(legs->userdata);
}

static void leg_send(struct legs *legs, size_t at, enum section section, const struct key *key)
{
	const struct flights_options *options = legs->options;
	struct leg *leg = &legs->legs[at];

	leg->question = (struct question){
		.section = section,
		.key = key,
		.answered = leg_answered,
		.userdata = legs,
	};
	leg->is_asked = true;
	leg->status = options->ops->ask(options->channel, &leg->question, &leg->user);
	leg->is_pending = leg->status == DIRECTORY_PENDING;
}

static void leg_ask(struct legs *legs, size_t at)
{
	leg_send(legs, at, at % 2 ? SECTION_ALIAS : SECTION_USER, &legs->keys[at / 2]);
}

void legs_begin(struct legs *legs, const struct flights_options *options, const struct key *key,
		const char *canonical, void (*advanced)(void *userdata), void *userdata)
{
	size_t n;

	*legs = (struct legs){.options = options, .advanced = advanced, .userdata = userdata};
	legs->keys[0] = *key;
	n = 1 + key_strip(key, options->delimiter, &legs->keys[1]);
	legs->n_keys = n;
	for (size_t i = 0; canonical && strcmp(canonical, key_domain(key)) != 0 && i < n; i++)
		legs->n_keys += key_move(&legs->keys[i], canonical, &legs->keys[legs->n_keys]);
	legs->n = 2 * legs->n_keys;

	for (size_t i = 0; options->asks_all && i < legs->n; i++)
		leg_ask(legs, i);
}

static bool legs_are_under_way(const struct legs *legs)
{
	for (size_t i = 0; i < ARRAY_SIZE(legs->legs); i++)
		if (legs->legs[i].is_pending)
			return true;

	return false;
}

/* That of the answer: the first who came home. */
static struct user **legs_user(struct legs *legs)
{
	size_t at = 0;

	while (!legs->legs[at].user)
		at++;

	return &legs->legs[at].user;
}

/* Somebody is found: have they other addresses?  None is as good an answer as some. */
static int legs_step_addresses(struct legs *legs)
{
	struct leg *leg = &legs->legs[LEG_ADDRESSES];

	if (!leg->is_asked) {
		if (!key_parse_stored((*legs_user(legs))->mailbox, &legs->mailbox))
			return DIRECTORY_OK;
		leg_send(legs, LEG_ADDRESSES, SECTION_ADDRESSES, &legs->mailbox);
	}
	if (leg->is_pending)
		return DIRECTORY_PENDING;

	return leg->status == DIRECTORY_E_NOT_FOUND ? DIRECTORY_OK : leg->status;
}

int legs_step(struct legs *legs)
{
	int status = DIRECTORY_E_NOT_FOUND;

	for (size_t i = 0; status == DIRECTORY_E_NOT_FOUND && i < legs->n; i++) {
		struct leg *leg = &legs->legs[i];

		if (!leg->is_asked)
			leg_ask(legs, i);
		if (leg->is_pending)
			return DIRECTORY_PENDING;
		status = leg->status;
	}

	if (legs_are_under_way(legs))
		return DIRECTORY_PENDING;

	return status == DIRECTORY_OK && legs->options->with_addresses ? legs_step_addresses(legs)
								       : status;
}

struct user *legs_take_user(struct legs *legs)
{
	struct user *user = TAKE_PTR(*legs_user(legs));
	struct user *found = legs->legs[LEG_ADDRESSES].user;

	if (found) {
		user->addresses = TAKE_PTR(found->addresses);
		user->n_addresses = found->n_addresses;
		found->n_addresses = 0;
	}

	return user;
}

void legs_withdraw(struct legs *legs)
{
	const struct flights_options *options = legs->options;

	for (size_t i = 0; i < ARRAY_SIZE(legs->legs); i++) {
		struct leg *leg = &legs->legs[i];

		if (leg->is_pending)
			options->ops->withdraw(options->channel, &leg->question, true);
		leg->is_pending = false;
	}
}

void legs_clear(struct legs *legs)
{
	for (size_t i = 0; i < ARRAY_SIZE(legs->legs); i++)
		user_free(legs->legs[i].user);
}
