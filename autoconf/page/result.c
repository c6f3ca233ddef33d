/* SPDX-License-Identifier: Apache-2.0 */
/* The page of somebody's settings: devices first, every value behind them. */
#include <stdio.h>
#include <string.h>

#include "account.h"
#include "address.h"
#include "cleanup.h"
#include "domain.h"
#include "page.h"
#include "page/devices.h"
#include "page/frame.h"
#include "page/pages.h"
#include "page/qr.h"
#include "page/services.h"
#include "protocol.h"
#include "provider.h"
#include "query.h"

static void write_greeting(struct page *page)
{
	struct html *html = &page->html;

	html_begin_line(html, "p", "class", "lead", NULL);
	if (page->values[PLACEHOLDER_NAME]) {
		say(page, SENTENCE_RESULT_HELLO);
		html_literal(html, "<br>");
	}
	say(page, SENTENCE_RESULT_ADDRESS);
	html_literal(html, " ");
	if (!page->query->is_personal) {
		html_begin(html, "a", "href", "/", NULL);
		say(page, SENTENCE_RESULT_OTHER);
		html_end(html);
	}
	html_end_line(html);
}

static void write_addresses(struct page *page)
{
	struct html *html = &page->html;
	const struct account *account = page->account;

	if (!account->n_addresses)
		return;

	html_begin_line(html, "p", NULL);
	say(page, SENTENCE_RESULT_ADDRESSES);
	for (size_t i = 0; i < account->n_addresses; i++) {
		html_literal(html, i ? ", " : " ");
		html_begin(html, "bdi", NULL);
		html_text(html, account->addresses[i], strlen(account->addresses[i]));
		html_end(html);
	}
	html_end_line(html);
}

/* The way to the phone: the person's own page, or the one where the address is typed again. */
static int write_phone(struct page *page)
{
	const struct page_offer *offer = page->context->page;
	struct html *html = &page->html;
	_cleanup_(freep) char *url = NULL;
	struct writer writer = {0};
	int r;

	writer_string(&writer, offer && offer->page ? offer->page : page->context->public_url);
	if (!offer || !offer->page)
		writer_printf(&writer, "/?lang=%s", page->language->tag);
	r = writer_finish_string(&writer, &url, NULL);
	if (r)
		return r;

	page->values[PLACEHOLDER_URL] = url;
	html_open(html, "aside", NULL);
	qr_write(html, url, frame_text(page, SENTENCE_PHONE_HEADING));
	html_open(html, "div", NULL);
	say_in(page, "h2", NULL, SENTENCE_PHONE_HEADING);
	say_in(page, "p", NULL, SENTENCE_PHONE_TEXT);
	html_close(html);
	html_close(html);
	page->values[PLACEHOLDER_URL] = NULL;
	return 0;
}

/* What profiles are called whatever language they are in (profiles/profile.c). */
static const char *profile_name(const struct domain *domain)
{
	const char *name = texts_get(&domain->provider->name, "");

	return name && name[0] ? name : domain->name;
}

static void prepare(struct page *page)
{
	const struct page_offer *offer = page->context->page;

	page->values[PLACEHOLDER_ADDRESS] = page->account->address->text;
	/* As the apps call it. */
	page->values[PLACEHOLDER_PROTOCOL] =
		!account_service(page->account, SERVICE_IMAP) &&
				account_service(page->account, SERVICE_POP3)
			? "POP3"
			: "IMAP";
	if (page->query->is_personal)
		page->values[PLACEHOLDER_NAME] = page->account->display_name;
	else
		page->address = page->account->address->text;
	page->values[PLACEHOLDER_PROFILE] = offer && offer->profile_name
						    ? offer->profile_name
						    : profile_name(page->account->domain);
}

static int write_devices(struct page *page)
{
	int r;

	say_in(page, "h2", NULL, SENTENCE_DEVICES_HEADING);
	say_in(page, "p", NULL, SENTENCE_DEVICES_LEAD);
	r = devices_write(page);
	if (page->values[PLACEHOLDER_MINUTES])
		say_in(page, "p", "hint", SENTENCE_RESULT_MINUTES);

	return r;
}

static int write_settings(struct page *page)
{
	say_in(page, "h2", NULL, SENTENCE_SETTINGS_HEADING);
	say_in(page, "p", NULL, SENTENCE_SETTINGS_LEAD);

	return services_write(page);
}

int result_write(struct page *page)
{
	int r;

	prepare(page);
	frame_open(page, SENTENCE_RESULT_HEADING, false);
	write_greeting(page);
	write_addresses(page);
	if (!page->account->n_services) {
		say_in(page, "p", "notice", SENTENCE_RESULT_NOTHING);
		frame_close(page);
		return 0;
	}

	r = write_phone(page);
	if (!r)
		r = write_devices(page);
	if (!r)
		r = write_settings(page);
	frame_close(page);

	return r;
}
