/* SPDX-License-Identifier: Apache-2.0 */
/* Believing a proxy, and nobody else. */
#include <arpa/inet.h>
#include <assert.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/target.h"
#include "server/head.h"
#include "server/origin.h"
#include "settings.h"

static const uint8_t v4_mapped[12] = {[10] = 0xff, [11] = 0xff};

static void peer_from_v4(struct peer *peer, const struct in_addr *address)
{
	memcpy(peer->address, v4_mapped, sizeof(v4_mapped));
	memcpy(peer->address + sizeof(v4_mapped), address, 4);
}

void peer_init(struct peer *peer, const struct sockaddr *address, socklen_t size)
{
	*peer = (struct peer){0};

	if (address->sa_family == AF_INET && size >= sizeof(struct sockaddr_in))
		peer_from_v4(peer, &((const struct sockaddr_in *)(const void *)address)->sin_addr);
	else if (address->sa_family == AF_INET6 && size >= sizeof(struct sockaddr_in6))
		memcpy(peer->address,
		       &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr, 16);
	else
		peer->is_unix = true;
}

static bool network_holds(const struct network *network, const uint8_t address[static 16])
{
	size_t bytes = network->prefix / 8, bits = network->prefix % 8;
	uint8_t mask = (uint8_t)(0xff00 >> bits);

	assert(network->prefix <= 128);

	if (memcmp(network->address, address, bytes))
		return false;

	return !bits || (network->address[bytes] & mask) == (address[bytes] & mask);
}

static bool peer_is_trusted(const struct peer *peer, const struct settings *settings)
{
	if (peer->is_unix)
		return settings->server.trust_unix;

	for (size_t i = 0; i < settings->server.n_trusted_proxies; i++)
		if (network_holds(&settings->server.trusted_proxies[i], peer->address))
			return true;

	return false;
}

/* One entry of X-Forwarded-For: an address, perhaps with a port or in brackets. */
static bool peer_parse(struct peer *peer, const char *text, size_t size)
{
	char buffer[INET6_ADDRSTRLEN + 1];
	const char *end;
	struct in_addr v4;

	*peer = (struct peer){0};
	if (size && text[0] == '[') {
		text++;
		size--;
		end = memchr(text, ']', size);
		size = end ? (size_t)(end - text) : 0;
	}
	if (!size || size >= sizeof(buffer))
		return false;

	memcpy(buffer, text, size);
	buffer[size] = '\0';
	if (inet_pton(AF_INET6, buffer, peer->address) == 1)
		return true;

	buffer[strcspn(buffer, ":")] = '\0';
	if (inet_pton(AF_INET, buffer, &v4) != 1)
		return false;
	peer_from_v4(peer, &v4);

	return true;
}

/*
 * From the right: the first entry that is not a proxy of ours is the client; what stands left of it
 * is the client's own claim.
 */
static void origin_read_for(struct origin *origin, const char *list,
			    const struct settings *settings)
{
	size_t end = strlen(list);
	struct peer peer;

	for (;;) {
		size_t start = end, size;

		while (start && list[start - 1] != ',')
			start--;
		size = strcspn(list + start + strspn(list + start, " \t"), " \t,");
		if (!peer_parse(&peer, list + start + strspn(list + start, " \t"), size))
			return;

		origin->client = peer;
		if (!start || !peer_is_trusted(&peer, settings))
			return;
		end = start - 1;
	}
}

/* A list, or several headers, is somebody's confusion: ignored. */
static bool is_single(const char *value, unsigned int n)
{
	return n == 1 && value[0] && !strchr(value, ',');
}

static void origin_believe(struct origin *origin, const struct head *head,
			   const struct settings *settings)
{
	unsigned int forwarded = settings->server.forwarded;

	if ((forwarded & FORWARDED_FOR) && head->n_forwarded_for)
		origin_read_for(origin, head->forwarded_for, settings);

	if ((forwarded & FORWARDED_PROTO) &&
	    is_single(head->forwarded_proto, head->n_forwarded_proto))
		origin->is_plain_http = !strcasecmp(head->forwarded_proto, "http");

	if ((forwarded & FORWARDED_HOST) && is_single(head->forwarded_host, head->n_forwarded_host))
		target_host(head->forwarded_host, origin->host, sizeof(origin->host));
}

void origin_init(struct origin *origin, const struct peer *peer, const struct head *head,
		 const char *authority, const struct settings *settings)
{
	*origin = (struct origin){.client = *peer};

	if (authority[0])
		target_host(authority, origin->host, sizeof(origin->host));
	else if (head->n_hosts)
		target_host(head->host, origin->host, sizeof(origin->host));

	if (peer_is_trusted(peer, settings))
		origin_believe(origin, head, settings);
}
