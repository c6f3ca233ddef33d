/* SPDX-License-Identifier: Apache-2.0 */
/* Several hosts of PostgreSQL called at once. */
#include "directory/postgresql/race.h"

#include <errno.h>
#include <libpq-fe.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "cleanup.h"
#include "directory.h"
#include "directory/fault.h"
#include "directory/postgresql/connector.h"
#include "directory/postgresql/target.h"

#define GRACE 300 /* milliseconds that a primary may be later than a standby */

struct runner {
	struct postgresql_connector connector;
	int status; /* DIRECTORY_PENDING while it runs */
	char *reason;
};

struct race {
	const struct target *target;
	struct runner runners[HOSTS_MAX];
	PGconn *second; /* a standby */
	uint64_t deadline;
};

static void race_clear(struct race *race)
{
	for (size_t i = 0; i < race->target->n_hosts; i++) {
		postgresql_connector_clear(&race->runners[i].connector);
		free(race->runners[i].reason);
	}
	PQfinish(race->second);
}

/* Takes the connection if it is the one that was looked for; a standby may be good later. */
static PGconn *race_arrive(struct race *race, struct runner *runner)
{
	const char *is_standby = PQparameterStatus(runner->connector.connection, "in_hot_standby");
	PGconn *connection = TAKE_PTR(runner->connector.connection);
	uint64_t end = clock_now() + GRACE;

	if (!is_standby || strcmp(is_standby, "on") != 0)
		return connection;

	if (race->second) {
		PQfinish(connection);
		return NULL;
	}
	race->second = connection;
	if (end < race->deadline)
		race->deadline = end;
	return NULL;
}

static PGconn *race_step(struct race *race, struct runner *runner)
{
	runner->status = postgresql_connector_step(&runner->connector, &runner->reason);
	return runner->status ? NULL : race_arrive(race, runner);
}

/* Waits until one of them has something to do.  Returns how many run; 0 at the end; -errno. */
static int race_wait(struct race *race, int stop_fd, struct pollfd *fds)
{
	uint64_t time = clock_now();
	int n = 0;

	fds[0] = (struct pollfd){.fd = stop_fd, .events = POLLIN};
	for (size_t i = 0; i < race->target->n_hosts; i++) {
		const struct runner *runner = &race->runners[i];
		bool is_running = runner->status == DIRECTORY_PENDING;

		fds[i + 1] = (struct pollfd){
			.fd = is_running ? runner->connector.fd : -1,
			.events = runner->connector.for_writing ? POLLOUT : POLLIN,
		};
		n += is_running;
	}
	if (!n || time >= race->deadline)
		return 0;

	if (poll(fds, (nfds_t)race->target->n_hosts + 1, (int)(race->deadline - time)) < 0)
		return errno == EINTR ? n : -errno;

	return fds[0].revents ? -ECANCELED : n;
}

/* Returns 0 with the connection, or with NULL when nobody runs any more; -errno. */
static int race_run(struct race *race, int stop_fd, PGconn **ret_connection)
{
	struct pollfd fds[HOSTS_MAX + 1];
	int n;

	*ret_connection = NULL;
	while ((n = race_wait(race, stop_fd, fds)) > 0)
		for (size_t i = 0; i < race->target->n_hosts; i++) {
			if (fds[i + 1].fd < 0 || !fds[i + 1].revents)
				continue;
			*ret_connection = race_step(race, &race->runners[i]);
			if (*ret_connection)
				return 0;
		}

	if (!n)
		*ret_connection = TAKE_PTR(race->second);
	return n;
}

/* "one:5432: refused; two:5432: no answer within 1000 ms" */
static int race_fail(struct race *race, uint32_t timeout, char **reterr_message)
{
	_cleanup_(freep) char *words = NULL;
	const struct target *target = race->target;

	for (size_t i = 0; i < target->n_hosts; i++) {
		struct runner *runner = &race->runners[i];
		char *longer = NULL;

		if (runner->status == DIRECTORY_PENDING)
			runner->status = fault(&runner->reason, DIRECTORY_E_UNAVAILABLE,
					       "no answer within %u ms", timeout);
		if (asprintf(&longer, "%s%s%s%s%s", words ? words : "", words ? "; " : "",
			     target->n_hosts > 1 ? target->hosts[i].name : "",
			     target->n_hosts > 1 ? ": " : "",
			     runner->reason ? runner->reason : "no memory") < 0)
			return -ENOMEM;
		free(words);
		words = longer;
	}

	return fault(reterr_message, race->runners[0].status, "%s", words);
}

int postgresql_race(const struct target *target, const struct postgresql_patience *patience,
		    struct pg_conn **ret_connection, char **reterr_message)
{
	_cleanup_(race_clear) struct race race = {
		.target = target,
		.deadline = clock_now() + patience->timeout,
	};
	int r;

	for (size_t i = 0; i < target->n_hosts; i++)
		race.runners[i].status = postgresql_connector_start(
			&race.runners[i].connector, target, i, &race.runners[i].reason);

	r = race_run(&race, patience->stop_fd, ret_connection);
	if (r || *ret_connection)
		return r;

	return race_fail(&race, patience->timeout, reterr_message);
}
