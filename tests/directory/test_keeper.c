/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The keeper over SQLite: what it publishes, when it notices a change, what it does without a
 * directory.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "cleanup.h"
#include "directory.h"
#include "domain.h"
#include "fixture.h"
#include "provider.h"

struct scene {
	char *folder, *url, *path;
	struct settings settings;
	struct keeper *keeper;
};

static int scene_open(void **state)
{
	struct scene *scene = calloc(1, sizeof(*scene));
	char *report = NULL, *message = NULL;

	scene->folder = fixture_folder();
	scene->url = fixture_url(scene->folder, "directory.db");
	scene->path = fixture_path(scene->folder, "directory.db");
	scene->settings = fixture_settings(scene->url);
	scene->settings.server.state = scene->folder;
	assert_int_equal(directory_init(scene->url, true, &report, &message), 0);
	free(report);
	*state = scene;
	return 0;
}

static int scene_close(void **state)
{
	struct scene *scene = *state;

	keeper_free(scene->keeper);
	fixture_folder_remove(scene->folder);
	free(scene->url);
	free(scene->path);
	free(scene);
	return 0;
}

static void scene_start(struct scene *scene)
{
	_cleanup_(freep) char *message = NULL;

	keeper_free(TAKE_PTR(scene->keeper));
	if (keeper_new(&scene->settings, &scene->keeper, &message))
		fail_msg("keeper_new: %s", message);
}

static enum keeper_freshness freshness(struct scene *scene)
{
	struct keeper_state state;

	keeper_state(scene->keeper, &state);
	return state.freshness;
}

static bool serves(struct scene *scene, const char *name)
{
	struct snapshot *snapshot = keeper_snapshot(scene->keeper);
	bool found = snapshot_find(snapshot, name);

	snapshot_unref(snapshot);
	return found;
}

static void test_samples(void **state)
{
	struct scene *scene = *state;
	struct snapshot *snapshot;
	const struct domain *plain, *branded, *alias;

	scene_start(scene);
	assert_int_equal(freshness(scene), KEEPER_FRESH);
	snapshot = keeper_snapshot(scene->keeper);
	assert_int_equal(snapshot_n_domains(snapshot), 4);
	assert_null(snapshot_find(snapshot, "example.invalid"));
	assert_null(snapshot_find(snapshot, "*"));
	assert_null(snapshot_catch_all(snapshot));
	assert_ptr_equal(snapshot_settings(snapshot), &scene->settings);

	plain = snapshot_find(snapshot, "example.org");
	alias = snapshot_find(snapshot, "example.com");
	branded = snapshot_find(snapshot, "example.net");
	assert_string_equal(plain->canonical, "example.org");
	assert_string_equal(texts_get(&plain->provider->name, "de"), "Common");
	assert_int_equal(plain->n_services, 8);
	assert_string_equal(alias->name, "example.com");
	assert_string_equal(alias->canonical, "example.org");
	assert_ptr_equal(alias->services, plain->services);
	assert_string_equal(texts_get(&branded->provider->name, "de"), "Example-Net-Post");
	assert_string_equal(texts_get(&branded->provider->name, "fr"), "Example Net Mail");
	assert_string_equal(branded->provider->color, "#7a1f3d");
	assert_string_equal(branded->services[1].host, "smtp.example.net");
	assert_int_equal(branded->n_services, 3);
	assert_non_null(snapshot_find(snapshot, "xn--mller-kva.example"));
	snapshot_unref(snapshot);
}

static void test_no_directory(void **state)
{
	struct scene *scene = *state;

	scene->settings.directory.url = NULL;
	scene_start(scene);
	assert_int_equal(freshness(scene), KEEPER_FRESH);
	assert_false(serves(scene, "example.org"));
}

/* A reader keeps the snapshot it took, whatever is published meanwhile. */
static void test_change_is_noticed(void **state)
{
	struct scene *scene = *state;
	struct snapshot *before;
	uint64_t generation;

	scene_start(scene);
	generation = keeper_generation(scene->keeper);
	before = keeper_snapshot(scene->keeper);
	fixture_execute(scene->url, "INSERT INTO carbone_domain (name) VALUES ('new.example');"
				    "DELETE FROM carbone_domain WHERE name = 'example.net'");
	fixture_wait_generation(scene->keeper, generation);
	assert_true(serves(scene, "new.example"));
	assert_false(serves(scene, "example.net"));
	assert_non_null(snapshot_find(before, "example.net"));
	assert_string_equal(snapshot_find(before, "example.net")->provider->help,
			    "mailto:help@example.net");
	snapshot_unref(before);
}

static void test_replaced_file(void **state)
{
	struct scene *scene = *state;
	_cleanup_(freep) char *url = fixture_url(scene->folder, "new.db");
	_cleanup_(freep) char *path = fixture_path(scene->folder, "new.db");
	uint64_t generation;

	scene_start(scene);
	generation = keeper_generation(scene->keeper);
	fixture_init(url);
	fixture_execute(url, "INSERT INTO carbone_domain (name) VALUES ('new.example')");
	assert_int_equal(rename(path, scene->path), 0);
	fixture_wait_generation(scene->keeper, generation);
	assert_true(serves(scene, "new.example"));
	assert_false(serves(scene, "example.org"));
}

static void test_file_gone_and_back(void **state)
{
	struct scene *scene = *state;
	_cleanup_(freep) char *away = fixture_path(scene->folder, "away.db");
	struct keeper_state report;

	scene_start(scene);
	assert_int_equal(rename(scene->path, away), 0);
	fixture_wait_freshness(scene->keeper, KEEPER_KEPT);
	keeper_state(scene->keeper, &report);
	assert_non_null(strstr(report.message, "No such file"));
	assert_true(report.n_failures > 0);
	assert_true(serves(scene, "example.net"));
	assert_int_equal(rename(away, scene->path), 0);
	fixture_wait_freshness(scene->keeper, KEEPER_FRESH);
	keeper_state(scene->keeper, &report);
	assert_string_equal(report.message, "");
}

/* The restart with a silent database. */
static void test_kept(void **state)
{
	struct scene *scene = *state;
	struct keeper_state report;

	scene_start(scene);
	assert_int_equal(unlink(scene->path), 0);
	scene_start(scene);
	assert_int_equal(freshness(scene), KEEPER_KEPT);
	assert_true(serves(scene, "example.com"));
	keeper_state(scene->keeper, &report);
	assert_int_equal(report.n_domains, 4);
	assert_true(report.refreshed > 1700000000);
}

static void test_nothing_kept(void **state)
{
	struct scene *scene = *state;

	assert_int_equal(unlink(scene->path), 0);
	scene_start(scene);
	assert_int_equal(freshness(scene), KEEPER_EMPTY);
	assert_false(serves(scene, "example.com"));
}

static void kept_damage(struct scene *scene, long offset)
{
	_cleanup_(freep) char *path = fixture_path(scene->folder, "snapshot");
	FILE *file = fopen(path, "r+");
	int byte;

	assert_non_null(file);
	assert_int_equal(fseek(file, offset, offset < 0 ? SEEK_END : SEEK_SET), 0);
	byte = fgetc(file);
	assert_int_equal(fseek(file, -1, SEEK_CUR), 0);
	(void)fputc(byte ^ 1, file);
	assert_int_equal(fclose(file), 0);
}

static void test_damaged_kept_file_is_not_used(void **state)
{
	static const long offsets[] = {0, 26, 40, -1, -50, -300};
	struct scene *scene = *state;
	_cleanup_(freep) char *away = fixture_path(scene->folder, "away.db");
	_cleanup_(freep) char *kept = fixture_path(scene->folder, "snapshot");

	for (size_t i = 0; i < ARRAY_SIZE(offsets); i++) {
		scene_start(scene);
		assert_int_equal(freshness(scene), KEEPER_FRESH);
		if (offsets[i] != 40)
			kept_damage(scene, offsets[i]);
		else
			assert_int_equal(truncate(kept, 200), 0);
		assert_int_equal(rename(scene->path, away), 0);
		scene_start(scene);
		if (freshness(scene) != KEEPER_EMPTY || serves(scene, "example.org"))
			fail_msg("used although damaged at %ld", offsets[i]);
		assert_int_equal(rename(away, scene->path), 0);
		assert_int_equal(unlink(kept), 0);
	}
}

/* What another database listed is not served in this one's name. */
static void test_kept_of_another_directory(void **state)
{
	struct scene *scene = *state;
	_cleanup_(freep) char *other = fixture_url(scene->folder, "other.db");

	scene_start(scene);
	scene->settings.directory.url = other;
	scene_start(scene);
	assert_int_equal(freshness(scene), KEEPER_EMPTY);
	assert_false(serves(scene, "example.org"));
}

static void test_reload(void **state)
{
	struct scene *scene = *state;
	const struct settings_domain own[] = {
		{.name = "example.net", .provider = &scene->settings.provider},
		{.name = "example.com", .provider = &scene->settings.provider},
		{.name = "own.example", .provider = &scene->settings.provider},
		{.name = "*", .provider = &scene->settings.provider},
	};
	struct settings next = scene->settings;
	struct snapshot *snapshot;
	uint64_t generation;

	scene_start(scene);
	generation = keeper_generation(scene->keeper);
	next.domains = own;
	next.n_domains = ARRAY_SIZE(own);
	keeper_reload(scene->keeper, &next);
	fixture_wait_generation(scene->keeper, generation);

	snapshot = keeper_snapshot(scene->keeper);
	assert_ptr_equal(snapshot_settings(snapshot), &next);
	assert_int_equal(snapshot_n_domains(snapshot), 5);
	assert_ptr_equal(snapshot_find(snapshot, "example.net")->provider,
			 &scene->settings.provider);
	assert_int_equal(snapshot_find(snapshot, "example.net")->n_services, 0);
	assert_string_equal(snapshot_find(snapshot, "example.com")->canonical, "example.org");
	assert_non_null(snapshot_find(snapshot, "example.org"));
	assert_string_equal(snapshot_catch_all(snapshot)->name, "*");
	snapshot_unref(snapshot);
}

/*
 * Settings that name a database which does not answer: the old list goes on being served, with the
 * new settings.
 */
static void test_reload_with_silent_directory(void **state)
{
	struct scene *scene = *state;
	_cleanup_(freep) char *other = fixture_url(scene->folder, "other.db");
	struct settings next = scene->settings;
	struct snapshot *snapshot;
	uint64_t generation;

	scene_start(scene);
	generation = keeper_generation(scene->keeper);
	next.directory.url = other;
	keeper_reload(scene->keeper, &next);
	fixture_wait_generation(scene->keeper, generation);
	snapshot = keeper_snapshot(scene->keeper);
	assert_ptr_equal(snapshot_settings(snapshot), &next);
	assert_non_null(snapshot_find(snapshot, "example.org"));
	snapshot_unref(snapshot);
	fixture_wait_freshness(scene->keeper, KEEPER_KEPT);
}

static void test_reload_without_directory(void **state)
{
	struct scene *scene = *state;
	struct settings next = scene->settings;
	uint64_t generation;

	scene_start(scene);
	generation = keeper_generation(scene->keeper);
	next.directory.url = NULL;
	keeper_reload(scene->keeper, &next);
	fixture_wait_generation(scene->keeper, generation);
	assert_false(serves(scene, "example.org"));
	fixture_wait_freshness(scene->keeper, KEEPER_FRESH);
}

static void test_unknown_database(void **state)
{
	struct scene *scene = *state;
	_cleanup_(freep) char *message = NULL;

	scene->settings.directory.url = "oracle:scott/tiger";
	assert_int_equal(keeper_new(&scene->settings, &scene->keeper, &message),
			 DIRECTORY_E_CONFIGURATION);
	assert_null(strstr(message, "tiger"));
	scene->keeper = NULL;
}

int main(void)
{
#define ROW(name) cmocka_unit_test_setup_teardown(name, scene_open, scene_close)
	const struct CMUnitTest tests[] = {
		ROW(test_samples),
		ROW(test_no_directory),
		ROW(test_change_is_noticed),
		ROW(test_replaced_file),
		ROW(test_file_gone_and_back),
		ROW(test_kept),
		ROW(test_nothing_kept),
		ROW(test_damaged_kept_file_is_not_used),
		ROW(test_kept_of_another_directory),
		ROW(test_reload),
		ROW(test_reload_with_silent_directory),
		ROW(test_reload_without_directory),
		ROW(test_unknown_database),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
