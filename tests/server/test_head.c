/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The one check before routing: what the HTTP library lets through (RFC 9112 sections 3.2, 6.1,
 * 6.3).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "answer.h"
#include "cleanup.h"
#include "server/head.h"

struct field {
	const char *name, *value;
};

/* clang-format off */
static const struct row {
	const char *label, *version;
	struct field fields[4];
	int code;
	uint64_t body_size;
} rows[] = {
	{"one Host", "HTTP/1.1", {{"Host", "a"}}, 0, 0},
	{"Host in any case", "HTTP/1.1", {{"hOST", "a"}}, 0, 0},
	{"1.1 without Host", "HTTP/1.1", {{"Accept", "*/*"}}, ANSWER_E_BAD_REQUEST, 0},
	{"1.0 without Host", "HTTP/1.0", {{"Accept", "*/*"}}, 0, 0},
	{"two Hosts", "HTTP/1.1", {{"Host", "a"}, {"Host", "b"}}, ANSWER_E_BAD_REQUEST, 0},
	{"two equal Hosts", "HTTP/1.1", {{"Host", "a"}, {"Host", "a"}}, ANSWER_E_BAD_REQUEST, 0},
	{"Host with a blank behind its name", "HTTP/1.1", {{"Host ", "a"}}, ANSWER_E_BAD_REQUEST, 0},
	{"Host with a port", "HTTP/1.1", {{"Host", "a:443"}}, 0, 0},
	{"Host that is no host", "HTTP/1.1", {{"Host", "a b"}}, ANSWER_E_BAD_REQUEST, 0},
	{"Host that is no host, in 1.0", "HTTP/1.0", {{"Host", "a/b"}}, ANSWER_E_BAD_REQUEST, 0},
	{"an empty Host", "HTTP/1.1", {{"Host", ""}}, 0, 0},
	{"a length", "HTTP/1.1", {{"Host", "a"}, {"Content-Length", "405"}}, 0, 405},
	{"length 0", "HTTP/1.1", {{"Host", "a"}, {"Content-Length", "0"}}, 0, 0},
	{"two lengths", "HTTP/1.1", {{"Host", "a"}, {"Content-Length", "1"}, {"Content-Length", "2"}}, ANSWER_E_BAD_REQUEST, 2},
	{"two equal lengths", "HTTP/1.1", {{"Host", "a"}, {"Content-Length", "1"}, {"Content-Length", "1"}}, ANSWER_E_BAD_REQUEST, 1},
	{"a list of lengths", "HTTP/1.1", {{"Host", "a"}, {"Content-Length", "1, 1"}}, ANSWER_E_BAD_REQUEST, 0},
	{"a signed length", "HTTP/1.1", {{"Host", "a"}, {"Content-Length", "+1"}}, ANSWER_E_BAD_REQUEST, 0},
	{"an empty length", "HTTP/1.1", {{"Host", "a"}, {"Content-Length", ""}}, ANSWER_E_BAD_REQUEST, 0},
	{"a huge length", "HTTP/1.1", {{"Host", "a"}, {"Content-Length", "99999999999999999999"}}, 0, UINT64_MAX - 1},
	{"chunked", "HTTP/1.1", {{"Host", "a"}, {"Transfer-Encoding", "chunked"}}, 0, UINT64_MAX},
	{"Chunked", "HTTP/1.1", {{"Host", "a"}, {"Transfer-Encoding", "Chunked"}}, 0, UINT64_MAX},
	{"an unknown coding", "HTTP/1.1", {{"Host", "a"}, {"Transfer-Encoding", "gzip, chunked"}}, ANSWER_E_NOT_IMPLEMENTED, UINT64_MAX},
	{"chunked beside a length", "HTTP/1.1", {{"Host", "a"}, {"Transfer-Encoding", "chunked"}, {"Content-Length", "5"}},
	 ANSWER_E_BAD_REQUEST, 0},
	{"chunked twice", "HTTP/1.1", {{"Host", "a"}, {"Transfer-Encoding", "chunked"}, {"Transfer-Encoding", "chunked"}},
	 ANSWER_E_BAD_REQUEST, 0},
	{"chunked in 1.0", "HTTP/1.0", {{"Transfer-Encoding", "chunked"}}, ANSWER_E_BAD_REQUEST, 0},
};
/* clang-format on */

static void test_check(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct head head;
		uint64_t body_size;
		int code;

		head_init(&head, "GET", rows[i].version);
		for (size_t f = 0; f < ARRAY_SIZE(rows[i].fields) && rows[i].fields[f].name; f++)
			head_add(&head, rows[i].fields[f].name, rows[i].fields[f].value);
		code = head_check(&head, &body_size);
		if (code != rows[i].code || (!code && body_size != rows[i].body_size))
			fail_msg("%s: code %d, size %llu", rows[i].label, code,
				 (unsigned long long)body_size);
	}
}

static void test_methods(void **state)
{
	struct head head;

	(void)state;
	head_init(&head, "POST", "HTTP/1.1");
	assert_int_equal(head.method, METHOD_POST);
	head_init(&head, "get", "HTTP/1.1");
	assert_int_equal(head.method, METHOD_OTHER);
	head_init(&head, "PROPFIND", "HTTP/1.1");
	assert_int_equal(head.method, METHOD_OTHER);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_check),
		cmocka_unit_test(test_methods),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
