/* SPDX-License-Identifier: Apache-2.0 */
/*
 * PACC: GET, answered with a document about the domain alone.  A digest of it stands in the DNS, so
 * its bytes change with the settings and with nothing else: the order of members is the alphabet's,
 * as in the draft's example.
 */
#include "protocols/pacc.h"

#include <openssl/evp.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "account.h"
#include "answer.h"
#include "cleanup.h"
#include "document.h"
#include "domain.h"
#include "protocol.h"
#include "protocols/announce.h"
#include "protocols/discovery_host.h"
#include "protocols/pacc_rules.h"
#include "provider.h"
#include "query.h"
#include "settings.h"
#include "text/json.h"

/* clang-format off */

/* pacc-03, its members of "protocols"; keys: under which settings submission is called so, 0 for every other service */
static const struct row {
	enum service_type type;
	const char *name;
	unsigned int keys;
} rows[] = {
	{SERVICE_CALDAV,     "caldav",  0},
	{SERVICE_CARDDAV,    "carddav", 0},
	{SERVICE_IMAP,       "imap",    0},
	{SERVICE_JMAP,       "jmap",    0},
	{SERVICE_POP3,       "pop3",    0},
	{SERVICE_SUBMISSION, "smtp",    PACC_SUBMISSION_SMTP},		/* -01 and -02 */
	{SERVICE_SUBMISSION, "submit",  PACC_SUBMISSION_SUBMIT},
	{SERVICE_WEBDAV,     "webdav",  0},
};

/* Of a picture elsewhere, the end of its URL is all that we know. */
static const struct {
	const char *ending, *type;
} picture_types[] = {
	{".gif",  "image/gif"},
	{".jpeg", "image/jpeg"},
	{".jpg",  "image/jpeg"},
	{".png",  "image/png"},
	{".svg",  "image/svg+xml"},
	{".webp", "image/webp"},
};

/* clang-format on */

static void write_expanded(struct json *json, const char *name, const char *template,
			   const struct domain *domain)
{
	_cleanup_(freep) char *text = NULL;
	int r = announce_expand(template, domain, &text);

	if (r)
		writer_fail(&json->writer, r);
	else
		json_string(json, name, text);
}

static void write_protocol(struct json *json, const struct row *row, const struct domain *domain,
			   const struct service *service)
{
	json_open_object(json, row->name);
	if (service_has_url(service))
		write_expanded(json, "url", announce_fixed_url(service), domain);
	else
		write_expanded(json, "host", service->host, domain);
	json_close_object(json);
}

static void write_protocols(struct json *json, const struct protocol_context *context,
			    const struct domain *domain)
{
	json_open_object(json, "protocols");
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct service *service = pacc_find(domain, rows[i].type);

		if (service && (!rows[i].keys || rows[i].keys & context->pacc_submission_keys))
			write_protocol(json, &rows[i], domain, service);
	}
	json_close_object(json);
}

/* The flags are the provider's, not a service's: what any of those that are named takes. */
static void write_authentication(struct json *json, const struct domain *domain)
{
	bool password = false, oauth2 = false;

	for (size_t i = 0; i < domain->n_services; i++) {
		if (pacc_omission(domain, &domain->services[i]))
			continue;
		password |= pacc_takes_password(&domain->services[i]);
		oauth2 |= pacc_takes_oauth2(domain, &domain->services[i]);
	}

	json_open_object(json, "authentication");
	if (oauth2) {
		json_open_object(json, "oauth-public");
		json_string(json, "issuer", domain->oauth2->issuer);
		json_close_object(json);
	}
	json_switch(json, "password", password);
	json_close_object(json);
}

static const char *picture_type(const char *url)
{
	size_t size = strlen(url);

	for (size_t i = 0; i < ARRAY_SIZE(picture_types); i++) {
		size_t end = strlen(picture_types[i].ending);

		if (size > end && !strcasecmp(url + size - end, picture_types[i].ending))
			return picture_types[i].type;
	}

	return NULL;
}

/* A picture that is a file of ours has no URL. */
static void write_logo(struct json *json, const struct provider *provider)
{
	bool has_url = provider->logo && !strncmp(provider->logo, "https://", 8);

	if (!has_url || !picture_type(provider->logo))
		return;

	json_open_list(json, "logo");
	json_open_object(json, NULL);
	json_string(json, "content-type", picture_type(provider->logo));
	json_string(json, "url", provider->logo);
	json_close_object(json);
	json_close_list(json);
}

static void write_info(struct json *json, const struct provider *provider)
{
	json_open_object(json, "info");
	if (provider->documentation) {
		json_open_object(json, "help");
		json_string(json, "documentation", provider->documentation);
		json_close_object(json);
	}
	json_open_object(json, "provider");
	write_logo(json, provider);
	json_string(json, "name", texts_get(&provider->name, ""));
	json_string(json, "shortName", texts_get(&provider->short_name, ""));
	json_close_object(json);
	json_close_object(json);
}

static int pacc_write(const struct protocol_context *context, const struct domain *domain,
		      struct document *ret_document)
{
	struct json json = {0};

	if (pacc_refusal(domain, NULL))
		return ANSWER_E_UNKNOWN_DOMAIN;

	json_open_object(&json, NULL);
	write_authentication(&json, domain);
	write_info(&json, domain->provider);
	write_protocols(&json, context, domain);
	json_close_object(&json);

	return json_finish(&json, ret_document);
}

int pacc_digest(const struct protocol_context *context, const struct domain *domain,
		char ret_digest[static PACC_DIGEST_SIZE])
{
	_cleanup_(document_clear) struct document document = {0};
	unsigned char hash[SHA256_DIGEST_LENGTH];
	int r = pacc_write(context, domain, &document);

	if (r)
		return r;

	(void)SHA256((const unsigned char *)document.bytes, document.size, hash);
	(void)EVP_EncodeBlock((unsigned char *)ret_digest, hash, sizeof(hash));

	return 0;
}

int pacc_record(const struct protocol_context *context, const struct domain *domain,
		char ret_record[static PACC_RECORD_SIZE])
{
	char digest[PACC_DIGEST_SIZE];
	int r = pacc_digest(context, domain, digest);

	if (r)
		return r;

	(void)snprintf(ret_record, PACC_RECORD_SIZE, "v=UAAC1; a=sha256; d=%s", digest);

	return 0;
}

/* Only a domain of its own has a record: the catch-all answers nobody. */
static int pacc_parse(const struct request *request, struct query *ret_query)
{
	*ret_query = (struct query){.exact = true};
	discovery_host_add(ret_query, request->host);

	return 0;
}

static int pacc_render(const struct protocol_context *context, const struct query *query,
		       const struct account *account, struct document *ret_document)
{
	(void)query;

	return pacc_write(context, account->domain, ret_document);
}

const struct protocol protocol_pacc = {
	.name = "pacc",
	.title = "PACC",
	.content_type = "application/json",
	.shareable = true,
	.has_slots = true, /* none at all: rendered once a domain */
	.parse = pacc_parse,
	.render = pacc_render,
};
