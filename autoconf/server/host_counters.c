/* SPDX-License-Identifier: Apache-2.0 */
/* Metrics of the database's hosts. */
#include "server/host_counters.h"

#include <stdio.h>
#include <string.h>

#include "text/writer.h"

static const char *const state_names[_DIRECTORY_HOST_STATE_MAX] = {
	[DIRECTORY_HOST_CLOSED] = "closed",
	[DIRECTORY_HOST_OPEN] = "open",
	[DIRECTORY_HOST_PROBING] = "probing",
};

static const char *const role_names[_DIRECTORY_ROLE_MAX] = {
	[DIRECTORY_ROLE_ANY] = "unknown",
	[DIRECTORY_ROLE_PRIMARY] = "primary",
	[DIRECTORY_ROLE_STANDBY] = "standby",
};

/* A host in the eyes of all workers. */
struct sum {
	char name[HOST_NAME_BYTES];
	uint64_t states[_DIRECTORY_HOST_STATE_MAX], roles[_DIRECTORY_ROLE_MAX];
	uint64_t n_connects, n_failures, n_refused, n_connections, n_in_flight;
};

void host_counters_init(struct host_counters *counters)
{
	(void)pthread_mutex_init(&counters->mutex, NULL);
}

void host_counters_clear(struct host_counters *counters)
{
	(void)pthread_mutex_destroy(&counters->mutex);
}

void host_counters_publish(struct host_counters *counters, const struct directory *directory)
{
	uint64_t changes = directory ? directory_host_changes(directory) : 0;

	if (counters->directory == directory && counters->seen == changes)
		return;

	counters->directory = directory;
	counters->seen = changes;
	(void)pthread_mutex_lock(&counters->mutex);
	counters->n = directory ? directory_n_hosts(directory) : 0;
	for (size_t i = 0; i < counters->n; i++) {
		directory_host(directory, i, &counters->hosts[i]);
		(void)snprintf(counters->names[i], sizeof(counters->names[i]), "%s",
			       counters->hosts[i].name);
	}
	(void)pthread_mutex_unlock(&counters->mutex);
}

/* ---- rendering ---- */

static struct sum *sum_find(struct sum *sums, size_t *n, const char *name)
{
	for (size_t i = 0; i < *n; i++)
		if (!strcmp(sums[i].name, name))
			return &sums[i];

	if (*n == DIRECTORY_HOSTS_MAX)
		return NULL;

	sums[*n] = (struct sum){0};
	(void)snprintf(sums[*n].name, sizeof(sums[*n].name), "%s", name);
	return &sums[(*n)++];
}

static void sum_add(struct sum *sum, const struct directory_host *host)
{
	sum->states[host->state]++;
	sum->roles[host->role]++;
	sum->n_connects += host->n_connects;
	sum->n_failures += host->n_failures;
	sum->n_refused += host->n_refused;
	sum->n_connections += host->n_connections;
	sum->n_in_flight += host->n_in_flight;
}

static size_t sums_make(struct host_counters *const *workers, size_t n_workers, struct sum *sums)
{
	size_t n = 0;

	for (size_t i = 0; i < n_workers; i++) {
		struct host_counters *worker = workers[i];

		(void)pthread_mutex_lock(&worker->mutex);
		for (size_t j = 0; j < worker->n; j++) {
			struct sum *sum = sum_find(sums, &n, worker->names[j]);

			if (sum)
				sum_add(sum, &worker->hosts[j]);
		}
		(void)pthread_mutex_unlock(&worker->mutex);
	}

	return n;
}

/* One sample of a host; name and value of a second label, or NULL. */
static void sample_write(struct writer *writer, const char *metric, const struct sum *sum,
			 const char *label, const char *word, uint64_t value)
{
	writer_printf(writer, "%s{host=\"", metric);
	for (const char *at = sum->name; *at; at++) {
		if (*at == '\\' || *at == '"')
			writer_string(writer, "\\");
		writer_bytes(writer, at, 1);
	}
	writer_string(writer, "\"");
	if (label)
		writer_printf(writer, ",%s=\"%s\"", label, word);
	writer_printf(writer, "} %llu\n", (unsigned long long)value);
}

static void head_write(struct writer *writer, const char *metric, const char *type,
		       const char *help)
{
	writer_printf(writer, "# HELP %s %s\n# TYPE %s %s\n", metric, help, metric, type);
}

static void words_write(struct writer *writer, const struct sum *sums, size_t n)
{
	static const char state[] = "carbone_directory_host_state";
	static const char role[] = "carbone_directory_host_role";

	head_write(writer, state, "gauge",
		   "Workers to which a host of the database is in a state.");
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < _DIRECTORY_HOST_STATE_MAX; j++)
			sample_write(writer, state, &sums[i], "state", state_names[j],
				     sums[i].states[j]);

	head_write(writer, role, "gauge", "Workers to which a host of the database has a role.");
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < _DIRECTORY_ROLE_MAX; j++)
			sample_write(writer, role, &sums[i], "role", role_names[j],
				     sums[i].roles[j]);
}

static void numbers_write(struct writer *writer, const struct sum *sums, size_t n)
{
	/* clang-format off */
	static const struct {
		const char *metric, *type, *help;
		size_t offset;
	} rows[] = {
		{"carbone_directory_host_connects_total", "counter", "Connections made to a host of the database.", offsetof(struct sum, n_connects)},
		{"carbone_directory_host_failures_total", "counter", "Connections to a host of the database that were lost or not made.", offsetof(struct sum, n_failures)},
		{"carbone_directory_host_refused_total", "counter", "Of them, those the host refused: password, rights, tables.", offsetof(struct sum, n_refused)},
		{"carbone_directory_host_connections", "gauge", "Connections to a host of the database that are up, without that of the domain list.", offsetof(struct sum, n_connections)},
		{"carbone_directory_host_in_flight", "gauge", "Queries that a host of the database has not answered yet.", offsetof(struct sum, n_in_flight)},
	};
	/* clang-format on */

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		head_write(writer, rows[i].metric, rows[i].type, rows[i].help);
		for (size_t j = 0; j < n; j++)
			sample_write(writer, rows[i].metric, &sums[j], NULL, NULL,
				     *(const uint64_t *)((const char *)&sums[j] + rows[i].offset));
	}
}

void host_counters_write(struct writer *writer, struct host_counters *const *workers,
			 size_t n_workers)
{
	struct sum sums[DIRECTORY_HOSTS_MAX];
	size_t n = sums_make(workers, n_workers, sums);

	if (!n)
		return;

	words_write(writer, sums, n);
	numbers_write(writer, sums, n);
}
