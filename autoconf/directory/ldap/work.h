/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The thread that asks LDAP servers for one worker: jobs go in from the loop and come back to it.
 * It outlives its owner by the question it is at, so that nobody ever waits for it.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "directory/key.h"

struct ldap_work;
struct question;
struct session_ops;
struct user;

struct ldap_job {
	struct key key;
	struct question *question; /* the owner's alone; NULL: withdrawn */
	int status;
	struct user *user;
	uint64_t deadline; /* milliseconds of CLOCK_MONOTONIC */
	struct ldap_job *prev, *next;
};

struct ldap_work_options { /* strings are copied */
	const struct session_ops *session;
	const char *url, *sql, *ca;
	bool allow_cleartext;
	uint32_t timeout; /* milliseconds a job may take, waiting included */
	uint32_t refresh; /* of the list of servers */
};

/* Starts the thread.  Returns 0 or -errno. */
int ldap_work_begin(const struct ldap_work_options *options, struct ldap_work **ret_work,
		    char **reterr_message);
/* No more answers; frees what it holds when the thread has ended.  NULL is fine. */
void ldap_work_end(struct ldap_work *work);

/* Readable when there are jobs to take. */
int ldap_work_descriptor(const struct ldap_work *work);
/* The job is the thread's until it is taken back. */
void ldap_work_give(struct ldap_work *work, struct ldap_job *job);
/* Somebody waits for too long: what is asked beyond its deadline is given up. */
void ldap_work_hurry(struct ldap_work *work);
struct ldap_job *ldap_work_take(struct ldap_work *work); /* a list, or NULL */

void ldap_job_free(struct ldap_job *job);
