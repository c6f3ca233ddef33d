/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A writer of small JSON documents (RFC 8259) in one line, straight down and in the caller's order:
 * the same calls make the same bytes, whatever the release of any library.  The first failure is
 * remembered, and json_finish tells it.
 */
#pragma once

#include <stdbool.h>

#include "text/writer.h"

struct json {
	struct writer writer;
	bool needs_comma;
};

/* name: the member's, NULL in a list and for the document itself. */
void json_open_object(struct json *json, const char *name);
void json_close_object(struct json *json);
void json_open_list(struct json *json, const char *name);
void json_close_list(struct json *json);
/* Writes nothing when value is NULL. */
void json_string(struct json *json, const char *name, const char *value);
void json_switch(struct json *json, const char *name, bool value);
void json_number(struct json *json, const char *name, unsigned long value);

/* As writer_finish; nothing stands behind the last bracket. */
int json_finish(struct json *json, struct document *ret_document);
