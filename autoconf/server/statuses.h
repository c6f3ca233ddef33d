/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The one table that turns answer codes into HTTP: status, name for metrics, and the sentence a
 * person reads.
 */
#pragma once

#include <stdbool.h>

#include "answer.h"

struct status_row {
	const char *name; /* label of metrics: "unknown_domain" */
	unsigned int status;
	const char *sentence;     /* body, text/plain; never XML, so that no client parses it */
	unsigned int retry_after; /* seconds; 0: no such header */
	bool closes;              /* what is left of the request cannot be trusted or is not read */
};

extern const struct status_row statuses[_ANSWER_MAX];
