/* SPDX-License-Identifier: Apache-2.0 */
/* Which addresses and names are taken, which are refused and why, and what becomes of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/address_syntax.h"
#include "cleanup.h"

#define TEN "abcdefghij"
#define SIXTY_FOUR TEN TEN TEN TEN TEN TEN "abcd"
#define SIXTY_THREE TEN TEN TEN TEN TEN TEN "abc"
/* 189 bytes, so that local part, @ and this make 254 with a local part of 64 */
#define DOMAIN_189 SIXTY_THREE "." SIXTY_THREE "." TEN TEN TEN TEN TEN TEN "a"

#define ROW(typed, result, text, domain, dot_atom)                                                 \
	{                                                                                          \
		typed, sizeof(typed) - 1, result, text, domain, dot_atom                           \
	}
#define TAKEN(typed, domain) ROW(typed, ADDRESS_OK, typed, domain, true)
#define REFUSED(typed, error) ROW(typed, error, NULL, NULL, false)

/* clang-format off */
static const struct {
	const char *typed;
	size_t size;
	int result;
	const char *text, *domain;
	bool dot_atom;
} rows[] = {
	TAKEN("alice@example.org", "example.org"),
	TAKEN("Alice@Example.ORG", "example.org"),
	TAKEN("o'brien@example.org", "example.org"),
	TAKEN("a+b@example.org", "example.org"),
	TAKEN("a&b@example.org", "example.org"),
	TAKEN("a!b@example.org", "example.org"),
	TAKEN("%EMAILADDRESS%@example.org", "example.org"),
	TAKEN("${x}@example.org", "example.org"),
	TAKEN("a@localhost", "localhost"),
	TAKEN("a@1and1.example", "1and1.example"),
	TAKEN("a@example.4you", "example.4you"),
	TAKEN("a@xn--mller-kva.example", "xn--mller-kva.example"),
	TAKEN("a@XN--MLLER-KVA.Example", "xn--mller-kva.example"),
	TAKEN(SIXTY_FOUR "@" DOMAIN_189, DOMAIN_189),
	ROW("  alice@example.org\r\n", 0, "alice@example.org", "example.org", true),
	ROW("mailto:alice@example.org", 0, "alice@example.org", "example.org", true),
	ROW("SMTP:alice@example.org", 0, "alice@example.org", "example.org", true),
	ROW("alice@example.org.", 0, "alice@example.org", "example.org", true),
	ROW("a@M\xc3\x9cLLER.example", 0, "a@M\xc3\x9cLLER.example", "xn--mller-kva.example", true),
	ROW("a@Mu\xcc\x88ller.example", 0, "a@Mu\xcc\x88ller.example", "xn--mller-kva.example", true),
	ROW("a@stra\xc3\x9f" "e.example", 0, "a@stra\xc3\x9f" "e.example", "xn--strae-oqa.example", true),
	ROW("a@b\xe3\x80\x82" "example", 0, "a@b\xe3\x80\x82" "example", "b.example", true),
	ROW("ren\xc3\xa9@example.org", 0, "ren\xc3\xa9@example.org", "example.org", false),
	ROW("\"quoted @\"@example.org", 0, "\"quoted @\"@example.org", "example.org", false),
	ROW("\"a\\\"@b\"@example.org", 0, "\"a\\\"@b\"@example.org", "example.org", false),
	ROW("a..b@example.org", 0, "a..b@example.org", "example.org", false),
	ROW(".a@example.org", 0, ".a@example.org", "example.org", false),
	ROW("a.@example.org", 0, "a.@example.org", "example.org", false),

	REFUSED("", ADDRESS_E_EMPTY),
	REFUSED(" \t\n", ADDRESS_E_EMPTY),
	REFUSED("mailto:", ADDRESS_E_EMPTY),
	REFUSED(SIXTY_FOUR "@" DOMAIN_189 "b", ADDRESS_E_TOO_LONG),
	REFUSED(SIXTY_FOUR "e@example.org", ADDRESS_E_TOO_LONG),
	REFUSED("a@\xff.example", ADDRESS_E_ENCODING),
	REFUSED("a\0b@example.org", ADDRESS_E_ENCODING),
	REFUSED("a\nb@example.org", ADDRESS_E_ENCODING),
	REFUSED("a@exa\x7fmple.org", ADDRESS_E_ENCODING),
	REFUSED("\"a\tb\"@example.org", ADDRESS_E_ENCODING),
	REFUSED("a\xef\xbf\xbe@example.org", ADDRESS_E_ENCODING),
	REFUSED("alice", ADDRESS_E_SYNTAX),
	REFUSED("@example.org", ADDRESS_E_SYNTAX),
	REFUSED("alice@", ADDRESS_E_SYNTAX),
	REFUSED("@", ADDRESS_E_SYNTAX),
	REFUSED("a@b@c", ADDRESS_E_SYNTAX),
	REFUSED("auth@a!target@b", ADDRESS_E_SYNTAX),
	REFUSED("a b@example.org", ADDRESS_E_SYNTAX),
	REFUSED("a@example .org", ADDRESS_E_SYNTAX),
	REFUSED("\"a@example.org", ADDRESS_E_SYNTAX),
	REFUSED("\"a\"b@example.org", ADDRESS_E_SYNTAX),
	REFUSED("\"a\\\"@example.org", ADDRESS_E_SYNTAX),
	REFUSED("<script>@example.org", ADDRESS_E_SYNTAX),
	REFUSED("<alice@example.org>", ADDRESS_E_SYNTAX),
	REFUSED("DOM\\alice@example.org", ADDRESS_E_SYNTAX),
	REFUSED("a@[127.0.0.1]", ADDRESS_E_DOMAIN),
	REFUSED("a@[IPv6:::1]", ADDRESS_E_DOMAIN),
	REFUSED("a@1.2.3.4", ADDRESS_E_DOMAIN),
	REFUSED("a@b!c", ADDRESS_E_DOMAIN),
	REFUSED("a@under_score.example", ADDRESS_E_DOMAIN),
	REFUSED("a@example..org", ADDRESS_E_DOMAIN),
	REFUSED("a@.example.org", ADDRESS_E_DOMAIN),
	REFUSED("a@example.org..", ADDRESS_E_DOMAIN),
	REFUSED("a@.", ADDRESS_E_SYNTAX),
	REFUSED("a@-x.example", ADDRESS_E_DOMAIN),
	REFUSED("a@x-.example", ADDRESS_E_DOMAIN),
	REFUSED("a@" SIXTY_FOUR ".example", ADDRESS_E_DOMAIN),
	REFUSED("a@\xef\xbc\x91.\xef\xbc\x92", ADDRESS_E_DOMAIN),	/* full-width 1.2 */
	REFUSED("a@b\xef\xbc\xa0" "c", ADDRESS_E_DOMAIN),		/* full-width @ */
	REFUSED("a@x\xe2\x80\x8b\xe2\x90\x80.example", ADDRESS_E_DOMAIN),
};
/* clang-format on */

static void test_addresses(void **state)
{
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct address address;
		int r = address_parse(rows[i].typed, rows[i].size, &address);

		if (r != rows[i].result)
			fail_msg("row %zu <%s>: %d instead of %d", i, rows[i].typed, r,
				 rows[i].result);
		if (r)
			continue;
		if (strcmp(address.text, rows[i].text) || address.size != strlen(rows[i].text))
			fail_msg("row %zu <%s>: text %s", i, rows[i].typed, address.text);
		if (strcmp(address.domain, rows[i].domain))
			fail_msg("row %zu <%s>: domain %s", i, rows[i].typed, address.domain);
		if (address.text[address.local_size] != '@')
			fail_msg("row %zu <%s>: local part of %zu", i, rows[i].typed,
				 address.local_size);
		if (address_is_dot_atom(&address) != rows[i].dot_atom)
			fail_msg("row %zu <%s>: dot-atom", i, rows[i].typed);
	}
}

/* clang-format off */
static const struct {
	const char *typed, *name;	/* name NULL: refused */
} names[] = {
	{"example.org", "example.org"},
	{"Example.ORG.", "example.org"},
	{"b\xc3\xbc" "cher.example", "xn--bcher-kva.example"},
	{"a", "a"},
	{SIXTY_THREE "." SIXTY_THREE "." SIXTY_THREE "." SIXTY_THREE, NULL},
	{SIXTY_THREE "." SIXTY_THREE "." SIXTY_THREE "." TEN TEN TEN TEN TEN TEN "a",
	 SIXTY_THREE "." SIXTY_THREE "." SIXTY_THREE "." TEN TEN TEN TEN TEN TEN "a"},
	{"", NULL},
	{".", NULL},
	{"example.org..", NULL},
	{"*", NULL},
	{"_dmarc.example.org", NULL},
	{"127.0.0.1", NULL},
	{"[::1]", NULL},
	{"::1", NULL},
	{"exa mple.org", NULL},
	{"\xff", NULL},
};
/* clang-format on */

static void test_names(void **state)
{
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		char name[DOMAIN_NAME_MAX + 1];
		int r = domain_name_parse(names[i].typed, strlen(names[i].typed), name);

		if (r != (names[i].name ? 0 : ADDRESS_E_DOMAIN))
			fail_msg("<%s>: %d", names[i].typed, r);
		if (!r && strcmp(name, names[i].name))
			fail_msg("<%s>: %s", names[i].typed, name);
	}
}

static void test_registrable(void **state)
{
	static const struct {
		const char *name;
		bool registrable;
	} cases[] = {
		{"example.org", true},    {"mail.example.co.uk", true},
		{"example.co.uk", true},  {"co.uk", false},
		{"org", false},           {"localhost", false},
		{"example.lan", true},    {"github.io", false},
		{"xn--55qx5d.cn", false}, {"a.xn--55qx5d.cn", true},
		{"joe.github.io", true},  {"xn--mller-kva.example", true},
	};

	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		if (domain_name_is_registrable(cases[i].name) != cases[i].registrable)
			fail_msg("%s", cases[i].name);
}

static void test_key(void **state)
{
	char key[ADDRESS_KEY_SIZE];
	struct address address;

	(void)state;

	assert_int_equal(address_parse("Alice.B@M\xc3\xbcller.example", 23, &address), 0);
	address_key(&address, address.domain, key);
	assert_string_equal(key, "alice.b@xn--mller-kva.example");
	address_key(&address, "canonical.example", key);
	assert_string_equal(key, "alice.b@canonical.example");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_registrable),
		cmocka_unit_test(test_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
