/* SPDX-License-Identifier: Apache-2.0 */
/* The values of services, in the words that programs use for their fields. */
#include "page/services.h"

#include <stdio.h>
#include <string.h>

#include "account.h"
#include "cleanup.h"
#include "domain.h"
#include "page/handover.h"
#include "protocols/announce.h"

static const enum sentence type_sentences[_SERVICE_TYPE_MAX] = {
	[SERVICE_IMAP] = SENTENCE_SERVICE_IMAP,
	[SERVICE_POP3] = SENTENCE_SERVICE_POP3,
	[SERVICE_SUBMISSION] = SENTENCE_SERVICE_SUBMISSION,
	[SERVICE_MANAGESIEVE] = SENTENCE_SERVICE_MANAGESIEVE,
	[SERVICE_CALDAV] = SENTENCE_SERVICE_CALDAV,
	[SERVICE_CARDDAV] = SENTENCE_SERVICE_CARDDAV,
	[SERVICE_ACTIVESYNC] = SENTENCE_SERVICE_ACTIVESYNC,
	[SERVICE_WEBMAIL] = SENTENCE_SERVICE_WEBMAIL,
	[SERVICE_JMAP] = SENTENCE_SERVICE_JMAP,
	[SERVICE_EWS] = SENTENCE_SERVICE_EWS,
	[SERVICE_WEBDAV] = SENTENCE_SERVICE_WEBDAV,
	[SERVICE_LDAP] = SENTENCE_SERVICE_LDAP,
	[SERVICE_XMPP] = SENTENCE_SERVICE_XMPP,
	[SERVICE_SUBSCRIBED_CALENDAR] = SENTENCE_SERVICE_SUBSCRIBED_CALENDAR,
};

static const enum sentence security_sentences[_SECURITY_MAX] = {
	[SECURITY_NONE] = SENTENCE_SECURITY_NONE,
	[SECURITY_STARTTLS] = SENTENCE_SECURITY_STARTTLS,
	[SECURITY_TLS] = SENTENCE_SECURITY_TLS,
};

static const enum sentence authentication_sentences[_AUTHENTICATION_MAX] = {
	[AUTHENTICATION_PASSWORD] = SENTENCE_AUTHENTICATION_PASSWORD,
	[AUTHENTICATION_PASSWORD_ENCRYPTED] = SENTENCE_AUTHENTICATION_PASSWORD_ENCRYPTED,
	[AUTHENTICATION_NTLM] = SENTENCE_AUTHENTICATION_NTLM,
	[AUTHENTICATION_GSSAPI] = SENTENCE_AUTHENTICATION_GSSAPI,
	[AUTHENTICATION_TLS_CLIENT_CERT] = SENTENCE_AUTHENTICATION_TLS_CLIENT_CERT,
	[AUTHENTICATION_OAUTH2] = SENTENCE_AUTHENTICATION_OAUTH2,
	[AUTHENTICATION_CLIENT_IP_ADDRESS] = SENTENCE_AUTHENTICATION_CLIENT_IP_ADDRESS,
	[AUTHENTICATION_NONE] = SENTENCE_AUTHENTICATION_NONE,
};

/* Which heading a service stands under: that of its first row that takes it. */
static const struct group {
	enum sentence heading;
	unsigned int types; /* bits */
	unsigned int once;  /* of them those whose best service alone stands here */
} groups[] = {
#define BIT(type_) (1u << SERVICE_##type_)
	{SENTENCE_SETTINGS_MAIL, BIT(IMAP) | BIT(POP3) | BIT(SUBMISSION) | BIT(WEBMAIL),
	 BIT(IMAP) | BIT(POP3) | BIT(SUBMISSION)},
	{SENTENCE_SETTINGS_GROUPWARE, BIT(CALDAV) | BIT(CARDDAV) | BIT(SUBSCRIBED_CALENDAR), 0},
	{SENTENCE_SETTINGS_MORE, ~0u, 0},
#undef BIT
};

/* The order of types under a heading. */
static const enum service_type order[_SERVICE_TYPE_MAX] = {
	SERVICE_IMAP,
	SERVICE_POP3,
	SERVICE_SUBMISSION,
	SERVICE_WEBMAIL,
	SERVICE_CALDAV,
	SERVICE_CARDDAV,
	SERVICE_SUBSCRIBED_CALENDAR,
	SERVICE_ACTIVESYNC,
	SERVICE_MANAGESIEVE,
	SERVICE_LDAP,
	SERVICE_XMPP,
	SERVICE_WEBDAV,
	SERVICE_JMAP,
	SERVICE_EWS,
};

/* ---- one service ---- */

static void begin_row(struct page *page, enum sentence name, const char *class)
{
	html_open(&page->html, "div", NULL);
	say_in(page, "dt", NULL, name);
	html_begin_line(&page->html, "dd", "class", class, NULL);
}

static void end_row(struct page *page)
{
	html_end_line(&page->html);
	html_close(&page->html);
}

/* A value that people type or copy: one click selects it, and its direction is its own. */
static void write_value(struct page *page, enum sentence name, const char *value)
{
	begin_row(page, name, "value");
	html_begin(&page->html, "code", "dir", "ltr", NULL);
	html_text(&page->html, value, strlen(value));
	html_end(&page->html);
	end_row(page);
}

static void write_word(struct page *page, enum sentence name, enum sentence word)
{
	begin_row(page, name, NULL);
	say(page, word);
	end_row(page);
}

static int write_host(struct page *page, const struct service *service)
{
	_cleanup_(freep) char *host = NULL;
	char port[8];
	int r;

	r = announce_expand(service->host, page->account->domain, &host);
	if (r)
		return r;

	(void)snprintf(port, sizeof(port), "%u", service->port);
	write_value(page, SENTENCE_FIELD_HOST, host);
	write_value(page, SENTENCE_FIELD_PORT, port);
	write_word(page, SENTENCE_FIELD_SECURITY, security_sentences[service->security]);
	return 0;
}

static int write_login(struct page *page, const struct service *service)
{
	_cleanup_(freep) char *login = NULL;
	int r;

	r = handover_login(page->account, service, &login);
	if (r)
		return r;

	write_value(page, SENTENCE_FIELD_USERNAME, login);
	begin_row(page, SENTENCE_FIELD_AUTHENTICATION, NULL);
	for (size_t i = 0; i < service->n_authentications; i++) {
		if (i)
			html_literal(&page->html, "<br>");
		say(page, authentication_sentences[service->authentications[i]]);
	}
	end_row(page);
	return 0;
}

/* Pages and files are opened rather than typed in. */
static void write_link(struct page *page, const char *url, enum sentence text)
{
	html_begin_line(&page->html, "a", "class", "button second", "href", url, "rel",
			"noreferrer", NULL);
	say(page, text);
	html_end_line(&page->html);
}

static int write_subscription(struct page *page, const char *url)
{
	static const char https[] = "https://";
	struct writer writer = {0};
	char *link;
	int r;

	if (strncmp(url, https, strlen(https)) != 0)
		return 0;

	writer_string(&writer, "webcal://");
	writer_string(&writer, url + strlen(https));
	r = writer_finish_string(&writer, &link, NULL);
	if (r)
		return r;

	write_link(page, link, SENTENCE_SERVICE_SUBSCRIBED_CALENDAR_OPEN);
	free(link);
	return 0;
}

static int write_place(struct page *page, const struct service *service)
{
	_cleanup_(freep) char *url = NULL;
	int r;

	r = handover_url(page->account, service->url, &url);
	if (r)
		return r;
	if (service->type == SERVICE_WEBMAIL) {
		write_link(page, url, SENTENCE_SERVICE_WEBMAIL_OPEN);
		return 0;
	}

	html_open(&page->html, "dl", NULL);
	write_value(page, SENTENCE_FIELD_URL, url);
	r = service->type == SERVICE_SUBSCRIBED_CALENDAR ? 0 : write_login(page, service);
	html_close(&page->html);
	if (!r && service->type == SERVICE_SUBSCRIBED_CALENDAR)
		r = write_subscription(page, url);

	return r;
}

static int write_service(struct page *page, const struct service *service)
{
	struct html *html = &page->html;
	int r;

	html_open(html, "section", NULL);
	if (service->label) {
		html_leaf(html, "h4", NULL, service->label);
		say_in(page, "p", "hint", type_sentences[service->type]);
	} else {
		say_in(page, "h4", NULL, type_sentences[service->type]);
	}
	if (service_has_url(service)) {
		r = write_place(page, service);
	} else {
		html_open(html, "dl", NULL);
		r = write_host(page, service);
		if (service->search_base)
			write_value(page, SENTENCE_FIELD_SEARCH_BASE, service->search_base);
		if (!r)
			r = write_login(page, service);
		html_close(html);
	}
	html_close(html);

	return r;
}

/* ---- groups ---- */

/* The group that shows a service: POP3 stands with mail only where there is no IMAP. */
static const struct group *group_of(const struct account *account, const struct service *service)
{
	unsigned int bit = 1u << service->type;
	const struct group *group = groups;

	while (!(group->types & bit))
		group++;
	if (!(group->once & bit))
		return group;
	if (service->type == SERVICE_POP3 && account_service(account, SERVICE_IMAP))
		return &groups[ARRAY_SIZE(groups) - 1];
	if (service != announce_next(account, service->type, ANNOUNCE_ENCRYPTED_FIRST, NULL))
		return &groups[ARRAY_SIZE(groups) - 1];

	return group;
}

/* The first service of a group behind `previous`, in its order. */
static const struct service *group_next(const struct account *account, const struct group *group,
					size_t *index, const struct service *previous)
{
	const struct service *service = previous;

	for (; *index < _SERVICE_TYPE_MAX; ++*index, service = NULL)
		while ((service = announce_next(account, order[*index], ANNOUNCE_ENCRYPTED_FIRST,
						service)))
			if (group_of(account, service) == group)
				return service;

	return NULL;
}

static int write_group(struct page *page, const struct group *group)
{
	const struct service *service;
	size_t index = 0;
	int r = 0;

	service = group_next(page->account, group, &index, NULL);
	if (!service)
		return 0;

	say_in(page, "h3", NULL, group->heading);
	html_open(&page->html, "div", "class", "services", NULL);
	for (; service && !r; service = group_next(page->account, group, &index, service))
		r = write_service(page, service);
	html_close(&page->html);

	return r;
}

int services_write(struct page *page)
{
	int r = 0;

	for (size_t i = 0; !r && i < ARRAY_SIZE(groups); i++)
		r = write_group(page, &groups[i]);

	return r;
}
