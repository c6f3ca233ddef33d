/* SPDX-License-Identifier: Apache-2.0 */
/* What all pages share: words in the reader's language, head, brand, languages, links. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "catalogue/catalogue.h"
#include "domain.h"
#include "page/html.h"

struct account;
struct document;
struct protocol_context;
struct provider;
struct query;

/* What {…} in a text may stand for; the names are in frame.c. */
enum placeholder {
	PLACEHOLDER_PROVIDER,
	PLACEHOLDER_ADDRESS,
	PLACEHOLDER_DOMAIN,
	PLACEHOLDER_NAME,
	PLACEHOLDER_PROFILE,
	PLACEHOLDER_MINUTES,
	PLACEHOLDER_URL,
	PLACEHOLDER_HEADING,
	PLACEHOLDER_EXAMPLE,
	PLACEHOLDER_PROTOCOL,
	_PLACEHOLDER_MAX,
};

/* A page while it is written.  Everything is borrowed but what html holds. */
struct page {
	struct html html;
	const struct protocol_context *context;
	const struct query *query;     /* NULL on error pages */
	const struct account *account; /* NULL: nobody's */
	const struct provider *provider;
	const struct catalogue *catalogue;
	const struct catalogue_language *language;
	const char *
		address; /* as typed, where there is one: it goes along when the language changes */
	const char *values[_PLACEHOLDER_MAX]; /* NULL: nothing stands there */
	char minutes[16];
	char example[sizeof("name@") + DOMAIN_NAME_MAX];
};

/* The default provider of pages that nobody configured. */
extern const struct provider frame_provider;

void frame_init(struct page *page, const struct protocol_context *context, const char *language);
/* All before the first heading, which it writes, too. */
void frame_open(struct page *page, enum sentence heading, bool has_fault);
/* Closes what frame_open opened. */
void frame_close(struct page *page);

/* ---- words ---- */

/* The text of the operator's in the reader's language. */
const char *frame_text(const struct page *page, enum sentence sentence);
/* A text in the place where the writer stands, its placeholders filled in. */
void say(struct page *page, enum sentence sentence);
/* The same as an element of its own. */
void say_in(struct page *page, const char *element, const char *class, enum sentence sentence);
/* As an attribute of a tag that html_tag began. */
void say_attribute(struct page *page, const char *name, enum sentence sentence);
