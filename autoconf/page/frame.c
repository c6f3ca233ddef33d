/* SPDX-License-Identifier: Apache-2.0 */
/* Head, brand, languages and links. */
#include "page/frame.h"

#include <stdio.h>
#include <string.h>

#include "account.h"
#include "cleanup.h"
#include "domain.h"
#include "page.h"
#include "page/color.h"
#include "page/site.h"
#include "protocol.h"
#include "provider.h"
#include "query.h"

#define URL_SIZE 320

static const char *const placeholder_names[_PLACEHOLDER_MAX] = {
	[PLACEHOLDER_PROVIDER] = "provider", [PLACEHOLDER_ADDRESS] = "address",
	[PLACEHOLDER_DOMAIN] = "domain",     [PLACEHOLDER_NAME] = "name",
	[PLACEHOLDER_PROFILE] = "profile",   [PLACEHOLDER_MINUTES] = "minutes",
	[PLACEHOLDER_URL] = "url",           [PLACEHOLDER_HEADING] = "heading",
	[PLACEHOLDER_EXAMPLE] = "example",   [PLACEHOLDER_PROTOCOL] = "protocol",
};

static const struct text frame_provider_name = {"", "Mail"};
const struct provider frame_provider = {.name = {&frame_provider_name, 1}};

/* ---- words ---- */

const char *frame_text(const struct page *page, enum sentence sentence)
{
	return page->language->sentences[sentence];
}

static const char *placeholder_text(const struct page *page, const struct sentence_piece *piece)
{
	for (size_t i = 0; i < _PLACEHOLDER_MAX; i++)
		if (strlen(placeholder_names[i]) == piece->size &&
		    !memcmp(placeholder_names[i], piece->text, piece->size))
			return page->values[i] ? page->values[i] : "";

	return "";
}

static void say_piece(struct page *page, const struct sentence_piece *piece)
{
	const char *text = piece->is_placeholder ? placeholder_text(page, piece) : piece->text;
	size_t size = piece->is_placeholder ? strlen(text) : piece->size;

	if (piece->is_marked)
		html_begin(&page->html, "b", NULL);
	/* An address in a text of the other direction keeps its own. */
	if (piece->is_placeholder)
		html_begin(&page->html, "bdi", NULL);
	html_text(&page->html, text, size);
	if (piece->is_placeholder)
		html_end(&page->html);
	if (piece->is_marked)
		html_end(&page->html);
}

void say(struct page *page, enum sentence sentence)
{
	struct sentence_cursor cursor = {.rest = frame_text(page, sentence)};
	struct sentence_piece piece;

	while (sentence_next(&cursor, &piece))
		say_piece(page, &piece);
}

void say_in(struct page *page, const char *element, const char *class, enum sentence sentence)
{
	html_begin_line(&page->html, element, "class", class, NULL);
	say(page, sentence);
	html_end_line(&page->html);
}

/* Without marks and elements: for attributes and the title. */
static void say_plain(struct page *page, enum sentence sentence,
		      void (*write)(struct html *, const char *, size_t))
{
	struct sentence_cursor cursor = {.rest = frame_text(page, sentence)};
	struct sentence_piece piece;

	while (sentence_next(&cursor, &piece)) {
		const char *value = piece.is_placeholder ? placeholder_text(page, &piece) : NULL;

		write(&page->html, value ? value : piece.text, value ? strlen(value) : piece.size);
	}
}

void say_attribute(struct page *page, const char *name, enum sentence sentence)
{
	html_attribute_begin(&page->html, name);
	say_plain(page, sentence, html_attribute_text);
	html_attribute_end(&page->html);
}

/* ---- head ---- */

void frame_init(struct page *page, const struct protocol_context *context, const char *language)
{
	const struct provider *provider = context->provider ? context->provider : &frame_provider;
	const struct page_offer *offer = context->page;

	*page = (struct page){.context = context, .provider = provider};
	page->catalogue = provider->catalogue ? provider->catalogue : &catalogue_builtin;
	page->language = catalogue_find(page->catalogue, language);
	if (!page->language)
		page->language = &page->catalogue->languages[0];
	if (offer && offer->minutes) {
		(void)snprintf(page->minutes, sizeof(page->minutes), "%u", offer->minutes);
		page->values[PLACEHOLDER_MINUTES] = page->minutes;
	}
}

static void write_asset(struct page *page, const char *element, const char *attribute,
			const char *rel, const char *path)
{
	const struct page_asset *asset = page_asset_find(path);
	char url[URL_SIZE];

	(void)snprintf(url, sizeof(url), "%s?v=%s", path, asset->tag);
	if (!strcmp(element, "link")) {
		html_void(&page->html, "link", "rel", rel, "href", url, NULL);
		return;
	}

	html_begin_line(&page->html, element, attribute, url, "defer", "", NULL);
	html_end_line(&page->html);
}

static void write_color(struct page *page)
{
	struct color color;
	char url[URL_SIZE];

	if (!page->provider->color || !color_parse(page->provider->color, &color))
		return;

	(void)snprintf(url, sizeof(url), PAGE_COLOR_PREFIX "%02x%02x%02x.css", color.red,
		       color.green, color.blue);
	html_void(&page->html, "link", "rel", "stylesheet", "href", url, NULL);
}

static void write_head(struct page *page, enum sentence title)
{
	struct html *html = &page->html;

	html_open(html, "head", NULL);
	html_void(html, "meta", "charset", "utf-8", NULL);
	html_begin_line(html, "title", NULL);
	say_plain(page, title, html_text);
	html_end_line(html);
	html_void(html, "meta", "name", "viewport", "content",
		  "width=device-width, initial-scale=1", NULL);
	html_void(html, "meta", "name", "color-scheme", "content", "light dark", NULL);
	/* A phone makes telephone numbers of ports otherwise. */
	html_void(html, "meta", "name", "format-detection", "content", "telephone=no", NULL);
	write_asset(page, "link", "href", "icon", "/assets/icon.svg");
	write_asset(page, "link", "href", "stylesheet", "/assets/page.css");
	write_color(page);
	write_asset(page, "script", "src", NULL, "/assets/page.js");
	html_close(html);
}

/* ---- brand and languages ---- */

static const char *provider_text(const struct page *page, const struct texts *texts)
{
	return texts_get(texts, page->language->tag);
}

static void write_brand(struct page *page)
{
	struct html *html = &page->html;
	const struct domain *domain = page->account ? page->account->domain : NULL;
	char path[PAGE_LOGO_PATH_SIZE], home[sizeof("/?lang=") + LANGUAGE_TAG_SIZE];

	(void)snprintf(home, sizeof(home), "/?lang=%s", page->language->tag);
	html_open(html, "a", "class", "brand", "href", home, NULL);
	if (page->provider->logo_bytes &&
	    page_logo_type(page->provider->logo_bytes, page->provider->logo_size)) {
		page_logo_path(domain ? domain->name : NULL, path);
		html_void(html, "img", "src", path, "alt", "", NULL);
	}
	html_leaf(html, "span", NULL, page->values[PLACEHOLDER_PROVIDER]);
	html_close(html);
}

/* A link, or a button that posts the address again: it is in no URL. */
static void write_language(struct page *page, const struct catalogue_language *language)
{
	struct html *html = &page->html;
	const char *name = language->sentences[SENTENCE_LANGUAGE_NAME];
	const char *direction = catalogue_is_right_to_left(language) ? "rtl" : "ltr";
	char url[sizeof("?lang=") + LANGUAGE_TAG_SIZE];

	(void)snprintf(url, sizeof(url), "?lang=%s", language->tag);
	html_begin_line(html, "li", NULL);
	if (language == page->language)
		html_begin(html, "span", "lang", language->tag, "dir", direction, "aria-current",
			   "true", NULL);
	else if (page->address)
		html_begin(html, "button", "name", "lang", "value", language->tag, "lang",
			   language->tag, "dir", direction, NULL);
	else
		html_begin(html, "a", "href", url, "hreflang", language->tag, "lang", language->tag,
			   "dir", direction, NULL);
	html_text(html, name, strlen(name));
	html_end(html);
	html_end_line(html);
}

static void write_languages(struct page *page)
{
	struct html *html = &page->html;

	if (page->catalogue->n_languages < 2)
		return;

	html_tag(html, "nav", "class", "languages", NULL);
	say_attribute(page, "aria-label", SENTENCE_PAGE_LANGUAGES);
	html_tag_end(html);
	if (page->address) {
		html_open(html, "form", "method", "post", "action", "/", NULL);
		html_void(html, "input", "type", "hidden", "name", "address", "value",
			  page->address, NULL);
	}
	html_open(html, "ul", NULL);
	for (size_t i = 0; i < page->catalogue->n_languages; i++)
		write_language(page, &page->catalogue->languages[i]);
	html_close(html);
	if (page->address)
		html_close(html);
	html_close(html);
}

/* ---- links ---- */

static void write_link(struct page *page, const char *url, const char *text)
{
	if (!url)
		return;

	html_begin_line(&page->html, "li", NULL);
	html_begin(&page->html, "a", "href", url, NULL);
	html_text(&page->html, text, strlen(text));
	html_end(&page->html);
	html_end_line(&page->html);
}

static void write_links(struct page *page)
{
	const struct provider *provider = page->provider;
	const char *title = provider_text(page, &provider->documentation_title);
	struct html *html = &page->html;

	if (!provider->documentation && !provider->help && !provider->imprint && !provider->privacy)
		return;

	html_tag(html, "nav", NULL);
	say_attribute(page, "aria-label", SENTENCE_PAGE_LINKS);
	html_tag_end(html);
	html_open(html, "ul", NULL);
	write_link(page, provider->documentation,
		   title ? title : frame_text(page, SENTENCE_LINK_DOCUMENTATION));
	write_link(page, provider->help, frame_text(page, SENTENCE_LINK_HELP));
	write_link(page, provider->imprint, frame_text(page, SENTENCE_LINK_IMPRINT));
	write_link(page, provider->privacy, frame_text(page, SENTENCE_LINK_PRIVACY));
	html_close(html);
	html_close(html);
}

/* ---- the frame ---- */

static void prepare(struct page *page, enum sentence heading)
{
	const struct provider *provider =
		page->account ? page->account->domain->provider : page->provider;
	const char *name;

	page->provider = provider;
	name = provider_text(page, &provider->name);
	page->values[PLACEHOLDER_PROVIDER] = name ? name : frame_provider_name.value;
	page->values[PLACEHOLDER_HEADING] = frame_text(page, heading);
	(void)snprintf(page->example, sizeof(page->example), "name@%s",
		       page->account ? page->account->domain->name : "example.org");
	page->values[PLACEHOLDER_EXAMPLE] = page->example;
}

void frame_open(struct page *page, enum sentence heading, bool has_fault)
{
	struct html *html = &page->html;
	const char *notice;

	prepare(page, heading);
	html_literal(html, "<!DOCTYPE html>\n");
	html_open(html, "html", "lang", page->language->tag, "dir",
		  catalogue_is_right_to_left(page->language) ? "rtl" : "ltr", NULL);
	write_head(page, has_fault ? SENTENCE_PAGE_TITLE_ERROR : SENTENCE_PAGE_TITLE);
	html_open(html, "body", "data-copy", frame_text(page, SENTENCE_COPY), "data-copied",
		  frame_text(page, SENTENCE_COPIED), NULL);
	html_open(html, "header", NULL);
	write_brand(page);
	write_languages(page);
	html_close(html);
	html_open(html, "main", NULL);
	say_in(page, "h1", NULL, heading);

	notice = provider_text(page, &page->provider->notice);
	if (notice)
		html_leaf(html, "p", "notice", notice);
}

void frame_close(struct page *page)
{
	struct html *html = &page->html;

	html_close(html); /* main */
	html_open(html, "footer", NULL);
	write_links(page);
	html_close(html);
	html_close(html); /* body */
	html_close(html);
}
