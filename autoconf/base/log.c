/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Log lines, formatted by their author.  Where a writer thread runs, they go into a bounded buffer
 * that it swaps for an empty one and writes whole; the lock is held for a copy or a swap, never for
 * a write.
 */
#include "base/log.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/thread.h"
#include "cleanup.h"
#include "text/utf8.h"
#include "text/writer.h"

#define BUFFER_SIZE (1024 * 1024) /* some 5,000 lines */
#define VALUE_MAX 1024            /* bytes of a value; what is longer is cut */
#define STOP_SECONDS 2            /* that a stuck stderr may hold log_stop up */

struct batch {
	char *bytes;
	size_t size;
};

static struct {
	atomic_int level, format;
	const char *_Atomic process;
	atomic_uint_fast64_t n_dropped;

	bool has_thread; /* changed only by log_start and log_stop, when no other thread logs */
	pthread_t thread;
	pthread_mutex_t lock; /* of all below */
	pthread_cond_t filled;
	struct batch batch;
	bool stopping;

	uint64_t n_told; /* of the dropped lines; the thread's own once it runs */
} logger = {
	.level = LOG_LEVEL_INFO,
	.format = LOG_FORMAT_TEXT,
	.lock = PTHREAD_MUTEX_INITIALIZER,
	.filled = PTHREAD_COND_INITIALIZER,
};

static const char *const level_names[_LOG_LEVEL_MAX] = {
	[LOG_LEVEL_ERROR] = "error",
	[LOG_LEVEL_WARNING] = "warning",
	[LOG_LEVEL_INFO] = "info",
	[LOG_LEVEL_DEBUG] = "debug",
};

void log_configure(enum log_level level, enum log_format format, const char *process)
{
	atomic_store(&logger.level, (int)level);
	atomic_store(&logger.format, (int)format);
	atomic_store(&logger.process, process);
}

bool log_enabled(enum log_level level)
{
	return (int)level <= atomic_load_explicit(&logger.level, memory_order_relaxed);
}

uint64_t log_dropped(void)
{
	return atomic_load_explicit(&logger.n_dropped, memory_order_relaxed);
}

static void count_dropped(void)
{
	atomic_fetch_add_explicit(&logger.n_dropped, 1, memory_order_relaxed);
}

/* ---- formatting ---- */

/* The size of a value that may be too long, cut before a character rather than within one. */
static size_t value_size(const char *value)
{
	size_t size = strnlen(value, VALUE_MAX + 1);

	if (size <= VALUE_MAX)
		return size;
	for (size = VALUE_MAX; size && (value[size] & 0xc0) == 0x80;)
		size--;

	return size;
}

static void write_quoted(struct writer *writer, const char *value)
{
	writer_string(writer, "\"");
	writer_json_escaped(writer, value, value_size(value));
	writer_string(writer, "\"");
}

/* "2026-11-22T15:00:00", made once a second: it would be half of the cost of a line. */
static const char *second_text(time_t second)
{
	static _Thread_local struct {
		time_t second;
		char text[32];
	} last;
	struct tm tm;

	if (last.text[0] && last.second == second)
		return last.text;

	(void)gmtime_r(&second, &tm);
	(void)strftime(last.text, sizeof(last.text), "%Y-%m-%dT%H:%M:%S", &tm);
	last.second = second;
	return last.text;
}

static void write_time(struct writer *writer)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_REALTIME, &now);
	writer_string(writer, second_text(now.tv_sec));
	writer_printf(writer, ".%03ldZ", now.tv_nsec / 1000000);
}

static void write_json_field(struct writer *writer, const struct log_field *field)
{
	writer_string(writer, ",\"");
	writer_string(writer, field->key);
	writer_string(writer, "\":");
	if (field->string)
		write_quoted(writer, field->string);
	else
		writer_printf(writer, "%" PRId64, field->number);
}

static void write_json_head(struct writer *writer, enum log_level level, const char *message)
{
	const char *process = atomic_load_explicit(&logger.process, memory_order_relaxed);

	writer_string(writer, "{\"time\":\"");
	write_time(writer);
	writer_string(writer, "\",\"level\":\"");
	writer_string(writer, level_names[level]);
	writer_string(writer, "\",");
	if (process) {
		writer_string(writer, "\"process\":");
		write_quoted(writer, process);
		writer_string(writer, ",");
	}
	writer_string(writer, "\"message\":");
	write_quoted(writer, message);
}

/* A word stands bare; whatever could be taken for something else is quoted. */
static bool is_bare(const char *value)
{
	if (!*value || strlen(value) > VALUE_MAX || strpbrk(value, " \"\\="))
		return false;

	return utf8_valid_line(value, strlen(value));
}

static void write_text_field(struct writer *writer, const struct log_field *field)
{
	writer_string(writer, " ");
	writer_string(writer, field->key);
	writer_string(writer, "=");
	if (!field->string)
		writer_printf(writer, "%" PRId64, field->number);
	else if (is_bare(field->string))
		writer_string(writer, field->string);
	else
		write_quoted(writer, field->string);
}

static void write_text_head(struct writer *writer, enum log_level level, const char *message)
{
	writer_string(writer, level_names[level]);
	writer_string(writer, " ");
	writer_json_escaped(writer, message, value_size(message));
}

static const struct {
	void (*write_head)(struct writer *, enum log_level, const char *);
	void (*write_field)(struct writer *, const struct log_field *);
	const char *end;
} formats[_LOG_FORMAT_MAX] = {
	[LOG_FORMAT_JSON] = {write_json_head, write_json_field, "}\n"},
	[LOG_FORMAT_TEXT] = {write_text_head, write_text_field, "\n"},
};

static void write_line(struct writer *writer, enum log_level level, const struct log_record *record)
{
	int format = atomic_load_explicit(&logger.format, memory_order_relaxed);

	formats[format].write_head(writer, level, record->message);
	for (size_t i = 0; i < LOG_FIELDS_MAX && record->fields[i].key; i++)
		formats[format].write_field(writer, &record->fields[i]);
	writer_string(writer, formats[format].end);
}

/* ---- writing ---- */

/* A stderr that somebody made non-blocking is waited for; one that is gone is given up. */
static void write_out(const char *bytes, size_t size)
{
	while (size) {
		ssize_t n = write(STDERR_FILENO, bytes, size);

		if (n < 0 && errno == EAGAIN)
			n = poll(&(struct pollfd){.fd = STDERR_FILENO, .events = POLLOUT}, 1, -1) <
					    0
				    ? -1
				    : 0;
		if (n < 0 && errno != EINTR)
			return;
		if (n > 0) {
			bytes += n;
			size -= (size_t)n;
		}
	}
}

static void append(const char *bytes, size_t size)
{
	bool was_empty, fits;

	(void)pthread_mutex_lock(&logger.lock);
	was_empty = !logger.batch.size;
	fits = size <= BUFFER_SIZE - logger.batch.size;
	if (fits) {
		memcpy(logger.batch.bytes + logger.batch.size, bytes, size);
		logger.batch.size += size;
	}
	if (was_empty)
		(void)pthread_cond_signal(&logger.filled);
	(void)pthread_mutex_unlock(&logger.lock);

	if (!fits)
		count_dropped();
}

void log_write(enum log_level level, const struct log_record *record)
{
	_cleanup_(writer_clear) struct writer writer = {0};

	write_line(&writer, level, record);
	if (writer.error)
		count_dropped();
	else if (logger.has_thread)
		append(writer.bytes, writer.size);
	else
		write_out(writer.bytes, writer.size);
}

/* ---- the writer thread ---- */

/*
 * Waits for lines and takes them, leaving an empty buffer.  Returns false when nothing more will
 * come.
 */
static bool take_batch(struct batch *batch)
{
	struct batch empty = {.bytes = batch->bytes};

	(void)pthread_mutex_lock(&logger.lock);
	while (!logger.batch.size && !logger.stopping)
		(void)pthread_cond_wait(&logger.filled, &logger.lock);
	*batch = logger.batch;
	logger.batch = empty;
	(void)pthread_mutex_unlock(&logger.lock);
	return batch->size;
}

/* What got lost is told as soon as lines come through again. */
static void tell_dropped(void)
{
	_cleanup_(writer_clear) struct writer writer = {0};
	uint64_t n_dropped = log_dropped();

	if (n_dropped == logger.n_told)
		return;

	write_line(&writer, LOG_LEVEL_WARNING,
		   &(const struct log_record){"log lines were dropped",
					      {LOG_N("lines", n_dropped - logger.n_told)}});
	if (!writer.error)
		write_out(writer.bytes, writer.size);
	logger.n_told = n_dropped;
}

static void *write_batches(void *spare)
{
	struct batch batch = {.bytes = spare};

	while (take_batch(&batch)) {
		write_out(batch.bytes, batch.size);
		tell_dropped();
	}

	free(batch.bytes);
	return NULL;
}

int log_start(void)
{
	_cleanup_(freep) char *bytes = NULL, *spare = NULL;
	int r;

	bytes = malloc(BUFFER_SIZE);
	spare = malloc(BUFFER_SIZE);
	if (!bytes || !spare)
		return -ENOMEM;

	logger.stopping = false;
	logger.n_told = log_dropped();
	logger.batch = (struct batch){.bytes = bytes};
	r = thread_start(&logger.thread, write_batches, spare);
	if (r < 0)
		return r;

	logger.has_thread = true;
	bytes = spare = NULL;
	return 0;
}

void log_stop(void)
{
	struct timespec deadline;

	if (!logger.has_thread)
		return;

	(void)pthread_mutex_lock(&logger.lock);
	logger.stopping = true;
	(void)pthread_cond_signal(&logger.filled);
	(void)pthread_mutex_unlock(&logger.lock);

	/*
	 * Nobody reads our stderr: the process ends all the same, and the thread keeps what it
	 * uses.
	 */
	(void)clock_gettime(CLOCK_REALTIME, &deadline);
	deadline.tv_sec += STOP_SECONDS;
	logger.has_thread = false;
	if (pthread_timedjoin_np(logger.thread, NULL, &deadline))
		return;

	free(logger.batch.bytes);
	logger.batch = (struct batch){0};
}
