/* SPDX-License-Identifier: Apache-2.0 */
/* Hosts of a database: breakers and their order. */
#include "directory/network/hosts.h"

#include <assert.h>

#define RETRY_FIRST 100     /* milliseconds until a silent host is tried again; doubles ... */
#define RETRY_MAX 1000      /* ... up to this */
#define RETRY_REFUSED 30000 /* a wrong password or table does not mend itself */
#define ROLE_AGE 30000      /* after which a host may have become something else */

void hosts_init(struct hosts *hosts, size_t n, enum directory_role prefer, uint32_t chance)
{
	assert(n && n <= HOSTS_MAX);
	*hosts = (struct hosts){.n = n, .prefer = prefer, .chance = chance | 1};
	for (size_t i = 0; i < n; i++)
		hosts->hosts[i].retry = RETRY_FIRST;
}

enum directory_host_state hosts_state(const struct hosts *hosts, size_t host)
{
	if (!hosts->hosts[host].is_open)
		return DIRECTORY_HOST_CLOSED;

	return hosts->hosts[host].n_connecting ? DIRECTORY_HOST_PROBING : DIRECTORY_HOST_OPEN;
}

/* The preferred role, then one that is not known, then the other. */
unsigned int hosts_rank(const struct hosts *hosts, size_t host)
{
	enum directory_role role = hosts->hosts[host].role;

	if (hosts->prefer == DIRECTORY_ROLE_ANY || role == hosts->prefer)
		return 0;

	return role == DIRECTORY_ROLE_ANY ? 1 : 2;
}

/* xorshift32: nobody gains anything by guessing which host is next. */
static uint32_t chance_next(struct hosts *hosts)
{
	hosts->chance ^= hosts->chance << 13;
	hosts->chance ^= hosts->chance >> 17;
	hosts->chance ^= hosts->chance << 5;
	return hosts->chance;
}

static bool is_choosable(const struct host *host, uint64_t now)
{
	return !host->n_connecting && (!host->is_open || now >= host->next_try);
}

static unsigned int order(const struct hosts *hosts, size_t host)
{
	return (hosts->hosts[host].is_open ? 4 : 0) + hosts_rank(hosts, host);
}

typedef bool (*host_filter)(const struct hosts *hosts, size_t host, size_t than, uint64_t now);

static size_t choose(struct hosts *hosts, host_filter filter, size_t than, uint64_t now)
{
	size_t best = HOSTS_NONE;
	uint32_t n_equal = 0;

	for (size_t i = 0; i < hosts->n; i++) {
		if (!is_choosable(&hosts->hosts[i], now) ||
		    (filter && !filter(hosts, i, than, now)))
			continue;
		if (best == HOSTS_NONE || order(hosts, i) < order(hosts, best))
			n_equal = 0;
		else if (order(hosts, i) > order(hosts, best))
			continue;
		if (chance_next(hosts) % ++n_equal == 0)
			best = i;
	}

	return best;
}

size_t hosts_choose(struct hosts *hosts, uint64_t now)
{
	return choose(hosts, NULL, HOSTS_NONE, now);
}

/* Of a better role, or of one that is too long ago to count. */
static bool may_be_better(const struct hosts *hosts, size_t host, size_t than, uint64_t now)
{
	const struct host *other = &hosts->hosts[host];

	if (host == than || !hosts->hosts[than].is_known)
		return false;
	if (hosts_rank(hosts, host) < hosts_rank(hosts, than))
		return true;

	return hosts_rank(hosts, than) == 2 && now - other->role_time >= ROLE_AGE;
}

size_t hosts_choose_better(struct hosts *hosts, size_t host, uint64_t now)
{
	return choose(hosts, may_be_better, host, now);
}

static bool is_refusal(int status)
{
	return status > 0 && status != DIRECTORY_E_UNAVAILABLE;
}

/* One host that is merely silent gives more hope than all that refuse. */
int hosts_status(const struct hosts *hosts)
{
	int status = DIRECTORY_E_UNAVAILABLE;

	for (size_t i = 0; i < hosts->n; i++) {
		if (!is_refusal(hosts->hosts[i].status))
			return DIRECTORY_E_UNAVAILABLE;
		status = hosts->hosts[i].status;
	}

	return status;
}

void hosts_connecting(struct hosts *hosts, size_t host)
{
	hosts->hosts[host].n_connecting++;
}

void hosts_abandoned(struct hosts *hosts, size_t host)
{
	assert(hosts->hosts[host].n_connecting);
	hosts->hosts[host].n_connecting--;
}

void hosts_has_role(struct hosts *hosts, size_t host, enum directory_role role, uint64_t now)
{
	hosts->hosts[host].role = role;
	hosts->hosts[host].is_known = true;
	hosts->hosts[host].role_time = now;
}

void hosts_up(struct hosts *hosts, size_t host, enum directory_role role, uint64_t now)
{
	struct host *up = &hosts->hosts[host];

	hosts_abandoned(hosts, host);
	hosts_has_role(hosts, host, role, now);
	up->is_open = false;
	up->status = DIRECTORY_OK;
	up->n_connects++;
}

void hosts_answered(struct hosts *hosts, size_t host)
{
	hosts->hosts[host].has_answered = true;
	hosts->hosts[host].retry = RETRY_FIRST;
}

static void host_open(struct host *host, int status, uint64_t now)
{
	host->is_open = true;
	host->status = status;
	host->n_failures++;
	if (is_refusal(status)) {
		host->n_refused++;
		host->next_try = now + RETRY_REFUSED;
		return;
	}

	host->next_try = host->has_answered ? now : now + host->retry;
	if (!host->has_answered)
		host->retry = host->retry * 2 > RETRY_MAX ? RETRY_MAX : host->retry * 2;
	host->has_answered = false;
}

/* A server that goes away takes several connections with it, and that is one failure. */
void hosts_lost(struct hosts *hosts, size_t host, int status, uint64_t now)
{
	if (!hosts->hosts[host].is_open)
		host_open(&hosts->hosts[host], status, now);
}

void hosts_failed(struct hosts *hosts, size_t host, int status, uint64_t now)
{
	hosts_abandoned(hosts, host);
	host_open(&hosts->hosts[host], status, now);
}
