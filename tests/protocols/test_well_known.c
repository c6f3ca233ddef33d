/* SPDX-License-Identifier: Apache-2.0 */
/* Where the redirects of CalDAV, CardDAV and JMAP lead, and where they would lead in a circle. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "account.h"
#include "answer.h"
#include "cleanup.h"
#include "document.h"
#include "domain.h"
#include "protocol.h"
#include "protocols/well_known.h"
#include "query.h"

#define URL(type_, ...)                                                                            \
	{                                                                                          \
		.type = SERVICE_##type_, .username = "%EMAILADDRESS%", .n_authentications = 1,     \
		.url = __VA_ARGS__                                                                 \
	}

/* clang-format off */
static const struct row {
	const char *path;
	struct service services[3];
	const char *location;	/* NULL: there is none */
} rows[] = {
	{WELL_KNOWN_CALDAV, {URL(CALDAV, "https://d.example.org/dav/%EMAILADDRESS%/", .root = "https://d.example.org/dav/")}, "https://d.example.org/dav/"},
	{WELL_KNOWN_CARDDAV, {URL(CARDDAV, "https://d.example.org/card/")}, "https://d.example.org/card/"},
	{WELL_KNOWN_JMAP, {URL(JMAP, "https://j.example.org/session?a=b")}, "https://j.example.org/session?a=b"},
	{WELL_KNOWN_CALDAV, {URL(CALDAV, "https://%EMAILDOMAIN%/dav/")}, "https://example.com/dav/"},
	{WELL_KNOWN_CALDAV, {URL(CALDAV, "http://d.example.org:8080/dav/")}, "http://d.example.org:8080/dav/"},
	{WELL_KNOWN_CALDAV, {URL(CALDAV, "https://a.example.org/%EMAILLOCALPART%/"), URL(CALDAV, "https://b.example.org/"), URL(CALDAV, "https://c.example.org/")},
	 "https://b.example.org/"},

	/* nothing to say */
	{WELL_KNOWN_CALDAV, {URL(CALDAV, "https://d.example.org/dav/%EMAILADDRESS%/")}, NULL},
	{WELL_KNOWN_CARDDAV, {URL(CALDAV, "https://d.example.org/dav/")}, NULL},
	{WELL_KNOWN_JMAP, {URL(EWS, "https://d.example.org/")}, NULL},

	/* a session that is itself well-known: good on another host, a circle on the domain's own */
	{WELL_KNOWN_JMAP, {URL(JMAP, "https://j.example.org/.well-known/jmap")}, "https://j.example.org/.well-known/jmap"},
	{WELL_KNOWN_JMAP, {URL(JMAP, "https://example.com/.well-known/jmap")}, NULL},
	{WELL_KNOWN_JMAP, {URL(JMAP, "https://%EMAILDOMAIN%:443/.well-known/jmap?x")}, NULL},
	{WELL_KNOWN_JMAP, {URL(JMAP, "https://autoconfig.example.com/.well-known/jmap")}, NULL},
	{WELL_KNOWN_CALDAV, {URL(CALDAV, "https://x/", .root = "https://example.com/.well-known/caldav")}, NULL},
	{WELL_KNOWN_CALDAV, {URL(CALDAV, "https://example.com/.well-known/carddav")}, "https://example.com/.well-known/carddav"},
};
/* clang-format on */

static size_t count_services(const struct row *row)
{
	size_t n = 0;

	while (n < ARRAY_SIZE(row->services) && row->services[n].url)
		n++;

	return n;
}

static void check_row(const struct row *row)
{
	_cleanup_(document_clear) struct document document = {0};
	const struct domain domain = {.name = "example.com"};
	const struct account account = {.domain = &domain,
					.services = (struct service *)row->services,
					.n_services = count_services(row)};
	const struct request request = {
		.path = row->path, .arguments = "a=b", .host = "example.com"};
	struct query query;
	int r;

	assert_int_equal(protocol_well_known.parse(&request, &query), 0);
	assert_true(query.exact && !query.has_address && query.n_candidates == 1);
	r = protocol_well_known.render(NULL, &query, &account, &document);
	if (r != (row->location ? 0 : ANSWER_E_NO_PATH))
		fail_msg("%s, %s: %d", row->path, row->services[0].url, r);
	if (!r)
		assert_string_equal(document.bytes, row->location);
}

static void test_locations(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		check_row(&rows[i]);
}

static void test_other_paths(void **state)
{
	const struct request request = {
		.path = "/.well-known/webdav", .arguments = "", .host = "example.com"};
	struct query query;

	(void)state;
	assert_int_equal(protocol_well_known.parse(&request, &query), ANSWER_E_NO_PATH);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_locations),
		cmocka_unit_test(test_other_paths),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
