/* SPDX-License-Identifier: Apache-2.0 */
/* Which domain a request for Mozilla autoconfig asks for.  The documents: test_golden.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "answer.h"
#include "cleanup.h"
#include "protocol.h"
#include "query.h"

#define MAIL "/mail/config-v1.1.xml"
#define WELL_KNOWN "/.well-known/autoconfig/mail/config-v1.1.xml"

struct row {
	const char *path, *arguments, *host;
	const char *candidates; /* separated by blanks */
	const char *address;    /* NULL: none is taken */
	int code;
};

/* clang-format off */
static const struct row rows[] = {
	/* the Host alone: Thunderbird for Android, KMail, Geary, Delta Chat on the well-known path */
	{MAIL, "", "autoconfig.example.com", "example.com", NULL, 0},
	{MAIL, "", "example.com", "example.com", NULL, 0},
	{MAIL, "", "", "", NULL, 0},
	{WELL_KNOWN, "", "example.com", "example.com", NULL, 0},
	{WELL_KNOWN, "", "autoconfig.example.com", "example.com autoconfig.example.com", NULL, 0},
	{MAIL, "", "autoconfig", "autoconfig", NULL, 0},
	{MAIL, "", "autoconfig.autoconfig.example.com", "autoconfig.example.com", NULL, 0},
	{MAIL, "", "xautoconfig.example.com", "xautoconfig.example.com", NULL, 0},
	{"/MAIL/Config-v1.1.xml", "", "autoconfig.example.com", "example.com", NULL, 0},
	{"/.Well-Known/autoconfig/mail/config-v1.1.xml", "", "autoconfig.example.com", "example.com autoconfig.example.com", NULL, 0},

	/* the address first: it is the customer's where the Host is the hoster's (discovery by MX) */
	{MAIL, "emailaddress=jane%40example.com", "autoconfig.example.com", "example.com", "jane@example.com", 0},
	{MAIL, "emailaddress=jane@example.com", "autoconfig.hoster.net", "example.com hoster.net", "jane@example.com", 0},
	{WELL_KNOWN, "emailaddress=jane@example.com", "autoconfig.hoster.net", "example.com hoster.net autoconfig.hoster.net", "jane@example.com", 0},
	{MAIL, "EMAILADDRESS=jane%40example.com", "autoconfig.hoster.net", "example.com hoster.net", "jane@example.com", 0},
	{MAIL, "emailaddress=jane%40EXAMPLE.Com.", "autoconfig.example.com", "example.com", "jane@EXAMPLE.Com", 0},
	{MAIL, "emailaddress=jane%40b%C3%BCcher.example", "autoconfig.hoster.net", "xn--bcher-kva.example hoster.net", "jane@bücher.example", 0},
	{MAIL, "emailaddress=jane%40xn--bcher-kva.example", "autoconfig.hoster.net", "xn--bcher-kva.example hoster.net", "jane@xn--bcher-kva.example", 0},
	{MAIL, "emailaddress=jane%2Btag%40example.com", "autoconfig.hoster.net", "example.com hoster.net", "jane+tag@example.com", 0},
	{MAIL, "emailaddress=jane+tag@example.com", "autoconfig.hoster.net", "example.com hoster.net", "jane+tag@example.com", 0},
	{MAIL, "emailaddress=jane%40example.com&emailaddress=joe%40example.net", "", "example.com", "jane@example.com", 0},
	{MAIL, "x=1&emailaddress=jane%40example.com&emailmd5=0", "", "example.com", "jane@example.com", 0},

	/* Evolution's dummy names a domain, and nobody */
	{MAIL, "emailaddress=EVOLUTIONUSER%40example.com&emailmd5=0", "autoconfig.hoster.net", "example.com hoster.net", NULL, 0},
	{MAIL, "emailaddress=EVOLUTIONUSERS%40example.com", "", "example.com", "EVOLUTIONUSERS@example.com", 0},

	/* an unusable address is as good as none */
	{MAIL, "emailaddress=", "autoconfig.example.com", "example.com", NULL, 0},
	{MAIL, "emailaddress", "autoconfig.example.com", "example.com", NULL, 0},
	{MAIL, "emailaddress=jane", "autoconfig.example.com", "example.com", NULL, 0},
	{MAIL, "emailaddress=%40example.net", "autoconfig.example.com", "example.com", NULL, 0},
	{MAIL, "emailaddress=jane%40", "autoconfig.example.com", "example.com", NULL, 0},
	{MAIL, "emailaddress=a%40b%40example.net", "autoconfig.example.com", "example.com", NULL, 0},
	{MAIL, "emailaddress=a%00b%40example.net", "autoconfig.example.com", "example.com", NULL, 0},
	{MAIL, "emailaddress=a%ffb%40example.net", "autoconfig.example.com", "example.com", NULL, 0},
	{MAIL, "emailaddress=a%c0%afb%40example.net", "autoconfig.example.com", "example.com", NULL, 0},
	{MAIL, "emailaddress=a%0Ab%40example.net", "autoconfig.example.com", "example.com", NULL, 0},
	{MAIL, "emailaddress=a%zz%40example.net", "autoconfig.example.com", "example.com", NULL, 0},
	{MAIL, "emailaddress=jane%40[127.0.0.1]", "autoconfig.example.com", "example.com", NULL, 0},
	{MAIL, "emailaddress=jane%2540example.net", "autoconfig.example.com", "example.com", NULL, 0},

	/* the way of Mozilla's central database: the path names the domain, whatever else stands there */
	{"/v1.1/example.com", "", "autoconfig.hoster.net", "example.com", NULL, 0},
	{"/v1.1/EXAMPLE.com.", "", "", "example.com", NULL, 0},
	{"/v1.1/bücher.example", "", "", "xn--bcher-kva.example", NULL, 0},
	{"/v1.1/example.com", "emailaddress=jane%40example.com", "", "example.com", "jane@example.com", 0},
	{"/v1.1/example.com", "emailaddress=jane%40example.net", "", "example.com", NULL, 0},
	{"/v1.1/example.com", "emailaddress=EVOLUTIONUSER%40example.net", "", "example.com", NULL, 0},
	{"/v1.1/", "emailaddress=jane%40example.com", "example.com", "", NULL, ANSWER_E_NO_PATH},
	{"/v1.1/example.com/", "", "example.com", "", NULL, ANSWER_E_NO_PATH},
	{"/v1.1/../mail", "", "example.com", "", NULL, ANSWER_E_NO_PATH},
	{"/v1.1/*", "", "example.com", "", NULL, ANSWER_E_NO_PATH},
	{"/v1.1/mail/config-v1.1.xml", "", "autoconfig.example.com", "example.com", NULL, 0},
	{"/v1.1/127.0.0.1", "", "example.com", "", NULL, ANSWER_E_NO_PATH},
	{"/v1.1/jane@example.com", "", "example.com", "", NULL, ANSWER_E_NO_PATH},
};
/* clang-format on */

static void join_candidates(const struct query *query, char *ret_joined, size_t capacity)
{
	size_t size = 0;

	ret_joined[0] = '\0';
	for (size_t i = 0; i < query->n_candidates; i++)
		size += (size_t)snprintf(ret_joined + size, capacity - size, "%s%s", i ? " " : "",
					 query->candidates[i]);
}

static bool is_right(const struct row *row)
{
	struct request request = {
		.path = row->path, .arguments = row->arguments, .host = row->host};
	struct query query;
	char candidates[1024];
	const char *address;
	int r;

	memset(&query, 0xff, sizeof(query));
	r = protocol_mozilla.parse(&request, &query);
	join_candidates(&query, candidates, sizeof(candidates));
	address = query.has_address ? query.address.text : "none";

	if (r == row->code && !strcmp(candidates, row->candidates) && !query.fault &&
	    !query.exact && !strcmp(address, row->address ? row->address : "none"))
		return true;

	print_error("%s?%s at \"%s\": code %d, candidates \"%s\", address %s\n", row->path,
		    row->arguments, row->host, r, candidates, address);
	return false;
}

static void test_parse(void **state)
{
	int n_wrong = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		n_wrong += !is_right(&rows[i]);

	assert_int_equal(n_wrong, 0);
}

/*
 * 254 bytes are the most an address may have; ten thousand are ignored like any other that is
 * unusable.
 */
static void test_long_addresses(void **state)
{
	static char arguments[10100];
	static const struct {
		size_t local_size;
		bool is_usable;
	} sizes[] = {{1, true},    {64, true},   {65, false},
		     {300, false}, {320, false}, {10000, false}};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		struct request request = {
			.path = MAIL, .arguments = arguments, .host = "autoconfig.example.com"};
		struct query query;
		size_t size = (size_t)snprintf(arguments, sizeof(arguments), "emailaddress=");

		memset(arguments + size, 'a', sizes[i].local_size);
		(void)snprintf(arguments + size + sizes[i].local_size, 32, "@example.net");
		assert_int_equal(protocol_mozilla.parse(&request, &query), 0);
		assert_int_equal(query.has_address, sizes[i].is_usable);
		assert_string_equal(query.candidates[sizes[i].is_usable], "example.com");
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_long_addresses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
