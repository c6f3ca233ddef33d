/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One reading of the directory: what is new is published and kept, what fails is told and tried
 * again.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "base/clock.h"
#include "base/log.h"
#include "cleanup.h"
#include "directory/backend.h"
#include "directory/fault.h"
#include "directory/keeper.h"
#include "directory/kept.h"
#include "directory/listing.h"
#include "directory/logins.h"
#include "directory/snapshot.h"
#include "settings.h"

#define RETRY_FIRST 100     /* milliseconds until a silent directory is asked again; doubles ... */
#define RETRY_MAX 1000      /* ... up to this */
#define RETRY_REFUSED 30000 /* a wrong password or table does not mend itself */

/* A tenth up or down, so that many instances do not ask at once. */
static uint64_t jitter(uint32_t milliseconds)
{
	uint32_t random;

	if (getrandom(&random, sizeof(random), GRND_NONBLOCK) != sizeof(random))
		random = (uint32_t)clock_now();
	return milliseconds - milliseconds / 10 + random % (milliseconds / 5 + 1);
}

int keeper_publish(struct keeper *keeper)
{
	struct snapshot *snapshot, *old;
	int r = snapshot_new(keeper->settings, keeper->listing, &snapshot);

	if (r)
		return r;

	pthread_mutex_lock(&keeper->mutex);
	old = keeper->snapshot;
	keeper->snapshot = snapshot;
	keeper->state.n_domains = snapshot_n_domains(snapshot);
	atomic_fetch_add_explicit(&keeper->generation, 1, memory_order_relaxed);
	if (keeper->published)
		keeper->published(keeper->userdata);
	pthread_mutex_unlock(&keeper->mutex);

	snapshot_unref(old);
	keeper->is_dirty = false;
	return 0;
}

void keeper_note(struct keeper *keeper, enum keeper_freshness freshness, uint64_t refreshed)
{
	bool was_silent;

	pthread_mutex_lock(&keeper->mutex);
	was_silent = keeper->state.message[0];
	keeper->state.freshness = freshness;
	keeper->state.refreshed = refreshed;
	if (freshness == KEEPER_FRESH) {
		keeper->state.n_refreshes++;
		keeper->state.message[0] = '\0';
	}
	pthread_mutex_unlock(&keeper->mutex);

	if (was_silent && freshness == KEEPER_FRESH)
		log_line(LOG_LEVEL_INFO, "the directory answers again",
			 LOG_S("directory", keeper->source));
}

static void keeper_note_failure(struct keeper *keeper, const char *message)
{
	bool is_new;

	pthread_mutex_lock(&keeper->mutex);
	is_new = strncmp(keeper->state.message, message, sizeof(keeper->state.message) - 1);
	(void)snprintf(keeper->state.message, sizeof(keeper->state.message), "%s", message);
	keeper->state.n_failures++;
	keeper->state.freshness = keeper->listing ? KEEPER_KEPT : KEEPER_EMPTY;
	pthread_mutex_unlock(&keeper->mutex);

	if (is_new)
		log_line(LOG_LEVEL_WARNING, "the directory does not answer",
			 LOG_S("directory", keeper->source), LOG_S("reason", message));
}

static void keeper_tried(struct keeper *keeper, int status)
{
	pthread_mutex_lock(&keeper->mutex);
	if (!keeper->has_tried) {
		keeper->has_tried = true;
		keeper->first_status = status;
		pthread_cond_signal(&keeper->first_tried);
	}
	pthread_mutex_unlock(&keeper->mutex);
}

static void keeper_keep(struct keeper *keeper, uint64_t refreshed)
{
	const char *folder = keeper->settings->server.state;
	int r = folder ? kept_write(folder, keeper->source, refreshed, keeper->listing) : 0;

	if (r)
		log_line(LOG_LEVEL_WARNING, "the list of domains cannot be kept for the next start",
			 LOG_S("folder", folder), LOG_S("reason", strerrordesc_np(-r)));
}

void keeper_load_kept(struct keeper *keeper)
{
	const char *folder = keeper->settings->server.state;
	uint64_t refreshed = 0;
	int r = folder && keeper->source
			? kept_read(folder, keeper->source, &refreshed, &keeper->listing)
			: -ENOENT;

	if (!r)
		keeper_note(keeper, KEEPER_KEPT, refreshed);
	else if (r != -ENOENT)
		log_line(LOG_LEVEL_WARNING, "the kept list of domains is damaged and is not used",
			 LOG_S("folder", folder), LOG_S("reason", strerrordesc_np(-r)));
}

/*
 * Only a help: a standby and a pooler refuse it, and the list is read every `refresh` all the same.
 */
static int keeper_listen(struct keeper *keeper, char **reterr_message)
{
	const struct reading *reading = &keeper->reading;
	bool is_news = !keeper->is_deaf;
	_cleanup_(freep) char *reason = NULL;
	int r;

	if (!reading->backend->session->listen)
		return 0;

	r = reading->backend->session->listen(reading->session, &reason);
	keeper->is_told = !r;
	keeper->is_deaf = r;
	if (r == DIRECTORY_E_UNAVAILABLE)
		return fault(reterr_message, r, "%s", reason);
	if (r && is_news)
		log_line(LOG_LEVEL_INFO, "the directory does not tell of changes",
			 LOG_S("reason", reason));

	return 0;
}

static int keeper_connect(struct keeper *keeper, char **reterr_message)
{
	struct reading *reading = &keeper->reading;
	const struct session_limits limits = {
		.timeout = keeper->settings->directory.timeout.hard,
		.stop_fd = keeper->stop_fd,
	};
	int r;

	/* A host that cannot tell of changes: perhaps one that can is back. */
	if (reading->session && reading->backend->session->listen && !keeper->is_told)
		reading_disconnect(reading);
	if (reading->session)
		return 0;

	r = reading_connect(reading, keeper->settings->directory.url, &limits, reterr_message);
	return r ? r : keeper_listen(keeper, reterr_message);
}

/*
 * NULL in *ret_listing: it is what we have.  That is found out without a second list in memory, so
 * a new one is read twice.
 */
static int keeper_read(struct keeper *keeper, struct listing **ret_listing, char **reterr_message)
{
	uint64_t digest = 0;
	int r = keeper_connect(keeper, reterr_message);

	if (!r)
		r = reading_check_version(&keeper->reading, reterr_message);
	if (!r && keeper->listing)
		r = reading_digest(&keeper->reading, &digest, reterr_message);
	if (!r && (!keeper->listing || keeper->listing->digest != digest))
		r = reading_list(&keeper->reading, ret_listing, reterr_message);

	return r;
}

void keeper_fail(struct keeper *keeper, int status, const char *message)
{
	const struct backend *backend = keeper->reading.backend;
	bool is_refused = status > 0 && status != DIRECTORY_E_UNAVAILABLE &&
			  status != DIRECTORY_E_BUSY && !(backend && backend->is_file);

	reading_disconnect(&keeper->reading);
	if (status == -ECANCELED)
		return;

	keeper_note_failure(keeper,
			    message ? message : strerrordesc_np(status < 0 ? -status : EIO));
	keeper->next = clock_now() + jitter(is_refused ? RETRY_REFUSED : keeper->retry);
	keeper->retry = keeper->retry * 2 > RETRY_MAX ? RETRY_MAX : keeper->retry * 2;
	if (keeper->is_dirty)
		(void)keeper_publish(keeper);
	keeper_tried(keeper, status);
}

/* After everything else, and once: it may take a while. */
static void keeper_warn_of_logins(struct keeper *keeper)
{
	if (keeper->knows_logins)
		return;

	keeper->knows_logins = true;
	if (logins_are_hidden(&keeper->reading, keeper->settings, keeper->stop_fd))
		log_line(LOG_LEVEL_WARNING,
			 "some people's login is not their address, and anonymous answers name the "
			 "address: directory.reveal: [login] would tell the login");
}

void keeper_refresh(struct keeper *keeper)
{
	_cleanup_(listing_unrefp) struct listing *listing = NULL;
	_cleanup_(freep) char *message = NULL;
	uint64_t refreshed = (uint64_t)time(NULL);
	bool is_new;
	int r = keeper_read(keeper, &listing, &message);

	keeper->last = clock_now();
	if (r) {
		keeper_fail(keeper, r, message);
		return;
	}

	is_new = listing;
	if (is_new) {
		listing_unref(keeper->listing);
		keeper->listing = TAKE_PTR(listing);
	}
	if (is_new || keeper->is_dirty)
		r = keeper_publish(keeper);
	if (r) {
		keeper->is_dirty = true;
		keeper_fail(keeper, r, NULL);
		return;
	}

	keeper_note(keeper, KEEPER_FRESH, refreshed);
	if (is_new)
		keeper_keep(keeper, refreshed);
	keeper->next = keeper->last + jitter(keeper->settings->directory.refresh);
	keeper->retry = RETRY_FIRST;
	keeper_tried(keeper, 0);
	keeper_warn_of_logins(keeper);
}

int keeper_adopt(struct keeper *keeper, struct settings *settings, char **reterr_message)
{
	_cleanup_(freep) char *url = NULL;
	int r;

	reading_clear(&keeper->reading);
	settings_unref(keeper->settings);
	keeper->settings = settings;
	keeper->is_dirty = true;
	keeper->next = clock_now();
	keeper->retry = RETRY_FIRST;
	keeper->can_read = keeper->knows_logins = false;
	free(keeper->source);
	keeper->source = NULL;

	if (!settings->directory.url) {
		listing_unref(keeper->listing);
		keeper->listing = NULL;
		return 0;
	}

	url = url_without_secrets(settings->directory.url);
	if (!url || asprintf(&keeper->source, "%s %s", url, settings->directory.schema) < 0)
		return -ENOMEM;

	r = reading_init(&keeper->reading, settings, reterr_message);
	keeper->can_read = !r;
	return r;
}
