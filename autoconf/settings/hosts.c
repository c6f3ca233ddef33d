/* SPDX-License-Identifier: Apache-2.0 */
/* Reading host names and URLs (RFC 3986, the part of it that mail programs understand). */
#include "settings/hosts.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/address_syntax.h"
#include "text/placeholder.h"

#define PLACEHOLDER "%EMAILDOMAIN%"
#define STAND_IN                                                                                   \
	"xn-email-domain" /* in its place while the name is read: a label that nobody has */

#define NO_HOST_NAME "is not a host name (letters, digits, hyphens and dots)"

static const char *plain_host_read(struct reading *reading, const char *text, const char **ret_host)
{
	char name[DOMAIN_NAME_MAX + 1];

	if (domain_name_parse(text, strlen(text), name))
		return NO_HOST_NAME;

	*ret_host = reading_printf(reading, "%s", name);
	return NULL;
}

static const char *swap(struct reading *reading, const char *text, const char *from, const char *to)
{
	const char *found = strstr(text, from);

	if (!found)
		return text;

	return reading_printf(reading, "%.*s%s%s", (int)(found - text), text, to,
			      found + strlen(from));
}

const char *host_read(struct reading *reading, const char *text, bool with_placeholder,
		      const char **ret_host)
{
	const char *sentence;

	if (!with_placeholder || !strstr(text, PLACEHOLDER))
		return plain_host_read(reading, text, ret_host);

	sentence = plain_host_read(reading, swap(reading, text, PLACEHOLDER, STAND_IN), ret_host);
	if (!sentence)
		*ret_host = swap(reading, *ret_host, STAND_IN, PLACEHOLDER);
	return sentence;
}

/* ---- URLs ---- */

static bool is_hex(char c)
{
	return c && strchr("0123456789ABCDEFabcdef", c);
}

/* What RFC 3986 allows behind the host, as one run of characters. */
static const char *run_check(const char *text, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c <= ' ' || c >= 0x7f || strchr("\"<>\\^`{|}", c))
			return "holds a character that must be percent-encoded";
		if (c == '%' && (i + 2 >= size || !is_hex(text[i + 1]) || !is_hex(text[i + 2])))
			return "holds a % that is neither a percent-encoded character nor a "
			       "placeholder";
	}
	return NULL;
}

static const char *rest_check(const char *rest, bool with_placeholders)
{
	struct placeholder_piece piece;
	const char *sentence = NULL;

	if (!with_placeholders)
		return run_check(rest, strlen(rest));

	while (!sentence && placeholder_next(&rest, &piece))
		if (!piece.is_placeholder)
			sentence = run_check(piece.text, piece.size);
	return sentence;
}

static const char *port_read(const char *text, uint32_t *ret_port)
{
	char *end;
	unsigned long port;

	if (*text < '0' || *text > '9')
		return "holds no port behind the colon";

	port = strtoul(text, &end, 10);
	if (*end || port < 1 || port > 65535)
		return "holds a port that is not between 1 and 65535";

	*ret_port = (uint32_t)port;
	return NULL;
}

static bool is_ipv4(const char *text)
{
	struct in_addr address;

	return inet_pton(AF_INET, text, &address) == 1;
}

static const char *authority_read(struct reading *reading, const char *authority,
				  bool with_placeholders, struct url *url)
{
	const char *colon = strchr(authority, ':'), *sentence;

	if (strchr(authority, '@'))
		return "holds a user name or a password";
	if (*authority == '[')
		return "holds an IPv6 address: a host name is needed";
	if (colon) {
		sentence = port_read(colon + 1, &url->port);
		if (sentence)
			return sentence;
		authority = reading_printf(reading, "%.*s", (int)(colon - authority), authority);
	}

	url->host = authority;
	return is_ipv4(authority) ? NULL
				  : host_read(reading, authority, with_placeholders, &url->host);
}

static const char *scheme_read(const char *text, struct url *url)
{
	static const char *const schemes[] = {"https", "http", "wss", "ws"};
	size_t size = strcspn(text, ":/?#");

	if (strncmp(text + size, "://", 3) != 0)
		return "has no scheme: https:// belongs in front";

	for (size_t i = 0; i < sizeof(schemes) / sizeof(*schemes); i++)
		if (size == strlen(schemes[i]) && !strncasecmp(text, schemes[i], size))
			url->scheme = schemes[i];
	return url->scheme ? NULL : "has a scheme that is not https";
}

const char *url_read(struct reading *reading, const char *text, bool with_placeholders,
		     struct url *ret_url)
{
	struct url url = {0};
	const char *sentence = scheme_read(text, &url), *authority;
	size_t size;

	if (sentence)
		return sentence;

	authority = strstr(text, "://") + 3;
	size = strcspn(authority, "/?#");
	url.rest = authority + size;
	sentence = authority_read(reading, reading_printf(reading, "%.*s", (int)size, authority),
				  with_placeholders, &url);
	if (!sentence)
		sentence = rest_check(url.rest, with_placeholders);
	if (sentence)
		return sentence;

	url.text = url.port ? reading_printf(reading, "%s://%s:%u%s", url.scheme, url.host,
					     url.port, url.rest)
			    : reading_printf(reading, "%s://%s%s", url.scheme, url.host, url.rest);
	*ret_url = url;
	return NULL;
}
