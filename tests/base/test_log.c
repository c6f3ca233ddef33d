/* SPDX-License-Identifier: Apache-2.0 */
/* Lines as they arrive on stderr: whole, escaped, in order, and dropped rather than waited for. */
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/log.h"
#include "cleanup.h"

static int real_stderr = -1;
static int captured = -1;

static void capture(void)
{
	captured = memfd_create("stderr", MFD_CLOEXEC);
	real_stderr = dup(STDERR_FILENO);
	assert_true(captured >= 0 && real_stderr >= 0);
	assert_int_equal(dup2(captured, STDERR_FILENO), STDERR_FILENO);
}

/* What came since capture(); the caller's. */
static char *release(void)
{
	off_t size = lseek(captured, 0, SEEK_END);
	char *text = calloc(1, (size_t)size + 1);

	assert_int_equal(dup2(real_stderr, STDERR_FILENO), STDERR_FILENO);
	assert_non_null(text);
	assert_int_equal(pread(captured, text, (size_t)size, 0), size);
	closep(&captured);
	closep(&real_stderr);
	return text;
}

static void log_samples(void)
{
	log_line(LOG_LEVEL_WARNING, "it runs out", LOG_N("days", -13), LOG_S("file", "/etc/a b"),
		 LOG_S("word", "x"));
	log_line(LOG_LEVEL_INFO, "odd", LOG_S("a", "q\"\\\n\x1b"), LOG_S("b", "\xff"),
		 LOG_S("c", NULL));
	log_line(LOG_LEVEL_DEBUG, "not to be seen");
}

static void test_json(void **state)
{
	_cleanup_(freep) char *text = NULL;
	const char *second;

	(void)state;

	log_configure(LOG_LEVEL_INFO, LOG_FORMAT_JSON, "server");
	capture();
	log_samples();
	text = release();

	assert_memory_equal(text, "{\"time\":\"20", 11);
	assert_memory_equal(text + 19, "T", 1);
	assert_memory_equal(text + 28, ".", 1);
	assert_memory_equal(text + 32, "Z\",", 3);
	second = strchr(text, '\n') + 1;
	assert_memory_equal(text + 35,
			    "\"level\":\"warning\",\"process\":\"server\",\"message\":\"it runs "
			    "out\",\"days\":-13,"
			    "\"file\":\"/etc/a b\",\"word\":\"x\"}\n",
			    (size_t)(second - text - 35));
	assert_string_equal(second + 35,
			    "\"level\":\"info\",\"process\":\"server\",\"message\":\"odd\","
			    "\"a\":\"q\\\"\\\\\\n\\u001b\",\"b\":\"\xef\xbf\xbd\",\"c\":\"\"}\n");
}

static void test_text(void **state)
{
	_cleanup_(freep) char *text = NULL;

	(void)state;

	log_configure(LOG_LEVEL_INFO, LOG_FORMAT_TEXT, NULL);
	capture();
	log_samples();
	text = release();

	assert_string_equal(text, "warning it runs out days=-13 file=\"/etc/a b\" word=x\n"
				  "info odd a=\"q\\\"\\\\\\n\\u001b\" b=\"\xef\xbf\xbd\" c=\"\"\n");
}

static void test_levels(void **state)
{
	(void)state;

	log_configure(LOG_LEVEL_ERROR, LOG_FORMAT_TEXT, NULL);
	assert_true(log_enabled(LOG_LEVEL_ERROR));
	assert_false(log_enabled(LOG_LEVEL_WARNING));
	log_configure(LOG_LEVEL_DEBUG, LOG_FORMAT_TEXT, NULL);
	assert_true(log_enabled(LOG_LEVEL_DEBUG));
}

/* A long value is cut before a character, and the line stays whole. */
static void test_long_values(void **state)
{
	_cleanup_(freep) char *text = NULL;
	char value[4000];

	(void)state;

	for (size_t i = 0; i + 2 < sizeof(value); i += 2)
		memcpy(value + i, "\xc3\xbc", 3);
	memcpy(value, "x", 1); /* invalid, and every character from here on ends at an odd place */
	log_configure(LOG_LEVEL_INFO, LOG_FORMAT_TEXT, NULL);
	capture();
	log_line(LOG_LEVEL_INFO, "long", LOG_S("v", value + 2), LOG_S("w", value + 1),
		 LOG_N("n", 1));
	text = release();

	assert_memory_equal(text, "info long v=\"\xc3\xbc", 15);
	assert_true(strlen(text) < 2200);
	assert_string_equal(text + strlen(text) - 7, "\xbc\" n=1\n");
}

#define LINES 2000

static void *log_many(void *userdata)
{
	for (int i = 0; i < LINES; i++)
		log_line(LOG_LEVEL_INFO, "line", LOG_N("thread", *(int *)userdata),
			 LOG_N("number", i));

	return NULL;
}

/* Every line is whole, those of a thread are in order, and with what was dropped they are all. */
static void count_lines(const char *text, uint64_t n_dropped)
{
	int next[2] = {0, 0}, n = 0, thread, number;

	for (; *text; text = strchr(text, '\n') + 1) {
		if (sscanf(text, "info line thread=%d number=%d\n", &thread, &number) != 2)
			continue; /* the word about the dropped ones */
		assert_in_range(thread, 0, 1);
		if (number < next[thread])
			fail_msg("line %d of thread %d came late", number, thread);
		next[thread] = number + 1;
		n++;
	}
	assert_int_equal((uint64_t)n + n_dropped, 2 * LINES);
}

static void test_threads(void **state)
{
	_cleanup_(freep) char *text = NULL;
	uint64_t before = log_dropped();
	pthread_t threads[2];
	int numbers[2] = {0, 1};

	(void)state;

	log_configure(LOG_LEVEL_INFO, LOG_FORMAT_TEXT, NULL);
	capture();
	assert_int_equal(log_start(), 0);
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, log_many, &numbers[i]), 0);
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(pthread_join(threads[i], NULL), 0);
	log_stop();
	text = release();

	count_lines(text, log_dropped() - before);
}

/*
 * Nobody reads the pipe: the author goes on, and what is lost is counted, and told as soon as
 * somebody reads again.
 */
static void test_stuck_reader(void **state)
{
	char value[1000], bytes[128 * 1024];
	uint64_t before = log_dropped();
	bool told = false;
	int fds[2];
	ssize_t n;

	(void)state;

	memset(value, 'v', sizeof(value) - 1);
	value[sizeof(value) - 1] = '\0';
	real_stderr = dup(STDERR_FILENO);
	assert_int_equal(pipe2(fds, O_CLOEXEC), 0);
	assert_int_equal(dup2(fds[1], STDERR_FILENO), STDERR_FILENO);
	assert_int_equal(log_start(), 0);
	for (int i = 0; i < 4000; i++)
		log_line(LOG_LEVEL_INFO, "stuck", LOG_S("v", value));
	assert_true(log_dropped() > before);

	while (!told && (n = read(fds[0], bytes, sizeof(bytes))) > 0)
		told = memmem(bytes, (size_t)n, "lines were dropped", 18);
	assert_true(told);

	/* And somebody who goes away for good neither kills us nor holds us up. */
	closep(&fds[0]);
	log_stop();
	assert_int_equal(dup2(real_stderr, STDERR_FILENO), STDERR_FILENO);
	closep(&real_stderr);
	closep(&fds[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_json),    cmocka_unit_test(test_text),
		cmocka_unit_test(test_levels),  cmocka_unit_test(test_long_values),
		cmocka_unit_test(test_threads), cmocka_unit_test(test_stuck_reader),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
