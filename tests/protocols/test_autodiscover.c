/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an Autodiscover request asks for, and which fault its answer tells.  The documents:
 * test_golden.c.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "accounts.h"
#include "cleanup.h"
#include "document.h"
#include "protocols/autodiscover.h"
#include "query.h"

#define S "schemas.microsoft.com/exchange/autodiscover/"
#define OUTLOOK "http://" S "outlook/responseschema/2006a"
#define MOBILESYNC "http://" S "mobilesync/responseschema/2006"
#define A(address) "<EMailAddress>" address "</EMailAddress>"
#define R(schema) "<AcceptableResponseSchema>" schema "</AcceptableResponseSchema>"
#define A64 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define D60 "ddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd."

/* clang-format off */
static const struct row {
	const char *children;	/* of Request */
	unsigned int view, fault;
	const char *domain;	/* the candidate, NULL for none */
	const char *address;	/* as it will be echoed; NULL: as the domain says */
} rows[] = {
	{A("jane@example.com") R(OUTLOOK), AUTODISCOVER_OUTLOOK, 0, "example.com", "jane@example.com"},
	{R(MOBILESYNC) A("jane@example.com"), AUTODISCOVER_MOBILESYNC, 0, "example.com", "jane@example.com"},

	/* schemas */
	{A("jane@example.com") R("https://" S "outlook/responseschema/2006a"), AUTODISCOVER_OUTLOOK, 0, "example.com", NULL},
	{A("jane@example.com") R("HTTP://" S "mobilesync/responseschema/2006"), AUTODISCOVER_MOBILESYNC, 0, "example.com", NULL},
	{A("jane@example.com") R("\n  " OUTLOOK "  \n"), AUTODISCOVER_OUTLOOK, 0, "example.com", NULL},
	{A("jane@example.com") R("http://" S "outlook/responseschema/2006"), 0, 601, "example.com", NULL},
	{A("jane@example.com") R(OUTLOOK "XX"), 0, 601, "example.com", NULL},			/* MS-ASCMD conformance TC04 */
	{A("jane@example.com") R("http://" S "mobilesync/responseschema/2006a"), 0, 601, "example.com", NULL},
	{A("jane@example.com") R("http://" S "responseschema/2006"), 0, 601, "example.com", NULL},
	{A("jane@example.com") R("http://" S "outlook/requestschema/2006"), 0, 601, "example.com", NULL},
	{A("jane@example.com") R("http://" S "Outlook/ResponseSchema/2006a"), 0, 601, "example.com", NULL},
	{A("jane@example.com") R(S "outlook/responseschema/2006a"), 0, 601, "example.com", NULL},
	{A("jane@example.com") R("ftp://" S "outlook/responseschema/2006a"), 0, 601, "example.com", NULL},
	{A("jane@example.com") R("x"), 0, 601, "example.com", NULL},
	{A("jane@example.com") R("<x/>"), 0, 601, "example.com", NULL},
	{A("jane@example.com") R(""), 0, 600, "example.com", NULL},
	{A("jane@example.com") R(" "), 0, 600, "example.com", NULL},
	{A("jane@example.com"), 0, 600, "example.com", NULL},
	{A("jane@example.com") R(OUTLOOK) R(OUTLOOK), 0, 600, "example.com", NULL},
	{A("jane@example.com") R(OUTLOOK) R(MOBILESYNC), 0, 600, "example.com", NULL},
	/* the schema's fault is told before the address's */
	{A("jane") R("x"), 0, 601, NULL, NULL},

	/* addresses */
	{R(OUTLOOK), 0, 600, NULL, NULL},
	{A("") R(OUTLOOK), 0, 600, NULL, NULL},
	{A(" \n ") R(OUTLOOK), 0, 600, NULL, NULL},
	{A("jane@example.com") A("jane@example.com") R(OUTLOOK), 0, 600, NULL, NULL},
	{A("jane<x/>@example.com") R(OUTLOOK), 0, 600, NULL, NULL},
	{"<LegacyDN>/o=x/cn=jane</LegacyDN>" R(OUTLOOK), 0, 600, NULL, NULL},
	{"<LegacyDN>/o=x/cn=jane</LegacyDN>" A("jane@example.com") R(OUTLOOK), 0, 0, "example.com", NULL},
	{A("Jane@EXAMPLE.Com") R(OUTLOOK), 0, 0, "example.com", "Jane@EXAMPLE.Com"},
	{A("jane@example.com.") R(OUTLOOK), 0, 0, "example.com", "jane@example.com"},
	{A("  jane@example.com\n") R(OUTLOOK), 0, 0, "example.com", "jane@example.com"},
	{A("SMTP:jane@example.com") R(OUTLOOK), 0, 0, "example.com", "jane@example.com"},
	{A("mailto:jane@example.com") R(OUTLOOK), 0, 0, "example.com", "jane@example.com"},
	{A("jane@bücher.example") R(OUTLOOK), 0, 0, "xn--bcher-kva.example", "jane@bücher.example"},
	{A("jane@xn--bcher-kva.example") R(OUTLOOK), 0, 0, "xn--bcher-kva.example", "jane@xn--bcher-kva.example"},
	{A("jäne@example.com") R(OUTLOOK), 0, 0, "example.com", "jäne@example.com"},
	{A("o'brien@example.com") R(OUTLOOK), 0, 0, "example.com", "o'brien@example.com"},
	{A("a+b@example.com") R(OUTLOOK), 0, 0, "example.com", "a+b@example.com"},
	{A("a&amp;b@example.com") R(OUTLOOK), 0, 0, "example.com", "a&b@example.com"},
	{A("\"quoted @\"@example.com") R(OUTLOOK), 0, 0, "example.com", "\"quoted @\"@example.com"},
	{A("%EMAILADDRESS%@example.com") R(OUTLOOK), 0, 0, "example.com", "%EMAILADDRESS%@example.com"},
	{A("${x}@example.com") R(OUTLOOK), 0, 0, "example.com", "${x}@example.com"},
	{A("jane@sub.example.com") R(OUTLOOK), 0, 0, "sub.example.com", NULL},
	{A(A64 "@example.com") R(OUTLOOK), 0, 0, "example.com", NULL},
	{A("a" A64 "@example.com") R(OUTLOOK), 0, 600, NULL, NULL},
	{A(A64 "@" D60 D60 D60 "example-59.com") R(OUTLOOK), 0, 600, NULL, NULL},
	{A("a@b@c.example") R(OUTLOOK), 0, 600, NULL, NULL},
	{A("auth@a!target@example.com") R(OUTLOOK), 0, 600, NULL, NULL},
	{A("@example.com") R(OUTLOOK), 0, 600, NULL, NULL},
	{A("jane@") R(OUTLOOK), 0, 600, NULL, NULL},
	{A("jane") R(OUTLOOK), 0, 600, NULL, NULL},
	{A("jane doe@example.com") R(OUTLOOK), 0, 600, NULL, NULL},
	{A("ja\nne@example.com") R(OUTLOOK), 0, 600, NULL, NULL},
	{A("ja&#9;ne@example.com") R(OUTLOOK), 0, 600, NULL, NULL},
	{A("&lt;script&gt;@example.com") R(OUTLOOK), 0, 600, NULL, NULL},
	{A("jane@[127.0.0.1]") R(OUTLOOK), 0, 600, NULL, NULL},
	{A("jane@127.0.0.1") R(OUTLOOK), 0, 600, NULL, NULL},
	{A("jane@exa_mple.com") R(OUTLOOK), 0, 600, NULL, NULL},
	{A("jane@example..com") R(OUTLOOK), 0, 600, NULL, NULL},
};
/* clang-format on */

static void parse(const char *body, struct query *ret_query)
{
	/* the Host is somebody else's, and never counts */
	struct request request = {
		.path = "/autodiscover/autodiscover.xml",
		.arguments = "emailaddress=joe%40example.net",
		.host = "autodiscover.example.org",
		.body = body,
		.body_size = body ? strlen(body) : 0,
	};

	memset(ret_query, 0xff, sizeof(*ret_query));
	assert_int_equal(protocol_autodiscover.parse(&request, ret_query), 0);
}

static bool is_right(const struct row *row)
{
	const char *domain, *wanted = row->domain ? row->domain : "none";
	struct query query;
	char body[2048];

	(void)snprintf(body, sizeof(body), "<Autodiscover><Request>%s</Request></Autodiscover>",
		       row->children);
	parse(body, &query);
	domain = query.n_candidates ? query.candidates[0] : "none";

	if (query.fault == row->fault && (row->fault || query.view == row->view) &&
	    !strcmp(domain, wanted) && query.n_candidates == !!row->domain &&
	    query.has_address == !!row->domain && !query.exact &&
	    (!row->address || !strcmp(query.address.text, row->address)))
		return true;

	print_error("%s: fault %u, view %u, domain %s, address %s\n", row->children, query.fault,
		    query.view, domain, query.has_address ? query.address.text : "none");
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

static void test_unreadable(void **state)
{
	static const char *const bodies[] = {
		NULL,
		"",
		"x",
		"<Autodiscover/>",
		"<!DOCTYPE a><Autodiscover><Request>" A("jane@example.com")
			R(OUTLOOK) "</Request></Autodiscover>",
		"<Autodiscover><Request>" A("a&b@example.com")
			R(OUTLOOK) "</Request></Autodiscover>",
		/* MS-ASCMD conformance TC03 */
		"<Autodiscover><Request>" A("jane@example.com")
			R(OUTLOOK) "</Request><Request/></Autodiscover>",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(bodies); i++) {
		struct query query;

		parse(bodies[i], &query);
		assert_int_equal(query.fault, AUTODISCOVER_E_INVALID_REQUEST);
		assert_int_equal(query.n_candidates, 0);
		assert_false(query.has_address);
	}
}

static const char *find(const struct document *document, const char *text)
{
	return memmem(document->bytes, document->size, text, strlen(text));
}

/*
 * What the account lacks is told like a fault of the request: 501 where there is no mail, 601 where
 * there is no ActiveSync.
 */
static void test_account_lacks(void **state)
{
	static const struct {
		const char *account;
		unsigned int view;
		const char *code;
	} lacking[] = {
		{"dav-only", AUTODISCOVER_OUTLOOK, "<ErrorCode>501</ErrorCode>"},
		{"nothing", AUTODISCOVER_OUTLOOK, "<ErrorCode>501</ErrorCode>"},
		{"activesync-only", AUTODISCOVER_OUTLOOK, "<ErrorCode>501</ErrorCode>"},
		{"nothing", AUTODISCOVER_MOBILESYNC, "<ErrorCode>601</ErrorCode>"},
		{"implicit-tls", AUTODISCOVER_MOBILESYNC, "<ErrorCode>601</ErrorCode>"},
		{"activesync-only", AUTODISCOVER_MOBILESYNC, "<Type>MobileSync</Type>"},
		{"submission-only", AUTODISCOVER_OUTLOOK, "<Type>SMTP</Type>"},
		{"pop-only", AUTODISCOVER_OUTLOOK, "<Type>POP3</Type>"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(lacking); i++) {
		_cleanup_(document_clear) struct document document = {0};
		const struct query query = {.view = lacking[i].view};
		struct account_case account_case;

		account_case_init(&account_case, account_row_named(lacking[i].account));
		assert_int_equal(autodiscover_render(&account_case.context, &query,
						     &account_case.account, &document),
				 0);
		if (!find(&document, lacking[i].code))
			fail_msg("%s: no %s", lacking[i].account, lacking[i].code);
	}
}

/*
 * CRC-32 of the host, from any other implementation: the same for every request, whatever the port.
 */
static void test_error_id(void **state)
{
	static const struct {
		const char *public_url, *id;
	} urls[] = {
		{"https://autoconfig.example.org", "Id=\"1543149881\""},
		{"https://AUTOCONFIG.example.org:8443", "Id=\"1543149881\""},
		{"http://127.0.0.1:4243", "Id=\"3619153832\""},
	};
	static const struct query query = {.fault = AUTODISCOVER_E_INVALID_REQUEST};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(urls); i++) {
		_cleanup_(document_clear) struct document document = {0};
		const struct protocol_context context = {.public_url = urls[i].public_url,
							 .language = "",
							 .time = "21:25:04.8897083"};

		assert_int_equal(autodiscover_render(&context, &query, NULL, &document), 0);
		assert_non_null(find(&document, urls[i].id));
		assert_non_null(find(&document, "Time=\"21:25:04.8897083\""));
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_unreadable),
		cmocka_unit_test(test_account_lacks),
		cmocka_unit_test(test_error_id),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
