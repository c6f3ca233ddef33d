/* SPDX-License-Identifier: Apache-2.0 */
/* Languages, and the pieces of a text. */
#include "catalogue/catalogue.h"

#include <string.h>
#include <strings.h>

const struct catalogue_language *catalogue_find(const struct catalogue *catalogue, const char *tag)
{
	for (size_t i = 0; i < catalogue->n_languages; i++)
		if (!strcasecmp(catalogue->languages[i].tag, tag))
			return &catalogue->languages[i];

	return NULL;
}

bool catalogue_is_right_to_left(const struct catalogue_language *language)
{
	return !strcmp(language->sentences[SENTENCE_LANGUAGE_DIRECTION], "rtl");
}

bool sentence_next(struct sentence_cursor *cursor, struct sentence_piece *ret_piece)
{
	const char *end;

	while (*cursor->rest == '*') {
		cursor->is_marked = !cursor->is_marked;
		cursor->rest++;
	}
	if (!*cursor->rest)
		return false;

	*ret_piece = (struct sentence_piece){
		.text = cursor->rest,
		.size = strcspn(cursor->rest, "*{"),
		.is_marked = cursor->is_marked,
	};
	end = *cursor->rest == '{' ? strchr(cursor->rest, '}') : NULL;
	if (end) {
		ret_piece->text++;
		ret_piece->size = (size_t)(end - ret_piece->text);
		ret_piece->is_placeholder = true;
		cursor->rest = end + 1;
		return true;
	}

	/* A brace that nothing closes is an ordinary character. */
	if (!ret_piece->size)
		ret_piece->size = 1 + strcspn(cursor->rest + 1, "*{");
	cursor->rest += ret_piece->size;
	return true;
}
