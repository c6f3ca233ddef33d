/* SPDX-License-Identifier: Apache-2.0 */
/* Request targets and arguments taken apart; everything is decoded exactly once. */
#include "base/target.h"

#include <arpa/inet.h>
#include <string.h>
#include <strings.h>

#include "base/address_syntax.h"
#include "cleanup.h"
#include "text/utf8.h"

static int lower(int c)
{
	return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
}

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;

	return -1;
}

/* Decodes the byte at *bytes and steps behind it.  Returns 0-255, or -1 for a bad escape. */
static int next_byte(const char **bytes, const char *end)
{
	int high, low;

	if (**bytes != '%')
		return (unsigned char)*(*bytes)++;
	if (end - *bytes < 3)
		return -1;

	high = hex_value((*bytes)[1]);
	low = hex_value((*bytes)[2]);
	*bytes += 3;
	return high < 0 || low < 0 ? -1 : high << 4 | low;
}

/* Decodes into a string of capacity bytes with its NUL. */
static int decode(const char *bytes, const char *end, char *ret_string, size_t capacity,
		  size_t *ret_size)
{
	size_t size = 0;

	while (bytes < end) {
		int c = next_byte(&bytes, end);

		if (c <= 0)
			return TARGET_E_BAD;
		if (size + 1 >= capacity)
			return TARGET_E_TOO_LONG;
		ret_string[size++] = (char)c;
	}

	ret_string[size] = '\0';
	*ret_size = size;
	return 0;
}

/* Behind "http://" or "https://" in any case, NULL for another form. */
static const char *skip_scheme(const char *raw)
{
	static const char *const schemes[] = {"http://", "https://"};

	for (size_t i = 0; i < ARRAY_SIZE(schemes); i++)
		if (!strncasecmp(raw, schemes[i], strlen(schemes[i])))
			return raw + strlen(schemes[i]);

	return NULL;
}

/* Blanks behind a header's value are no part of it (RFC 9110 section 5.5), and are left to us. */
static bool is_end(const char *text)
{
	return !text[strspn(text, " \t")];
}

/* RFC 3986 section 3.2.2: bytes of "[" IPv6 address "]"; 0 when that is not what it is. */
static size_t literal_size(const char *authority)
{
	char text[INET6_ADDRSTRLEN];
	struct in6_addr address;
	size_t size = strcspn(authority, "]");

	if (authority[size] != ']' || size - 1 >= sizeof(text))
		return 0;

	memcpy(text, authority + 1, size - 1);
	text[size - 1] = '\0';
	return inet_pton(AF_INET6, text, &address) == 1 ? size + 1 : 0;
}

/* The bytes of a name that needs no brackets: letters, digits and marks, escapes, and UTF-8. */
static size_t name_size(const char *authority)
{
	static const char marks[] = "-._~!$&'()*+,;=";
	const char *byte = authority;

	for (; *byte; byte++) {
		unsigned char c = (unsigned char)*byte;

		if (c == '%' && hex_value(byte[1]) >= 0 && hex_value(byte[2]) >= 0)
			byte += 2;
		else if (c < 0x80 && !(c >= '0' && c <= '9') &&
			 !(lower(c) >= 'a' && lower(c) <= 'z') && !strchr(marks, c))
			break;
	}

	return (size_t)(byte - authority);
}

bool target_authority_valid(const char *authority)
{
	size_t size = authority[0] == '[' ? literal_size(authority) : name_size(authority);

	if (authority[0] == '[' && !size)
		return false;
	if (authority[size] == ':')
		size += 1 + strspn(authority + size + 1, "0123456789");

	return is_end(authority + size) && utf8_valid(authority, size);
}

/*
 * An authority with user information is refused, since RFC 9110 section 4.2.4 calls it a sign of
 * deceit, and a fragment is no part of a target.
 */
static int take_authority(const char **raw, struct target *target)
{
	const char *start = skip_scheme(*raw);
	size_t size;

	if (!start)
		return **raw == '/' ? 0 : TARGET_E_BAD;

	size = strcspn(start, "/?#");
	if (!size || size > TARGET_AUTHORITY_MAX || start[size] == '#')
		return TARGET_E_BAD;

	memcpy(target->authority, start, size);
	target->authority[size] = '\0';
	*raw = start + size;
	return target_authority_valid(target->authority) ? 0 : TARGET_E_BAD;
}

static int take_path(const char *raw, struct target *target)
{
	const char *end = strchrnul(raw, '?');
	size_t size;
	int r;

	target->raw_path = raw;
	target->arguments = *end ? end + 1 : end;
	if (raw == end) {
		memcpy(target->path, "/", sizeof("/"));
		return 0;
	}

	r = decode(raw, end, target->path, sizeof(target->path), &size);
	if (r)
		return r;

	return utf8_valid_line(target->path, size) ? 0 : TARGET_E_BAD;
}

int target_parse(const char *raw, struct target *ret_target)
{
	int r;

	ret_target->authority[0] = '\0';
	if (!strcmp(raw, "*")) {
		memcpy(ret_target->path, "*", sizeof("*"));
		ret_target->raw_path = raw;
		ret_target->arguments = raw + 1;
		return 0;
	}

	r = take_authority(&raw, ret_target);
	if (r)
		return r;

	return take_path(raw, ret_target);
}

static bool name_matches(const char *bytes, const char *end, const char *name)
{
	while (bytes < end)
		if (!*name || lower(next_byte(&bytes, end)) != lower((unsigned char)*name++))
			return false;

	return !*name;
}

/*
 * Where the value of the first argument of this name begins, NULL when there is none; "name" alone
 * has an empty value.
 */
static const char *find_argument(const char *arguments, const char *name, const char **ret_end)
{
	for (const char *end; *arguments; arguments = *end ? end + 1 : end) {
		const char *equals;

		end = strchrnul(arguments, '&');
		equals = memchr(arguments, '=', (size_t)(end - arguments));
		if (!name_matches(arguments, equals ? equals : end, name))
			continue;

		*ret_end = end;
		return equals ? equals + 1 : end;
	}

	return NULL;
}

bool target_argument(const char *arguments, const char *name, char *ret_value, size_t capacity)
{
	const char *end, *value = find_argument(arguments, name, &end);
	size_t size;

	if (!value || decode(value, end, ret_value, capacity, &size))
		return false;

	return utf8_valid(ret_value, size);
}

/* Bytes of the host in "host", "host:" or "host:port"; 0 when what follows the colon is no port. */
static size_t host_size(const char *authority)
{
	size_t size = strcspn(authority, ": \t"), digits;

	if (authority[size] != ':')
		return is_end(authority + size) ? size : 0;

	digits = strspn(authority + size + 1, "0123456789");
	return digits <= 5 && is_end(authority + size + 1 + digits) ? size : 0;
}

void target_host(const char *authority, char *ret_host, size_t capacity)
{
	char name[DOMAIN_NAME_MAX + 1];
	size_t size;

	ret_host[0] = '\0';
	if (domain_name_parse(authority, host_size(authority), name))
		return;

	size = strlen(name);
	if (size < capacity)
		memcpy(ret_host, name, size + 1);
}
