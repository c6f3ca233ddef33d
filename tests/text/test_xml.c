/* SPDX-License-Identifier: Apache-2.0 */
/* XML byte for byte: indentation, leaves, attributes, templates, and refusals. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "address.h"
#include "cleanup.h"
#include "text/xml.h"

static const struct address joe = {
	.text = "j&j@x.org", .size = 9, .local_size = 3, .domain = "x.org"};

static void write_sample(struct xml *xml, const struct address *address)
{
	xml_declaration(xml);
	xml_literal_line(xml, "<!DOCTYPE a>");
	xml_open(xml, "a", "version", "1 & \"2\"", "left-out", NULL, "id", "x", NULL);
	xml_leaf(xml, "text", "it's <\"quoted\"> & so on");
	xml_leaf(xml, "missing", NULL);
	xml_leaf(xml, "empty", "");
	xml_open(xml, "b", NULL);
	xml_leaf_number(xml, "port", 993);
	xml_leaf_attribute(xml, "descr", "lang", "de", "Hilfe");
	xml_leaf_attribute(xml, "descr", "lang", NULL, "help");
	xml_empty(xml, "c", "url", "https://h/?a&b", NULL);
	xml_empty(xml, "d", NULL);
	xml_leaf_template(xml, "user", "<%EMAILADDRESS%>", address, false);
	xml_leaf_template(xml, "url", "https://h/%EMAILLOCALPART%/?a&b", address, true);
	xml_close(xml);
	xml_close(xml);
}

static const char sample[] = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
			     "<!DOCTYPE a>\n"
			     "<a version=\"1 &amp; &quot;2&quot;\" id=\"x\">\n"
			     "  <text>it's &lt;\"quoted\"&gt; &amp; so on</text>\n"
			     "  <empty></empty>\n"
			     "  <b>\n"
			     "    <port>993</port>\n"
			     "    <descr lang=\"de\">Hilfe</descr>\n"
			     "    <descr>help</descr>\n"
			     "    <c url=\"https://h/?a&amp;b\"/>\n"
			     "    <d/>\n"
			     "    <user>&lt;j&amp;j@x.org&gt;</user>\n"
			     "    <url>https://h/j%26j/?a&amp;b</url>\n"
			     "  </b>\n"
			     "</a>\n";

static void test_written_straight_down(void **state)
{
	struct document document = {0};
	struct xml xml = {0};

	(void)state;

	write_sample(&xml, &joe);
	assert_int_equal(xml_finish(&xml, &document), 0);
	assert_string_equal(document.bytes, sample);
	assert_int_equal(document.size, strlen(sample));
	assert_int_equal(document.n_slots, 0);
	document_clear(&document);
}

/* Rendered for nobody and filled for somebody is the same as rendered for somebody. */
static void test_slots_come_to_the_same(void **state)
{
	_cleanup_(freep) char *bytes = NULL;
	struct document document = {0};
	struct xml xml = {0};
	size_t size = 0;

	(void)state;

	write_sample(&xml, NULL);
	assert_int_equal(xml_finish(&xml, &document), 0);
	assert_int_equal(document.n_slots, 2);
	assert_int_equal(document_fill(&document, &joe, &bytes, &size), 0);
	assert_string_equal(bytes, sample);
	document_clear(&document);
}

static void test_expanded_text_is_not_read_again(void **state)
{
	static const struct address nasty = {
		.text = "%EMAILDOMAIN%@x.y", .size = 17, .local_size = 13};
	struct document document = {0};
	struct xml xml = {0};

	(void)state;

	xml_leaf_template(&xml, "u", "%EMAILLOCALPART%", &nasty, false);
	assert_int_equal(xml_finish(&xml, &document), 0);
	assert_string_equal(document.bytes, "<u>%EMAILDOMAIN%</u>\n");
	document_clear(&document);
}

static void test_refuses_what_xml_cannot_hold(void **state)
{
	struct document document = {0};
	struct xml xml = {0};

	(void)state;

	xml_open(&xml, "a", "x", "\x02", NULL);
	xml_close(&xml);
	assert_int_equal(xml_finish(&xml, &document), -EILSEQ);

	xml_leaf(&xml, "a", "bare \xff");
	assert_int_equal(xml_finish(&xml, &document), -EILSEQ);

	xml_open(&xml, "a", NULL);
	xml_clear(&xml);
	assert_int_equal(xml.depth, 0);
	assert_null(document.bytes);
}

/* What stands in an element for one byte; NULL: the document fails. */
static const char *written(unsigned char byte)
{
	static char plain[2];

	switch (byte) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '\r':
		return "&#13;";
	}
	plain[0] = (char)byte;
	return byte >= 0x80 || (byte < ' ' && byte != '\t' && byte != '\n') ? NULL : plain;
}

/* Eight bytes are looked at in one step: each byte, in each place of it. */
static void test_every_byte_in_every_place(void **state)
{
	(void)state;
	for (unsigned int byte = 1; byte < 256; byte++) {
		for (size_t place = 0; place < 19; place++) {
			_cleanup_(document_clear) struct document document = {0};
			char text[] = "0123456789abcdefghi", expected[64];
			struct xml xml = {0};
			int r;

			text[place] = (char)byte;
			xml_leaf(&xml, "a", text);
			r = xml_finish(&xml, &document);
			if (!written((unsigned char)byte)) {
				assert_int_equal(r, -EILSEQ);
				continue;
			}
			assert_int_equal(r, 0);
			(void)snprintf(expected, sizeof(expected), "<a>%.*s%s%s</a>\n", (int)place,
				       text, written((unsigned char)byte), text + place + 1);
			assert_string_equal(document.bytes, expected);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_written_straight_down),
		cmocka_unit_test(test_slots_come_to_the_same),
		cmocka_unit_test(test_expanded_text_is_not_read_again),
		cmocka_unit_test(test_refuses_what_xml_cannot_hold),
		cmocka_unit_test(test_every_byte_in_every_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
