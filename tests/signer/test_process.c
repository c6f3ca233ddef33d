/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The signing process from outside: sent rubbish, looked at through /proc, told bad files,
 * outliving its certificate.
 */
#include <dirent.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/loop.h"
#include "cleanup.h"
#include "fixture.h"
#include "profile.h"
#include "signer.h"
#include "signer/wire.h"

/* clang-format off */
static const struct {
	const char *name;
	struct wire_header header;
	size_t sent;			/* bytes of header and what follows */
} rubbish[] = {
	{"a short header",	{.version = WIRE_VERSION, .id = 7}, 5},
	{"another version",	{.version = WIRE_VERSION + 1, .id = 7, .size = 8}, sizeof(struct wire_header) + 8},
	{"bits that are zero",	{.version = WIRE_VERSION, .id = 7, .zero = 1}, sizeof(struct wire_header)},
	{"more bits",		{.version = WIRE_VERSION, .id = 7, .zero_too = 1}, sizeof(struct wire_header)},
	{"too much said",	{.version = WIRE_VERSION, .id = 7, .size = 9}, sizeof(struct wire_header) + 8},
	{"too little said",	{.version = WIRE_VERSION, .id = 7, .size = 7}, sizeof(struct wire_header) + 8},
	{"a size that wraps",	{.version = WIRE_VERSION, .id = 7, .size = UINT32_MAX}, sizeof(struct wire_header)},
	{"too large",		{.version = WIRE_VERSION, .id = 7, .size = SIGNER_CONTENT_MAX + 1}, sizeof(struct wire_header) + SIGNER_CONTENT_MAX + 1},
	{"an answer",		{.version = WIRE_VERSION, .status = 1, .id = 7, .size = 8}, sizeof(struct wire_header) + 8},
	{"a hello",		{.version = WIRE_VERSION, .id = WIRE_ID_HELLO, .size = 8}, sizeof(struct wire_header) + 8},
};
/* clang-format on */

static void drop_hello(int fd)
{
	char bytes[256];

	assert_int_equal(recv(fd, bytes, sizeof(bytes), 0),
			 sizeof(struct wire_header) + sizeof(struct signer_identity));
}

/* The one who sends it loses the line; the other worker does not notice. */
static void test_rubbish(void **state)
{
	static unsigned char bytes[sizeof(struct wire_header) + SIGNER_CONTENT_MAX + 1];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rubbish); i++) {
		struct fixture fixture;
		struct signer_client *client;
		struct ask question;
		char byte;

		start_well(&fixture);
		client = client_of(&fixture, 1);
		memcpy(bytes, &rubbish[i].header, sizeof(rubbish[i].header));
		drop_hello(fixture.sockets[0]);
		assert_int_equal(send(fixture.sockets[0], bytes, rubbish[i].sent, 0),
				 rubbish[i].sent);
		if (recv(fixture.sockets[0], &byte, 1, 0) > 0)
			fail_msg("%s: was answered", rubbish[i].name);

		assert_int_equal(ask(&question, client, 0), 0);
		wait_for(&fixture, &question, 1);
		expect_all(&question, 1, 0);
		signer_client_retire(client);
		assert_int_equal(finish(&fixture), 0);
	}
}

/* A worker that takes no answers stops being served, and holds up nobody. */
static void test_worker_that_does_not_read(void **state)
{
	const struct wire_header header = wire_header(1, 0, 0);
	struct fixture fixture;
	struct signer_client *client;
	struct ask question;

	(void)state;
	start_well(&fixture);
	client = client_of(&fixture, 1);
	for (unsigned int n = 0; n < 1000; n++) {
		(void)!send(fixture.sockets[0], &header, sizeof(header), MSG_DONTWAIT);
		if (n % 100)
			continue;
		assert_int_equal(ask(&question, client, n), 0);
		wait_for(&fixture, &question, 1);
		expect_all(&question, 1, 0);
	}
	signer_client_retire(client);
	assert_int_equal(finish(&fixture), 0);
}

static bool status_says(pid_t pid, const char *line)
{
	char path[64], text[8192];
	FILE *file;
	size_t n;

	(void)snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	file = fopen(path, "r");
	assert_non_null(file);
	n = fread(text, 1, sizeof(text) - 1, file);
	text[n] = '\0';
	(void)fclose(file);
	return strstr(text, line);
}

/* Sockets, epoll and stderr; nothing that was open before. */
static void expect_descriptors(pid_t pid)
{
	char path[64];
	unsigned int n_sockets = 0, n_epolls = 0, n_others = 0;
	struct dirent *entry;
	DIR *folder;

	(void)snprintf(path, sizeof(path), "/proc/%d/fd", (int)pid);
	folder = opendir(path);
	assert_non_null(folder);
	while ((entry = readdir(folder))) {
		char target[256] = "";

		if (readlinkat(dirfd(folder), entry->d_name, target, sizeof(target) - 1) < 0)
			continue;
		if (!strncmp(target, "socket:", 7) && strcmp(entry->d_name, "2"))
			n_sockets++;
		else if (!strcmp(target, "anon_inode:[eventpoll]"))
			n_epolls++;
		else if (strcmp(entry->d_name, "2"))
			n_others++;
	}
	(void)closedir(folder);
	assert_int_equal(n_sockets, SOCKETS);
	assert_int_equal(n_epolls, 1);
	assert_int_equal(n_others, 0);
}

static void test_what_is_given_up(void **state)
{
	struct fixture fixture;

	(void)state;
	start_well(&fixture);
	assert_true(status_says(fixture.pid, "Name:\tautoconf-signer\n"));
	assert_true(status_says(fixture.pid, "NoNewPrivs:\t1\n"));
	assert_true(status_says(fixture.pid, "Seccomp:\t2\n"));
	if (geteuid() == 0) {
		assert_true(status_says(fixture.pid, "Uid:\t65534\t65534\t65534\t65534\n"));
		assert_true(status_says(fixture.pid, "Gid:\t65534\t65534\t65534\t65534\n"));
		assert_true(status_says(fixture.pid, "Groups:\t \n"));
		assert_true(status_says(fixture.pid, "CapEff:\t0000000000000000\n"));
		expect_descriptors(fixture.pid); /* not ours to look at otherwise */
	}
	assert_int_equal(finish(&fixture), 0);
}

/*
 * A terminal's or a service manager's signal to the whole group does not keep anybody from an
 * answer.
 */
static void test_signals_do_not_end_it(void **state)
{
	static const int signals[] = {SIGTERM, SIGINT, SIGHUP, SIGUSR1};
	struct fixture fixture;
	struct signer_client *client;
	struct ask question;

	(void)state;
	if (geteuid() != 0)
		skip(); /* it is somebody else then */
	start_well(&fixture);
	client = client_of(&fixture, 0);
	for (size_t i = 0; i < ARRAY_SIZE(signals); i++)
		assert_int_equal(kill(fixture.pid, signals[i]), 0);
	assert_int_equal(ask(&question, client, 0), 0);
	wait_for(&fixture, &question, 1);
	expect_all(&question, 1, 0);
	signer_client_retire(client);
	assert_int_equal(finish(&fixture), 0);
}

static void test_report(void **state)
{
	const struct leaf good = {.now = time(NULL), .first_day = -1, .last_day = 100};
	const struct leaf expired = {.now = time(NULL), .first_day = -10, .last_day = -1};
	static const struct certificates_parts mismatch = {"K", "f", "u", false};
	char expected[64];
	struct fixture fixture;

	(void)state;
	start(&fixture, &good, &usual_parts);
	(void)snprintf(expected, sizeof(expected), "ok %lld ",
		       (long long)good.now + 100 * CERTIFICATES_DAY);
	assert_memory_equal(fixture.report, expected, strlen(expected));
	assert_int_equal(strlen(fixture.report), strlen(expected) + 64 + 1);
	assert_int_equal(finish(&fixture), 0);

	start(&fixture, &expired, &usual_parts);
	assert_non_null(
		strstr(fixture.report,
		       "/certificate: certificate 1 (CN=mail.example.com) has expired on "));
	assert_int_equal(strchr(fixture.report, '\n') - fixture.report, strlen(fixture.report) - 1);
	assert_int_equal(finish(&fixture), 1);

	start(&fixture, &good, &mismatch);
	assert_non_null(strstr(fixture.report, "does not belong to the key in "));
	assert_int_equal(finish(&fixture), 1);
}

static void wake(void *userdata)
{
	*(bool *)userdata = true;
}

/* Nothing is signed with a certificate that has run out since it was read. */
static void test_expiry_while_running(void **state)
{
	const struct leaf leaf = {.now = time(NULL) + 2, .first_day = -1, .last_day = 0};
	struct fixture fixture;
	struct signer_client *client;
	struct loop_timer *timer;
	struct ask question;
	bool awake = false;

	(void)state;
	start(&fixture, &leaf, &usual_parts);
	client = client_of(&fixture, 0);
	assert_int_equal(ask(&question, client, 0), 0);
	wait_for(&fixture, &question, 1);
	expect_all(&question, 1, 0);

	assert_int_equal(loop_timer_new(fixture.loop, wake, &awake, &timer), 0);
	assert_int_equal(loop_timer_set(timer, 3100), 0);
	while (!awake)
		assert_int_equal(loop_turn(fixture.loop, 10000), 0);
	assert_int_equal(ask(&question, client, 1), 0);
	wait_for(&fixture, &question, 1);
	expect_all(&question, 1, PROFILE_E_EXPIRED);
	assert_int_equal(question.size, 0);
	signer_client_retire(client);
	assert_int_equal(finish(&fixture), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rubbish),
		cmocka_unit_test(test_worker_that_does_not_read),
		cmocka_unit_test(test_what_is_given_up),
		cmocka_unit_test(test_signals_do_not_end_it),
		cmocka_unit_test(test_report),
		cmocka_unit_test(test_expiry_while_running),
	};

	return cmocka_run_group_tests(tests, fixtures_begin, fixtures_end);
}
