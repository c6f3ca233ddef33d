/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every allocation of ours fails once: each scenario is run with its first allocation failing, then
 * its second, and so on, until it gets through.  Whatever fails must say -ENOMEM and leave nothing
 * behind (the leak checker tells).
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "account.h"
#include "base/address_syntax.h"
#include "base/arena.h"
#include "base/log.h"
#include "base/loop.h"
#include "cleanup.h"
#include "domain.h"
#include "text/xml.h"
#include "user.h"

/*
 * The linker puts these in the place of the real ones (--wrap), for our objects and not for
 * libraries.
 */
void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *pointer, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *pointer, size_t size);

static unsigned int countdown; /* 0: nothing fails */

static bool fails(void)
{
	return countdown && !--countdown;
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

static const struct service services[] = {
	{.type = SERVICE_IMAP, .host = "mail.example.org", .username = "%EMAILADDRESS%"},
	{.type = SERVICE_CALDAV,
	 .url = "https://h/%EMAILADDRESS%/",
	 .username = "%EMAILLOCALPART%"},
};
static const struct domain domain = {
	.name = "example.org", .services = services, .n_services = ARRAY_SIZE(services)};
static struct address address;

static int make_account(void)
{
	_cleanup_(account_freep) struct account *account = NULL;
	struct user user = {
		.mailbox = (char[]){"alice@example.org"},
		.login = (char[]){"alice@example.org"},
		.enabled = true,
	};

	return account_new(&domain, &address, &user, REVEAL_EVERYTHING, &account);
}

static void write_many(struct xml *xml)
{
	xml_open(xml, "a", NULL);
	for (unsigned int i = 0; i < 100; i++)
		xml_leaf_template(xml, "leaf", "%EMAILADDRESS%", NULL, false);
	xml_close(xml);
}

static int make_document(void)
{
	_cleanup_(freep) char *bytes = NULL;
	struct document document = {0};
	struct xml xml = {0};
	size_t size;
	int r;

	write_many(&xml);
	r = xml_finish(&xml, &document);
	if (r < 0)
		return r;

	r = document_fill(&document, &address, &bytes, &size);
	document_clear(&document);
	return r;
}

static int fill_arena(struct arena *arena)
{
	char string[16];

	for (unsigned int i = 0; i < 100; i++) {
		(void)snprintf(string, sizeof(string), "string %u", i);
		if (!arena_intern(arena, string))
			return -ENOMEM;
	}

	return arena_allocate(arena, 10000) && arena_string(arena, "x") ? 0 : -ENOMEM;
}

static int make_arena(void)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();

	return arena ? fill_arena(arena) : -ENOMEM;
}

static void on_nothing(void *userdata)
{
	(void)userdata;
}

static void on_no_event(void *userdata, uint32_t events)
{
	(void)userdata;
	(void)events;
}

static int fill_loop(struct loop *loop)
{
	struct loop_timer *timer;
	struct loop_io *io;
	int r = 0;

	for (unsigned int i = 0; i < 20 && !r; i++) {
		r = loop_timer_new(loop, on_nothing, NULL, &timer);
		if (!r)
			r = loop_timer_set(timer, 1000);
	}
	if (!r)
		r = loop_post(loop, on_nothing, NULL);
	if (!r)
		r = loop_io_new(loop, 0, EPOLLIN, on_no_event, NULL, &io);

	/* What stdin is here, nobody knows: a file cannot be watched. */
	return r == -EPERM ? 0 : r;
}

static int make_loop(void)
{
	struct loop *loop = NULL;
	int r;

	r = loop_new(&loop);
	if (r < 0)
		return r;

	r = fill_loop(loop);
	loop_free(loop);
	return r;
}

/*
 * A line that cannot be made is dropped and counted; the sentence itself must not be seen in parts.
 */
static int make_line(void)
{
	uint64_t before = log_dropped();

	log_line(LOG_LEVEL_ERROR, "this line of the test is meant to be here", LOG_N("n", 1));
	return log_dropped() == before ? 0 : -ENOMEM;
}

static int make_thread(void)
{
	int r = log_start();

	log_stop();
	return r;
}

/* clang-format off */
static const struct {
	const char *name;
	int (*run)(void);
	unsigned int least;	/* allocations whose failure has to be told */
	unsigned int harmless;	/* and that may fail unseen: what only gives memory back */
} scenarios[] = {
	{"account", make_account, 6, 3},
	{"document", make_document, 4, 1},
	{"arena", make_arena, 4, 0},
	{"loop", make_loop, 22, 0},
	{"log line", make_line, 1, 0},
	{"log thread", make_thread, 2, 0},
};
/* clang-format on */

static void run_scenario(size_t i)
{
	unsigned int n_told = 0, n_harmless = 0;
	bool failed;
	int r;

	do {
		countdown = 1 + n_told + n_harmless;
		r = scenarios[i].run();
		failed = !countdown;
		countdown = 0;
		if (r && (!failed || r != -ENOMEM))
			fail_msg("%s, allocation %u: %d", scenarios[i].name,
				 1 + n_told + n_harmless, r);
		n_told += r != 0;
		n_harmless += failed && !r;
	} while (failed);

	if (n_told < scenarios[i].least || n_harmless > scenarios[i].harmless)
		fail_msg("%s: %u failures were told, %u were not", scenarios[i].name, n_told,
			 n_harmless);
}

static void test_every_allocation(void **state)
{
	(void)state;

	assert_int_equal(address_parse("info@example.org", 16, &address), 0);
	for (size_t i = 0; i < ARRAY_SIZE(scenarios); i++)
		run_scenario(i);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_allocation),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
