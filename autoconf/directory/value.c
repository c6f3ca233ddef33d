/* SPDX-License-Identifier: Apache-2.0 */
/* Checks of values. */
#include "directory/value.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "cleanup.h"
#include "domain.h"
#include "text/placeholder.h"
#include "text/utf8.h"

#define TEXT_MAX 255    /* characters */
#define LANGUAGE_MAX 35 /* RFC 5646 section 4.4.1 */
#define URL_MAX 1000    /* bytes */

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

bool value_is_url(const char *value, const char *scheme)
{
	size_t scheme_size = strlen(scheme);
	size_t size;

	if (strncasecmp(value, scheme, scheme_size) || strlen(value) > URL_MAX ||
	    !value[scheme_size])
		return false;

	for (const char *at = value; *at; at++)
		if (*at <= ' ' || *at > '~' || strchr("\"<>\\^`{|}", *at))
			return false;

	return value[scheme_size] != '/' && !placeholder_unknown(value, &size);
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
