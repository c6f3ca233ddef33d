/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The page's requests: first line the arguments, second line Accept-Language, then the form.  What
 * was typed comes out escaped: the page has no more tags for it than without.
 */
#include <stdlib.h>
#include <string.h>

#include "account.h"
#include "catalogue/catalogue.h"
#include "cleanup.h"
#include "document.h"
#include "domain.h"
#include "fuzz.h"
#include "page.h"
#include "page/site.h"
#include "protocol.h"
#include "provider.h"
#include "query.h"

static const struct text name = {"", "Example <Mail>"};
static const struct provider provider = {.name = {&name, 1}, .color = "#0a7f3c"};
static const struct page_offer offer = {
	.profile = "https://autoconfig.example.org/profile/a.mobileconfig", .minutes = 30};
static const struct protocol_context context = {
	.public_url = "https://autoconfig.example.org",
	.language = "",
	.provider = &provider,
	.page = &offer,
};

static struct service services[] = {
	{.type = SERVICE_IMAP,
	 .security = SECURITY_TLS,
	 .port = 993,
	 .host = "imap.%EMAILDOMAIN%",
	 .username = "%EMAILADDRESS%",
	 .n_authentications = 1},
	{.type = SERVICE_SUBMISSION,
	 .security = SECURITY_STARTTLS,
	 .port = 587,
	 .host = "smtp.example.org",
	 .username = "%EMAILLOCALPART%.%EMAILDOMAIN%",
	 .n_authentications = 1},
	{.type = SERVICE_CALDAV,
	 .url = "https://dav.example.org/%EMAILADDRESS%/%EMAILLOCALPART%/",
	 .username = "%EMAILADDRESS%",
	 .n_authentications = 1},
};

static size_t count(const char *bytes, const char *wanted)
{
	size_t n = 0;

	while ((bytes = strstr(bytes, wanted))) {
		bytes += strlen(wanted);
		n++;
	}

	return n;
}

/* The first line of the input, its own memory; the rest is behind it. */
static char *take_line(const uint8_t **data, size_t *size)
{
	const uint8_t *newline = *size ? memchr(*data, '\n', *size) : NULL;
	size_t length = newline ? (size_t)(newline - *data) : 0;
	char *line = strndup((const char *)*data, length);

	PROMISE(line);
	*data += length + (newline != NULL);
	*size -= length + (newline != NULL);

	return line;
}

static void check_page(const struct query *query, bool is_served)
{
	_cleanup_(document_clear) struct document document = {0};
	struct domain domain = {
		.name = "example.org", .canonical = "example.org", .provider = &provider};
	struct account account = {
		.domain = &domain,
		.address = query->has_address ? &query->address : NULL,
		.services = services,
		.n_services = ARRAY_SIZE(services),
	};

	PROMISE(!protocol_page.render(&context, query, is_served ? &account : NULL, &document));
	PROMISE(strlen(document.bytes) == document.size);
	PROMISE(count(document.bytes, "<script") == 1 && count(document.bytes, "<html") == 1 &&
		count(document.bytes, "</body>") == 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_(freep) char *arguments = take_line(&data, &size);
	_cleanup_(freep) char *languages = take_line(&data, &size);
	_cleanup_(freep) char *body = NULL;
	struct request request = {
		.path = "/", .arguments = arguments, .host = "example.org", .languages = languages};
	struct query query;

	if (size) {
		/* Exactly its size: a sanitizer sees one byte too far. */
		body = malloc(size);
		PROMISE(body);
		memcpy(body, data, size);
		request.body = body;
		request.body_size = size;
	}

	PROMISE(!protocol_page.parse(&request, &query));
	PROMISE(catalogue_find(&catalogue_builtin, query.language));
	check_page(&query, true);
	if (query.has_address)
		query.fault = protocol_page.unknown_fault;
	check_page(&query, false);

	return 0;
}
