/* SPDX-License-Identifier: Apache-2.0 */
/* What a protocol tells a client of one service, as text: a row of the table of `show`. */
#pragma once

#include <stdint.h>

#include "protocols/announcement.h"

/* Owns its strings; what is not told is NULL or 0. */
struct told {
	const char *protocol;
	struct announcement announcement;
	char *host, *url, *login;
	uint16_t port;
	const char *security;
	char *authentications; /* "oauth2, password" */
};

/* By an announcer, or (NULL) the truth: as it is configured.  Returns 0 or -ENOMEM. */
int told_by(const struct announcer *announcer, const struct announce_scene *scene,
	    const struct service *service, struct told *ret_told);
void told_clear(struct told *told);
