/* SPDX-License-Identifier: Apache-2.0 */
/* Who takes gzip, and what is compressed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <zlib.h>

#include "cleanup.h"
#include "server/gzip.h"

/* clang-format off */
static const struct {
	const char *accept_encoding;
	bool is_accepted;
} values[] = {
	{NULL, false},
	{"", false},
	{"gzip", true},
	{"GZIP", true},
	{"x-gzip", true},
	{"gzip, deflate", true},
	{"deflate, gzip;q=1.0, *;q=0.5", true},
	{"gzip;q=0.001", true},
	{"gzip; q=0.1", true},
	{" \tgzip\t;q=1", true},
	{"deflate,gzip", true},
	{",,gzip", true},
	{"gzip;q=0", false},
	{"gzip;q=0.000", false},
	{"gzip; Q=0", false},
	{"identity", false},
	{"br, zstd, deflate", false},
	{"*", false}, /* no browser means it, and identity is as good an answer */
	{"agzip", false},
	{"gzipped", false},
	{"gzip2, deflate", false},
	{"deflate;gzip", false},
	{"identity;q=1, gzip;q=0", false},
	{",", false},
	{";q=0", false},
};
/* clang-format on */

static void test_accepted(void **state)
{
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(values); i++)
		if (gzip_is_accepted(values[i].accept_encoding) != values[i].is_accepted)
			fail_msg("%s", values[i].accept_encoding);
}

static char text[GZIP_SIZE_MAX + 1];

static void fill(bool is_random)
{
	uint32_t state = 1;

	for (size_t i = 0; i < sizeof(text); i++) {
		state = state * 1664525 + 1013904223;
		text[i] = is_random ? (char)(state >> 24) : "<hostname>"[i % 10];
	}
}

/* clang-format off */
static const struct {
	size_t size;
	bool is_random, is_compressed;
} documents[] = {
	{0, false, false},
	{GZIP_SIZE_MIN - 1, false, false},
	{GZIP_SIZE_MIN, false, true},
	{4096, false, true},
	{100000, false, true},
	{GZIP_SIZE_MAX, false, true},
	{GZIP_SIZE_MAX + 1, false, false},
	{4096, true, false}, /* it would become larger */
};
/* clang-format on */

static void unzip(const char *bytes, size_t size, size_t expected)
{
	_cleanup_(freep) char *out = malloc(expected + 1);
	z_stream stream = {.next_in = (unsigned char *)(uintptr_t)bytes,
			   .avail_in = (unsigned int)size};

	assert_non_null(out);
	stream.next_out = (unsigned char *)out;
	stream.avail_out = (unsigned int)expected + 1;
	assert_int_equal(inflateInit2(&stream, 15 + 16), Z_OK);
	assert_int_equal(inflate(&stream, Z_FINISH), Z_STREAM_END);
	assert_int_equal(stream.total_out, expected);
	assert_int_equal(stream.avail_in, 0);
	assert_memory_equal(out, text, expected);
	(void)inflateEnd(&stream);
}

static void test_documents(void **state)
{
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(documents); i++) {
		_cleanup_(freep) char *bytes = NULL, *again = NULL;
		size_t size, size_again;
		int r;

		fill(documents[i].is_random);
		r = gzip_bytes(text, documents[i].size, &bytes, &size);
		if ((r == 0) != documents[i].is_compressed)
			fail_msg("%zu bytes: %d", documents[i].size, r);
		if (r)
			continue;

		unzip(bytes, size, documents[i].size);
		assert_int_equal(gzip_bytes(text, documents[i].size, &again, &size_again), 0);
		assert_int_equal(size_again, size);
		assert_memory_equal(bytes, again, size);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_accepted),
		cmocka_unit_test(test_documents),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
