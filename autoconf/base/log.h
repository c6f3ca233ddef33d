/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Log lines, one a fact, as JSON or text on stderr.  A line goes through a bounded ring to a writer
 * thread and never blocks its author; what does not fit is dropped and counted.  Lines carry the
 * domain, never the local part: it is a person.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "settings.h"

/*
 * Before log_start, and in processes that never call it (commands, supervisor, signer), lines are
 * written at once.
 */
/* process: "server", "signer", … */
void log_configure(enum log_level level, enum log_format format, const char *process);
/* Starts the writer thread of a process with threads; log_stop writes what is left. */
int log_start(void);
void log_stop(void);

bool log_enabled(enum log_level level);
uint64_t log_dropped(void);

/*
 * The message, a literal, and up to LOG_FIELDS_MAX pairs of key (literal) and value:
 *
 *         log_line(LOG_LEVEL_WARNING, "the signing certificate runs out soon", LOG_N("days", 13),
 * LOG_S("certificate", path));
 */
#define LOG_FIELDS_MAX 8

struct log_field {
	const char *key;
	const char *string; /* NULL: number counts */
	int64_t number;
};

struct log_record {
	const char *message;
	struct log_field fields[LOG_FIELDS_MAX]; /* ended by a NULL key, or full */
};

#define LOG_S(key_, value_) ((struct log_field){.key = (key_), .string = log_text(value_)})
#define LOG_N(key_, value_) ((struct log_field){.key = (key_), .number = (int64_t)(value_)})
#define log_line(level_, ...)                                                                      \
	do {                                                                                       \
		if (log_enabled(level_))                                                           \
			log_write((level_), &(const struct log_record){.message = __VA_ARGS__});   \
	} while (0)

void log_write(enum log_level level, const struct log_record *record);

static inline const char *log_text(const char *value)
{
	return value ? value : "";
}
