/* SPDX-License-Identifier: Apache-2.0 */
/* The worker's store of documents: found again, told apart, bounded by last use. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "protocol.h"
#include "server/documents.h"

static unsigned int n_freed;

static void attachment_free(void *attachment)
{
	n_freed++;
	free(attachment);
}

static struct kept_document *add(struct documents *documents, unsigned int view, const char *domain)
{
	struct document document = {.bytes = strdup(domain), .size = strlen(domain)};
	struct kept_document *kept;

	assert_int_equal(
		documents_add(documents, &protocol_mozilla, view, domain, &document, &kept), 0);
	assert_null(document.bytes);
	kept->attachment = malloc(1);

	return kept;
}

static void test_keys(void **state)
{
	struct documents *documents;

	(void)state;
	assert_int_equal(documents_new(10, attachment_free, &documents), 0);
	(void)add(documents, 0, "example.org");
	assert_non_null(documents_find(documents, &protocol_mozilla, 0, "example.org"));
	assert_null(documents_find(documents, &protocol_mozilla, 1, "example.org"));
	assert_null(documents_find(documents, &protocol_autodiscover, 0, "example.org"));
	assert_null(documents_find(documents, &protocol_mozilla, 0, "example.or"));
	documents_clear(documents);
	assert_null(documents_find(documents, &protocol_mozilla, 0, "example.org"));
	documents_free(documents);
}

static void test_bound(void **state)
{
	struct documents *documents;

	(void)state;
	assert_int_equal(documents_new(2, attachment_free, &documents), 0);
	(void)add(documents, 0, "a.example");
	(void)add(documents, 0, "b.example");
	assert_non_null(documents_find(documents, &protocol_mozilla, 0, "a.example"));
	n_freed = 0;
	(void)add(documents, 0, "c.example");
	assert_int_equal(n_freed, 1);
	assert_null(documents_find(documents, &protocol_mozilla, 0, "b.example"));
	assert_non_null(documents_find(documents, &protocol_mozilla, 0, "a.example"));
	assert_non_null(documents_find(documents, &protocol_mozilla, 0, "c.example"));
	documents_free(documents);
	assert_int_equal(n_freed, 3);
}

static void test_etag(void **state)
{
	struct documents *documents;
	char first[ETAG_SIZE];

	(void)state;
	assert_int_equal(documents_new(2, attachment_free, &documents), 0);
	memcpy(first, add(documents, 0, "a.example")->etag, sizeof(first));
	assert_int_equal(strlen(first), ETAG_SIZE - 1);
	assert_string_not_equal(first, add(documents, 0, "b.example")->etag);
	documents_clear(documents);
	assert_string_equal(first, add(documents, 0, "a.example")->etag);
	documents_free(documents);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_bound),
		cmocka_unit_test(test_etag),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
