/* SPDX-License-Identifier: Apache-2.0 */
/* The step of an exchange that signs a profile.  For flow.c, and for the worker's metrics. */
#pragma once

struct exchange;
struct signer_client;
struct worker_counters;

/*
 * The property list stands in answer.bytes.  Returns 0 with the answer set (signed or not, or not
 * modified) or with the exchange waiting for it; an enum answer_code; or -errno.
 */
int exchange_sign(struct exchange *exchange);

/* Puts signer and certificate where the metrics are read.  client may be NULL. */
void signing_publish(struct worker_counters *counters, const struct signer_client *client,
		     int is_wanted);
