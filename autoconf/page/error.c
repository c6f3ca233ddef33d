/* SPDX-License-Identifier: Apache-2.0 */
/* Pages for people who cannot be answered. */
#include <assert.h>

#include "page/frame.h"
#include "page/site.h"

static const struct words {
	enum sentence heading, text;
} words[_PAGE_ERROR_MAX] = {
	[PAGE_ERROR_LINK] = {SENTENCE_ERROR_LINK, SENTENCE_ERROR_LINK_TEXT},
	[PAGE_ERROR_UNAVAILABLE] = {SENTENCE_ERROR_UNAVAILABLE, SENTENCE_ERROR_UNAVAILABLE_TEXT},
	[PAGE_ERROR_PROFILE] = {SENTENCE_ERROR_PROFILE, SENTENCE_ERROR_PROFILE_TEXT},
	[PAGE_ERROR_REQUEST] = {SENTENCE_ERROR_REQUEST, SENTENCE_ERROR_REQUEST_TEXT},
	[PAGE_ERROR_LARGE] = {SENTENCE_ERROR_LARGE, SENTENCE_ERROR_LARGE_TEXT},
	[PAGE_ERROR_PATH] = {SENTENCE_ERROR_PATH, SENTENCE_ERROR_PATH_TEXT},
};

int page_render_error(const struct protocol_context *context, enum page_error error,
		      const char *language, struct document *ret_document)
{
	struct page page;

	assert(error < _PAGE_ERROR_MAX);

	frame_init(&page, context, language);
	frame_open(&page, words[error].heading, false);
	say_in(&page, "p", "lead", words[error].text);
	html_begin_line(&page.html, "p", NULL);
	html_begin(&page.html, "a", "class", "button", "href", "/", NULL);
	say(&page, SENTENCE_PAGE_HOME);
	html_end(&page.html);
	html_end_line(&page.html);
	frame_close(&page);

	return html_finish(&page.html, ret_document);
}
