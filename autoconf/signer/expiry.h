/* SPDX-License-Identifier: Apache-2.0 */
/* Watching the certificates' end while the signer runs: a log line when a stage begins. */
#pragma once

#include <stdbool.h>
#include <time.h>

#include "profile.h"

struct expiry {
	time_t end, not_before;       /* of the first certificate that ends; of the leaf */
	enum certificate_stage stage; /* that has been told */
	bool said_too_early;
};

/* What has begun already was said when the files were read. */
void expiry_init(struct expiry *expiry, const struct signature *signature, time_t now);
/*
 * Logs what is new at this time.  Returns after how many milliseconds to look again: at least once
 * an hour, because clocks are set.
 */
int expiry_look(struct expiry *expiry, time_t now);
