/* SPDX-License-Identifier: Apache-2.0 */
/* Autodiscover V2: what is asked in which spelling, and the exact bytes of what is answered. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "accounts.h"
#include "answer.h"
#include "cleanup.h"
#include "document.h"
#include "query.h"

#define JSON "/autodiscover/autodiscover.json"
#define FORMAT                                                                                     \
	"{\"ErrorCode\":\"MandatoryParameterMissing\",\"ErrorMessage\":\"The get request sent "    \
	"does not match the valid format.\"}"
#define MISSING                                                                                    \
	"{\"ErrorCode\":\"MissingProtocol\",\"ErrorMessage\":\"A valid value must be provided "    \
	"for the query parameter 'Protocol'.\"}"
#define INVALID(word_, names_)                                                                     \
	"{\"ErrorCode\":\"InvalidProtocol\",\"ErrorMessage\":\"The given protocol value '" word_   \
	"' is invalid. Supported values are '" names_ "'\"}"
#define EAS                                                                                        \
	"{\"Protocol\":\"ActiveSync\",\"Url\":\"https://mail.example.com/"                         \
	"Microsoft-Server-ActiveSync\"}"
#define V1                                                                                         \
	"{\"Protocol\":\"AutodiscoverV1\",\"Url\":\"https://autoconfig.example.org/autodiscover/"  \
	"autodiscover.xml\"}"
#define A30 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define A300 A30 A30 A30 A30 A30 A30 A30 A30 A30 A30

/* clang-format off */
static const struct row {
	const char *account, *path, *arguments;
	const char *document;
	bool is_withheld;
} rows[] = {
	/* both forms, and clients' spellings */
	{"activesync-only", JSON, "Email=jane%40example.com&Protocol=ActiveSync", EAS},
	{"activesync-only", JSON, "Email=jane@example.com&Protocol=activesync&RedirectCount=1", EAS},
	{"activesync-only", JSON, "email=jane%40example.com&PROTOCOL=ACTIVESYNC", EAS},
	{"activesync-only", JSON "/v1.0/jane@example.com", "Protocol=ActiveSync", EAS},
	{"activesync-only", "/AutoDiscover/Autodiscover.JSON/V1.0/jane@example.com", "protocol=ActiveSync", EAS},
	{"activesync-only", JSON, "Email=jane%40example.com&Protocol=Autodiscoverv1&RedirectCount=1", V1},
	{"implicit-tls", JSON, "Email=jane%40example.com&Protocol=AutodiscoverV1", V1},
	{"nothing", JSON, "Protocol=AUTODISCOVERV1&Email=jane%40example.com", V1},
	{"activesync-only", JSON, "Email=a+b@example.com&Protocol=ActiveSync", EAS},
	{"activesync-only", JSON, "Email=smtp:jane%40example.com&Protocol=ActiveSync", EAS},
	{"activesync-only", JSON, "Email=jane%40example.com&Email=x&Protocol=ActiveSync&Protocol=x", EAS},
	/* the path's address goes before */
	{"activesync-only", JSON "/v1.0/jane@example.com", "Email=nonsense&Protocol=ActiveSync", EAS},
	/* whatever stands in RedirectCount */
	{"activesync-only", JSON, "Email=jane%40example.com&Protocol=ActiveSync&RedirectCount=0", EAS},
	{"activesync-only", JSON, "Email=jane%40example.com&Protocol=ActiveSync&RedirectCount=abc", EAS},
	{"activesync-only", JSON, "Email=jane%40example.com&Protocol=ActiveSync&RedirectCount=99999999999999999999", EAS},

	/* the address in the URL, as data */
	{"idn", JSON, "Email=jane@xn--bcher-kva.example&Protocol=ActiveSync", "{\"Protocol\":\"ActiveSync\",\"Url\":\"https://eas.xn--bcher-kva.example/Microsoft-Server-ActiveSync\"}"},
	{"hostile-address", JSON, "Email=%22a%3Cb%3E%25%22@example.com&Protocol=ActiveSync", "{\"Protocol\":\"ActiveSync\",\"Url\":\"https://eas.example.com/?for=%22a%3Cb%3E%25%22%40example.com\"}"},

	/* what is not spoken */
	{"activesync-only", JSON, "Email=jane%40example.com&Protocol=EWS", INVALID("EWS", "ActiveSync,AutodiscoverV1")},
	{"implicit-tls", JSON, "Email=jane%40example.com&Protocol=REST", INVALID("REST", "AutodiscoverV1")},
	{"implicit-tls", JSON, "Email=jane%40example.com&Protocol=ActiveSync", INVALID("ActiveSync", "AutodiscoverV1")},
	{"activesync-only", JSON, "Email=jane%40example.com&Protocol=ActiveSync", INVALID("ActiveSync", "AutodiscoverV1"), .is_withheld = true},
	{"activesync-only", JSON, "Email=jane%40example.com&Protocol=Ews", INVALID("Ews", "AutodiscoverV1"), .is_withheld = true},
	{"activesync-only", JSON, "Email=jane%40example.com&Protocol=AutodiscoverV1", V1, .is_withheld = true},
	{"implicit-tls", JSON, "Email=jane%40example.com&Protocol='\"%3C%3E%E2%80%A8%5C,a1", INVALID("a1", "AutodiscoverV1")},
	{"implicit-tls", JSON, "Email=jane%40example.com&Protocol=" A30 "bcdef", INVALID(A30 "bc", "AutodiscoverV1")},
	{"implicit-tls", JSON, "Email=jane%40example.com&Protocol=%C3%A4", INVALID("", "AutodiscoverV1")},
	{"implicit-tls", JSON, "Email=jane%40example.com&Protocol=AutodiscoverV1x", INVALID("AutodiscoverV1x", "AutodiscoverV1")},

	/* no protocol, or none that can be read */
	{"implicit-tls", JSON, "Email=jane%40example.com", MISSING},
	{"implicit-tls", JSON, "Email=jane%40example.com&Protocol=", MISSING},
	{"implicit-tls", JSON, "Email=jane%40example.com&Protocol", MISSING},
	{"implicit-tls", JSON, "Email=jane%40example.com&Protocol=%00", MISSING},
	{"implicit-tls", JSON, "Email=jane%40example.com&Protocol=%zz", MISSING},
	{"implicit-tls", JSON, "Email=jane%40example.com&Protocol=%e4", MISSING},
	{"implicit-tls", JSON, "Email=jane%40example.com&Protocol=" A300 A30, MISSING},

	/* no address */
	{NULL, JSON, "", FORMAT},
	{NULL, JSON, "Protocol=ActiveSync", FORMAT},
	{NULL, JSON, "Email=&Protocol=ActiveSync", FORMAT},
	{NULL, JSON, "Email=jane&Protocol=ActiveSync", FORMAT},
	{NULL, JSON, "Email=jane%40example.com%00&Protocol=ActiveSync", FORMAT},
	{NULL, JSON, "Email=jane%zz@example.com&Protocol=ActiveSync", FORMAT},
	{NULL, JSON, "Email=j%e4ne@example.com&Protocol=ActiveSync", FORMAT},
	{NULL, JSON, "Email=jane%20doe@example.com&Protocol=ActiveSync", FORMAT},
	{NULL, JSON, "Email=a@b@example.com&Protocol=ActiveSync", FORMAT},
	{NULL, JSON, "Email=" A300 "@example.com&Protocol=ActiveSync", FORMAT},
	{NULL, JSON "/v1.0/jane", "Email=jane@example.com&Protocol=ActiveSync", FORMAT},
	/* what scanners for ProxyShell send: an odd address of a domain that is not ours */
	{"implicit-tls", JSON, "@evil.example/powershell/?X-Rps-CAT=x&Email=autodiscover/autodiscover.json%3f@evil.example", MISSING},
};
/* clang-format on */

static bool is_right(const struct row *row)
{
	const struct request request = {.path = row->path,
					.arguments = row->arguments,
					.host = "somewhere.else.example",
					.withholds_activesync = row->is_withheld};
	const struct protocol *protocol = &protocol_autodiscover_json;
	_cleanup_(document_clear) struct document document = {0};
	struct account_case account_case;
	struct query query;
	int refusal = strstr(row->document, "ErrorCode") ? ANSWER_E_BAD_REQUEST : 0;

	account_case_init(&account_case,
			  account_row_named(row->account ? row->account : "nothing"));
	assert_int_equal(protocol->parse(&request, &query), 0);
	assert_int_equal(query.has_address, !!row->account);
	assert_int_equal(query.n_candidates, !!row->account);
	account_case.account.address = &query.address;
	assert_int_equal(protocol->render(&account_case.context, &query,
					  row->account ? &account_case.account : NULL, &document),
			 0);
	if (!strcmp(document.bytes, row->document) && document.refusal == refusal)
		return true;

	print_error("%s?%s: %d %s\n", row->path, row->arguments, document.refusal, document.bytes);
	return false;
}

static void test_answers(void **state)
{
	int n_wrong = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		n_wrong += !is_right(&rows[i]);

	assert_int_equal(n_wrong, 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_answers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
