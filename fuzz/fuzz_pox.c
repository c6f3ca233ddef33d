/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Autodiscover requests: what is read of them is within bounds, and what is answered is XML again,
 * whatever was in them.
 */
#include <libxml/parser.h>
#include <string.h>

#include "account.h"
#include "cleanup.h"
#include "document.h"
#include "fuzz.h"
#include "protocol.h"
#include "protocols/autodiscover_request.h"
#include "provider.h"
#include "query.h"

static const struct protocol_context context = {
	.public_url = "https://autoconfig.example.org",
	.language = "",
	.time = "00:00:00.0000000",
	.ttl_hours = 24,
};

static struct service services[] = {
	{.type = SERVICE_IMAP,
	 .security = SECURITY_TLS,
	 .port = 993,
	 .host = "imap.%EMAILDOMAIN%",
	 .username = "%EMAILADDRESS%",
	 .n_authentications = 1},
	{.type = SERVICE_CALDAV,
	 .url = "https://dav.example.org/%EMAILADDRESS%/%EMAILLOCALPART%/",
	 .username = "%EMAILLOCALPART%.%EMAILDOMAIN%",
	 .n_authentications = 1},
	{.type = SERVICE_ACTIVESYNC,
	 .url = "https://eas.%EMAILDOMAIN%/?for=%EMAILADDRESS%",
	 .username = "%EMAILADDRESS%",
	 .n_authentications = 1},
};

static void check_value(const struct pox_value *value)
{
	PROMISE(value->size <= POX_VALUE_MAX && value->text[value->size] == '\0');
	PROMISE(value->count || !value->size);
	PROMISE(strlen(value->text) == value->size || value->is_broken);
}

static void check_xml(const char *bytes, size_t size)
{
	xmlDocPtr document = xmlReadMemory(bytes, (int)size, NULL, "UTF-8", XML_PARSE_NONET);

	PROMISE(document);
	PROMISE(!strcmp((const char *)xmlDocGetRootElement(document)->name, "Autodiscover"));
	xmlFreeDoc(document);
}

static void check_answer(const struct query *query, const struct account *account)
{
	_cleanup_(document_clear) struct document document = {0};
	_cleanup_(freep) char *bytes = NULL;
	size_t size;

	PROMISE(!protocol_autodiscover.render(&context, query, account, &document));
	if (account && account->address) {
		PROMISE(!document.n_slots);
		check_xml(document.bytes, document.size);
		return;
	}

	PROMISE(!document_fill(&document, &query->address, &bytes, &size));
	check_xml(bytes, size);
}

static void check_query(const struct query *query)
{
	static const struct text name = {"", "Example Mail"};
	static const struct provider provider = {.name = {.entries = &name, .n_entries = 1}};
	struct domain domain = {.name = query->candidates[0], .provider = &provider};
	struct account account = {
		.domain = &domain, .services = services, .n_services = ARRAY_SIZE(services)};

	PROMISE(query->has_address == (query->n_candidates == 1));
	PROMISE(query->has_address || query->fault);
	if (!query->has_address) {
		check_answer(query, NULL);
		return;
	}

	check_answer(query, &account);
	account.address = &query->address;
	check_answer(query, &account);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct request request = {.path = "/",
				  .arguments = "",
				  .host = "",
				  .body = (const char *)data,
				  .body_size = size};
	struct pox_request pox;
	struct query query;

	if (size > protocol_autodiscover.body_max)
		return 0;

	if (!pox_read(request.body, request.body_size, &pox)) {
		check_value(&pox.address);
		check_value(&pox.schema);
	}

	PROMISE(!protocol_autodiscover.parse(&request, &query));
	check_query(&query);
	return 0;
}
