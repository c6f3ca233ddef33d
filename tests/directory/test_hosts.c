/* SPDX-License-Identifier: Apache-2.0 */
/* Hosts of a database: what happens to them, event by event, and who is asked next. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cleanup.h"
#include "directory/network/hosts.h"

enum event {
	START, /* anew: value is the number of hosts; the role that is preferred */
	CONNECTING,
	UP, /* with a role */
	ANSWERED,
	LOST,   /* value: status */
	FAILED, /* value: status */
	ROLE,
	CHOOSES, /* host: expected */
	BETTER,  /* than host: value is expected */
	STATE,   /* value: expected */
	STATUS,  /* value: expected */
};

#define NONE (-1)
#define ANY DIRECTORY_ROLE_ANY
#define PRIMARY DIRECTORY_ROLE_PRIMARY
#define STANDBY DIRECTORY_ROLE_STANDBY
#define SILENT DIRECTORY_E_UNAVAILABLE
#define REFUSED DIRECTORY_E_CONFIGURATION

/* clang-format off */
static const struct step {
	uint64_t at;
	enum event event;
	int host, value;
	enum directory_role role;
} steps[] = {
	/* One host: closed, tried again with growing delays, up to a second. */
	{0, START, 0, 1, STANDBY},
	{0, CHOOSES, 0, 0, ANY},
	{0, CONNECTING, 0, 0, ANY},
	{0, CHOOSES, NONE, 0, ANY},
	{5, FAILED, 0, SILENT, ANY},
	{5, STATE, 0, DIRECTORY_HOST_OPEN, ANY},
	{5, STATUS, 0, SILENT, ANY},
	{104, CHOOSES, NONE, 0, ANY},
	{105, CHOOSES, 0, 0, ANY},
	{105, CONNECTING, 0, 0, ANY},
	{105, STATE, 0, DIRECTORY_HOST_PROBING, ANY},
	{105, FAILED, 0, SILENT, ANY},
	{304, CHOOSES, NONE, 0, ANY},
	{305, CONNECTING, 0, 0, ANY},
	{305, FAILED, 0, SILENT, ANY},
	{705, CONNECTING, 0, 0, ANY},
	{705, FAILED, 0, SILENT, ANY},
	{1505, CONNECTING, 0, 0, ANY},
	{1505, FAILED, 0, SILENT, ANY},
	{2504, CHOOSES, NONE, 0, ANY},
	{2505, CHOOSES, 0, 0, ANY},
	{2505, CONNECTING, 0, 0, ANY},
	/* Up, but silent again before it has answered anything: the delay stays. */
	{2505, UP, 0, 0, STANDBY},
	{2505, STATE, 0, DIRECTORY_HOST_CLOSED, ANY},
	{2600, LOST, 0, SILENT, ANY},
	{3599, CHOOSES, NONE, 0, ANY},
	{3600, CONNECTING, 0, 0, ANY},
	{3600, UP, 0, 0, STANDBY},
	{3600, ANSWERED, 0, 0, ANY},
	/* After an answer: again at once, once; two connections lost together are one failure. */
	{4000, LOST, 0, SILENT, ANY},
	{4000, LOST, 0, SILENT, ANY},
	{4000, CHOOSES, 0, 0, ANY},
	{4000, CONNECTING, 0, 0, ANY},
	{4000, FAILED, 0, SILENT, ANY},
	{4099, CHOOSES, NONE, 0, ANY},
	{4100, CHOOSES, 0, 0, ANY},

	/* A wrong password does not mend itself in a second. */
	{0, START, 0, 1, STANDBY},
	{0, CONNECTING, 0, 0, ANY},
	{0, FAILED, 0, REFUSED, ANY},
	{29999, CHOOSES, NONE, 0, ANY},
	{29999, STATUS, 0, REFUSED, ANY},
	{30000, CHOOSES, 0, 0, ANY},

	/* Several, of which one is silent: that is not the settings' fault. */
	{0, START, 0, 2, ANY},
	{0, CONNECTING, 0, 0, ANY},
	{0, FAILED, 0, REFUSED, ANY},
	{0, CHOOSES, 1, 0, ANY},
	{0, CONNECTING, 1, 0, ANY},
	{0, FAILED, 1, SILENT, ANY},
	{0, STATUS, 0, SILENT, ANY},

	/* The standby first; the primary while it is away; back as soon as it may be tried. */
	{0, START, 0, 2, STANDBY},
	{0, CONNECTING, 0, 0, ANY},
	{0, CHOOSES, 1, 0, ANY},
	{1, UP, 0, 0, PRIMARY},
	{1, BETTER, 0, 1, ANY},
	{1, CONNECTING, 1, 0, ANY},
	{1, BETTER, 0, NONE, ANY},
	{2, UP, 1, 0, STANDBY},
	{2, BETTER, 1, NONE, ANY},
	{2, BETTER, 0, 1, ANY},
	{2, CHOOSES, 1, 0, ANY},
	{3, ANSWERED, 1, 0, ANY},
	{1000, LOST, 1, SILENT, ANY},
	{1000, CHOOSES, 0, 0, ANY},
	{1000, BETTER, 0, 1, ANY},
	{1000, CONNECTING, 1, 0, ANY},
	{1000, FAILED, 1, SILENT, ANY},
	{1099, BETTER, 0, NONE, ANY},
	{1100, BETTER, 0, 1, ANY},

	/* Two primaries: asked again whether one has become a standby, but not all the time. */
	{0, START, 0, 2, STANDBY},
	{0, CONNECTING, 0, 0, ANY},
	{0, UP, 0, 0, PRIMARY},
	{0, CONNECTING, 1, 0, ANY},
	{0, UP, 1, 0, PRIMARY},
	{29999, BETTER, 0, NONE, ANY},
	{30000, BETTER, 0, 1, ANY},
	/* One is promoted, or the other way round, while we are connected. */
	{31000, ROLE, 0, 0, STANDBY},
	{31000, BETTER, 0, NONE, ANY},
	{31000, BETTER, 1, 0, ANY},

	/* Whoever prefers the primary; and who does not care, or is not told. */
	{0, START, 0, 2, PRIMARY},
	{0, CONNECTING, 0, 0, ANY},
	{0, UP, 0, 0, STANDBY},
	{0, BETTER, 0, 1, ANY},
	{0, START, 0, 2, ANY},
	{0, CONNECTING, 0, 0, ANY},
	{0, UP, 0, 0, STANDBY},
	{99999, BETTER, 0, NONE, ANY},
	{0, START, 0, 2, STANDBY},
	{0, CONNECTING, 0, 0, ANY},
	{0, UP, 0, 0, ANY},
	{99999, BETTER, 0, NONE, ANY},
};
/* clang-format on */

static void check(size_t index, const char *what, int seen, int expected)
{
	if (seen != expected)
		fail_msg("step %zu: %s is %d instead of %d", index, what, seen, expected);
}

static int number(size_t host)
{
	return host == HOSTS_NONE ? NONE : (int)host;
}

static void step_take(struct hosts *hosts, size_t index, const struct step *step)
{
	size_t host = (size_t)step->host;

	switch (step->event) {
	case START:
		hosts_init(hosts, (size_t)step->value, step->role, 1);
		break;
	case CONNECTING:
		hosts_connecting(hosts, host);
		break;
	case UP:
		hosts_up(hosts, host, step->role, step->at);
		break;
	case ANSWERED:
		hosts_answered(hosts, host);
		break;
	case LOST:
		hosts_lost(hosts, host, step->value, step->at);
		break;
	case FAILED:
		hosts_failed(hosts, host, step->value, step->at);
		break;
	case ROLE:
		hosts_has_role(hosts, host, step->role, step->at);
		break;
	case CHOOSES:
		check(index, "the host", number(hosts_choose(hosts, step->at)), step->host);
		break;
	case BETTER:
		check(index, "the better host", number(hosts_choose_better(hosts, host, step->at)),
		      step->value);
		break;
	case STATE:
		check(index, "the state", (int)hosts_state(hosts, host), step->value);
		break;
	case STATUS:
		check(index, "the status", hosts_status(hosts), step->value);
		break;
	}
}

static void test_events(void **state)
{
	struct hosts hosts;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(steps); i++)
		step_take(&hosts, i, &steps[i]);
}

/* Equals are chosen by chance, and none is left out. */
static void test_chance(void **state)
{
	struct hosts hosts;

	(void)state;
	hosts_init(&hosts, HOSTS_MAX, DIRECTORY_ROLE_STANDBY, 12345);
	for (size_t i = 0; i < HOSTS_MAX; i++) {
		size_t n = 0;

		for (size_t j = 0; j < 1000; j++)
			n += hosts_choose(&hosts, 0) == i;
		assert_in_range(n, 25, 125);
	}
}

/* What the metrics tell. */
static void test_counters(void **state)
{
	struct hosts hosts;

	(void)state;
	hosts_init(&hosts, 1, DIRECTORY_ROLE_ANY, 1);
	for (uint64_t i = 0; i < 3; i++) {
		hosts_connecting(&hosts, 0);
		hosts_up(&hosts, 0, DIRECTORY_ROLE_PRIMARY, i);
		hosts_lost(&hosts, 0, DIRECTORY_E_UNAVAILABLE, i);
	}
	hosts_connecting(&hosts, 0);
	hosts_failed(&hosts, 0, DIRECTORY_E_NO_SCHEMA, 5);
	assert_int_equal(hosts.hosts[0].n_connects, 3);
	assert_int_equal(hosts.hosts[0].n_failures, 4);
	assert_int_equal(hosts.hosts[0].n_refused, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_events),
		cmocka_unit_test(test_chance),
		cmocka_unit_test(test_counters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
