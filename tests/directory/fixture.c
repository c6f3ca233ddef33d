/* SPDX-License-Identifier: Apache-2.0 */
/* What the tests of directories share. */
#include "fixture.h"

#include <dirent.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/loop.h"
#include "cleanup.h"
#include "directory/backend.h"
#include "directory/reading.h"

#define LOOK_PAUSE 2

static const struct service fixture_services[] = {
	{.type = SERVICE_IMAP,
	 .security = SECURITY_TLS,
	 .port = 993,
	 .n_authentications = 1,
	 .host = "mail.example",
	 .username = "%EMAILADDRESS%"},
	{.type = SERVICE_SUBMISSION,
	 .security = SECURITY_TLS,
	 .port = 465,
	 .n_authentications = 1,
	 .host = "mail.example",
	 .username = "%EMAILADDRESS%"},
};
static const struct text fixture_name[] = {{"", "Common"}};

/* The tests' settings are no loader's: they live as long as their test. */
struct settings *settings_ref(struct settings *settings)
{
	return settings;
}

void settings_unref(struct settings *settings)
{
	(void)settings;
}

struct settings fixture_settings(const char *url)
{
	return (struct settings){
		.server.workers = 1,
		.directory =
			{
				.url = url,
				.schema = "carbone",
				.timeout = {.soft = 300, .hard = 1000},
				.cache = {.ttl = 60000,
					  .negative_ttl = 15000,
					  .stale = 3600000,
					  .entries = 1000},
				.list = true,
				.refresh = 30000,
			},
		.provider.name = {fixture_name, 1},
		.services = fixture_services,
		.n_services = ARRAY_SIZE(fixture_services),
	};
}

char *fixture_path(const char *folder, const char *name)
{
	char *path;

	assert_true(asprintf(&path, "%s/%s", folder, name) > 0);
	return path;
}

char *fixture_url(const char *folder, const char *name)
{
	char *url;

	assert_true(asprintf(&url, "sqlite:%s/%s", folder, name) > 0);
	return url;
}

char *fixture_folder(void)
{
	char *folder = strdup("/tmp/carbone-directory-XXXXXX");

	assert_non_null(folder);
	assert_non_null(mkdtemp(folder));
	return folder;
}

void fixture_folder_remove(char *folder)
{
	DIR *entries = opendir(folder);
	struct dirent *entry;

	while (entries && (entry = readdir(entries))) {
		_cleanup_(freep) char *path = fixture_path(folder, entry->d_name);

		(void)unlink(path);
	}

	if (entries)
		(void)closedir(entries);
	(void)rmdir(folder);
	free(folder);
}

int fixture_try(const char *url, const char *sql, char **reterr_message)
{
	const struct session_limits limits = {
		.timeout = FIXTURE_PATIENCE, .stop_fd = -1, .may_write = true};
	const struct settings settings = fixture_settings(url);
	_cleanup_(reading_clear) struct reading reading = {0};
	int r = reading_init(&reading, &settings, reterr_message);

	if (!r)
		r = reading_connect(&reading, url, &limits, reterr_message);

	return r ? r : reading.backend->session->execute(reading.session, sql, reterr_message);
}

void fixture_execute(const char *url, const char *sql)
{
	_cleanup_(freep) char *message = NULL;

	if (fixture_try(url, sql, &message))
		fail_msg("%s: %s", message, sql);
}

void fixture_init(const char *url)
{
	_cleanup_(freep) char *report = NULL, *message = NULL;

	if (directory_init(url, false, &report, &message))
		fail_msg("init: %s", message);
}

static long elapsed(const struct timespec *since)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (now.tv_sec - since->tv_sec) * 1000 + (now.tv_nsec - since->tv_nsec) / 1000000;
}

void fixture_wait_generation(struct keeper *keeper, uint64_t before)
{
	struct timespec start;

	(void)clock_gettime(CLOCK_MONOTONIC, &start);
	while (keeper_generation(keeper) == before) {
		assert_true(elapsed(&start) < FIXTURE_PATIENCE);
		(void)poll(NULL, 0, LOOK_PAUSE);
	}
}

void fixture_wait_freshness(struct keeper *keeper, enum keeper_freshness freshness)
{
	struct keeper_state state;
	struct timespec start;

	(void)clock_gettime(CLOCK_MONOTONIC, &start);
	for (keeper_state(keeper, &state); state.freshness != freshness;
	     keeper_state(keeper, &state)) {
		assert_true(elapsed(&start) < FIXTURE_PATIENCE);
		(void)poll(NULL, 0, LOOK_PAUSE);
	}
}

void fixture_wait_failure(struct keeper *keeper)
{
	struct keeper_state state;
	struct timespec start;

	(void)clock_gettime(CLOCK_MONOTONIC, &start);
	for (keeper_state(keeper, &state); !state.n_failures; keeper_state(keeper, &state)) {
		assert_true(elapsed(&start) < FIXTURE_PATIENCE);
		(void)poll(NULL, 0, LOOK_PAUSE);
	}
}

struct answer {
	bool is_there;
	int status;
	struct fixture_user *user;
};

static void copy(char *to, size_t capacity, const char *from)
{
	(void)snprintf(to, capacity, "%s", from ? from : "");
}

static void answer_take(void *userdata, int status, const struct user *user)
{
	struct answer *answer = userdata;

	assert_false(answer->is_there);
	answer->is_there = true;
	answer->status = status;
	assert_int_equal(!!user, status == DIRECTORY_OK);
	*answer->user = (struct fixture_user){0};
	if (!user)
		return;

	copy(answer->user->mailbox, sizeof(answer->user->mailbox), user->mailbox);
	copy(answer->user->login, sizeof(answer->user->login), user->login);
	copy(answer->user->display_name, sizeof(answer->user->display_name), user->display_name);
	copy(answer->user->language, sizeof(answer->user->language), user->language);
	copy(answer->user->imap_host, sizeof(answer->user->imap_host), user->hosts[SERVICE_IMAP]);
	copy(answer->user->pop3_host, sizeof(answer->user->pop3_host), user->hosts[SERVICE_POP3]);
	copy(answer->user->smtp_host, sizeof(answer->user->smtp_host),
	     user->hosts[SERVICE_SUBMISSION]);
	for (size_t i = 0, at = 0; i < user->n_addresses; i++)
		at += (size_t)snprintf(answer->user->addresses + at,
				       sizeof(answer->user->addresses) - at, "%s ",
				       user->addresses[i]);
	answer->user->enabled = user->enabled;
	answer->user->switched_off = user->switched_off;
}

static int find(int (*ask)(struct directory *directory, const char *address, const char *canonical,
			   directory_done done, void *userdata, const struct user **ret_user,
			   struct directory_lookup **ret_lookup),
		struct loop *loop, struct directory *directory, const char *address,
		const char *canonical, struct fixture_user *ret_user)
{
	struct answer answer = {.user = ret_user};
	struct directory_lookup *lookup;
	const struct user *user;
	struct timespec start;
	int r = ask(directory, address, canonical, answer_take, &answer, &user, &lookup);

	if (r != DIRECTORY_PENDING) {
		assert_false(answer.is_there);
		answer_take(&answer, r, user);
		return r;
	}

	(void)clock_gettime(CLOCK_MONOTONIC, &start);
	while (!answer.is_there) {
		assert_true(elapsed(&start) < FIXTURE_PATIENCE);
		assert_int_equal(loop_turn(loop, 100), 0);
	}

	return answer.status;
}

int fixture_find_in(struct loop *loop, struct directory *directory, const char *address,
		    const char *canonical, struct fixture_user *ret_user)
{
	return find(directory_find_user, loop, directory, address, canonical, ret_user);
}

int fixture_find_person(struct loop *loop, struct directory *directory, const char *address,
			const char *canonical, struct fixture_user *ret_user)
{
	return find(directory_find_person, loop, directory, address, canonical, ret_user);
}

int fixture_find(struct loop *loop, struct directory *directory, const char *address,
		 struct fixture_user *ret_user)
{
	return fixture_find_in(loop, directory, address, NULL, ret_user);
}
