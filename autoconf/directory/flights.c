/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses under way. */
#include "directory/flights.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/loop.h"
#include "cleanup.h"
#include "directory/address_table.h"
#include "directory/channel.h"
#include "directory/key.h"
#include "user.h"

#define FLIGHTS_MAX 1024 /* addresses under way; more is DIRECTORY_E_BUSY */
#define WAITERS_MAX 4096 /* people who wait for them */

/*
 * Who an address may be, in this order: as it stands, without its detail, and both once more in the
 * domain that an alias domain stands for.
 */
#define KEYS_MAX 4
/* Each is a mailbox or else an alias: asked in turn, or all at once. */
#define LEGS_MAX (2 * KEYS_MAX)

struct leg_state {
	struct question question;
	bool is_asked, is_pending;
	int status;
	struct user *user;
};

/* An address under way. */
struct flight {
	UT_hash_handle hh;
	struct flights *flights;
	struct key keys[KEYS_MAX]; /* the first is what was asked for */
	size_t n_keys;
	struct leg_state legs[LEGS_MAX];
	size_t n_legs; /* two for each key */
	struct loop_timer *timer;
	uint64_t deadline; /* loop_now */
	struct directory_lookup *waiters;
};

/* Somebody who waits. */
struct directory_lookup {
	struct flight *flight;
	directory_done done;
	void *userdata;
	struct directory_lookup *prev, *next;
};

struct flights {
	struct flights_options options;
	struct flight *table;
	size_t n_flights, n_waiters;
};

static int flight_step(struct flight *flight);
static void flight_land(struct flight *flight, int status);

static void flight_free(struct flight *flight)
{
	if (!flight)
		return;

	for (size_t i = 0; i < flight->n_legs; i++)
		user_free(flight->legs[i].user);
	loop_timer_free(flight->timer);
	free(flight);
}

static struct leg_state *flight_leg(struct flight *flight, const struct question *question)
{
	struct leg_state *leg = flight->legs;

	while (&leg->question != question)
		leg++;

	return leg;
}

static void leg_answered(struct question *question, int status, struct user *user)
{
	struct flight *flight = question->userdata;
	struct leg_state *leg = flight_leg(flight, question);
	int r;

	leg->is_pending = false;
	leg->status = status;
	leg->user = user;
	r = flight_step(flight);
	if (r != DIRECTORY_PENDING)
		flight_land(flight, r);
}

static void leg_ask(struct flight *flight, size_t leg)
{
	const struct flights_options *options = &flight->flights->options;
	struct leg_state *state = &flight->legs[leg];

	state->question = (struct question){
		.section = leg % 2 ? SECTION_ALIAS : SECTION_USER,
		.key = &flight->keys[leg / 2],
		.answered = leg_answered,
		.userdata = flight,
	};
	state->is_asked = true;
	state->status = options->ops->ask(options->channel, &state->question, &state->user);
	state->is_pending = state->status == DIRECTORY_PENDING;
}

static bool flight_is_under_way(const struct flight *flight)
{
	for (size_t i = 0; i < flight->n_legs; i++)
		if (flight->legs[i].is_pending)
			return true;

	return false;
}

/*
 * What is known so far: DIRECTORY_PENDING, or the answer.  A leg is asked when the one before it
 * has missed, unless all were asked at once: then all are waited for, whoever is found.
 */
static int flight_step(struct flight *flight)
{
	int status = DIRECTORY_E_NOT_FOUND;

	for (size_t i = 0; status == DIRECTORY_E_NOT_FOUND && i < flight->n_legs; i++) {
		struct leg_state *leg = &flight->legs[i];

		if (!leg->is_asked)
			leg_ask(flight, i);
		if (leg->is_pending)
			return DIRECTORY_PENDING;
		status = leg->status;
	}

	return flight_is_under_way(flight) ? DIRECTORY_PENDING : status;
}

/* The first leg's user that came home: that of the answer. */
static struct user *flight_user(struct flight *flight)
{
	for (size_t i = 0; i < flight->n_legs; i++)
		if (flight->legs[i].user)
			return TAKE_PTR(flight->legs[i].user);

	return NULL;
}

static void waiter_free(struct directory_lookup *waiter)
{
	DL_DELETE(waiter->flight->waiters, waiter);
	waiter->flight->flights->n_waiters--;
	free(waiter);
}

void directory_lookup_cancel(struct directory_lookup *lookup)
{
	waiter_free(lookup);
}

static void flight_answer(struct flight *flight, int status, const struct user *user)
{
	while (flight->waiters) {
		directory_done done = flight->waiters->done;
		void *userdata = flight->waiters->userdata;

		waiter_free(flight->waiters);
		done(userdata, status, user);
	}
}

static int flight_enter(struct flights *flights, struct flight *flight)
{
	flight->flights = flights;
	HASH_ADD_KEYPTR(hh, flights->table, flight->keys[0].address,
			strlen(flight->keys[0].address), flight);
	if (!flight->hh.tbl)
		return -ENOMEM;

	flights->n_flights++;
	return 0;
}

/* No more passengers: whoever asks from now on asks anew. */
static int flight_leave(struct flight *flight, int status, const struct user **ret_user)
{
	const struct flights_options *options = &flight->flights->options;
	struct user *user = status == DIRECTORY_OK ? flight_user(flight) : NULL;

	HASH_DEL(flight->flights->table, flight);
	flight->flights->n_flights--;
	*ret_user = NULL;
	return options->settle(options->userdata, &flight->keys[0], status, user, ret_user);
}

static void flight_land(struct flight *flight, int status)
{
	const struct user *user;

	status = flight_leave(flight, status, &user);
	flight_answer(flight, status, user);
	flight_free(flight);
}

/* The database took too long for the connection to be trusted. */
static void flight_give_up(struct flight *flight)
{
	const struct flights_options *options = &flight->flights->options;

	for (size_t i = 0; i < flight->n_legs; i++) {
		struct leg_state *leg = &flight->legs[i];

		if (leg->is_pending)
			options->ops->withdraw(options->channel, &leg->question, true);
		leg->is_pending = false;
	}

	flight_land(flight, DIRECTORY_E_UNAVAILABLE);
}

/*
 * At the soft deadline whoever can be served with an old answer is; the flight goes on, to the hard
 * one at most.
 */
static void flight_ring(void *userdata)
{
	struct flight *flight = userdata;
	const struct flights_options *options = &flight->flights->options;
	uint64_t now = loop_now(options->loop);
	const struct user *stale;

	if (now >= flight->deadline || loop_timer_set(flight->timer, flight->deadline - now) < 0) {
		flight_give_up(flight);
		return;
	}

	stale = flight->waiters ? options->get_stale(options->userdata, &flight->keys[0]) : NULL;
	if (stale)
		flight_answer(flight, DIRECTORY_OK, stale);
}

/* It takes longer than this turn: from now on there is a deadline. */
static int flight_wait(struct flight *flight)
{
	const struct flights_options *options = &flight->flights->options;
	int r = loop_timer_new(options->loop, flight_ring, flight, &flight->timer);

	flight->deadline = loop_now(options->loop) + options->hard;
	if (!r)
		r = loop_timer_set(flight->timer,
				   options->soft < options->hard ? options->soft : options->hard);

	return r;
}

static void flight_set_keys(struct flight *flight, const struct key *key, const char *canonical,
			    char delimiter)
{
	size_t n;

	flight->keys[0] = *key;
	n = 1 + key_strip(key, delimiter, &flight->keys[1]);
	flight->n_keys = n;
	for (size_t i = 0; canonical && strcmp(canonical, key_domain(key)) != 0 && i < n; i++)
		flight->n_keys +=
			key_move(&flight->keys[i], canonical, &flight->keys[flight->n_keys]);
	flight->n_legs = 2 * flight->n_keys;
}

/* DIRECTORY_PENDING with *ret_flight, or the answer. */
static int flight_start(struct flights *flights, const struct key *key, const char *canonical,
			struct flight **ret_flight, const struct user **ret_user)
{
	struct flight *flight = calloc(1, sizeof(*flight));
	int r;

	if (!flight)
		return -ENOMEM;

	flight_set_keys(flight, key, canonical, flights->options.delimiter);
	r = flight_enter(flights, flight);
	if (r) {
		flight_free(flight);
		return r;
	}

	for (size_t i = 0; flights->options.asks_all && i < flight->n_legs; i++)
		leg_ask(flight, i);
	r = flight_step(flight);
	if (r != DIRECTORY_PENDING) {
		r = flight_leave(flight, r, ret_user);
		flight_free(flight);
		return r;
	}

	r = flight_wait(flight);
	if (r) {
		flight_give_up(flight);
		return r;
	}

	*ret_flight = flight;
	return DIRECTORY_PENDING;
}

static int flight_join(struct flight *flight, directory_done done, void *userdata,
		       struct directory_lookup **ret_lookup)
{
	struct directory_lookup *waiter;

	if (flight->flights->n_waiters == WAITERS_MAX)
		return DIRECTORY_E_BUSY;

	waiter = calloc(1, sizeof(*waiter));
	if (!waiter)
		return -ENOMEM;

	*waiter = (struct directory_lookup){.flight = flight, .done = done, .userdata = userdata};
	DL_APPEND(flight->waiters, waiter);
	flight->flights->n_waiters++;
	*ret_lookup = waiter;
	return DIRECTORY_PENDING;
}

int flights_board(struct flights *flights, const struct key *key, const char *canonical,
		  directory_done done, void *userdata, const struct user **ret_user,
		  struct directory_lookup **ret_lookup)
{
	struct flight *flight;
	int r;

	HASH_FIND(hh, flights->table, key->address, strlen(key->address), flight);
	if (flight) {
		(*flights->options.n_joined)++;
		return flight_join(flight, done, userdata, ret_lookup);
	}

	if (flights->n_flights == FLIGHTS_MAX)
		return DIRECTORY_E_BUSY;

	r = flight_start(flights, key, canonical, &flight, ret_user);
	return r == DIRECTORY_PENDING ? flight_join(flight, done, userdata, ret_lookup) : r;
}

struct flights *flights_new(const struct flights_options *options)
{
	struct flights *flights = calloc(1, sizeof(*flights));

	if (flights)
		flights->options = *options;

	return flights;
}

void flights_free(struct flights *flights)
{
	struct flight *flight, *next;

	if (!flights)
		return;

	HASH_ITER (hh, flights->table, flight, next) {
		HASH_DEL(flights->table, flight);
		while (flight->waiters)
			waiter_free(flight->waiters);
		flight_free(flight);
	}
	free(flights);
}
