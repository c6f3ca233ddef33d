/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Addresses and domain names.  Liberal where people differ from RFC 5322 (dots anywhere in a local
 * part), strict where something else could be meant (comments, source routes, address literals).
 * Only a name with a non-ASCII letter takes the way through libidn2.
 */
#include "base/address_syntax.h"

#include <idn2.h>
#include <libpsl.h>
#include <string.h>
#include <strings.h>

#include "cleanup.h"
#include "text/utf8.h"

#define LABEL_MAX 63 /* RFC 1035 section 2.3.4 */

/* Of atext (RFC 5322 section 3.2.3), what is neither letter nor digit. */
/* clang-format off */
static const bool atom_signs[256] = {
	['!'] = true, ['#'] = true, ['$'] = true, ['%'] = true, ['&'] = true, ['\''] = true, ['*'] = true, ['+'] = true,
	['-'] = true, ['/'] = true, ['='] = true, ['?'] = true, ['^'] = true, ['_'] = true, ['`'] = true, ['{'] = true,
	['|'] = true, ['}'] = true, ['~'] = true,
};
/* clang-format on */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_atom(char c)
{
	return is_letter(c) || is_digit(c) || atom_signs[(unsigned char)c];
}

/* RFC 1123 section 2.1 */
static bool is_label(char c)
{
	return is_letter(c) || is_digit(c) || c == '-';
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* One label at bytes: its size, 0 when it is none. */
static size_t label_size(const char *bytes, size_t size, bool *ret_all_digits)
{
	size_t n = 0;

	*ret_all_digits = true;
	for (; n < size && is_label(bytes[n]); n++)
		if (!is_digit(bytes[n]))
			*ret_all_digits = false;
	if (!n || n > LABEL_MAX || bytes[0] == '-' || bytes[n - 1] == '-')
		return 0;

	return n;
}

/* No name's last label is a number (RFC 3696 section 2): what looks so is an IPv4 address. */
static bool is_host_name(const char *bytes, size_t size)
{
	bool all_digits = true;

	if (!size || size > DOMAIN_NAME_MAX)
		return false;

	for (;;) {
		size_t n = label_size(bytes, size, &all_digits);

		if (!n)
			return false;
		if (n == size)
			return !all_digits;
		if (bytes[n] != '.')
			return false;
		bytes += n + 1;
		size -= n + 1;
	}
}

static int ascii_name_parse(const char *bytes, size_t size, char *ret_name)
{
	if (!is_host_name(bytes, size))
		return ADDRESS_E_DOMAIN;

	for (size_t i = 0; i < size; i++)
		ret_name[i] = lower(bytes[i]);
	ret_name[size] = '\0';
	return 0;
}

static void idn2_freep(char **string)
{
	idn2_free(*string);
}

static int unicode_name_parse(const char *bytes, size_t size, char *ret_name)
{
	_cleanup_(idn2_freep) char *ascii = NULL;
	char unicode[4 * DOMAIN_NAME_MAX + 1];

	if (size >= sizeof(unicode) || !utf8_valid_line(bytes, size))
		return ADDRESS_E_DOMAIN;

	memcpy(unicode, bytes, size);
	unicode[size] = '\0';
	if (idn2_to_ascii_8z(unicode, &ascii, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL) != IDN2_OK)
		return ADDRESS_E_DOMAIN;

	return ascii_name_parse(ascii, strlen(ascii), ret_name);
}

static bool is_ascii(const char *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (bytes[i] & 0x80)
			return false;

	return true;
}

/* Without the last dot. */
static int relative_name_parse(const char *bytes, size_t size, char *ret_name)
{
	return is_ascii(bytes, size) ? ascii_name_parse(bytes, size, ret_name)
				     : unicode_name_parse(bytes, size, ret_name);
}

int domain_name_parse(const char *bytes, size_t size, char ret_name[static DOMAIN_NAME_MAX + 1])
{
	if (size && bytes[size - 1] == '.')
		size--;

	return relative_name_parse(bytes, size, ret_name);
}

bool domain_name_is_registrable(const char *name)
{
	const psl_ctx_t *suffixes = psl_builtin();

	if (!strchr(name, '.'))
		return false;

	return !suffixes || !psl_is_public_suffix(suffixes, name);
}

static void trim(const char **bytes, size_t *size)
{
	while (*size && is_space((*bytes)[*size - 1]))
		(*size)--;
	while (*size && is_space(**bytes)) {
		(*bytes)++;
		(*size)--;
	}
}

static void strip_prefix(const char **bytes, size_t *size)
{
	static const char *const prefixes[] = {"mailto:", "smtp:"};

	for (size_t i = 0; i < ARRAY_SIZE(prefixes); i++) {
		size_t length = strlen(prefixes[i]);

		if (*size < length || strncasecmp(*bytes, prefixes[i], length))
			continue;
		*bytes += length;
		*size -= length;
		return;
	}
}

/* The size of a quoted string (RFC 5321 section 4.1.2) with its quotes, 0 when it does not end. */
static size_t quoted_size(const char *bytes, size_t size)
{
	for (size_t i = 1; i < size; i++) {
		if (bytes[i] == '"')
			return i + 1;
		if (bytes[i] == '\\')
			i++;
	}

	return 0;
}

/* Atoms, dots and, as RFC 6531 has it, anything that is not ASCII. */
static size_t atoms_size(const char *bytes, size_t size)
{
	size_t n = 0;

	while (n < size && (is_atom(bytes[n]) || bytes[n] == '.' || (bytes[n] & 0x80)))
		n++;

	return n;
}

/* The size of the local part, 0 when there is none with an @ behind it. */
static size_t local_part_size(const char *bytes, size_t size)
{
	size_t n = bytes[0] == '"' ? quoted_size(bytes, size) : atoms_size(bytes, size);

	return n < size && bytes[n] == '@' ? n : 0;
}

static int check_syntax(const char *bytes, size_t size, size_t *ret_local_size)
{
	size_t local_size;

	if (!utf8_valid_line(bytes, size))
		return ADDRESS_E_ENCODING;

	local_size = local_part_size(bytes, size);
	if (!local_size || local_size + 1 == size)
		return ADDRESS_E_SYNTAX;
	if (memchr(bytes + local_size + 1, '@', size - local_size - 1) ||
	    memchr(bytes + local_size + 1, ' ', size - local_size - 1))
		return ADDRESS_E_SYNTAX;
	if (local_size > ADDRESS_LOCAL_PART_MAX)
		return ADDRESS_E_TOO_LONG;

	*ret_local_size = local_size;
	return 0;
}

int address_parse(const char *bytes, size_t size, struct address *ret_address)
{
	size_t local_size;
	int r;

	trim(&bytes, &size);
	strip_prefix(&bytes, &size);
	if (!size)
		return ADDRESS_E_EMPTY;
	if (bytes[size - 1] == '.')
		size--;
	if (size > ADDRESS_MAX)
		return ADDRESS_E_TOO_LONG;

	r = check_syntax(bytes, size, &local_size);
	if (r)
		return r;

	r = relative_name_parse(bytes + local_size + 1, size - local_size - 1, ret_address->domain);
	if (r)
		return r;

	memcpy(ret_address->text, bytes, size);
	ret_address->text[size] = '\0';
	ret_address->size = size;
	ret_address->local_size = local_size;
	return 0;
}

bool address_is_dot_atom(const struct address *address)
{
	bool in_atom = false;

	if (address->local_size > ADDRESS_LOCAL_PART_MAX)
		return false;

	for (size_t i = 0; i < address->local_size; i++) {
		if (address->text[i] == '.' && !in_atom)
			return false;
		in_atom = address->text[i] != '.';
		if (in_atom && !is_atom(address->text[i]))
			return false;
	}

	return in_atom;
}

void address_key(const struct address *address, const char *domain,
		 char ret_key[static ADDRESS_KEY_SIZE])
{
	size_t domain_size = strnlen(domain, DOMAIN_NAME_MAX);
	char *end = ret_key;

	for (size_t i = 0; i < address->local_size; i++)
		*end++ = lower(address->text[i]);
	*end++ = '@';
	memcpy(end, domain, domain_size);
	end[domain_size] = '\0';
}
