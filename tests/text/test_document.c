/* SPDX-License-Identifier: Apache-2.0 */
/* Slots filled: in the right place, escaped in the right way, as often as they stand there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "address.h"
#include "cleanup.h"
#include "text/writer.h"

static const struct address plain = {
	.text = "joe@Example.org", .size = 15, .local_size = 3, .domain = "example.org"};
static const struct address odd = {.text = "a&b%@x.y", .size = 8, .local_size = 4, .domain = "x.y"};

/* "<SLOT>" for every part and escape, twice, so that the second is a copy of the first. */
static void make_document(struct document *document)
{
	struct writer writer = {0};

	for (int round = 0; round < 2; round++)
		for (int part = SLOT_ADDRESS; part <= SLOT_DOMAIN; part++)
			for (int escape = SLOT_ESCAPE_XML; escape <= SLOT_ESCAPE_NONE; escape++) {
				writer_string(&writer, "<");
				writer_slot(&writer, (enum document_slot_part)part,
					    (enum document_slot_escape)escape);
				writer_string(&writer, ">");
			}
	assert_int_equal(writer_finish(&writer, document), 0);
}

static void test_every_slot(void **state)
{
	static const struct {
		const struct address *address;
		const char *once;
	} rows[] = {
		{&plain, "<joe@Example.org><joe%40Example.org><joe@Example.org><joe><joe><joe>"
			 "<Example.org><Example.org><Example.org>"},
		{&odd, "<a&amp;b%@x.y><a%26b%25%40x.y><a&b%@x.y><a&amp;b%><a%26b%25><a&b%><x.y><x."
		       "y><x.y>"},
	};
	struct document document = {0};

	(void)state;

	make_document(&document);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_(freep) char *bytes = NULL;
		size_t size = 0, half = strlen(rows[i].once);

		assert_int_equal(document_fill(&document, rows[i].address, &bytes, &size), 0);
		if (size != 2 * half || memcmp(bytes, rows[i].once, half) ||
		    strcmp(bytes + half, rows[i].once))
			fail_msg("%s: %s", rows[i].address->text, bytes);
	}
	document_clear(&document);
}

static void test_without_slots(void **state)
{
	_cleanup_(freep) char *bytes = NULL;
	struct document document = {.bytes = (char[]){"same"}, .size = 4};
	size_t size = 0;

	(void)state;

	assert_int_equal(document_fill(&document, &plain, &bytes, &size), 0);
	assert_string_equal(bytes, "same");
	assert_int_equal(size, 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_slot),
		cmocka_unit_test(test_without_slots),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
