/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The directory has two tiers.  The domain snapshot is an immutable value, built by one thread (the
 * keeper) and shared by reference count.  The user look-up is per worker, in the worker's loop,
 * never blocks, and is cached.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "settings.h"
#include "user.h"

struct domain;
struct loop;
struct settings;

/* ---- snapshot ---- */

struct snapshot;

struct snapshot *snapshot_ref(struct snapshot *snapshot);
void snapshot_unref(struct snapshot *snapshot); /* any thread; NULL is fine */

/* name: A-label, lower case.  NULL: we do not serve it.  Never finds the catch-all. */
const struct domain *snapshot_find(const struct snapshot *snapshot, const char *name);
/*
 * The explicit "*" of the settings, or NULL.  Its name is "*": copy it and put the asked name in.
 */
const struct domain *snapshot_catch_all(const struct snapshot *snapshot);
/* The settings this snapshot was made with: one value, one reload. */
struct settings *snapshot_settings(const struct snapshot *snapshot);
size_t snapshot_n_domains(const struct snapshot *snapshot);

/* ---- keeper: the thread that holds the newest snapshot ---- */

struct keeper;

enum keeper_freshness {
	KEEPER_FRESH, /* the directory has answered at the last refresh, or there is no directory */
	KEEPER_KEPT,  /* made from the last good state: the directory does not answer */
	/* no directory has ever answered and nothing was kept: only the settings' own domains */
	KEEPER_EMPTY,
};

struct keeper_state {
	enum keeper_freshness freshness;
	uint64_t refreshed; /* CLOCK_REALTIME seconds of the data we hold, 0 for never */
	uint64_t n_refreshes, n_failures;
	size_t n_domains;
	char message[256]; /* why it does not answer, for readiness and metrics; no secrets in it */
};

/*
 * Reads the directory (or the kept state when it does not answer within the hard timeout), starts
 * the thread.  settings: a reference is taken.  Returns 0 (also with a silent directory) or -errno
 * / a positive directory error (a schema that is newer).
 */
int keeper_new(struct settings *settings, struct keeper **ret_keeper, char **reterr_message);
/*
 * Reads the directory again with other settings, in the keeper's thread; the new snapshot is
 * published when done.
 */
void keeper_reload(struct keeper *keeper, struct settings *settings);
/* Ends the thread. */
void keeper_free(struct keeper *keeper);

/*
 * Changes whenever a new snapshot is published: one relaxed atomic load, for every turn of a
 * worker's loop.
 */
uint64_t keeper_generation(const struct keeper *keeper);
/* A new reference to the newest snapshot; never NULL. */
struct snapshot *keeper_snapshot(struct keeper *keeper);
void keeper_state(struct keeper *keeper, struct keeper_state *ret_state);
/*
 * published is called in the keeper's thread at every new snapshot, so that those who sleep let go
 * of an old one; it must not call the keeper.  NULL: nobody any more, also none that is called now.
 */
void keeper_watch(struct keeper *keeper, void (*published)(void *userdata), void *userdata);

/* ---- user look-ups ---- */

enum directory_error {
	DIRECTORY_OK,
	DIRECTORY_PENDING,        /* the answer comes through `done` */
	DIRECTORY_E_NOT_FOUND,    /* no such mailbox or alias; an odd key is that too */
	DIRECTORY_E_UNAVAILABLE,  /* no host answers, or not in time; nothing stale is at hand */
	DIRECTORY_E_BUSY,         /* a bounded queue is full */
	DIRECTORY_E_NEWER_SCHEMA, /* made by a newer release: refuse to start */
	DIRECTORY_E_NO_SCHEMA,    /* `init` has not been run */
	/* the database refuses us: password, permission, a table that is not there */
	DIRECTORY_E_CONFIGURATION,
	_DIRECTORY_ERROR_MAX,
};

struct directory;
struct directory_lookup;

/* status: DIRECTORY_OK with a user (borrowed for the length of the call), or an error with NULL. */
typedef void (*directory_done)(void *userdata, int status, const struct user *user);

/*
 * A worker's (or a command's) own: connections, statements and cache.  NULL
 * settings->directory.url: every look-up is NOT_FOUND.
 */
int directory_new(const struct settings *settings, struct loop *loop,
		  struct directory **ret_directory, char **reterr_message);
void directory_free(struct directory *directory); /* calls nobody back */

/*
 * Looks an address up: local part in lower case, domain as A-label.  canonical: the domain whose
 * mailboxes answer (struct domain); where it is another one, an address that nobody has there is
 * looked up in it.  NULL: the address's own.  Answers at once from
 * cache or an in-process database: DIRECTORY_OK with *ret_user borrowed until the next turn of the
 * loop, or an error.  DIRECTORY_PENDING: `done` is called exactly once, from the loop, within the
 * hard timeout; *ret_lookup can be cancelled until then.
 */
int directory_find_user(struct directory *directory, const char *address, const char *canonical,
			directory_done done, void *userdata, const struct user **ret_user,
			struct directory_lookup **ret_lookup);
/*
 * The same with the person's further addresses, for those who may know them: one query more.  When
 * that one fails, all of it has: half a profile would be taken for a whole one.
 */
int directory_find_person(struct directory *directory, const char *address, const char *canonical,
			  directory_done done, void *userdata, const struct user **ret_user,
			  struct directory_lookup **ret_lookup);
void directory_lookup_cancel(struct directory_lookup *lookup);

/* Counters since the start, for metrics. */
struct directory_counters {
	uint64_t n_lookups; /* asked of us */
	uint64_t n_queries; /* asked of the database */
	uint64_t n_hits, n_misses_cached, n_joined, n_stale, n_errors, n_busy;
};
const struct directory_counters *directory_counters(const struct directory *directory);

enum directory_host_state {
	DIRECTORY_HOST_CLOSED,  /* good, as far as is known */
	DIRECTORY_HOST_OPEN,    /* it failed, and is left alone for a while */
	DIRECTORY_HOST_PROBING, /* it failed, and is being tried again */
	_DIRECTORY_HOST_STATE_MAX,
};

#define DIRECTORY_HOSTS_MAX 16

/* A host of the database as one worker sees it. */
struct directory_host {
	const char *name; /* "host:port"; borrowed from the directory */
	enum directory_host_state state;
	enum directory_role role;
	uint64_t n_connects; /* connections made */
	uint64_t n_failures; /* connections lost, or not made */
	uint64_t n_refused;  /* of them for its own reason: password, rights, tables */
	size_t n_connections, n_in_flight;
};

/* Another number whenever something of them may be new. */
uint64_t directory_host_changes(const struct directory *directory);
/* How many there are; 0 for a database that is no server. */
size_t directory_n_hosts(const struct directory *directory);
void directory_host(const struct directory *directory, size_t host,
		    struct directory_host *ret_host);

/* ---- our own schema ---- */

/*
 * Creates or upgrades the tables of schema `carbone`, in a transaction; repeatable.  with_samples
 * adds the sample data when empty.
 */
int directory_init(const char *url, bool with_samples, char **ret_report, char **reterr_message);

/*
 * Connects and says what is wrong: for `check`.  Blocking.  A host that does not do is wrong, also
 * where others do: the report is there beside the error.
 */
int directory_check(struct settings *settings, char **ret_report, char **reterr_message);
