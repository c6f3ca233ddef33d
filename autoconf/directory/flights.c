/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses under way. */
#include "directory/flights.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/loop.h"
#include "cleanup.h"
#include "directory/address_table.h"
#include "directory/key.h"
#include "directory/legs.h"
#include "user.h"

#define FLIGHTS_MAX 1024 /* addresses under way; more is DIRECTORY_E_BUSY */
#define WAITERS_MAX 4096 /* people who wait for them */

/* An address under way. */
struct flight {
	UT_hash_handle hh;
	struct flights *flights;
	struct key key;
	struct legs legs;
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

static void flight_free(struct flight *flight)
{
	if (!flight)
		return;

	legs_clear(&flight->legs);
	loop_timer_free(flight->timer);
	free(flight);
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
	HASH_ADD_KEYPTR(hh, flights->table, flight->key.address, strlen(flight->key.address),
			flight);
	if (!flight->hh.tbl)
		return -ENOMEM;

	flights->n_flights++;
	return 0;
}

/* No more passengers: whoever asks from now on asks anew. */
static int flight_leave(struct flight *flight, int status, const struct user **ret_user)
{
	const struct flights_options *options = &flight->flights->options;
	struct user *user = status == DIRECTORY_OK ? legs_take_user(&flight->legs) : NULL;

	HASH_DEL(flight->flights->table, flight);
	flight->flights->n_flights--;
	*ret_user = NULL;
	return options->settle(options->userdata, &flight->key, status, user, ret_user);
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
	legs_withdraw(&flight->legs);
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

	stale = flight->waiters ? options->get_stale(options->userdata, &flight->key) : NULL;
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

static void flight_advanced(void *userdata)
{
	struct flight *flight = userdata;
	int r = legs_step(&flight->legs);

	if (r != DIRECTORY_PENDING)
		flight_land(flight, r);
}

/* DIRECTORY_PENDING with *ret_flight, or the answer. */
static int flight_start(struct flights *flights, const struct key *key, const char *canonical,
			struct flight **ret_flight, const struct user **ret_user)
{
	struct flight *flight = calloc(1, sizeof(*flight));
	int r;

	if (!flight)
		return -ENOMEM;

	flight->key = *key;
	r = flight_enter(flights, flight);
	if (r) {
		flight_free(flight);
		return r;
	}

	legs_begin(&flight->legs, &flights->options, key, canonical, flight_advanced, flight);
	r = legs_step(&flight->legs);
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
