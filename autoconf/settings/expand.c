/* SPDX-License-Identifier: Apache-2.0 */
/* References to the environment: the only getenv of the program. */
#include "settings/expand.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "settings/reading.h"
#include "text/utf8.h"
#include "text/writer.h"

#define EXPANDED_MAX (4 * 1024 * 1024) /* bytes, of all values of one load */

struct reference {
	const char *name;
	size_t name_size;
	const char *fallback; /* NULL: none */
	size_t fallback_size;
	const char *end; /* behind the "}" */
};

static size_t name_size(const char *text)
{
	size_t size =
		strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789");

	return *text >= '0' && *text <= '9' ? 0 : size;
}

/* text stands behind "${".  NULL, or what is wrong with it. */
static const char *reference_read(const char *text, struct reference *ret)
{
	const char *end = strchr(text, '}');

	*ret = (struct reference){.name = text, .name_size = name_size(text)};
	if (!end)
		return "has no closing brace";
	if (!ret->name_size)
		return "holds no name of a variable";

	ret->end = end + 1;
	text += ret->name_size;
	if (text == end)
		return NULL;
	if (strncmp(text, ":-", 2) != 0)
		return "is neither ${NAME} nor ${NAME:-default}";

	ret->fallback = text + 2;
	ret->fallback_size = (size_t)(end - ret->fallback);
	return NULL;
}

/* Short references to a long variable would make gigabytes out of a megabyte. */
static bool fits(struct reading *reading, size_t size)
{
	reading->n_expanded += size;
	return reading->n_expanded <= EXPANDED_MAX;
}

/* NULL, or what is wrong. */
static const char *reference_write(struct reading *reading, const struct reference *reference,
				   struct writer *writer)
{
	const char *name =
		reading_printf(reading, "%.*s", (int)reference->name_size, reference->name);
	const char *value = getenv(name);

	if (reference->fallback && (!value || !*value)) {
		writer_bytes(writer, reference->fallback, reference->fallback_size);
		return NULL;
	}
	if (!value)
		return "is not set in the environment (a default is written ${NAME:-default}, a "
		       "plain ${ is $${)";
	if (!utf8_valid(value, strlen(value)))
		return "is not UTF-8 in the environment";

	if (!fits(reading, strlen(value)))
		return "and the references before it are too long together";

	writer_string(writer, value);
	return NULL;
}

/*
 * One step from text, which is not at its end: what stands there goes to the writer.  NULL, or what
 * is wrong with *ret_reference.
 */
static const char *step(struct reading *reading, const char **text, struct writer *writer,
			struct reference *ret_reference)
{
	const char *sentence;

	if (!strncmp(*text, "$${", 3)) {
		writer_string(writer, "${");
		*text += 3;
		return NULL;
	}
	if (strncmp(*text, "${", 2) != 0) {
		writer_bytes(writer, (*text)++, 1);
		return NULL;
	}

	sentence = reference_read(*text + 2, ret_reference);
	if (sentence)
		return sentence;

	*text = ret_reference->end;
	return reference_write(reading, ret_reference, writer);
}

static const char *take_expanded(struct reading *reading, struct writer *writer)
{
	_cleanup_(freep) char *string = NULL;
	int r = writer_finish_string(writer, &string, NULL);

	if (r) {
		reading->error = r;
		return NULL;
	}
	return reading_printf(reading, "%s", string);
}

const char *expand(struct reading *reading, const char *file, unsigned int line, const char *text)
{
	_cleanup_(writer_clear) struct writer writer = {0};
	struct reference reference = {0};

	if (!strstr(text, "${"))
		return text;

	while (*text) {
		const char *sentence = step(reading, &text, &writer, &reference);

		if (sentence) {
			refuse_at(reading, file, line, "${%.*s} %s", (int)reference.name_size,
				  reference.name, sentence);
			return NULL;
		}
	}
	return take_expanded(reading, &writer);
}
