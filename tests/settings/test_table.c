/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The manual has each row of the table, with its default, and nothing else; and the sample settings
 * are good.
 */
#include "settings/table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cleanup.h"
#include "load.h"
#include "settings.h"

static const char *manual_path, *sample_path;

static const struct table *const tables[] = {
	&table_settings, &table_provider, &table_documentation, &table_oauth2,
	&table_service,  &table_profiles, &table_domain,
};

static char *read_manual(void)
{
	FILE *file = fopen(manual_path, "re");
	char *text = calloc(1, 256 * 1024);

	assert_non_null(file);
	assert_non_null(text);
	assert_in_range(fread(text, 1, 256 * 1024 - 1, file), 1024, 256 * 1024 - 2);
	assert_int_equal(fclose(file), 0);
	return text;
}

/* The paragraph about a setting, as far as the next one; NULL when there is none. */
static char *paragraph(const char *manual, const char *path)
{
	_cleanup_(freep) char *head = NULL;
	const char *start, *end;

	assert_true(asprintf(&head, "\n.It Cm %s : ", path) > 0);
	start = strstr(manual, head);
	if (!start)
		return NULL;

	start += strlen(head);
	end = strstr(start, "\n.It ");
	if (!end || (strstr(start, "\n.El") && strstr(start, "\n.El") < end))
		end = strstr(start, "\n.El");
	assert_non_null(end);
	return strndup(start, (size_t)(end - start));
}

static void drop_quotes(char *text)
{
	char *to = text;

	for (; *text; text++)
		if (*text != '"')
			*to++ = *text;
	*to = '\0';
}

static void check_row(const char *manual, const char *path, const struct setting *setting)
{
	_cleanup_(freep) char *text = paragraph(manual, path);
	_cleanup_(freep) char *standard = NULL;

	if (!text)
		fail_msg("the manual says nothing about %s", path);
	if (!setting->read || !setting->help || !*setting->help)
		fail_msg("%s: a row without a reader or words", path);
	if (!setting->standard)
		return;

	assert_true(asprintf(&standard, "The default is\n.Li %s .", setting->standard) > 0);
	drop_quotes(standard);
	if (!strstr(text, standard))
		fail_msg("the manual does not say that %s is %s by default", path,
			 setting->standard);
}

static void test_rows(void **state)
{
	_cleanup_(freep) char *manual = read_manual();

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(tables); i++)
		for (size_t j = 0; j < tables[i]->n_rows; j++) {
			_cleanup_(freep) char *path = NULL;

			assert_true(asprintf(&path, "%s%s", tables[i]->manual,
					     tables[i]->rows[j].path) > 0);
			check_row(manual, path, &tables[i]->rows[j]);
		}
}

static bool is_row(const char *path, size_t size)
{
	for (size_t i = 0; i < ARRAY_SIZE(tables); i++) {
		size_t prefix = strlen(tables[i]->manual);

		if (size < prefix || strncmp(path, tables[i]->manual, prefix) != 0)
			continue;
		for (size_t j = 0; j < tables[i]->n_rows; j++)
			if (strlen(tables[i]->rows[j].path) == size - prefix &&
			    !strncmp(path + prefix, tables[i]->rows[j].path, size - prefix))
				return true;
	}
	return false;
}

static void test_manual(void **state)
{
	_cleanup_(freep) char *manual = read_manual();
	size_t n = 0;

	(void)state;
	for (const char *item = strstr(manual, "\n.It Cm "); item;
	     item = strstr(item + 1, "\n.It Cm ")) {
		const char *path = item + strlen("\n.It Cm ");
		size_t size = strcspn(path, " \n");

		n++;
		if (!is_row(path, size))
			fail_msg("the manual has %.*s, and the table has not", (int)size, path);
	}
	assert_true(n > 60);
}

static void test_sample(void **state)
{
	_cleanup_(bundle_freep) struct bundle *bundle = NULL;
	struct loaded loaded = {0};

	(void)state;
	assert_int_equal(bundle_new_from_disk(&bundle), 0);
	loaded.result = settings_load(bundle, sample_path, &loaded.settings, &loaded.complaints);
	for (size_t i = 0; i < loaded.complaints.n_entries; i++)
		fail_msg("%s:%u: %s", sample_path, loaded.complaints.entries[i].line,
			 loaded.complaints.entries[i].sentence);
	assert_int_equal(loaded.result, 0);
	settings_unref(loaded.settings);
	complaints_clear(&loaded.complaints);
}

struct slip {
	const struct table *table;
	const char *section, *name, *expected; /* NULL: nothing is near */
};

/* clang-format off */
static const struct slip slips[] = {
	{&table_settings, "", "sevrer", "server"},
	{&table_settings, "", "Server", "server"},
	{&table_settings, "", "domain", "domains"},
	{&table_settings, "", "public_url", "server.public_url"},
	{&table_settings, "", "logging", "log"},
	{&table_settings, "server", "listne", "server.listen"},
	{&table_settings, "server", "public-url", "server.public_url"},
	{&table_settings, "server.limits", "heder", "server.limits.header"},
	{&table_settings, "server", "certificate", "profiles.signing.certificate"},
	{&table_service, "", "hostname", "host"},
	{&table_service, "", "auth", "authentication"},
	{&table_service, "", "authentification", "authentication"},
	{&table_service, "", "", NULL},
	{&table_service, "", "a name that is very much longer than every name of a setting could ever be", NULL},
};
/* clang-format on */

static void test_nearest(void **state)
{
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(slips); i++) {
		const struct slip *slip = &slips[i];
		size_t size = 0;
		const char *nearest = table_nearest(slip->table, slip->section, slip->name, &size);

		if (!slip->expected != !nearest)
			fail_msg("%s: %.*s", slip->name, (int)size, nearest ? nearest : "");
		if (nearest &&
		    (size != strlen(slip->expected) || strncmp(nearest, slip->expected, size) != 0))
			fail_msg("%s: %.*s", slip->name, (int)size, nearest);
	}
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_manual),
		cmocka_unit_test(test_sample),
		cmocka_unit_test(test_nearest),
	};

	if (argc != 3)
		return EXIT_FAILURE;

	manual_path = argv[1];
	sample_path = argv[2];
	return cmocka_run_group_tests(tests, NULL, NULL);
}
