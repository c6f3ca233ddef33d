/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One connection to one host of a database server, which never blocks: what a worker's network
 * channel (network.c) is made of.  A database implements it once; queue, hosts, deadlines and
 * tries are the channel's.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "directory/channel.h"
#include "directory/statement.h"
#include "settings.h"

struct link;
struct target; /* a database's URL, read: its hosts and how to connect to them */

/*
 * What a link says to its owner, always from the loop, never from within a call of link_ops.  The
 * owner may close the link from `lost` alone; elsewhere at the end of the turn.
 */
struct link_events {
	/*
	 * It may be sent to.  role: of the host, DIRECTORY_ROLE_ANY where it does not say.  Comes
	 * again when the host has changed its role.
	 */
	void (*up)(void *userdata, enum directory_role role);
	/*
	 * It is good for nothing but closing.  status: DIRECTORY_E_UNAVAILABLE when it may be tried
	 * again, DIRECTORY_E_CONFIGURATION or DIRECTORY_E_NO_SCHEMA when the host refuses us.  The
	 * last event: what is still under way is asked again by the owner.
	 */
	void (*lost)(void *userdata, int status, const char *reason);
	/*
	 * A question has its answer: DIRECTORY_OK with the owner's user, or an error.  NULL: one
	 * that was forgotten has, and there is room for another.
	 */
	void (*answered)(void *userdata, struct question *question, int status, struct user *user);
	/* It has none, and that is the connection's fault: it can be asked again. */
	void (*again)(void *userdata, struct question *question);
};

struct link_options {
	const struct target *target; /* outlives the link */
	size_t host;                 /* which of its hosts */
	/* LOOKUPS of them, compiled in the database's dialect; outlive the link */
	const struct statements *lookups;
	struct loop *loop;
	const struct link_events *events;
	void *userdata;
	uint32_t timeout;    /* milliseconds after which nobody waits for an answer any more */
	uint64_t *n_queries; /* counts what goes to the database */
};

struct link_ops {
	size_t depth;           /* questions that may be under way on a link */
	uint32_t n_connections; /* links of a worker where the settings say auto */

	/* Returns 0, DIRECTORY_E_CONFIGURATION with a sentence that holds no secret, or -ENOMEM. */
	int (*target_new)(const char *url, struct target **ret_target, char **reterr_message);
	void (*target_free)(struct target *target);
	size_t (*n_hosts)(const struct target *target); /* 1 to HOSTS_MAX (network/hosts.h) */
	/* Which role the URL prefers, if it says so; else, or NULL: the settings'. */
	enum directory_role (*prefer)(const struct target *target, enum directory_role settings);
	/* "host:port", for people. */
	const char *(*host_name)(const struct target *target, size_t host);

	/*
	 * Begins to connect; statements are prepared before `up`: of each the first shape that the
	 * host takes.  The owner sees to the time it takes.
	 */
	int (*open)(const struct link_options *options, struct link **ret_link,
		    char **reterr_message);
	/* Calls nobody back; who had questions under way keeps them. */
	void (*close)(struct link *link);
	/*
	 * Only after `up`, and at most `depth` without an answer.  question->slot is the link's.
	 * Returns 0 or a negative code: the connection is broken, close it.
	 */
	int (*send)(struct link *link, struct question *question);
	/* The end of a turn in which something was sent. */
	int (*flush)(struct link *link);
	/*
	 * The asker is gone: the answer, when it comes, is nobody's.  Also after a failed `send`.
	 */
	void (*forget)(struct link *link, struct question *question);
};
