/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whole documents: each account in each view is byte for byte its file in golden/, valid by
 * schema/, and the same whether the address was there or was put into the slots later.  usage:
 * test_golden GOLDEN SCHEMA [--write]
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <libxml/parser.h>
#include <libxml/relaxng.h>
#include <libxml/xmlschemas.h>

#include "accounts.h"
#include "answer.h"
#include "cleanup.h"
#include "document.h"
#include "files.h"
#include "query.h"

static const char *golden_folder, *schema_folder;
static bool writes;

static int render(const struct account_case *account_case, const struct view *view,
		  const struct address *address, struct document *ret_document)
{
	struct query query = {.view = view->view};
	struct account account = account_case->account;

	account.address = address;
	return view->protocol->render(&account_case->context, &query, &account, ret_document);
}

static bool is_valid_relaxng(xmlDocPtr document, const char *path)
{
	xmlRelaxNGParserCtxtPtr parser = xmlRelaxNGNewParserCtxt(path);
	xmlRelaxNGPtr schema = xmlRelaxNGParse(parser);
	xmlRelaxNGValidCtxtPtr context = xmlRelaxNGNewValidCtxt(schema);
	int r = xmlRelaxNGValidateDoc(context, document);

	xmlRelaxNGFreeValidCtxt(context);
	xmlRelaxNGFree(schema);
	xmlRelaxNGFreeParserCtxt(parser);
	return !r;
}

static bool is_valid_xsd(xmlDocPtr document, const char *path)
{
	xmlSchemaParserCtxtPtr parser = xmlSchemaNewParserCtxt(path);
	xmlSchemaPtr schema = xmlSchemaParse(parser);
	xmlSchemaValidCtxtPtr context = xmlSchemaNewValidCtxt(schema);
	int r = xmlSchemaValidateDoc(context, document);

	xmlSchemaFreeValidCtxt(context);
	xmlSchemaFree(schema);
	xmlSchemaFreeParserCtxt(parser);
	return !r;
}

static bool is_valid(const char *bytes, size_t size, const char *schema)
{
	_cleanup_(freep) char *path = file_path(schema_folder, schema, "");
	xmlDocPtr document = xmlReadMemory(bytes, (int)size, NULL, NULL, XML_PARSE_NONET);
	bool valid;

	if (!document)
		return false;

	valid = strstr(schema, ".rng") ? is_valid_relaxng(document, path)
				       : is_valid_xsd(document, path);
	xmlFreeDoc(document);
	return valid;
}

/* Rendered for nobody and filled: the bytes that a cache serves. */
static bool is_same_by_slots(const struct account_case *account_case, const struct view *view,
			     const struct document *document)
{
	_cleanup_(document_clear) struct document template = {0};
	_cleanup_(freep) char *bytes = NULL;
	size_t size;

	if (!view->protocol->has_slots || account_case->account.services == NULL)
		return true;
	if (account_case->account.services[0].username_is_literal)
		return true; /* a user's own login is never rendered for nobody */

	assert_int_equal(render(account_case, view, NULL, &template), 0);
	assert_int_equal(document_fill(&template, &account_case->address, &bytes, &size), 0);
	return size == document->size && !memcmp(bytes, document->bytes, size);
}

/* Returns how many things are wrong, each said. */
static int check_document(const char *name, const struct account_case *account_case,
			  const struct view *view, const struct document *document)
{
	int n_wrong = 0;

	if (writes)
		file_write(golden_folder, name, document->bytes, document->size);
	if (!file_matches(golden_folder, name, document->bytes, document->size))
		n_wrong++;
	if (!is_valid(document->bytes, document->size, view->schema)) {
		print_error("%s: not valid by %s\n", name, view->schema);
		n_wrong++;
	}
	if (!is_same_by_slots(account_case, view, document)) {
		print_error("%s: other bytes when the address is filled in\n", name);
		n_wrong++;
	}

	return n_wrong;
}

static int expected_code(const struct account_case *account_case, enum view_name view_name)
{
	if (view_name == VIEW_MOZILLA)
		return account_case->row->mozilla_code;
	/* A GET is never answered with an error of Autodiscover's own. */
	if (view_name == VIEW_GENERIC && account_case->row->has_no_generic)
		return ANSWER_E_UNKNOWN_DOMAIN;

	return 0;
}

static int check_view(const struct account_case *account_case, enum view_name view_name)
{
	const struct view *view = &views[view_name];
	int expected = expected_code(account_case, view_name);
	_cleanup_(document_clear) struct document document = {0};
	char name[128];
	int r;

	(void)snprintf(name, sizeof(name), "%s.%s.xml", account_case->row->name, view->name);
	r = render(account_case, view, &account_case->address, &document);
	if (r != expected) {
		print_error("%s: %d, not %d\n", name, r, expected);
		return 1;
	}

	return r ? 0 : check_document(name, account_case, view, &document);
}

static void test_documents(void **state)
{
	int n_wrong = 0;

	(void)state;
	for (size_t i = 0; i < n_account_rows; i++) {
		struct account_case account_case;

		account_case_init(&account_case, &account_rows[i]);
		for (enum view_name view = 0; view < _VIEW_MAX; view++)
			n_wrong += check_view(&account_case, view);
	}

	assert_int_equal(n_wrong, 0);
}

/* A faulty request has no account, and its answer is valid all the same. */
static void test_faults(void **state)
{
	static const unsigned int faults[] = {500, 501, 600, 601};
	struct account_case account_case;
	int n_wrong = 0;

	(void)state;
	account_case_init(&account_case, &account_rows[0]);
	for (size_t i = 0; i < ARRAY_SIZE(faults); i++) {
		const struct view *view = &views[VIEW_OUTLOOK];
		struct query query = {.fault = faults[i]};
		_cleanup_(document_clear) struct document document = {0};
		char name[128];

		(void)snprintf(name, sizeof(name), "fault-%u.xml", faults[i]);
		assert_int_equal(
			view->protocol->render(&account_case.context, &query, NULL, &document), 0);
		assert_int_equal(document.n_slots, 0);
		account_case.account.services = NULL;
		n_wrong += check_document(name, &account_case, view, &document);
	}

	assert_int_equal(n_wrong, 0);
}

int main(int argc, char **argv)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_documents),
		cmocka_unit_test(test_faults),
	};

	if (argc < 3) {
		fprintf(stderr, "usage: test_golden GOLDEN SCHEMA [--write]\n");
		return 2;
	}

	golden_folder = argv[1];
	schema_folder = argv[2];
	writes = argc > 3 && !strcmp(argv[3], "--write");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
