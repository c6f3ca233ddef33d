/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Microsoft Autodiscover V2: a GET that names an address and a protocol, answered with the URL of
 * that protocol.  It is documented by examples alone; statuses and words are those of Exchange on
 * the premises.
 */
#include "protocols/autodiscover_json.h"

#include <string.h>
#include <strings.h>

#include "account.h"
#include "answer.h"
#include "base/address_syntax.h"
#include "base/target.h"
#include "cleanup.h"
#include "document.h"
#include "domain.h"
#include "protocol.h"
#include "protocols/announce.h"
#include "protocols/autodiscover.h"
#include "query.h"
#include "text/json.h"
#include "text/placeholder.h"

#define ARGUMENT_MAX 320 /* RFC 3696 erratum 1690: longer than any address that means something */

/* query.view: the canonical name is answered, whatever the letters' case of the question. */
enum view {
	VIEW_ACTIVESYNC,
	VIEW_AUTODISCOVER_V1,
	VIEW_OTHER,
};

static const char *const names[] = {
	[VIEW_ACTIVESYNC] = "ActiveSync",
	[VIEW_AUTODISCOVER_V1] = "AutodiscoverV1", /* Outlook writes Autodiscoverv1 */
};

/* query.fault */
enum fault {
	FAULT_NONE,
	FAULT_NO_ADDRESS,
	FAULT_NO_PROTOCOL,
};

/* ---- the question ---- */

/* An address in the path goes before one in the arguments. */
static bool read_address(const struct request *request, struct address *ret_address)
{
	char value[ARGUMENT_MAX + 1];
	const char *text = value;

	if (!strncasecmp(request->path, AUTODISCOVER_JSON_ADDRESS_PREFIX,
			 strlen(AUTODISCOVER_JSON_ADDRESS_PREFIX)))
		text = request->path + strlen(AUTODISCOVER_JSON_ADDRESS_PREFIX);
	else if (!target_argument(request->arguments, "Email", value, sizeof(value)))
		return false;

	return !address_parse(text, strlen(text), ret_address);
}

/* Of a stranger's words only letters and digits are ever repeated, and few of them. */
static void keep_word(struct query *query, const char *text)
{
	size_t size = 0;

	for (; *text && size < QUERY_WORD_MAX; text++)
		if ((*text >= '0' && *text <= '9') ||
		    ((*text | 0x20) >= 'a' && (*text | 0x20) <= 'z'))
			query->word[size++] = *text;
	query->word[size] = '\0';
}

static unsigned int read_view(const char *name)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(names); i++)
		if (!strcasecmp(name, names[i]))
			return i;

	return VIEW_OTHER;
}

static int json_parse(const struct request *request, struct query *ret_query)
{
	char protocol[ARGUMENT_MAX + 1];

	*ret_query = (struct query){0};
	ret_query->has_address = read_address(request, &ret_query->address);
	if (!ret_query->has_address) {
		ret_query->fault = FAULT_NO_ADDRESS;
		return 0;
	}

	query_add_candidate(ret_query, ret_query->address.domain);
	if (!target_argument(request->arguments, "Protocol", protocol, sizeof(protocol)) ||
	    !protocol[0]) {
		ret_query->fault = FAULT_NO_PROTOCOL;
		return 0;
	}

	keep_word(ret_query, protocol);
	ret_query->view = read_view(protocol);
	ret_query->is_withheld = request->withholds_activesync;

	return 0;
}

/* ---- the answer ---- */

/* NULL: ActiveSync is not offered. */
static const struct service *find_activesync(const struct query *query,
					     const struct account *account)
{
	return query->is_withheld ? NULL : account_service(account, SERVICE_ACTIVESYNC);
}

static int activesync_url(const struct account *account, const struct service *service,
			  char **ret_url)
{
	_cleanup_(freep) char *template = NULL;
	int r = announce_expand(service->url, account->domain, &template);

	return r ? r : placeholder_expand_url(template, account->address, ret_url);
}

static void write_url(struct json *json, const struct protocol_context *context,
		      const struct query *query, const struct account *account)
{
	_cleanup_(freep) char *url = NULL;
	struct writer writer = {0};
	int r;

	if (query->view == VIEW_ACTIVESYNC) {
		r = activesync_url(account, find_activesync(query, account), &url);
	} else {
		writer_string(&writer, context->public_url);
		writer_string(&writer, AUTODISCOVER_PATH);
		r = writer_finish_string(&writer, &url, NULL);
	}
	if (r) {
		writer_fail(&json->writer, r);
		return;
	}

	json_open_object(json, NULL);
	json_string(json, "Protocol", names[query->view]);
	json_string(json, "Url", url);
	json_close_object(json);
}

static void write_error(struct json *json, const char *code, const char *message)
{
	json_open_object(json, NULL);
	json_string(json, "ErrorCode", code);
	json_string(json, "ErrorMessage", message);
	json_close_object(json);
}

static void write_invalid(struct json *json, const struct query *query,
			  const struct account *account)
{
	_cleanup_(freep) char *message = NULL;
	struct writer writer = {0};
	int r;

	writer_printf(&writer, "The given protocol value '%s' is invalid. Supported values are '",
		      query->word);
	if (find_activesync(query, account))
		writer_printf(&writer, "%s,", names[VIEW_ACTIVESYNC]);
	writer_printf(&writer, "%s'", names[VIEW_AUTODISCOVER_V1]);
	r = writer_finish_string(&writer, &message, NULL);
	if (r)
		writer_fail(&json->writer, r);
	else
		write_error(json, "InvalidProtocol", message);
}

/* Returns the status of the document: 0 or an answer code. */
static int write_answer(struct json *json, const struct protocol_context *context,
			const struct query *query, const struct account *account)
{
	switch (query->fault) {
	case FAULT_NO_ADDRESS:
		write_error(json, "MandatoryParameterMissing",
			    "The get request sent does not match the valid format.");
		return ANSWER_E_BAD_REQUEST;
	case FAULT_NO_PROTOCOL:
		write_error(json, "MissingProtocol",
			    "A valid value must be provided for the query parameter 'Protocol'.");
		return ANSWER_E_BAD_REQUEST;
	}

	if (query->view == VIEW_OTHER ||
	    (query->view == VIEW_ACTIVESYNC && !find_activesync(query, account))) {
		write_invalid(json, query, account);
		return ANSWER_E_BAD_REQUEST;
	}

	write_url(json, context, query, account);

	return 0;
}

static int json_render(const struct protocol_context *context, const struct query *query,
		       const struct account *account, struct document *ret_document)
{
	struct json json = {0};
	int refusal = write_answer(&json, context, query, account);
	int r = json_finish(&json, ret_document);

	if (!r)
		ret_document->refusal = refusal;

	return r;
}

const struct protocol protocol_autodiscover_json = {
	.name = "autodiscover-json",
	.title = "Microsoft Autodiscover V2",
	.content_type = "application/json; charset=utf-8",
	.parse = json_parse,
	.render = json_render,
};
