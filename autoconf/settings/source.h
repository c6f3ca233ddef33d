/* SPDX-License-Identifier: Apache-2.0 */
/* The YAML text of one file, before it is a tree. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <yaml.h>

struct reading;

/* One file. */
struct source {
	struct reading *reading;
	const char *name;
	const char *bytes;
	size_t size;
};

/* libyaml counts lines from 0. */
static inline unsigned int source_line(yaml_mark_t mark)
{
	return (unsigned int)mark.line + 1;
}

/* False (error is set, nothing to delete) when out of memory. */
bool source_parser(const struct source *source, yaml_parser_t *ret_parser);
/* What the parser has just failed of. */
void source_refuse(const struct source *source, const yaml_parser_t *parser);
/* Looks for what we do not take; false when there is some, or when these are no tokens at all. */
bool source_is_good(const struct source *source);
