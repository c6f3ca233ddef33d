/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where a request comes from, as far as it can be believed: forwarded headers count only from
 * trusted proxies (rulings 2 and 20).
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#include "domain.h"

struct head;
struct settings;

/* The peer of a connection: an IP address as 128 bits (IPv4 mapped), or a Unix socket. */
struct peer {
	bool is_unix;
	uint8_t address[16];
};

struct origin {
	struct peer client; /* the peer, or what a trusted proxy says is behind it */
	bool is_plain_http; /* a trusted proxy says that the client came over plain http */
	char host[DOMAIN_NAME_MAX +
		  /*
		  * the name asked for: A-label, lower case, no port; "" when there is no usable one
		  */
		  1];
};

void peer_init(struct peer *peer, const struct sockaddr *address, socklen_t size);

/*
 * authority: that of an absolute-form target, which goes before Host (RFC 9112 section 3.2.2), or
 * "".
 */
void origin_init(struct origin *origin, const struct peer *peer, const struct head *head,
		 const char *authority, const struct settings *settings);
