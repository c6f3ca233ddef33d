/* SPDX-License-Identifier: Apache-2.0 */
/* Settings that are URLs or host names. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/address_syntax.h"
#include "cleanup.h"
#include "settings.h"
#include "settings/hosts.h"
#include "settings/readers.h"
#include "text/placeholder.h"

static bool is_encrypted(const struct url *url)
{
	return !strcmp(url->scheme, "https") || !strcmp(url->scheme, "wss");
}

static bool is_web(const struct url *url)
{
	return !strncmp(url->scheme, "http", 4);
}

/* False when it was refused. */
static bool url_of(struct reading *reading, const struct place *place,
		   const struct setting *setting, bool with_placeholders, struct url *ret_url)
{
	const char *text = read_scalar(reading, place, setting);
	const char *wrong = text ? url_read(reading, text, with_placeholders, ret_url) : NULL;

	/* What stands before an @ may be a password. */
	if (wrong)
		refuse(reading, place, "%.200s %s", strchr(text, '@') ? "this" : text, wrong);
	return text && !wrong;
}

static bool refuse_cleartext(struct reading *reading, const struct place *place,
			     const struct url *url)
{
	if (is_encrypted(url) || reading->settings->allow_cleartext)
		return false;

	refuse(reading, place, "%.200s is not encrypted: https is needed, or allow_cleartext: true",
	       url->text);
	return true;
}

void read_https_url(struct reading *reading, const struct place *place,
		    const struct setting *setting, void *member)
{
	struct url url;

	if (!url_of(reading, place, setting, false, &url) || refuse_cleartext(reading, place, &url))
		return;
	if (!is_web(&url)) {
		refuse(reading, place, "%.200s does not begin with https://", url.text);
		return;
	}
	*(const char **)member = reading_keep_string(reading, url.text);
}

/* Of the unreserved characters of RFC 3986 section 2.3: they are never to be escaped. */
static bool is_escaped_unreserved(const char *escape)
{
	char digits[3] = {escape[1], escape[2], '\0'};
	unsigned long c = strtoul(digits, NULL, 16);

	return c < 128 && (isalnum((int)c) || strchr("-._~", (int)c));
}

static bool has_dot_segment(const char *path)
{
	for (const char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/')) {
		size_t size = strcspn(slash + 1, "/");

		if ((size == 1 && slash[1] == '.') ||
		    (size == 2 && slash[1] == '.' && slash[2] == '.'))
			return true;
	}

	return false;
}

/*
 * RFC 8414 section 2, oauth-public-06 section 3.2: clients compare an issuer letter by letter, so
 * it is refused rather than put right.
 */
static const char *issuer_problem(const char *issuer)
{
	if (strpbrk(issuer, "?#"))
		return "holds a query or a fragment, which no issuer has";
	if (has_dot_segment(strstr(issuer, "://") + strlen("://")))
		return "holds a segment . or .., which no issuer has";

	for (const char *c = strchr(issuer, '%'); c; c = strchr(c + 1, '%'))
		if (is_escaped_unreserved(c))
			return "escapes a character that needs no escape, and issuers are compared "
			       "letter by letter";

	return NULL;
}

void read_issuer(struct reading *reading, const struct place *place, const struct setting *setting,
		 void *member)
{
	const char *issuer = NULL, *wrong;

	read_https_url(reading, place, setting, &issuer);
	wrong = issuer ? issuer_problem(issuer) : NULL;
	if (wrong)
		refuse(reading, place, "%.200s %s", issuer, wrong);
	else if (issuer)
		*(const char **)member = issuer;
}

static void read_mailto(struct reading *reading, const struct place *place, const char *text,
			void *member)
{
	struct address address;

	if (address_parse(text, strlen(text), &address))
		refuse(reading, place, "%.200s names no mail address", text);
	else
		*(const char **)member = reading_keep_string(reading, text);
}

void read_help_url(struct reading *reading, const struct place *place,
		   const struct setting *setting, void *member)
{
	const struct node *node = place->node;

	if (node->kind == NODE_TEXT && !strncasecmp(node->text, "mailto:", strlen("mailto:")))
		read_mailto(reading, place, node->text, member);
	else
		read_https_url(reading, place, setting, member);
}

/* Which schemes and placeholders suit which type is looked at when the whole service is there. */
void read_service_url(struct reading *reading, const struct place *place,
		      const struct setting *setting, void *member)
{
	const char *text = place->node->kind == NODE_TEXT ? place->node->text : "";
	const char *unknown;
	struct url url;
	size_t size;

	unknown = placeholder_unknown(text, &size);
	if (unknown) {
		refuse(reading, place,
		       "%.*s is no placeholder (%%EMAILADDRESS%%, %%EMAILLOCALPART%%, "
		       "%%EMAILDOMAIN%%)",
		       (int)size, unknown);
		return;
	}
	if (url_of(reading, place, setting, true, &url) && !refuse_cleartext(reading, place, &url))
		*(const char **)member = reading_keep_string(reading, url.text);
}

static size_t size_without_slashes(const char *text)
{
	size_t size = strlen(text);

	while (size && text[size - 1] == '/')
		size--;
	return size;
}

void read_public_url(struct reading *reading, const struct place *place,
		     const struct setting *setting, void *member)
{
	struct settings *settings = member;
	struct url url;

	if (!url_of(reading, place, setting, false, &url))
		return;
	if (!is_web(&url) || strpbrk(url.rest, "?#")) {
		refuse(reading, place,
		       "%.200s must begin with https:// or http://, and hold no ? or #", url.text);
		return;
	}

	settings->server.public_is_https = is_encrypted(&url);
	settings->server.public_host = reading_keep_string(reading, url.host);
	settings->server.public_url = reading_keep_string(
		reading,
		reading_printf(reading, "%.*s", (int)size_without_slashes(url.text), url.text));
}

/*
 * A password holds any byte.  With one of these bare, drivers take a piece of it for host or port,
 * and show it when they fail.
 */
static bool is_percent_encoded(const char *authority)
{
	const char *at = strchr(authority, '@');

	for (const char *c = strchr(authority, '%'); c; c = strchr(c + 1, '%'))
		if (!isxdigit((unsigned char)c[1]) || !isxdigit((unsigned char)c[2]))
			return false;

	return !at || (!strchr(at + 1, '@') && strcspn(authority, "/?") > (size_t)(at - authority));
}

/*
 * The rest of it is read by the directory, which alone knows its drivers.  Never shown: a password
 * stands in it.
 */
void read_directory_url(struct reading *reading, const struct place *place,
			const struct setting *setting, void *member)
{
	static const char *const schemes[] = {"sqlite:", "postgresql://", "postgres://", "mysql://",
					      "mariadb://"};
	const char *text = read_scalar(reading, place, setting);

	for (size_t i = 0; text && i < ARRAY_SIZE(schemes); i++) {
		size_t size = strlen(schemes[i]);

		if (strncmp(text, schemes[i], size) != 0 || !text[size])
			continue;
		if (schemes[i][size - 1] == '/' && !is_percent_encoded(text + size)) {
			refuse(reading, place,
			       "what is special in user and password is percent-encoded: %%25 for "
			       "%%, %%40 for @, %%2F for /, %%3F for ?");
			return;
		}
		*(const char **)member = reading_keep_string(reading, text);
		return;
	}
	if (text)
		refuse(reading, place,
		       "this is none of sqlite:PATH, postgresql://…, mysql://… and mariadb://…");
}

static void host_of(struct reading *reading, const struct place *place,
		    const struct setting *setting, bool with_placeholder, void *member)
{
	const char *text = read_scalar(reading, place, setting);
	const char *host, *wrong;

	if (!text)
		return;

	wrong = host_read(reading, text, with_placeholder, &host);
	if (wrong)
		refuse(reading, place, "%.200s %s", text, wrong);
	else
		*(const char **)member = reading_keep_string(reading, host);
}

void read_host(struct reading *reading, const struct place *place, const struct setting *setting,
	       void *member)
{
	host_of(reading, place, setting, false, member);
}

void read_host_template(struct reading *reading, const struct place *place,
			const struct setting *setting, void *member)
{
	host_of(reading, place, setting, true, member);
}
