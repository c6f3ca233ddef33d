/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One schema over one database: the stack's own tables, filled with the people of people.c, read by
 * a role with no more rights than the manual asks for.
 *
 * usage: test_schema STACK FILE.sql… [URL…]: the files are executed in this order, by the owner of
 * the URL; without one in an SQLite file.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/loop.h"
#include "cleanup.h"
#include "directory.h"
#include "directory/snapshot.h"
#include "domain.h"
#include "people.h"
#include "tests/directory/fixture.h"

#define READER "autoconf" /* what the files grant the rights to */

static struct arguments {
	const char *stack;
	char **files;
	int n_files;
	const char *url; /* NULL: a file is made */
} arguments;

static const struct stack *stack;
static char *folder, *schema_name, *owner_url, *reader_url;
static struct settings settings;

static char *file_read(const char *path)
{
	FILE *file = fopen(path, "re");
	char *text = NULL;
	size_t size = 0;

	if (!file || getdelim(&text, &size, '\0', file) < 0)
		fail_msg("%s cannot be read", path);

	(void)fclose(file);
	return text;
}

/* One text, for one session: what a file sets is set for those behind it. */
static char *files_read(void)
{
	char *all = strdup("");

	for (int i = 0; i < arguments.n_files; i++) {
		_cleanup_(freep) char *before = all, *sql = file_read(arguments.files[i]);

		assert_true(asprintf(&all, "%s\n%s", before, sql) > 0);
	}

	return all;
}

/* The same database for the reader. */
static char *url_of_reader(const char *url)
{
	const char *slashes = strstr(url, "://"), *at = slashes ? strchr(slashes, '@') : NULL;
	char *result;

	if (!at)
		return strdup(url);

	assert_true(asprintf(&result, "%.*s://" READER "%s", (int)(slashes - url), url, at) > 0);
	return result;
}

static int tables_open(void **state)
{
	_cleanup_(freep) char *sql = NULL;

	(void)state;
	stack = stack_find(arguments.stack);
	folder = fixture_folder();
	owner_url = arguments.url ? strdup(arguments.url) : fixture_url(folder, "tables.db");
	reader_url = url_of_reader(owner_url);
	schema_name = strndup(stack->name, strcspn(stack->name, " "));
	settings = fixture_settings(reader_url);
	settings.directory.schema = schema_name;
	memcpy(settings.directory.options, stack->options, sizeof(stack->options));
	settings.directory.function = stack->function;
	settings.directory.queries.domains = stack->queries.domains;
	settings.directory.queries.services = stack->queries.services;
	settings.directory.queries.texts = stack->queries.texts;
	settings.directory.queries.user = stack->queries.user;
	settings.directory.queries.alias = stack->queries.alias;
	settings.directory.queries.addresses = stack->queries.addresses;

	sql = files_read();
	fixture_execute(owner_url, sql);
	return 0;
}

static int tables_close(void **state)
{
	(void)state;
	free(schema_name);
	free(owner_url);
	free(reader_url);
	fixture_folder_remove(folder);
	return 0;
}

static const char *text(const char *value)
{
	return value ? value : "";
}

static bool user_is(const struct person *expected, const struct fixture_user *user)
{
	return !strcmp(user->mailbox, expected->mailbox) &&
	       !strcmp(user->display_name, text(expected->display_name)) &&
	       !strcmp(user->login, expected->login ? expected->login : expected->mailbox) &&
	       !strcmp(user->language, text(expected->language)) &&
	       user->enabled == !expected->is_disabled &&
	       user->switched_off == expected->switched_off &&
	       !strcmp(user->imap_host, text(expected->imap_host));
}

/* The list of domains as a keeper reads it. */
static struct snapshot *snapshot_read(void)
{
	_cleanup_(freep) char *message = NULL;
	struct keeper_state kept;
	struct snapshot *snapshot;
	struct keeper *keeper;

	if (keeper_new(&settings, &keeper, &message))
		fail_msg("keeper_new: %s", message);
	keeper_state(keeper, &kept);
	assert_string_equal(kept.message, "");
	assert_int_equal(kept.freshness, KEEPER_FRESH);

	snapshot = keeper_snapshot(keeper);
	keeper_free(keeper);
	return snapshot;
}

static const char *canonical_of(const struct snapshot *snapshot, const char *address)
{
	const struct domain *domain = snapshot_find(snapshot, strchr(address, '@') + 1);

	return domain ? domain->canonical : NULL;
}

/*
 * iRedMail's goals are compared as they stand in PostgreSQL, since that is how they are indexed.
 */
static bool is_by_the_letter(void)
{
	return !strcmp(schema_name, "iredmail") && !strncmp(owner_url, "postgresql:", 11);
}

static char *addresses_of(const char *mailbox)
{
	char *all = strdup("");

	for (const struct owned *row = owned; row->mailbox; row++) {
		_cleanup_(freep) char *before = NULL;

		if (strcmp(row->mailbox, mailbox) != 0 || !owned_in(row, stack) ||
		    (row->goal_in_upper_case && is_by_the_letter()))
			continue;
		before = all;
		assert_true(asprintf(&all, "%s%s ", before, row->address) > 0);
	}

	return all;
}

/* Whoever is asked for all their addresses has those, whichever of them was asked for. */
static bool addresses_check(struct loop *loop, struct directory *directory,
			    const struct snapshot *snapshot, const struct person *expected)
{
	_cleanup_(freep) char *addresses = addresses_of(expected->mailbox);
	struct fixture_user user;
	int r = fixture_find_person(loop, directory, expected->address,
				    canonical_of(snapshot, expected->address), &user);

	if (r || !user_is(expected, &user) || strcmp(user.addresses, addresses) != 0) {
		print_error("%s (%s): status %d, addresses %s, not %s\n", expected->name,
			    expected->address, r, user.addresses, addresses);
		return false;
	}

	return true;
}

static bool person_check(struct loop *loop, struct directory *directory,
			 const struct snapshot *snapshot, const struct person *expected)
{
	struct fixture_user user;
	int r = fixture_find_in(loop, directory, expected->address,
				canonical_of(snapshot, expected->address), &user);

	if (r != (expected->mailbox ? DIRECTORY_OK : DIRECTORY_E_NOT_FOUND)) {
		print_error("%s (%s): status %d, mailbox %s\n", expected->name, expected->address,
			    r, user.mailbox);
		return false;
	}
	if (!r && !user_is(expected, &user)) {
		print_error("%s (%s): mailbox %s, login %s, name %s, language %s, %s, off %x, "
			    "host %s\n",
			    expected->name, expected->address, user.mailbox, user.login,
			    user.display_name, user.language, user.enabled ? "enabled" : "disabled",
			    user.switched_off, user.imap_host);
		return false;
	}
	assert_string_equal(user.addresses, "");

	return r || addresses_check(loop, directory, snapshot, expected);
}

static void everybody_check(void)
{
	_cleanup_(freep) char *message = NULL;
	struct snapshot *snapshot;
	struct directory *directory;
	struct loop *loop;
	bool is_good = true;

	snapshot = snapshot_read();
	assert_int_equal(loop_new(&loop), 0);
	if (directory_new(&settings, loop, &directory, &message))
		fail_msg("directory_new: %s", message);

	for (const struct person *person = people; person->name; person++) {
		struct person expected = person_in(person, stack);

		is_good &= person_check(loop, directory, snapshot, &expected);
	}

	directory_free(directory);
	loop_free(loop);
	snapshot_unref(snapshot);
	assert_true(is_good);
}

static void test_people(void **state)
{
	(void)state;
	settings.directory.reveal = 0;
	everybody_check();
}

/* Both queries at once: who has a mailbox is found by it, whatever the alias query says. */
static void test_people_with_reveal(void **state)
{
	(void)state;
	settings.directory.reveal = 1;
	everybody_check();
}

static size_t domains_check(const struct snapshot *snapshot)
{
	size_t n_served = 0;

	for (const struct served *row = served; row->domain; row++) {
		struct served expected = served_in(row, stack);
		const struct domain *domain = snapshot_find(snapshot, expected.domain);

		if (!domain != !expected.canonical)
			fail_msg("%s is %sserved", expected.domain, domain ? "" : "not ");
		if (domain && strcmp(domain->canonical, expected.canonical))
			fail_msg("%s is %s", expected.domain, domain->canonical);
		n_served += !!domain;
	}

	return n_served;
}

/* Every domain of the table, and no other: names that are none are left out. */
static void test_domains(void **state)
{
	struct snapshot *snapshot;

	(void)state;
	snapshot = snapshot_read();
	assert_int_equal(snapshot_n_domains(snapshot), domains_check(snapshot));
	snapshot_unref(snapshot);
}

/* The reader may ask everything, and every look-up has its index. */
static void test_check(void **state)
{
	_cleanup_(freep) char *report = NULL, *message = NULL;

	(void)state;
	if (directory_check(&settings, &report, &message))
		fail_msg("check: %s", message);
	if (!strstr(report, stack->counted) || strstr(report, "warning:") ||
	    strstr(report, "needs an index"))
		fail_msg("%s", report);
}

static bool is_file(const char *argument)
{
	size_t size = strlen(argument);

	return size > 4 && !strcmp(argument + size - 4, ".sql");
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_people),
		cmocka_unit_test(test_people_with_reveal),
		cmocka_unit_test(test_domains),
		cmocka_unit_test(test_check),
	};

	if (argc < 3)
		return 2;

	arguments = (struct arguments){.stack = argv[1], .files = &argv[2]};
	while (2 + arguments.n_files < argc && is_file(argv[2 + arguments.n_files]))
		arguments.n_files++;
	arguments.url = argv[2 + arguments.n_files];

	return cmocka_run_group_tests(tests, tables_open, tables_close);
}
