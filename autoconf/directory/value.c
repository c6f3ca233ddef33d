/* SPDX-License-Identifier: Apache-2.0 */
/* Checks of values. */
#include "directory/value.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/address_syntax.h"
#include "cleanup.h"
#include "text/placeholder.h"
#include "text/utf8.h"

#define TEXT_MAX 255    /* characters */
#define LANGUAGE_MAX 35 /* RFC 5646 section 4.4.1 */
#define URL_MAX 1000    /* bytes */

#define DOMAIN_PLACEHOLDER "%EMAILDOMAIN%"

int value_flag(const char *value)
{
	static const char *const spellings[][2] = {
		{"0", "1"}, {"f", "t"}, {"false", "true"}, {"n", "y"}, {"no", "yes"}, {"off", "on"},
	};

	for (size_t i = 0; value && i < ARRAY_SIZE(spellings); i++)
		for (int flag = 0; flag < 2; flag++)
			if (!strcasecmp(value, spellings[i][flag]))
				return flag;

	return -1;
}

static bool text_is(const char *value, bool may_be_blank)
{
	size_t size = strlen(value), length = 0, n_blanks = 0;
	uint32_t character;

	for (size_t at = 0, step; at < size; at += step, length++) {
		step = utf8_next(value + at, size - at, &character);
		if (!step || character < 0x20 || (character >= 0x7f && character < 0xa0))
			return false;
		n_blanks += character == ' ';
	}

	return length > n_blanks && length <= TEXT_MAX && (may_be_blank || !n_blanks) &&
	       utf8_valid_xml(value, size);
}

bool value_is_text(const char *value)
{
	return text_is(value, true);
}

bool value_is_login(const char *value)
{
	return text_is(value, false);
}

bool value_is_username(const char *value)
{
	size_t size;

	return text_is(value, false) && !placeholder_unknown(value, &size);
}

static bool byte_is_lower(char byte)
{
	return byte >= 'a' && byte <= 'z';
}

static bool byte_is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

bool value_is_language(const char *value)
{
	size_t label = 0;

	if (strlen(value) > LANGUAGE_MAX || !byte_is_lower(value[0]) || !byte_is_lower(value[1]))
		return false;

	for (const char *at = value; *at; at++) {
		if (*at == '-' ? !label : !byte_is_lower(*at) && !byte_is_digit(*at))
			return false;
		label = *at == '-' ? 0 : label + 1;
		if (label > 8)
			return false;
	}

	return label > 0;
}

bool value_is_color(const char *value)
{
	return value[0] == '#' && strlen(value) == 7 &&
	       strspn(value + 1, "0123456789abcdefABCDEF") == 6;
}

/* In the placeholder's place while a name is read: a label that nobody has. */
#define STAND_IN "xn-email-domain"

static bool text_swap(const char *text, const char *from, const char *to, size_t size, char *ret)
{
	const char *found = strstr(text, from);
	int n = found ? snprintf(ret, size, "%.*s%s%s", (int)(found - text), text, to,
				 found + strlen(from))
		      : -1;

	return n >= 0 && (size_t)n < size;
}

/* Whole labels: what stands next to it is a dot, or nothing. */
static bool placeholder_is_labels(const char *value)
{
	const char *start = strstr(value, DOMAIN_PLACEHOLDER);
	const char *end = start + strlen(DOMAIN_PLACEHOLDER);

	return (start == value || start[-1] == '.') && (!*end || *end == '.') &&
	       !strstr(end, DOMAIN_PLACEHOLDER);
}

bool value_host(const char *value, char ret_host[static DOMAIN_NAME_MAX + 1])
{
	char probe[2 * DOMAIN_NAME_MAX], name[DOMAIN_NAME_MAX + 1];

	if (!strstr(value, DOMAIN_PLACEHOLDER))
		return !domain_name_parse(value, strlen(value), ret_host);

	return placeholder_is_labels(value) &&
	       text_swap(value, DOMAIN_PLACEHOLDER, STAND_IN, sizeof(probe), probe) &&
	       !domain_name_parse(probe, strlen(probe), name) &&
	       text_swap(name, STAND_IN, DOMAIN_PLACEHOLDER, DOMAIN_NAME_MAX + 1, ret_host);
}

bool value_port(const char *value, uint16_t *ret_port)
{
	char *end;
	long port;

	if (!value || value[0] < '0' || value[0] > '9')
		return false;

	errno = 0;
	port = strtol(value, &end, 10);
	if (errno || *end || port < 1 || port > UINT16_MAX)
		return false;

	*ret_port = (uint16_t)port;
	return true;
}

/* RFC 3986 section 3.2, without user names and IPv6: what all mail programs understand. */
static bool authority_is_good(const char *authority, size_t size)
{
	_cleanup_(freep) char *host = strndup(authority, size);
	char name[DOMAIN_NAME_MAX + 1];
	struct in_addr address;
	uint16_t number;
	char *port = host ? strchr(host, ':') : NULL;

	if (port)
		*port++ = '\0';

	return host && (!port || value_port(port, &number)) &&
	       (inet_pton(AF_INET, host, &address) == 1 || value_host(host, name));
}

/* A % begins a placeholder or a byte in hexadecimal digits. */
static bool percents_are_good(const char *text)
{
	struct placeholder_piece piece;

	while (placeholder_next(&text, &piece))
		for (size_t i = 0; !piece.is_placeholder && i < piece.size; i++)
			if (piece.text[i] == '%' &&
			    (i + 2 >= piece.size ||
			     strspn(piece.text + i + 1, "0123456789ABCDEFabcdef") < 2))
				return false;

	return true;
}

bool value_is_url(const char *value, const char *scheme)
{
	size_t scheme_size = strlen(scheme);
	const char *rest = value + scheme_size;

	if (strncasecmp(value, scheme, scheme_size) || strlen(value) > URL_MAX || !*rest)
		return false;

	for (const char *at = value; *at; at++)
		if (*at <= ' ' || *at > '~' || strchr("\"<>\\^`{|}", *at))
			return false;

	return (scheme[scheme_size - 1] != '/' || authority_is_good(rest, strcspn(rest, "/?#"))) &&
	       percents_are_good(rest);
}

bool value_is_https_url(const char *value)
{
	return value_is_url(value, "https://");
}

bool value_is_help_url(const char *value)
{
	return value_is_url(value, "https://") || value_is_url(value, "mailto:");
}

bool value_is_scope(const char *value)
{
	for (const char *at = value; *at; at++)
		if (*at < ' ' || *at > '~' || *at == '"' || *at == '\\')
			return false;

	return value[0];
}
