/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The self-service page as a protocol: a form in, HTML out.  What it shows is made of the domain's
 * data and the address that was typed, unless the asker holds a link.
 */
#include "page/site.h"

#include <string.h>

#include "account.h"
#include "answer.h"
#include "base/address_syntax.h"
#include "base/target.h"
#include "document.h"
#include "page/form.h"
#include "page/frame.h"
#include "page/language.h"
#include "page/pages.h"
#include "protocol.h"
#include "protocols/discovery_host.h"
#include "provider.h"
#include "query.h"

/* ---- parse ---- */

static const enum page_fault address_faults[_ADDRESS_ERROR_MAX] = {
	[ADDRESS_E_EMPTY] = PAGE_FAULT_EMPTY,     [ADDRESS_E_TOO_LONG] = PAGE_FAULT_LONG,
	[ADDRESS_E_ENCODING] = PAGE_FAULT_SYNTAX, [ADDRESS_E_SYNTAX] = PAGE_FAULT_SYNTAX,
	[ADDRESS_E_DOMAIN] = PAGE_FAULT_SYNTAX,
};

static void copy_tag(struct query *query, const char *tag)
{
	if (strlen(tag) < sizeof(query->language))
		memcpy(query->language, tag, strlen(tag) + 1);
}

static const struct catalogue *catalogue_of(const struct catalogue *catalogue)
{
	return catalogue ? catalogue : &catalogue_builtin;
}

const char *page_language(const struct catalogue *catalogue, const char *arguments,
			  const char *languages)
{
	char wanted[LANGUAGE_TAG_SIZE];
	const char *tag = NULL;

	if (target_argument(arguments, "lang", wanted, sizeof(wanted)))
		tag = language_named(catalogue_of(catalogue), wanted);

	return tag ? tag : language_choose(catalogue_of(catalogue), languages);
}

/* The form's own language, before the URL's and the browser's. */
static const char *find_language(const struct request *request)
{
	const struct catalogue *catalogue = catalogue_of(request->catalogue);
	char wanted[LANGUAGE_TAG_SIZE];
	const char *tag = NULL;
	bool is_long;

	if (request->body &&
	    form_field(request->body, request->body_size, "lang", wanted, sizeof(wanted), &is_long))
		tag = language_named(catalogue, wanted);

	return tag ? tag : page_language(catalogue, request->arguments, request->languages);
}

static int parse_address(const struct request *request, struct query *query)
{
	bool is_long;
	int r;

	form_field(request->body, request->body_size, "address", query->typed, sizeof(query->typed),
		   &is_long);
	if (is_long) {
		query->fault = PAGE_FAULT_LONG;
		return 0;
	}

	r = address_parse(query->typed, strlen(query->typed), &query->address);
	if (r < 0)
		return r;
	if (r) {
		query->fault = address_faults[r];
		return 0;
	}

	query->has_address = true;
	query_add_candidate(query, query->address.domain);
	return 0;
}

static int page_parse(const struct request *request, struct query *ret_query)
{
	int r = 0;

	*ret_query = (struct query){0};
	copy_tag(ret_query, find_language(request));
	if (request->body)
		r = parse_address(request, ret_query);

	/* Nobody's page has the brand of the domain that it is asked under. */
	if (!r && !ret_query->has_address)
		discovery_host_add(ret_query, request->host);

	return r;
}

/* ---- render ---- */

/* The fault's code: the form comes with the status of what was wrong. */
static int refusal_of(const struct query *query)
{
	if (!query->fault)
		return 0;

	return query->fault == PAGE_FAULT_UNKNOWN_DOMAIN ? ANSWER_E_UNKNOWN_DOMAIN
							 : ANSWER_E_NO_ADDRESS;
}

static int page_render(const struct protocol_context *context, const struct query *query,
		       const struct account *account, struct document *ret_document)
{
	struct page page;
	int r = 0;

	frame_init(&page, context, query->language);
	page.query = query;
	page.account = account;
	if (account && account->address && !query->fault)
		r = result_write(&page);
	else
		entry_write(&page);
	if (r)
		writer_fail(&page.html.writer, r);

	r = html_finish(&page.html, ret_document);
	if (!r)
		ret_document->refusal = refusal_of(query);

	return r;
}

const struct protocol protocol_page = {
	.name = "page",
	.title = "Self-service page",
	.content_type = PAGE_CONTENT_TYPE,
	.is_page = true,
	.unknown_fault = PAGE_FAULT_UNKNOWN_DOMAIN,
	.body_max = PAGE_BODY_MAX,
	.parse = page_parse,
	.render = page_render,
};
