/* SPDX-License-Identifier: Apache-2.0 */
/* Forms that a text must have. */
#include "settings/forms.h"

#include <string.h>

#include "base/url.h"
#include "domain.h"
#include "text/utf8.h"

/* A name stands in every payload of a profile, whose size is bounded. */
#define LINE_MAX_BYTES 250

const char *check_color(const char *text)
{
	if (*text == '#' && strlen(text) == 7 && strspn(text + 1, "0123456789abcdefABCDEF") == 6)
		return NULL;

	return "is not a colour like \"#0a7f3c\"";
}

static bool is_label(const char *text, size_t size)
{
	if (!size || size > 63 || text[0] == '-' || text[size - 1] == '-')
		return false;

	return strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") >=
	       size;
}

/* Backwards it must be a domain name: the namespace of UUIDs is made of it. */
const char *check_identifier(const char *text)
{
	const char *wrong = "is not a reversed domain name like org.example.autoconfig";
	size_t n_labels = 0;

	if (strlen(text) > DOMAIN_NAME_MAX)
		return wrong;

	for (size_t size;; text += size + 1) {
		size = strcspn(text, ".");
		if (!is_label(text, size))
			return wrong;
		n_labels++;
		if (!text[size])
			return n_labels < 2 ? wrong : NULL;
	}
}

/* RFC 8252 section 7: a page of nobody's, or a loopback address, where plain http is right. */
const char *check_redirect_url(const char *text)
{
	struct url_parts parts;

	return url_split(text, &parts) ? NULL : "is not a URL like https://localhost";
}

const char *check_user(const char *text)
{
	size_t size =
		strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");

	return size == strlen(text) && size <= 32 && *text != '-' ? NULL
								  : "is not the name of an account";
}

/* Names of tables and columns, with their schema where there is one. */
const char *check_sql_name(const char *text)
{
	bool is_start = true;

	for (; *text; text++) {
		bool is_letter =
			strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_", *text);

		if (!is_letter && (is_start || !strchr("0123456789$.", *text)))
			break;
		is_start = *text == '.';
	}

	return *text || is_start ? "is not the name of a table, column or function" : NULL;
}

const char *check_delimiter(const char *text)
{
	return strlen(text) == 1 && strchr("+-_=#", *text) ? NULL : "is none of + - _ = #";
}

const char *check_line(const char *text)
{
	size_t size = strlen(text);

	if (size > LINE_MAX_BYTES)
		return "is longer than 250 bytes";

	return utf8_valid_line(text, size) ? NULL : "holds a character that XML cannot";
}

/* Behind a part of a name (RFC 4514 section 3): the next one, or the end. */
static const char *skip_part(const char *text)
{
	for (; *text && *text != ',' && *text != '+'; text++)
		if (*text == '\\' && text[1])
			text++;

	return text;
}

const char *check_distinguished_name(const char *text)
{
	const char *wrong = "is not a distinguished name like ou=people,dc=example,dc=org";

	if (check_line(text))
		return wrong;

	for (;;) {
		size_t size = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
					   "0123456789-.");

		if (!size || text[size] != '=')
			return wrong;
		text = skip_part(text + size);
		if (!*text)
			return NULL;
		text++;
		text += strspn(text, " ");
	}
}
