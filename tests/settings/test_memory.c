/* SPDX-License-Identifier: Apache-2.0 */
/* Each allocation of ours fails once: nothing leaks, and the operator is not blamed. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "cleanup.h"
#include "load.h"
#include "settings.h"

/* The linker sends our calls here (--wrap); other libraries keep theirs. */
void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *pointer, size_t size);
void *__real_reallocarray(void *pointer, size_t n, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *pointer, size_t size);
void *__wrap_reallocarray(void *pointer, size_t n, size_t size);

static size_t left; /* allocations until the one that fails; 0: none does */

static bool fails(void)
{
	return left && !--left;
}

void *__wrap_malloc(size_t size)
{
	return fails() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t n, size_t size)
{
	return fails() ? NULL : __real_calloc(n, size);
}

void *__wrap_realloc(void *pointer, size_t size)
{
	return fails() ? NULL : __real_realloc(pointer, size);
}

void *__wrap_reallocarray(void *pointer, size_t n, size_t size)
{
	return fails() ? NULL : __real_reallocarray(pointer, n, size);
}

static const struct file files[] = {
	{.name = "url", .content = "sqlite:/x\n"},
	{.name = "logo", .content = "<svg/>"},
	{.name = "domains"},
	{.name = "domains/a.example.yaml", .content = "provider: {name: {default: A, de: B}}\n"},
	{0},
};

static const char yaml[] =
	"server: {listen: [\"unix:/x\", \"[::1]:1\"], trusted_proxies: [unix, 10.0.0.0/8], "
	"public_url: \"https://bücher.example/a/\"}\n"
	"directory: {url_file: url, schema: \"${TEST_SCHEMA:-mailcow}\", reveal: [login]}\n"
	"provider: {name: Name, logo: {file: logo}, documentation: {url: \"https://d.example\", "
	"title: {de: D}}}\n"
	"services:\n"
	"  - {type: imap, host: \"imap.%EMAILDOMAIN%\", authentication: [oauth2, password]}\n"
	"  - {type: submission, host: smtp.example.org, port: 587}\n"
	"  - {type: caldav, url: \"https://d.example/%EMAILADDRESS%\", root: "
	"\"https://d.example/\"}\n"
	"oauth2: {issuer: \"https://a.b\", authorization_url: \"https://a.b\", token_url: "
	"\"https://a.b\", scope: s}\n"
	"domains: {b.example: {services: []}}\n"
	"domains_dir: domains\n"
	"unknown: 1\n";

/* One load whose n-th allocation fails.  False when there are fewer. */
static bool load_failing(const char *path, size_t n, size_t n_complaints)
{
	_cleanup_(bundle_freep) struct bundle *bundle = NULL;
	struct complaints complaints = {0};
	struct settings *settings = NULL;
	bool was_reached;
	int r;

	assert_int_equal(bundle_new_from_disk(&bundle), 0);
	left = n;
	r = settings_load(bundle, path, &settings, &complaints);
	was_reached = !left;
	left = 0;

	/* An arena can do without its table of strings: then all is as ever. */
	if (r != -ENOMEM && (r != SETTINGS_E_REFUSED || complaints.n_entries != n_complaints))
		fail_msg("allocation %zu: result %d, %zu complaints", n, r, complaints.n_entries);
	if (r == -ENOMEM && !was_reached)
		fail_msg("allocation %zu: it did not fail", n);
	assert_null(settings);
	complaints_clear(&complaints);
	return was_reached;
}

static void test_each(void **state)
{
	struct loaded loaded;
	size_t n = 1;

	(void)state;
	load(yaml, files, &loaded);
	while (load_failing(loaded.path, n, loaded.complaints.n_entries))
		n++;
	assert_in_range(n, 20, 10000);
	loaded_clear(&loaded);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
