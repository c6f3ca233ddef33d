/* SPDX-License-Identifier: Apache-2.0 */
/* Metrics in Prometheus' text format 0.0.4, health and readiness. */
#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <time.h>

#include "base/log.h"
#include "cleanup.h"
#include "config.h"
#include "directory.h"
#include "server/counters.h"
#include "server/management.h"
#include "server/server.h"
#include "server/statuses.h"
#include "server/worker.h"
#include "text/writer.h"

#define DAY (24 * 60 * 60)

struct metric_row {
	const char *name, *type, *help;
};

/* clang-format off */
static const struct metric_row counter_rows[_COUNTER_MAX] = {
	[COUNTER_CONNECTIONS_ACCEPTED]	= {"carbone_connections_accepted_total", "counter", "Connections taken from the listeners."},
	[COUNTER_CONNECTIONS_TIMED_OUT]	= {"carbone_connections_timed_out_total", "counter", "Connections closed because the sender was too slow."},
	[COUNTER_REFUSED_BY_LIBRARY]	= {"carbone_requests_unreadable_total", "counter", "Requests too broken to reach any handler."},
	[COUNTER_USER_LOOKUPS]		= {"carbone_directory_lookups_total", "counter", "Requests that looked a user up: for a link, or where directory.reveal says so."},
	[COUNTER_DIRECTORY_QUERIES]	= {"carbone_directory_queries_total", "counter", "Queries sent to the database for user look-ups."},
	[COUNTER_DIRECTORY_HITS]	= {"carbone_directory_cache_hits_total", "counter", "User look-ups answered from the cache."},
	[COUNTER_DIRECTORY_MISSES]	= {"carbone_directory_cache_misses_total", "counter", "User look-ups answered from the cache of addresses that have no mailbox."},
	[COUNTER_DIRECTORY_JOINED]	= {"carbone_directory_joined_total", "counter", "User look-ups that joined one of the same address on its way."},
	[COUNTER_DIRECTORY_BUSY]	= {"carbone_directory_busy_total", "counter", "User look-ups turned away because too many were on their way."},
	[COUNTER_DIRECTORY_STALE]	= {"carbone_directory_stale_total", "counter", "User look-ups answered from an entry that had run out, since the database did not answer."},
	[COUNTER_DIRECTORY_ERRORS]	= {"carbone_directory_errors_total", "counter", "Queries that failed."},
	[COUNTER_SIGNATURES]		= {"carbone_signatures_total", "counter", "Profiles signed."},
	[COUNTER_SIGNATURE_FAILURES]	= {"carbone_signature_failures_total", "counter", "Profiles that could not be signed."},
	[COUNTER_SIGNATURES_KEPT_USED]	= {"carbone_signatures_cached_total", "counter", "Profiles answered with a signature made a moment before."},
	[COUNTER_SIGNATURES_JOINED]	= {"carbone_signatures_joined_total", "counter", "Profiles answered with a signature that another request had asked for."},
	[COUNTER_DOCUMENTS_RENDERED]	= {"carbone_documents_rendered_total", "counter", "Documents rendered from an account."},
	[COUNTER_DOCUMENTS_KEPT_USED]	= {"carbone_documents_kept_total", "counter", "Answers made from a document rendered before."},
	[COUNTER_LINK_CALLS_UNAUTHORIZED] = {"carbone_link_calls_unauthorized_total", "counter", "Calls for a link without the token of server.management_token_file."},
	[COUNTER_LINKS_MINTED]		= {"carbone_links_minted_total", "counter", "Links made by this server, for its page or who may ask for them."},
	[COUNTER_LINKS_OPENED]		= {"carbone_links_opened_total", "counter", "Links followed that were good."},
};

static const struct metric_row gauge_rows[_GAUGE_MAX] = {
	[GAUGE_CONNECTIONS]	= {"carbone_connections", "gauge", "Open public connections."},
	[GAUGE_WAITING]		= {"carbone_requests_waiting", "gauge", "Requests that wait for the directory or the signer."},
};
/* clang-format on */

static void write_head(struct writer *writer, const struct metric_row *row)
{
	writer_printf(writer, "# HELP %s %s\n# TYPE %s %s\n", row->name, row->help, row->name,
		      row->type);
}

static void write_value(struct writer *writer, const struct metric_row *row, uint64_t value)
{
	write_head(writer, row);
	writer_printf(writer, "%s %llu\n", row->name, (unsigned long long)value);
}

static void write_workers(struct writer *writer, const struct server *server)
{
	for (size_t i = 0; i < _COUNTER_MAX; i++) {
		uint64_t sum = 0;

		for (size_t w = 0; w < server->n_workers; w++)
			sum += counter_get(&server->workers[w]->counters.counters[i]);
		write_value(writer, &counter_rows[i], sum);
	}

	for (size_t i = 0; i < _GAUGE_MAX; i++) {
		uint64_t sum = 0;

		for (size_t w = 0; w < server->n_workers; w++)
			sum += counter_get(&server->workers[w]->counters.gauges[i]);
		write_value(writer, &gauge_rows[i], sum);
	}
}

static void write_answers(struct writer *writer, const struct server *server)
{
	static const struct metric_row row = {"carbone_answers_total", "counter",
					      "Answers by what became of the request."};

	write_head(writer, &row);
	for (size_t code = 0; code < _ANSWER_MAX; code++) {
		uint64_t sum = 0;

		for (size_t w = 0; w < server->n_workers; w++)
			sum += counter_get(&server->workers[w]->counters.answers[code]);
		writer_printf(writer, "%s{answer=\"%s\",status=\"%u\"} %llu\n", row.name,
			      statuses[code].name, statuses[code].status, (unsigned long long)sum);
	}
}

static void write_link_refusals(struct writer *writer, const struct server *server)
{
	static const struct metric_row row = {"carbone_links_refused_total", "counter",
					      "Links followed that were not, by what was wrong."};

	write_head(writer, &row);
	for (size_t refusal = 0; refusal < _LINK_REFUSAL_MAX; refusal++) {
		uint64_t sum = 0;

		for (size_t w = 0; w < server->n_workers; w++)
			sum += counter_get(&server->workers[w]->counters.link_refusals[refusal]);
		writer_printf(writer, "%s{reason=\"%s\"} %llu\n", row.name,
			      link_refusal_names[refusal], (unsigned long long)sum);
	}
}

static void write_keeper(struct writer *writer, const struct keeper_state *state)
{
	static const struct metric_row fresh = {
		"carbone_snapshot_fresh", "gauge",
		"1 while the directory answers, 0 while domains come from the last good state."};
	static const struct metric_row domains = {"carbone_snapshot_domains", "gauge",
						  "Domains served."};
	static const struct metric_row refreshed = {
		"carbone_snapshot_refreshed_seconds", "gauge",
		"Unix time of the domain data in use; 0 for never."};
	static const struct metric_row refreshes = {"carbone_snapshot_refreshes_total", "counter",
						    "Times the domains were read."};
	static const struct metric_row failures = {"carbone_snapshot_failures_total", "counter",
						   "Times the domains could not be read."};

	write_value(writer, &fresh, state->freshness == KEEPER_FRESH);
	write_value(writer, &domains, state->n_domains);
	write_value(writer, &refreshed, state->refreshed);
	write_value(writer, &refreshes, state->n_refreshes);
	write_value(writer, &failures, state->n_failures);
}

/* The certificate that one worker knows is everybody's, but for the moment of a reload. */
static void write_certificate(struct writer *writer, const struct signer_gauges *gauges)
{
	static const struct metric_row ends = {"carbone_signing_certificate_not_after_seconds",
					       "gauge",
					       "Unix time at which the signing certificate ends."};
	static const struct metric_row left = {
		"carbone_signing_certificate_days_left", "gauge",
		"Whole days until then; below zero once it has ended."};
	static const struct metric_row info = {
		"carbone_signing_certificate_info", "gauge",
		"Always 1; the label is the SHA-256 of the signing certificate."};
	long long not_after = (long long)counter_get(&gauges->not_after);
	long long seconds = not_after - (long long)time(NULL);
	uint64_t digest[SIGNER_GAUGE_PARTS];
	const unsigned char *bytes = (const unsigned char *)digest;

	write_head(writer, &ends);
	writer_printf(writer, "%s %lld\n", ends.name, not_after);
	write_head(writer, &left);
	writer_printf(writer, "%s %lld\n", left.name, seconds / DAY - (seconds % DAY < 0));

	for (size_t i = 0; i < SIGNER_GAUGE_PARTS; i++)
		digest[i] = counter_get(&gauges->digest[i]);
	write_head(writer, &info);
	writer_printf(writer, "%s{fingerprint=\"", info.name);
	for (size_t i = 0; i < sizeof(digest); i++)
		writer_printf(writer, "%02x", bytes[i]);
	writer_string(writer, "\"} 1\n");
}

/* Nothing is said of a signer where none is wanted. */
static void write_signer(struct writer *writer, const struct server *server)
{
	static const struct metric_row up = {
		"carbone_signer_up", "gauge",
		"1 while every worker has a signer, 0 while profiles are answered with 503."};
	const struct signer_gauges *known = NULL;
	bool is_wanted = false, is_up = true;

	for (size_t w = 0; w < server->n_workers; w++) {
		const struct signer_gauges *gauges = &server->workers[w]->counters.signer;

		is_wanted |= counter_get(&gauges->is_wanted) != 0;
		is_up &= counter_get(&gauges->is_up) != 0;
		if (counter_get(&gauges->not_after))
			known = gauges;
	}
	if (!is_wanted)
		return;

	write_value(writer, &up, is_up);
	if (known)
		write_certificate(writer, known);
}

static void write_hosts(struct writer *writer, const struct server *server)
{
	struct host_counters *workers[SERVER_WORKERS_MAX];

	for (size_t i = 0; i < server->n_workers; i++)
		workers[i] = &server->workers[i]->host_counters;
	host_counters_write(writer, workers, server->n_workers);
}

static unsigned int render_metrics(const struct server *server, const struct keeper_state *state,
				   struct writer *writer)
{
	static const struct metric_row build = {"carbone_build_info", "gauge",
						"Always 1; the label tells the release."};
	static const struct metric_row dropped = {
		"carbone_log_lines_dropped_total", "counter",
		"Log lines dropped because whoever reads them is too slow."};

	write_head(writer, &build);
	writer_printf(writer, "%s{version=\"%s\"} 1\n", build.name, PROJECT_VERSION);
	write_workers(writer, server);
	write_answers(writer, server);
	write_link_refusals(writer, server);
	write_keeper(writer, state);
	write_signer(writer, server);
	write_hosts(writer, server);
	write_value(writer, &dropped, log_dropped());

	return 200;
}

static unsigned int render_health(const struct server *server, const struct keeper_state *state,
				  struct writer *writer)
{
	(void)server;
	(void)state;
	writer_string(writer, "ok\n");

	return 200;
}

/*
 * Rulings 13: degraded still serves; without any data, or about to stop, nobody should be sent
 * here.
 */
static unsigned int render_readiness(const struct server *server, const struct keeper_state *state,
				     struct writer *writer)
{
	if (atomic_load(&server->is_draining)) {
		writer_string(writer, "draining\n");
		return 503;
	}
	if (state->freshness == KEEPER_FRESH) {
		writer_string(writer, "ready\n");
		return 200;
	}
	if (state->freshness == KEEPER_EMPTY && !state->n_domains) {
		writer_printf(writer, "not ready: no domains are known: %s\n", state->message);
		return 503;
	}
	writer_printf(writer, "degraded: domains come from the last good state: %s\n",
		      state->message);

	return 200;
}

static const struct page_row {
	unsigned int (*render)(const struct server *server, const struct keeper_state *state,
			       struct writer *writer);
	const char *content_type;
} pages[_PAGE_MAX] = {
	[PAGE_METRICS] = {render_metrics, "text/plain; version=0.0.4; charset=utf-8"},
	[PAGE_HEALTHZ] = {render_health, "text/plain; charset=utf-8"},
	[PAGE_READYZ] = {render_readiness, "text/plain; charset=utf-8"},
};

int management_render(const struct server *server, enum page page, struct management_page *ret_page)
{
	struct keeper_state state;
	struct writer writer = {0};

	keeper_state(server->keeper, &state);
	*ret_page = (struct management_page){0};
	ret_page->status = pages[page].render(server, &state, &writer);
	ret_page->content_type = pages[page].content_type;

	return writer_finish_string(&writer, &ret_page->bytes, &ret_page->size);
}
