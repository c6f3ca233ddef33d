/* SPDX-License-Identifier: Apache-2.0 */
/* Links: a token opens to what it was made of, at its time; whatever else is tried is refused. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/address_syntax.h"
#include "cleanup.h"
#include "profile_link.h"
#include "seal/seal.h"

#define A "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
#define B "ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA="
#define NOW 1800000000
#define LIFE 1800

static struct key_ring *ring;

static int ring_setup(void **state)
{
	(void)state;

	return key_ring_new("now:" A "\nbefore:" B, &ring);
}

static int ring_teardown(void **state)
{
	(void)state;
	key_ring_free(ring);

	return 0;
}

static struct profile_link link_to(const char *address)
{
	struct profile_link link = {.issued = NOW, .expires = NOW + LIFE, .is_personal = true};

	assert_int_equal(address_parse(address, strlen(address), &link.address), 0);

	return link;
}

static void mint(const struct profile_link *link, char token[static LINK_TOKEN_SIZE])
{
	assert_int_equal(link_mint(ring, link, token), 0);
}

static void assert_opens(const char *token, int64_t now, const struct profile_link *expected)
{
	enum link_refusal refusal;
	struct profile_link link;

	assert_int_equal(link_open(ring, token, strlen(token), now, &link, &refusal), 0);
	assert_string_equal(link.address.text, expected->address.text);
	assert_string_equal(link.address.domain, expected->address.domain);
	assert_string_equal(link.language, expected->language);
	assert_true(link.issued == expected->issued && link.expires == expected->expires);
	assert_int_equal(link.variant, expected->variant);
	assert_int_equal(link.is_personal, expected->is_personal);
	assert_int_equal(link.is_unsigned, expected->is_unsigned);
}

static int refusal_of(const char *token, size_t size, int64_t now)
{
	enum link_refusal refusal;
	struct profile_link link;

	if (link_open(ring, token, size, now, &link, &refusal) != LINK_E_BAD)
		return -1;

	return (int)refusal;
}

static void assert_refused(const char *token, int64_t now, enum link_refusal expected)
{
	assert_int_equal(refusal_of(token, strlen(token), now), expected);
}

#define LOCAL_64 "a123456789b123456789c123456789d123456789e123456789f123456789abcd"
#define LABEL_60 "x123456789x123456789x123456789x123456789x123456789x123456789"
#define LONGEST LOCAL_64 "@" LABEL_60 "." LABEL_60 "." LABEL_60 ".abcde"

/* clang-format off */
static const struct {
	const char *address, *language;
	enum profile_variant variant;
	bool is_personal, is_unsigned;
} good[] = {
	{"jane@example.org",	"",	PROFILE_VARIANT_ALL,	true,	false},
	{"jane@example.org",	"de",	PROFILE_VARIANT_MAIL,	false,	true},
	{"Jane+x@Example.ORG",	"zh-hant-tw", PROFILE_VARIANT_ALL, false, false},
	{"jürgen@münchen.example", "de-1996", PROFILE_VARIANT_MAIL, true, true},
	{"\"a b\"@example.org",	"",	PROFILE_VARIANT_ALL,	true,	false},
	{LONGEST, "abc-def-ghi-jkl-mnop-qr-stuvwxyz-12", PROFILE_VARIANT_MAIL, true, true},
};
/* clang-format on */

static void there_and_back(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
		struct profile_link link = link_to(good[i].address);
		char token[LINK_TOKEN_SIZE];

		link.variant = good[i].variant;
		link.is_personal = good[i].is_personal;
		link.is_unsigned = good[i].is_unsigned;
		memcpy(link.language, good[i].language, strlen(good[i].language) + 1);
		mint(&link, token);
		assert_opens(token, NOW, &link);
	}
}

/* As often as it is followed: nothing is remembered. */
static void again_and_again(void **state)
{
	struct profile_link link = link_to("jane@example.org");
	char token[LINK_TOKEN_SIZE];

	(void)state;
	mint(&link, token);
	for (int i = 0; i < 3; i++)
		assert_opens(token, NOW + i, &link);
}

static const struct {
	int64_t issued, life, now;
	int refusal; /* -1: good */
} times[] = {
	{NOW, LIFE, NOW, -1},
	{NOW, LIFE, NOW + LIFE, -1},
	{NOW, LIFE, NOW + LIFE + 1, LINK_REFUSED_EXPIRED},
	{NOW, LIFE, INT64_MAX - 60, LINK_REFUSED_EXPIRED},
	{NOW + 60, LIFE, NOW, -1},
	{NOW + 61, LIFE, NOW, LINK_REFUSED_FUTURE},
	{NOW, 1, NOW, -1},
	{NOW, LINK_LIFE_MAX, NOW + LINK_LIFE_MAX, -1},
	{0, LIFE, 0, -1},
	{INT64_MAX - LINK_LIFE_MAX, LINK_LIFE_MAX, NOW, LINK_REFUSED_FUTURE},
};

static void moments(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(times); i++) {
		struct profile_link link = link_to("jane@example.org");
		char token[LINK_TOKEN_SIZE];

		link.issued = times[i].issued;
		link.expires = link.issued + times[i].life;
		mint(&link, token);
		assert_int_equal(refusal_of(token, strlen(token), times[i].now), times[i].refusal);
	}
}

static const struct {
	int64_t issued, expires;
} unmintable[] = {
	{NOW, NOW},
	{NOW, NOW - 1},
	{NOW, NOW + LINK_LIFE_MAX + 1},
	{-1, NOW},
	{INT64_MAX - 1, INT64_MAX},
	{INT64_MIN, INT64_MAX},
};

static void no_such_times(void **state)
{
	struct profile_link link = link_to("jane@example.org");
	char token[LINK_TOKEN_SIZE];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(unmintable); i++) {
		link.issued = unmintable[i].issued;
		link.expires = unmintable[i].expires;
		assert_int_equal(link_mint(ring, &link, token), -EINVAL);
	}
}

static void truncated(void **state)
{
	struct profile_link link = link_to("jane@example.org");
	char token[LINK_TOKEN_SIZE];

	(void)state;
	mint(&link, token);
	for (size_t size = 0; size < strlen(token); size++)
		assert_true(refusal_of(token, size, NOW) >= 0);
}

/* Every bit of every byte, and every other letter in every place. */
static void flipped(void **state)
{
	struct profile_link link = link_to("jane@example.org");
	char token[LINK_TOKEN_SIZE], other[LINK_TOKEN_SIZE];
	size_t size;

	(void)state;
	mint(&link, token);
	size = strlen(token);
	for (size_t i = 0; i < size; i++)
		for (int byte = 0; byte < 256; byte++) {
			if (byte == (unsigned char)token[i])
				continue;
			memcpy(other, token, size + 1);
			other[i] = (char)byte;
			assert_true(refusal_of(other, size, NOW) >= 0);
		}
}

static void spellings(void **state)
{
	static const char *const more[] = {"=", "==", "A", "AA", "AAAA", "\n", " ", "%3D", "."};
	struct profile_link link = link_to("jane@example.org");
	char token[LINK_TOKEN_SIZE], other[LINK_TOKEN_SIZE + 8];
	size_t size;

	(void)state;
	mint(&link, token);
	size = strlen(token);
	for (size_t i = 0; i < ARRAY_SIZE(more); i++) {
		memcpy(other, token, size);
		memcpy(other + size, more[i], strlen(more[i]) + 1);
		assert_true(refusal_of(other, strlen(other), NOW) >= 0);
	}
	assert_true(refusal_of(token, size + 1, NOW) >= 0); /* with its NUL */
}

static void over_long(void **state)
{
	static char endless[1 << 20];

	(void)state;
	memset(endless, 'A', sizeof(endless));
	assert_int_equal(refusal_of(endless, sizeof(endless), NOW), LINK_REFUSED_MALFORMED);
}

/*
 * Two tokens, and one with the other's first, middle or last part: where nonces and tags differ, no
 * piece of one fits into another, be it address, expiry, variant or key id.
 */
static void spliced(void **state)
{
	struct profile_link jane = link_to("jane@example.org"), john = link_to("john@example.org");
	char one[LINK_TOKEN_SIZE], two[LINK_TOKEN_SIZE], other[LINK_TOKEN_SIZE];
	size_t size;

	(void)state;
	john.expires += LIFE;
	john.variant = PROFILE_VARIANT_MAIL;
	mint(&jane, one);
	mint(&john, two);
	size = strlen(one);
	assert_int_equal(strlen(two), size);
	for (size_t from = 0; from < size; from++)
		for (size_t to = from + 1; to <= size; to++) {
			memcpy(other, one, size + 1);
			memcpy(other + from, two + from, to - from);
			if (strcmp(other, one) && strcmp(other, two))
				assert_true(refusal_of(other, size, NOW) >= 0);
		}
}

/* The id of another key of the same length, put into a token that is otherwise whole. */
static void other_key_id(void **state)
{
	static const struct {
		const char *id;
		enum link_refusal refusal;
	} ids[] = {{"two", LINK_REFUSED_FORGED}, {"six", LINK_REFUSED_UNKNOWN_KEY}};
	_cleanup_(key_ring_freep) struct key_ring *keys = NULL;
	struct profile_link link = link_to("jane@example.org"), opened;
	unsigned char bytes[SEAL_TOKEN_BYTES_MAX];
	char token[LINK_TOKEN_SIZE];
	enum link_refusal refusal;

	(void)state;
	assert_int_equal(key_ring_new("one:" A "\ntwo:" A, &keys), 0);
	for (size_t i = 0; i < ARRAY_SIZE(ids); i++) {
		assert_int_equal(link_mint(keys, &link, token), 0);
		assert_true(base64url_decode(token, strlen(token), bytes));
		memcpy(bytes + 2, ids[i].id, 3);
		base64url_encode(bytes, BASE64URL_BYTES(strlen(token)), token);
		assert_int_equal(link_open(keys, token, strlen(token), NOW, &opened, &refusal),
				 LINK_E_BAD);
		assert_int_equal(refusal, ids[i].refusal);
	}
}

static void other_purpose(void **state)
{
	char token[SEAL_TOKEN_SIZE];

	(void)state;
	assert_int_equal(seal(ring, SEAL_SESSION, "x", 1, token), 0);
	assert_refused(token, NOW, LINK_REFUSED_FORGED);
}

#define ISSUED "\0\0\0\0\x6b\x49\xd2\0" /* NOW */
#define BYTES(string) string, sizeof(string) - 1

/* Sealed with our key, and no link: what a later release may write, or a mistake of ours. */
/* clang-format off */
static const struct {
	const char *name, *bytes;
	size_t size;
	int refusal;
} plains[] = {
	{"good",		BYTES(ISSUED "\0\0\0\x3c" "\0\1" "\2de" "\3a@b"),	-1},
	{"nothing",		BYTES(""),						LINK_REFUSED_MALFORMED},
	{"no strings",		BYTES(ISSUED "\0\0\0\x3c" "\0\1"),			LINK_REFUSED_MALFORMED},
	{"no address",		BYTES(ISSUED "\0\0\0\x3c" "\0\1" "\2de"),		LINK_REFUSED_MALFORMED},
	{"half an address",	BYTES(ISSUED "\0\0\0\x3c" "\0\1" "\2de" "\4a@b"),	LINK_REFUSED_MALFORMED},
	{"half a language",	BYTES(ISSUED "\0\0\0\x3c" "\0\1" "\x7f" "de"),		LINK_REFUSED_MALFORMED},
	{"trailing bytes",	BYTES(ISSUED "\0\0\0\x3c" "\0\1" "\2de" "\3a@bc"),	LINK_REFUSED_MALFORMED},
	{"long language",	BYTES(ISSUED "\0\0\0\x3c" "\0\1" "\x24" "abcdefghijklmnopqrstuvwxyzabcdefghij" "\3a@b"), LINK_REFUSED_MALFORMED},
	{"no life",		BYTES(ISSUED "\0\0\0\0" "\0\1" "\2de" "\3a@b"),	LINK_REFUSED_MALFORMED},
	{"over-long life",	BYTES(ISSUED "\0\x27\x8d\1" "\0\1" "\2de" "\3a@b"),	LINK_REFUSED_MALFORMED},
	{"unknown variant",	BYTES(ISSUED "\0\0\0\x3c" "\2\1" "\2de" "\3a@b"),	LINK_REFUSED_MALFORMED},
	{"unknown flag",	BYTES(ISSUED "\0\0\0\x3c" "\0\4" "\2de" "\3a@b"),	LINK_REFUSED_MALFORMED},
	{"no address syntax",	BYTES(ISSUED "\0\0\0\x3c" "\0\1" "\2de" "\3abc"),	LINK_REFUSED_MALFORMED},
	{"address to be trimmed", BYTES(ISSUED "\0\0\0\x3c" "\0\1" "\2de" "\4a@b "),	LINK_REFUSED_MALFORMED},
	{"before time",		BYTES("\xff\0\0\0\0\0\0\0" "\0\0\0\x3c" "\0\1" "\2de" "\3a@b"), LINK_REFUSED_MALFORMED},
	{"after time",		BYTES("\x7f\xff\xff\xff\xff\xff\xff\xff" "\0\0\0\x3c" "\0\1" "\2de" "\3a@b"), LINK_REFUSED_MALFORMED},
};
/* clang-format on */

static void insides(void **state)
{
	char token[SEAL_TOKEN_SIZE];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(plains); i++) {
		assert_int_equal(seal(ring, SEAL_LINK, plains[i].bytes, plains[i].size, token), 0);
		if (refusal_of(token, strlen(token), NOW) != plains[i].refusal)
			fail_msg("%s", plains[i].name);
	}
}

static void other_version(void **state)
{
	struct profile_link link = link_to("jane@example.org");
	unsigned char bytes[SEAL_TOKEN_BYTES_MAX];
	char token[LINK_TOKEN_SIZE];

	(void)state;
	mint(&link, token);
	assert_true(base64url_decode(token, strlen(token), bytes));
	bytes[0]++;
	base64url_encode(bytes, BASE64URL_BYTES(strlen(token)), token);
	assert_refused(token, NOW, LINK_REFUSED_MALFORMED);
}

static void rotation(void **state)
{
	_cleanup_(key_ring_freep) struct key_ring *before = NULL, *after = NULL;
	struct profile_link link = link_to("jane@example.org"), opened;
	char token[LINK_TOKEN_SIZE];
	enum link_refusal refusal;

	(void)state;
	assert_int_equal(key_ring_new("before:" B, &before), 0);
	assert_int_equal(key_ring_new("now:" A, &after), 0);
	assert_int_equal(link_mint(before, &link, token), 0);
	assert_opens(token, NOW, &link);
	assert_int_equal(link_open(after, token, strlen(token), NOW, &opened, &refusal),
			 LINK_E_BAD);
	assert_int_equal(refusal, LINK_REFUSED_UNKNOWN_KEY);
}

static void every_refusal_has_a_name(void **state)
{
	(void)state;
	for (size_t i = 0; i < _LINK_REFUSAL_MAX; i++)
		assert_non_null(link_refusal_names[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(there_and_back),
		cmocka_unit_test(again_and_again),
		cmocka_unit_test(moments),
		cmocka_unit_test(no_such_times),
		cmocka_unit_test(truncated),
		cmocka_unit_test(flipped),
		cmocka_unit_test(spellings),
		cmocka_unit_test(over_long),
		cmocka_unit_test(spliced),
		cmocka_unit_test(other_key_id),
		cmocka_unit_test(other_purpose),
		cmocka_unit_test(insides),
		cmocka_unit_test(other_version),
		cmocka_unit_test(rotation),
		cmocka_unit_test(every_refusal_has_a_name),
	};

	return cmocka_run_group_tests(tests, ring_setup, ring_teardown);
}
