/* SPDX-License-Identifier: Apache-2.0 */
/* Snapshots of settings and rows: who wins, what is left out, what is shared. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "cleanup.h"
#include "directory.h"
#include "directory/listing.h"
#include "directory/snapshot.h"
#include "domain.h"
#include "fixture.h"
#include "provider.h"

#define MANY 100000
#define MANY_BYTES                                                                                 \
	(24 * 1024 *                                                                               \
	 1024) /* for their rows and the snapshot, so that two of each stay under 64 MB */

static int scene_open(void **state)
{
	struct listing *listing;

	assert_int_equal(listing_new(&listing), 0);
	*state = listing;
	return 0;
}

static int scene_close(void **state)
{
	listing_unref(*state);
	return 0;
}

static void sharing_row(struct listing *listing, const char *name, const char *services_of,
			const char *texts_of)
{
	const char *values[_DOMAIN_COLUMN_MAX] = {NULL};

	values[DOMAIN_SERVICES_OF] = services_of;
	values[DOMAIN_TEXTS_OF] = texts_of;
	assert_int_equal(listing_add(listing, LISTING_DOMAINS, name, values), 0);
}

static void domain_row(struct listing *listing, const char *name, const char *canonical,
		       enum domain_column column, const char *value)
{
	const char *values[_DOMAIN_COLUMN_MAX] = {NULL};

	values[column] = value;
	values[DOMAIN_CANONICAL] = canonical;
	assert_int_equal(listing_add(listing, LISTING_DOMAINS, name, values), 0);
}

static void service_row(struct listing *listing, const char *name, const char *host)
{
	const char *values[_SERVICE_COLUMN_MAX] = {"imap", host, "993", "tls",
						   NULL,   NULL, NULL,  NULL};

	assert_int_equal(listing_add(listing, LISTING_SERVICES, name, values), 0);
}

static void text_row(struct listing *listing, const char *name, const char *key,
		     const char *language, const char *value)
{
	const char *values[_TEXT_COLUMN_MAX] = {key, language, value};

	assert_int_equal(listing_add(listing, LISTING_TEXTS, name, values), 0);
}

static struct snapshot *compose(struct settings *settings, struct listing *listing)
{
	struct snapshot *snapshot;

	listing_finish(listing);
	assert_int_equal(snapshot_new(settings, listing, &snapshot), 0);
	return snapshot;
}

static void test_names(void **state)
{
	struct settings settings = fixture_settings(NULL);
	_cleanup_(snapshot_unrefp) struct snapshot *snapshot = NULL;
	struct listing *listing = *state;
	static const char *const absent[] = {
		"no host.example", "bad_host.example", "",         "loop1.example", "loop2.example",
		"nowhere.example", "second.example",   "A.example"};

	domain_row(listing, "A.Example", NULL, DOMAIN_COLOR, NULL);
	domain_row(listing, "müller.example", NULL, DOMAIN_COLOR, NULL);
	domain_row(listing, "no host.example", NULL, DOMAIN_COLOR, NULL);
	domain_row(listing, "bad_host.example", NULL, DOMAIN_COLOR, NULL);
	domain_row(listing, "", NULL, DOMAIN_COLOR, NULL);
	domain_row(listing, "b.example", "b.example", DOMAIN_COLOR, NULL);
	domain_row(listing, "alias.example", "a.example", DOMAIN_COLOR, NULL);
	domain_row(listing, "a.example", "b.example", DOMAIN_COLOR, NULL);
	domain_row(listing, "second.example", "alias.example", DOMAIN_COLOR, NULL);
	domain_row(listing, "nowhere.example", "elsewhere.example", DOMAIN_COLOR, NULL);
	domain_row(listing, "loop1.example", "loop2.example", DOMAIN_COLOR, NULL);
	domain_row(listing, "loop2.example", "loop1.example", DOMAIN_COLOR, NULL);
	snapshot = compose(&settings, listing);

	assert_int_equal(snapshot_n_domains(snapshot), 4);
	assert_string_equal(snapshot_find(snapshot, "a.example")->canonical, "a.example");
	assert_string_equal(snapshot_find(snapshot, "b.example")->canonical, "b.example");
	assert_string_equal(snapshot_find(snapshot, "alias.example")->canonical, "a.example");
	assert_non_null(snapshot_find(snapshot, "xn--mller-kva.example"));
	for (size_t i = 0; i < ARRAY_SIZE(absent); i++)
		assert_null(snapshot_find(snapshot, absent[i]));
}

static void test_services(void **state)
{
	struct settings settings = fixture_settings(NULL);
	_cleanup_(snapshot_unrefp) struct snapshot *snapshot = NULL;
	struct listing *listing = *state;

	domain_row(listing, "own.example", NULL, DOMAIN_COLOR, NULL);
	domain_row(listing, "same.example", NULL, DOMAIN_COLOR, NULL);
	domain_row(listing, "common.example", NULL, DOMAIN_COLOR, NULL);
	domain_row(listing, "broken.example", NULL, DOMAIN_COLOR, NULL);
	service_row(listing, "own.example", "second.example");
	service_row(listing, "", "common.example");
	service_row(listing, "same.example", "second.example");
	service_row(listing, "own.example", "first.example");
	service_row(listing, "same.example", "first.example");
	service_row(listing, "broken.example", "not a host");
	service_row(listing, "broken.example", "good.example");
	snapshot = compose(&settings, listing);

	assert_int_equal(snapshot_find(snapshot, "own.example")->n_services, 2);
	assert_string_equal(snapshot_find(snapshot, "own.example")->services[0].host,
			    "second.example");
	assert_string_equal(snapshot_find(snapshot, "own.example")->services[1].host,
			    "first.example");
	assert_ptr_equal(snapshot_find(snapshot, "own.example")->services,
			 snapshot_find(snapshot, "same.example")->services);
	assert_int_equal(snapshot_find(snapshot, "common.example")->n_services, 1);
	assert_string_equal(snapshot_find(snapshot, "common.example")->services[0].host,
			    "common.example");
	assert_int_equal(snapshot_find(snapshot, "broken.example")->n_services, 1);
	assert_string_equal(snapshot_find(snapshot, "broken.example")->services[0].host,
			    "good.example");
}

/* Rows that many domains share, under names of their own. */
static void test_shared_rows(void **state)
{
	struct settings settings = fixture_settings(NULL);
	_cleanup_(snapshot_unrefp) struct snapshot *snapshot = NULL;
	struct listing *listing = *state;
	const struct domain *domain;

	sharing_row(listing, "a.example", "7,-2,3", "1");
	sharing_row(listing, "b.example", "7,-2,3", NULL);
	sharing_row(listing, "c.example", "3", "1");
	sharing_row(listing, "d.example", "99,100", "2");
	sharing_row(listing, "e.example", "", NULL);
	sharing_row(listing, "f.example", NULL, NULL);
	service_row(listing, "3", "first.example");
	service_row(listing, "-2", "not a host");
	service_row(listing, "7", "second.example");
	service_row(listing, "f.example", "own.example");
	text_row(listing, "1", "name", "", "Shared");
	snapshot = compose(&settings, listing);

	domain = snapshot_find(snapshot, "a.example");
	assert_int_equal(domain->n_services, 2);
	assert_string_equal(domain->services[0].host, "first.example");
	assert_string_equal(domain->services[1].host, "second.example");
	assert_string_equal(texts_get(&domain->provider->name, ""), "Shared");
	assert_ptr_equal(snapshot_find(snapshot, "b.example")->services, domain->services);
	assert_string_equal(texts_get(&snapshot_find(snapshot, "b.example")->provider->name, ""),
			    "Common");
	assert_int_equal(snapshot_find(snapshot, "c.example")->n_services, 1);
	assert_string_equal(texts_get(&snapshot_find(snapshot, "c.example")->provider->name, ""),
			    "Shared");
	assert_ptr_equal(snapshot_find(snapshot, "d.example")->services, settings.services);
	assert_ptr_equal(snapshot_find(snapshot, "e.example")->services, settings.services);
	assert_string_equal(snapshot_find(snapshot, "f.example")->services[0].host, "own.example");
}

static void test_settings_services(void **state)
{
	struct settings settings = fixture_settings(NULL);
	_cleanup_(snapshot_unrefp) struct snapshot *snapshot = NULL;

	domain_row(*state, "plain.example", NULL, DOMAIN_COLOR, NULL);
	snapshot = compose(&settings, *state);
	assert_ptr_equal(snapshot_find(snapshot, "plain.example")->services, settings.services);
	assert_int_equal(snapshot_find(snapshot, "plain.example")->n_services, 2);
}

static void test_brand(void **state)
{
	static const struct oauth2 common = {.issuer = "https://common.example"};
	struct settings settings = fixture_settings(NULL);
	_cleanup_(snapshot_unrefp) struct snapshot *snapshot = NULL;
	struct listing *listing = *state;
	const struct provider *provider;
	const char *oauth2[_DOMAIN_COLUMN_MAX] = {
		[DOMAIN_OAUTH2_ISSUER] = "https://sso.example",
		[DOMAIN_OAUTH2_AUTHORIZATION_URL] = "https://sso.example/a",
		[DOMAIN_OAUTH2_TOKEN_URL] = "https://sso.example/t",
		[DOMAIN_OAUTH2_SCOPE] = "openid",
	};

	settings.oauth2 = &common;
	settings.provider.color = "#000000";
	settings.provider.help = "mailto:help@common.example";
	domain_row(listing, "brand.example", NULL, DOMAIN_COLOR, "#ffffff");
	domain_row(listing, "badcolor.example", NULL, DOMAIN_COLOR, "white");
	domain_row(listing, "badlogo.example", NULL, DOMAIN_LOGO, "/etc/passwd");
	domain_row(listing, "host.example", NULL, DOMAIN_PUBLIC_HOST, "Mail.Host.Example");
	domain_row(listing, "half.example", NULL, DOMAIN_OAUTH2_ISSUER, "https://sso.example");
	assert_int_equal(listing_add(listing, LISTING_DOMAINS, "sso.example", oauth2), 0);
	text_row(listing, "brand.example", "name", "", "Brand");
	text_row(listing, "brand.example", "name", "de", "Marke");
	text_row(listing, "brand.example", "name", "DE", "MARKE");
	text_row(listing, "brand.example", "short_name", "", "Much longer than twenty characters");
	text_row(listing, "brand.example", "name", "fr", "two\nlines");
	snapshot = compose(&settings, listing);

	provider = snapshot_find(snapshot, "brand.example")->provider;
	assert_string_equal(texts_get(&provider->name, "de"), "Marke");
	assert_string_equal(texts_get(&provider->name, "fr"), "Brand");
	assert_int_equal(provider->name.n_entries, 2);
	assert_int_equal(provider->short_name.n_entries, 0);
	assert_string_equal(provider->color, "#ffffff");
	assert_string_equal(provider->help, "mailto:help@common.example");
	assert_ptr_equal(snapshot_find(snapshot, "brand.example")->oauth2, &common);
	assert_string_equal(snapshot_find(snapshot, "badcolor.example")->provider->color,
			    "#000000");
	assert_string_equal(
		texts_get(&snapshot_find(snapshot, "badcolor.example")->provider->name, ""),
		"Common");
	assert_null(snapshot_find(snapshot, "badlogo.example")->provider->logo);
	assert_string_equal(snapshot_find(snapshot, "host.example")->provider->public_host,
			    "mail.host.example");
	assert_null(snapshot_find(snapshot, "half.example")->oauth2);
	assert_string_equal(snapshot_find(snapshot, "sso.example")->oauth2->scope, "openid");
	assert_null(snapshot_find(snapshot, "sso.example")->oauth2->client_id);
}

/* The bytes that are kept are the same listing again, damaged ones are none. */
static void test_kept_bytes(void **state)
{
	struct listing *listing = *state;
	_cleanup_(listing_unrefp) struct listing *again = NULL;
	_cleanup_(freep) char *bytes = NULL;
	size_t size, n;
	FILE *file = open_memstream(&bytes, &size);

	service_row(listing, "b.example", "z.example");
	service_row(listing, "a.example", "y.example");
	domain_row(listing, "b.example", NULL, DOMAIN_HELP, "mailto:a@b.example");
	listing_finish(listing);
	assert_int_equal(listing_write(listing, file), 0);
	assert_int_equal(fclose(file), 0);

	assert_int_equal(listing_read(bytes, size, &again), 0);
	assert_int_equal(again->tables[LISTING_SERVICES].n_entries, 2);
	assert_string_equal(
		listing_find(again, LISTING_SERVICES, "b.example", &n)->values[SERVICE_COLUMN_HOST],
		"z.example");
	assert_string_equal(
		listing_find(again, LISTING_DOMAINS, "b.example", &n)->values[DOMAIN_HELP],
		"mailto:a@b.example");
	assert_null(listing_find(again, LISTING_TEXTS, "b.example", &n));

	for (size_t cut = 1; cut < size; cut++) {
		struct listing *part = NULL;

		if (!listing_read(bytes, cut, &part))
			assert_true(part->digest != listing->digest);
		listing_unref(part);
	}
}

/* A large provider: names differ, nothing else does. */
static void test_many(void **state)
{
	struct settings settings = fixture_settings(NULL);
	_cleanup_(snapshot_unrefp) struct snapshot *snapshot = NULL;
	struct listing *listing = *state;
	char name[64];
	size_t bytes;

	for (int i = 0; i < MANY; i++) {
		(void)snprintf(name, sizeof(name), "customer-%d.hosting.example", i);
		domain_row(listing, name, NULL, DOMAIN_HELP,
			   i % 2 ? "mailto:a@b.example" : "mailto:b@b.example");
		service_row(listing, name, i % 3 ? "mx1.hosting.example" : "mx2.hosting.example");
	}
	snapshot = compose(&settings, listing);

	assert_int_equal(snapshot_n_domains(snapshot), MANY);
	for (int i = 0; i < MANY; i += 997) {
		const struct domain *domain;

		(void)snprintf(name, sizeof(name), "customer-%d.hosting.example", i);
		domain = snapshot_find(snapshot, name);
		assert_string_equal(domain->name, name);
		assert_string_equal(domain->services[0].host,
				    i % 3 ? "mx1.hosting.example" : "mx2.hosting.example");
	}

	bytes = arena_size(listing->arena) + arena_size(snapshot->arena);
	for (size_t i = 0; i < _LISTING_TABLE_MAX; i++)
		bytes += listing->tables[i].capacity * sizeof(struct listing_row);
	if (bytes > MANY_BYTES)
		fail_msg("%zu bytes", bytes);
}

int main(void)
{
#define ROW(name) cmocka_unit_test_setup_teardown(name, scene_open, scene_close)
	const struct CMUnitTest tests[] = {
		ROW(test_names),       ROW(test_services),
		ROW(test_shared_rows), ROW(test_settings_services),
		ROW(test_brand),       ROW(test_kept_bytes),
		ROW(test_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
