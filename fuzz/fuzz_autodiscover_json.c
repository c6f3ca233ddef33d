/* SPDX-License-Identifier: Apache-2.0 */
/* Autodiscover V2: whatever is asked, the answer is JSON with the members it must have. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "account.h"
#include "base/target.h"
#include "cleanup.h"
#include "document.h"
#include "fuzz.h"
#include "protocol.h"
#include "query.h"

static struct service services[] = {
	{.type = SERVICE_ACTIVESYNC,
	 .url = "https://eas.%EMAILDOMAIN%/?for=%EMAILADDRESS%",
	 .username = "%EMAILADDRESS%",
	 .n_authentications = 1},
};

static void check_json(const struct document *document)
{
	json_t *json = json_loadb(document->bytes, document->size, JSON_REJECT_DUPLICATES, NULL);
	bool is_error = document->refusal;

	PROMISE(json_is_object(json) && json_object_size(json) == 2);
	PROMISE(json_is_string(json_object_get(json, is_error ? "ErrorCode" : "Protocol")));
	PROMISE(json_is_string(json_object_get(json, is_error ? "ErrorMessage" : "Url")));
	json_decref(json);
}

static void check_answer(const struct request *request)
{
	static const struct protocol_context context = {.public_url =
								"https://autoconfig.example.org"};
	_cleanup_(document_clear) struct document document = {0};
	struct query query;
	struct domain domain;
	struct account account;

	PROMISE(!protocol_autodiscover_json.parse(request, &query));
	PROMISE(query.has_address == (query.n_candidates == 1));
	PROMISE(query.has_address || query.fault);
	PROMISE(strlen(query.word) <= QUERY_WORD_MAX);
	domain = (struct domain){.name = query.candidates[0]};
	account = (struct account){.domain = &domain,
				   .address = &query.address,
				   .services = services,
				   .n_services = 1};

	PROMISE(!protocol_autodiscover_json.render(&context, &query,
						   query.has_address ? &account : NULL, &document));
	check_json(&document);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_(freep) char *raw = strndup((const char *)data, size);
	struct target target;

	PROMISE(raw);
	if (target_parse(raw, &target))
		return 0;

	check_answer(
		&(struct request){.path = target.path, .arguments = target.arguments, .host = ""});

	return 0;
}
