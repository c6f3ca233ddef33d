/* SPDX-License-Identifier: Apache-2.0 */
/* Setting up a device: a section each, with three short steps and what the screen will say. */
#include "page/devices.h"

#include <string.h>

#include "account.h"
#include "cleanup.h"
#include "page.h"
#include "page/handover.h"
#include "page/qr.h"
#include "protocol.h"

#define STEPS 3

static void open_device(struct page *page, const char *id, enum sentence title)
{
	/* One of a name is open at a time, where browsers know that. */
	html_open(&page->html, "details", "id", id, "name", "device", NULL);
	html_begin_line(&page->html, "summary", NULL);
	html_begin(&page->html, "h3", NULL);
	say(page, title);
	html_end(&page->html);
	html_end_line(&page->html);
	html_open(&page->html, "div", NULL);
}

static void close_device(struct page *page)
{
	html_close(&page->html);
	html_close(&page->html);
}

static void write_steps(struct page *page, const enum sentence steps[static STEPS])
{
	html_open(&page->html, "ol", NULL);
	for (size_t i = 0; i < STEPS; i++)
		say_in(page, "li", NULL, steps[i]);
	html_close(&page->html);
}

static void write_button(struct page *page, const char *class, const char *url, enum sentence text)
{
	html_begin_line(&page->html, "a", "class", class, "href", url, NULL);
	say(page, text);
	html_end_line(&page->html);
}

static const struct page_offer *offer_of(const struct page *page)
{
	static const struct page_offer nothing;

	return page->context->page ? page->context->page : &nothing;
}

/* ---- Apple ---- */

struct apple_device {
	const char *id;
	enum sentence title;
	enum sentence steps[STEPS], manual[STEPS];
	bool is_phone;
};

static const struct apple_device apple_devices[] = {
	{
		"iphone",
		SENTENCE_IPHONE_TITLE,
		{SENTENCE_IPHONE_1, SENTENCE_IPHONE_2, SENTENCE_IPHONE_3},
		{SENTENCE_IPHONE_MANUAL_1, SENTENCE_IPHONE_MANUAL_2, SENTENCE_IPHONE_MANUAL_3},
		.is_phone = true,
	},
	{
		"mac",
		SENTENCE_MAC_TITLE,
		{SENTENCE_MAC_1, SENTENCE_MAC_2, SENTENCE_MAC_3},
		{SENTENCE_MAC_MANUAL_1, SENTENCE_MAC_MANUAL_2, SENTENCE_MAC_MANUAL_3},
	},
};

static void write_downloads(struct page *page)
{
	const struct page_offer *offer = offer_of(page);

	html_open(&page->html, "p", "class", "actions", NULL);
	write_button(page, "button", offer->profile, SENTENCE_APPLE_DOWNLOAD);
	if (offer->profile_mail)
		write_button(page, "button second", offer->profile_mail,
			     SENTENCE_APPLE_DOWNLOAD_MAIL);
	html_close(&page->html);
}

static void write_apple_notes(struct page *page, const struct apple_device *device)
{
	const struct page_offer *offer = offer_of(page);

	html_open(&page->html, "ul", "class", "notes", NULL);
	if (device->is_phone)
		say_in(page, "li", NULL, SENTENCE_IPHONE_WAIT);
	if (offer->profile_mail)
		say_in(page, "li", NULL, SENTENCE_APPLE_CHOICE);
	say_in(page, "li", NULL,
	       offer->is_signed ? SENTENCE_APPLE_SIGNED : SENTENCE_APPLE_UNSIGNED);
	say_in(page, "li", NULL, SENTENCE_APPLE_REPLACE);
	if (device->is_phone)
		say_in(page, "li", NULL, SENTENCE_IPHONE_SAFARI);
	html_close(&page->html);
}

static void write_apple(struct page *page, const struct apple_device *device)
{
	const struct page_offer *offer = offer_of(page);

	open_device(page, device->id, device->title);
	if (offer->profile) {
		write_downloads(page);
		write_steps(page, device->steps);
		write_apple_notes(page, device);
	} else {
		if (offer->needs_link)
			say_in(page, "p", NULL, SENTENCE_APPLE_LINK);
		write_steps(page, device->manual);
	}
	close_device(page);
}

/* ---- Android ---- */

static int write_thunderbird_code(struct page *page)
{
	static const enum sentence scanned[] = {SENTENCE_ANDROID_1, SENTENCE_ANDROID_2,
						SENTENCE_ANDROID_3};
	static const enum sentence typed[] = {SENTENCE_ANDROID_1, SENTENCE_ANDROID_2_TYPED,
					      SENTENCE_ANDROID_3};
	_cleanup_(freep) char *text = NULL;
	int r;

	r = handover_thunderbird(page->account, &text);
	if (r)
		return r;
	if (!text || !qr_fits(text)) {
		write_steps(page, typed);
		return 0;
	}

	write_steps(page, scanned);
	qr_write(&page->html, text, frame_text(page, SENTENCE_ANDROID_CODE));
	html_open(&page->html, "ul", "class", "notes", NULL);
	say_in(page, "li", NULL, SENTENCE_ANDROID_HERE);
	html_close(&page->html);
	return 0;
}

/* One link where calendar and contacts begin at the same place. */
static int write_dav(struct page *page)
{
	const struct service *calendar = account_service(page->account, SERVICE_CALDAV);
	const struct service *contacts = account_service(page->account, SERVICE_CARDDAV);
	_cleanup_(freep) char *calendar_url = NULL, *contacts_url = NULL;
	bool is_one;
	int r = 0;

	if (calendar)
		r = handover_davx5(page->account, calendar, &calendar_url);
	if (!r && contacts)
		r = handover_davx5(page->account, contacts, &contacts_url);
	if (r || (!calendar_url && !contacts_url))
		return r;

	is_one = calendar_url && contacts_url && !strcmp(calendar_url, contacts_url);
	say_in(page, "p", NULL, SENTENCE_ANDROID_DAV);
	html_open(&page->html, "p", "class", "actions", NULL);
	if (calendar_url)
		write_button(page, "button second", calendar_url,
			     is_one ? SENTENCE_ANDROID_DAV_BOTH : SENTENCE_ANDROID_DAV_CALENDAR);
	if (contacts_url && !is_one)
		write_button(page, "button second", contacts_url, SENTENCE_ANDROID_DAV_CONTACTS);
	html_close(&page->html);
	return 0;
}

static int write_android(struct page *page)
{
	int r;

	open_device(page, "android", SENTENCE_ANDROID_TITLE);
	r = write_thunderbird_code(page);
	if (!r)
		r = write_dav(page);
	close_device(page);
	return r;
}

/* ---- the others ---- */

static void write_thunderbird(struct page *page)
{
	bool has_dav = account_service(page->account, SERVICE_CALDAV) ||
		       account_service(page->account, SERVICE_CARDDAV);

	open_device(page, "thunderbird", SENTENCE_THUNDERBIRD_TITLE);
	write_steps(page, (enum sentence[]){SENTENCE_THUNDERBIRD_1, SENTENCE_THUNDERBIRD_2,
					    has_dav ? SENTENCE_THUNDERBIRD_3_DAV
						    : SENTENCE_THUNDERBIRD_3});
	close_device(page);
}

static void write_outlook(struct page *page)
{
	open_device(page, "outlook", SENTENCE_OUTLOOK_TITLE);
	write_steps(page,
		    (enum sentence[]){SENTENCE_OUTLOOK_1, SENTENCE_OUTLOOK_2, SENTENCE_OUTLOOK_3});
	html_open(&page->html, "ul", "class", "notes", NULL);
	say_in(page, "li", NULL, SENTENCE_OUTLOOK_NEW);
	html_close(&page->html);
	close_device(page);
}

static void write_other(struct page *page)
{
	const struct page_offer *offer = offer_of(page);

	open_device(page, "other", SENTENCE_OTHER_TITLE);
	write_steps(page, (enum sentence[]){SENTENCE_OTHER_1, SENTENCE_OTHER_2, SENTENCE_OTHER_3});
	if (offer->profile_unsigned) {
		say_in(page, "p", NULL, SENTENCE_OTHER_FILE);
		html_open(&page->html, "p", "class", "actions", NULL);
		write_button(page, "button second", offer->profile_unsigned,
			     SENTENCE_OTHER_FILE_DOWNLOAD);
		html_close(&page->html);
	}
	close_device(page);
}

int devices_write(struct page *page)
{
	int r;

	for (size_t i = 0; i < ARRAY_SIZE(apple_devices); i++)
		write_apple(page, &apple_devices[i]);
	r = write_android(page);
	write_thunderbird(page);
	write_outlook(page);
	write_other(page);

	return r;
}
