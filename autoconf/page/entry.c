/* SPDX-License-Identifier: Apache-2.0 */
/* The page where somebody types an address, and reads what was wrong with the last one. */
#include <stdio.h>
#include <string.h>

#include "address.h"
#include "page/frame.h"
#include "page/pages.h"
#include "page/site.h"
#include "provider.h"
#include "query.h"

static const enum sentence fault_sentences[_PAGE_FAULT_MAX] = {
	[PAGE_FAULT_EMPTY] = SENTENCE_FAULT_EMPTY,
	[PAGE_FAULT_SYNTAX] = SENTENCE_FAULT_SYNTAX,
	[PAGE_FAULT_LONG] = SENTENCE_FAULT_LONG,
	[PAGE_FAULT_UNKNOWN_DOMAIN] = SENTENCE_FAULT_DOMAIN,
};

/* Takes the focus, so that it is read out first; its link leads back to the field. */
static void write_summary(struct page *page, enum sentence fault)
{
	struct html *html = &page->html;

	html_open(html, "div", "class", "fault", "role", "alert", "tabindex", "-1", "autofocus", "",
		  NULL);
	say_in(page, "h2", NULL, SENTENCE_FAULT_HEADING);
	html_begin_line(html, "p", NULL);
	html_begin(html, "a", "href", "#address", NULL);
	say(page, fault);
	html_end(html);
	html_end_line(html);
	html_close(html);
}

static void write_field(struct page *page, enum sentence fault)
{
	struct html *html = &page->html;
	const char *typed = page->query->typed;
	char longest[8];

	html_begin_line(html, "label", "for", "address", NULL);
	say(page, SENTENCE_FORM_ADDRESS);
	html_end_line(html);
	html_begin_line(html, "p", "class", "hint", "id", "example", NULL);
	say(page, SENTENCE_FORM_EXAMPLE);
	html_end_line(html);
	if (fault) {
		html_begin_line(html, "p", "class", "mistake", "id", "mistake", NULL);
		say(page, fault);
		html_end_line(html);
	}
	(void)snprintf(longest, sizeof(longest), "%d", ADDRESS_MAX);
	html_void(html, "input", "id", "address", "name", "address", "type", "email",
		  "autocomplete", "email", "inputmode", "email", "autocapitalize", "none",
		  "spellcheck", "false", "dir", "ltr", "maxlength", longest, "required", "",
		  "value", typed[0] ? typed : NULL, "aria-describedby",
		  fault ? "mistake example" : "example", "aria-invalid", fault ? "true" : NULL,
		  NULL);
}

static void write_form(struct page *page, enum sentence fault)
{
	struct html *html = &page->html;

	/* Our own words about a mistake are in the page's language; the browser's might not be. */
	html_open(html, "form", "class", "entry", "method", "post", "action", "/", "novalidate", "",
		  NULL);
	html_void(html, "input", "type", "hidden", "name", "lang", "value", page->language->tag,
		  NULL);
	write_field(page, fault);
	html_begin_line(html, "button", "class", "button", NULL);
	say(page, SENTENCE_FORM_SUBMIT);
	html_end_line(html);
	html_close(html);
	say_in(page, "p", "hint", SENTENCE_FORM_PASSWORD);
}

void entry_write(struct page *page)
{
	enum page_fault fault = page->query->fault < _PAGE_FAULT_MAX ? page->query->fault : 0;
	const char *description;

	if (page->query->typed[0])
		page->address = page->query->typed;
	if (fault == PAGE_FAULT_UNKNOWN_DOMAIN)
		page->values[PLACEHOLDER_DOMAIN] = address_domain_as_typed(&page->query->address);

	frame_open(page, SENTENCE_FORM_HEADING, fault);
	description = texts_get(&page->provider->description, page->language->tag);
	if (fault)
		write_summary(page, fault_sentences[fault]);
	else if (description)
		html_leaf(&page->html, "p", NULL, description);
	say_in(page, "p", "lead", SENTENCE_FORM_LEAD);
	write_form(page, fault ? fault_sentences[fault] : 0);
	frame_close(page);
}
