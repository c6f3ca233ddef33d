/* SPDX-License-Identifier: Apache-2.0 */
/* Looking through a file's tokens, and saying what libyaml says. */
#include "settings/source.h"

#include <errno.h>
#include <string.h>

#include "cleanup.h"
#include "settings/node.h"
#include "settings/reading.h"

/* Bytes that are no characters have an offset and no line. */
static unsigned int line_at(const struct source *source, size_t offset)
{
	unsigned int line = 1;

	for (size_t i = 0; i < offset && i < source->size; i++)
		line += source->bytes[i] == '\n';
	return line;
}

static const char *hint(const struct source *source, const char *context)
{
	if (strstr(context, "alias"))
		return " (a * or & at the front of a text stands in quotes)";
	if (strstr(context, "flow") && memmem(source->bytes, source->size, "${", 2))
		return " (inside { } and [ ] a ${NAME} stands in quotes)";

	return "";
}

static void refuse_syntax(const struct source *source, const yaml_parser_t *parser)
{
	const char *context = parser->context ? parser->context : "";
	unsigned int line = source_line(parser->problem_mark);
	unsigned int began = *context ? source_line(parser->context_mark) : line;

	if (began == line)
		refuse_at(source->reading, source->name, line, "YAML: %s%s%s%s", parser->problem,
			  *context ? ", " : "", context, hint(source, context));
	else
		refuse_at(source->reading, source->name, line,
			  "YAML: %s, %s that begins in line %u%s", parser->problem, context, began,
			  hint(source, context));
}

void source_refuse(const struct source *source, const yaml_parser_t *parser)
{
	/* libyaml 0.2.5 fails without a word in places, and always for want of memory. */
	if (parser->error == YAML_MEMORY_ERROR || !parser->problem)
		source->reading->error = -ENOMEM;
	else if (parser->error == YAML_READER_ERROR)
		refuse_at(source->reading, source->name, line_at(source, parser->problem_offset),
			  "this is not UTF-8 text: %s", parser->problem);
	else
		refuse_syntax(source, parser);
}

bool source_parser(const struct source *source, yaml_parser_t *ret_parser)
{
	if (!yaml_parser_initialize(ret_parser)) {
		source->reading->error = -ENOMEM;
		return false;
	}
	yaml_parser_set_input_string(ret_parser, (const unsigned char *)source->bytes,
				     source->size);
	return true;
}

/* Tokens that end a file, and why; or that change the depth. */
/* clang-format off */
static const struct {
	const char *sentence;
	int depth;
} tokens[] = {
	[YAML_ALIAS_TOKEN]                = {.sentence = "aliases (*name) are not taken: write it out"},
	[YAML_ANCHOR_TOKEN]               = {.sentence = "anchors (&name) are not taken: write it out"},
	[YAML_TAG_TOKEN]                  = {.sentence = "tags (!name) are not taken: every setting knows its type"},
	[YAML_TAG_DIRECTIVE_TOKEN]        = {.sentence = "directives for tags are not taken"},
	[YAML_BLOCK_SEQUENCE_START_TOKEN] = {.depth = 1},
	[YAML_BLOCK_MAPPING_START_TOKEN]  = {.depth = 1},
	[YAML_BLOCK_END_TOKEN]            = {.depth = -1},
	[YAML_FLOW_SEQUENCE_START_TOKEN]  = {.depth = 1},
	[YAML_FLOW_MAPPING_START_TOKEN]   = {.depth = 1},
	[YAML_FLOW_SEQUENCE_END_TOKEN]    = {.depth = -1},
	[YAML_FLOW_MAPPING_END_TOKEN]     = {.depth = -1},
	[YAML_SCALAR_TOKEN]               = {.depth = 0},
};
/* clang-format on */

static const char *token_refuse(const yaml_token_t *token, int *depth)
{
	if ((size_t)token->type >= ARRAY_SIZE(tokens))
		return NULL;

	*depth += tokens[token->type].depth;
	if (*depth > NODE_DEPTH_MAX)
		return "this is nested too deeply";

	return tokens[token->type].sentence;
}

/* True while there is more to look at. */
static bool token_look(const struct source *source, yaml_parser_t *parser, int *depth,
		       bool *ret_is_good)
{
	yaml_token_t token;
	const char *sentence;
	bool is_end;

	if (!yaml_parser_scan(parser, &token)) {
		source_refuse(source, parser);
		*ret_is_good = false;
		return false;
	}

	sentence = token_refuse(&token, depth);
	if (sentence)
		refuse_at(source->reading, source->name, source_line(token.start_mark), "%s",
			  sentence);
	is_end = token.type == YAML_STREAM_END_TOKEN;
	yaml_token_delete(&token);
	*ret_is_good = !sentence;
	return !sentence && !is_end;
}

bool source_is_good(const struct source *source)
{
	yaml_parser_t parser;
	bool is_good = true;
	int depth = 0;

	if (!source_parser(source, &parser))
		return false;

	while (token_look(source, &parser, &depth, &is_good))
		;
	yaml_parser_delete(&parser);
	return is_good;
}
