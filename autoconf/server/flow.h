/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One way through: request -> query -> account -> document -> answer.  An exchange owns its state;
 * result and deadline of a wait both go through it, so that a connection is resumed exactly once.
 * It knows no HTTP library.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "document.h"
#include "domain.h"
#include "query.h"
#include "server/documents.h"
#include "server/signatures.h"

struct directory;
struct directory_lookup;
struct key_ring;
struct protocol;
struct settings;
struct signer_client;
struct snapshot;
struct worker_counters;

/*
 * A directory with the exchanges that wait for it: after a reload the old one goes when they have
 * been answered.
 */
struct flow_directory {
	struct directory *directory;
	unsigned int n_waiting;
};

/* What a worker lends its exchanges.  Changes only between turns of the loop. */
struct flow {
	struct snapshot *snapshot;
	const struct settings *settings;  /* the snapshot's */
	struct flow_directory *directory; /* NULL: domains from the settings only */
	struct signer_client *signer;     /* NULL: profiles are not signed */
	struct signatures *signatures;
	struct documents *documents;
	const struct key_ring *keys; /* of links */
	struct worker_counters *counters;
	unsigned int n_waiting; /* exchanges that wait for directory or signer */
	bool is_draining;
	/* False while the directory has never answered: nobody can say what is foreign. */
	bool knows_domains;
};

enum exchange_state {
	EXCHANGE_IDLE,
	EXCHANGE_FINDING_USER,
	EXCHANGE_SIGNING,
	EXCHANGE_DONE,
};

/*
 * What to answer.  Exactly one of kept, signature and bytes holds a body; none: the sentence of the
 * code.
 */
struct answer {
	int code;                        /* enum answer_code */
	const struct protocol *protocol; /* of a document, else NULL */
	struct kept_document *kept; /* borrowed until the next exchange starts: use it at once */
	struct kept_signature *signature; /* a reference: the signed bytes */
	char *bytes;                      /* owned */
	size_t size;
	char tag[SIGNATURE_TAG_SIZE]; /* of a profile, else "" */
	bool is_not_modified;         /* the asker has what the tag names (bytes do not matter) */
	int refusal;     /* enum answer_code: under whose status bytes go out; 0: a success */
	bool is_private; /* holds something of the address or the user: no-store */
};

struct exchange {
	enum exchange_state state;
	struct flow *flow;
	const struct protocol *protocol;
	struct query query;
	struct domain domain;
	bool has_domain;
	/* a reference until exchange_clear: domain and settings are borrowed from it */
	struct snapshot *snapshot;
	const struct settings *settings;
	struct flow_directory *directory; /* that was asked */
	struct directory_lookup *lookup;
	struct signature_wait signature;
	const char
		*known_tags; /* If-None-Match, borrowed until the exchange has started; or NULL */
	struct answer answer;
	/* called once, from the loop, when a wait is over */
	void (*resume)(struct exchange *exchange);
};

/*
 * Returns true when exchange->answer is ready, false when `resume` will be called.  The request is
 * not needed afterwards.
 */
bool exchange_start(struct exchange *exchange, struct flow *flow, const struct protocol *protocol,
		    const struct request *request);

/*
 * The same for a query that somebody's link has made, and no request: what it was made for may be
 * gone by now, which is told as ANSWER_E_NO_LINK.
 */
bool exchange_start_query(struct exchange *exchange, struct flow *flow,
			  const struct protocol *protocol, const struct query *query);

/*
 * Ends a wait from outside, with a code: its deadline has come, or the server stops.  `resume` is
 * called.  No-op unless waiting.
 */
void exchange_end_wait(struct exchange *exchange, int code);

/* For the steps of an exchange in files of their own: from now on it waits. */
void exchange_wait(struct exchange *exchange, enum exchange_state state);

/* Who holds a link for a mailbox is told all of it: enum reveal. */
unsigned int exchange_reveal(const struct exchange *exchange);

/* Forgets everything; a wait is cancelled and `resume` not called. */
void exchange_clear(struct exchange *exchange);
