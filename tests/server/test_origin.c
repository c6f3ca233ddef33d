/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whose forwarded headers are believed, and what they may say (rulings on scheme and X-Forwarded
 * headers).
 */
#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/un.h>

#include <cmocka.h>

#include "cleanup.h"
#include "server/head.h"
#include "server/origin.h"
#include "settings.h"

/* Trusts 127.0.0.0/8, 10.1.0.0/20 and ::1. */
static struct settings trusting(unsigned int forwarded, bool trust_unix)
{
	struct settings settings = {
		.server =
			{
				.n_trusted_proxies = 3,
				.trust_unix = trust_unix,
				.forwarded = forwarded,
				.trusted_proxies =
					{
						{.address = {[10] = 0xff, [11] = 0xff, [12] = 127},
						 .prefix = 104},
						{.address = {[10] = 0xff,
							     [11] = 0xff,
							     [12] = 10,
							     [13] = 1},
						 .prefix = 116},
						{.address = {[15] = 1}, .prefix = 128},
					},
			},
	};

	return settings;
}

static struct peer peer_of(const char *text)
{
	struct sockaddr_in v4 = {.sin_family = AF_INET};
	struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
	struct sockaddr_un local = {.sun_family = AF_UNIX};
	struct peer peer;

	if (inet_pton(AF_INET, text, &v4.sin_addr) == 1)
		peer_init(&peer, (struct sockaddr *)&v4, sizeof(v4));
	else if (inet_pton(AF_INET6, text, &v6.sin6_addr) == 1)
		peer_init(&peer, (struct sockaddr *)&v6, sizeof(v6));
	else
		peer_init(&peer, (struct sockaddr *)&local, sizeof(local.sun_family));

	return peer;
}

#define ALL (FORWARDED_FOR | FORWARDED_PROTO | FORWARDED_HOST)

/* clang-format off */
static const struct row {
	const char *label, *peer;
	unsigned int forwarded;
	bool trust_unix;
	const char *host, *authority;
	const char *for_, *proto, *forwarded_host;
	/* expected */
	const char *client;
	bool is_plain_http;
	const char *name;
} rows[] = {
	{"direct", "192.0.2.1", ALL, false, "Autoconfig.Example.ORG:443", "", NULL, NULL, NULL, "192.0.2.1", false, "autoconfig.example.org"},
	{"a stranger's headers", "192.0.2.1", ALL, false, "a.example", "", "1.1.1.1", "http", "evil.example", "192.0.2.1", false, "a.example"},
	{"a proxy's", "127.0.0.1", ALL, false, "a.example", "", "198.51.100.7", "http", "b.example", "198.51.100.7", true, "b.example"},
	{"https", "127.0.0.1", ALL, false, "a.example", "", NULL, "https", NULL, "127.0.0.1", false, "a.example"},
	{"HTTP", "127.0.0.1", ALL, false, "a.example", "", NULL, "HTTP", NULL, "127.0.0.1", true, "a.example"},
	{"host is not believed by default", "127.0.0.1", FORWARDED_FOR | FORWARDED_PROTO, false, "a.example", "", NULL, "http", "b.example",
	 "127.0.0.1", true, "a.example"},
	{"proto switched off", "127.0.0.1", FORWARDED_FOR, false, "a.example", "", NULL, "http", NULL, "127.0.0.1", false, "a.example"},
	{"read from the right", "127.0.0.1", ALL, false, "a.example", "", "6.6.6.6, 198.51.100.7, 10.1.2.3", NULL, NULL, "198.51.100.7", false, "a.example"},
	{"all of them proxies", "127.0.0.1", ALL, false, "a.example", "", "10.1.2.4,10.1.2.3", NULL, NULL, "10.1.2.4", false, "a.example"},
	{"rubbish in the list", "127.0.0.1", ALL, false, "a.example", "", "6.6.6.6, unknown, 10.1.2.3", NULL, NULL, "10.1.2.3", false, "a.example"},
	{"an empty entry", "127.0.0.1", ALL, false, "a.example", "", "6.6.6.6,,10.1.2.3", NULL, NULL, "10.1.2.3", false, "a.example"},
	{"with a port", "127.0.0.1", ALL, false, "a.example", "", "198.51.100.7:4711", NULL, NULL, "198.51.100.7", false, "a.example"},
	{"v6 in brackets", "::1", ALL, false, "a.example", "", "[2001:db8::7]:4711", NULL, NULL, "2001:db8::7", false, "a.example"},
	{"v6", "::1", ALL, false, "a.example", "", "2001:db8::7", NULL, NULL, "2001:db8::7", false, "a.example"},
	{"two protos", "127.0.0.1", ALL, false, "a.example", "", NULL, "https, http", NULL, "127.0.0.1", false, "a.example"},
	{"just outside the network", "10.1.16.0", ALL, false, "a.example", "", NULL, "http", NULL, "10.1.16.0", false, "a.example"},
	{"its last address", "10.1.15.255", ALL, false, "a.example", "", NULL, "http", NULL, "10.1.15.255", true, "a.example"},
	{"a Unix socket is a stranger", "unix", ALL, false, "a.example", "", NULL, "http", NULL, NULL, false, "a.example"},
	{"unless it is trusted", "unix", ALL, true, "a.example", "", "198.51.100.7", "http", NULL, "198.51.100.7", true, "a.example"},
	{"an authority goes before Host", "192.0.2.1", ALL, false, "a.example", "b.example:8080", NULL, NULL, NULL, "192.0.2.1", false, "b.example"},
	{"a Host that is no name", "192.0.2.1", ALL, false, "a_b!", "", NULL, NULL, NULL, "192.0.2.1", false, ""},
	{"trailing dot", "192.0.2.1", ALL, false, "a.example.", "", NULL, NULL, NULL, "192.0.2.1", false, "a.example"},
	{"U-label", "192.0.2.1", ALL, false, "b\xc3\xbc" "cher.example", "", NULL, NULL, NULL, "192.0.2.1", false, "xn--bcher-kva.example"},
};
/* clang-format on */

static void check(const struct row *row)
{
	struct settings settings = trusting(row->forwarded, row->trust_unix);
	struct peer peer = peer_of(row->peer), expected = row->client ? peer_of(row->client) : peer;
	struct origin origin;
	struct head head;

	head_init(&head, "GET", "HTTP/1.1");
	head_add(&head, "Host", row->host);
	if (row->for_)
		head_add(&head, "X-Forwarded-For", row->for_);
	if (row->proto)
		head_add(&head, "X-Forwarded-Proto", row->proto);
	if (row->forwarded_host)
		head_add(&head, "X-Forwarded-Host", row->forwarded_host);

	origin_init(&origin, &peer, &head, row->authority, &settings);
	if (memcmp(origin.client.address, expected.address, 16) != 0)
		fail_msg("%s: another client", row->label);
	if (origin.is_plain_http != row->is_plain_http)
		fail_msg("%s: plain http is %d", row->label, origin.is_plain_http);
	if (strcmp(origin.host, row->name) != 0)
		fail_msg("%s: host %s", row->label, origin.host);
}

static void test_origin(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		check(&rows[i]);
}

static void test_repeated_headers(void **state)
{
	struct settings settings = trusting(ALL, false);
	struct peer peer = peer_of("127.0.0.1");
	struct origin origin;
	struct head head;

	(void)state;
	head_init(&head, "GET", "HTTP/1.1");
	head_add(&head, "Host", "a.example");
	head_add(&head, "X-Forwarded-Proto", "https");
	head_add(&head, "X-Forwarded-Proto", "http");
	origin_init(&origin, &peer, &head, "", &settings);
	assert_false(origin.is_plain_http);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_origin),
		cmocka_unit_test(test_repeated_headers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
