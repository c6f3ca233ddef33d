/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What Thunderbird's add-on for identity providers of one's own needs (OAuthPatch, the repository
 * raa-org/thunderbird-custom-idp): Thunderbird itself knows the sign-on of a few large providers
 * only.  GET, answered with a document about the domain alone.
 */
#include <string.h>

#include "account.h"
#include "answer.h"
#include "base/url.h"
#include "cleanup.h"
#include "document.h"
#include "domain.h"
#include "protocol.h"
#include "protocols/announce.h"
#include "protocols/discovery_host.h"
#include "provider.h"
#include "query.h"
#include "text/json.h"

/* Thunderbird watches its own window for this address; nobody has to listen there. */
#define REDIRECT_URL "https://localhost"

static bool is_signed_on_to(const struct service *service)
{
	return (service->type == SERVICE_IMAP || service->type == SERVICE_POP3 ||
		service->type == SERVICE_SUBMISSION) &&
	       service_takes(service, AUTHENTICATION_OAUTH2);
}

/* Is the host one of the blank-separated words? */
static bool has_word(const char *words, size_t size, const char *host)
{
	size_t length = strlen(host);

	for (const char *end = words + size; words < end;) {
		const char *blank = memchr(words, ' ', (size_t)(end - words));
		size_t word = (size_t)((blank ? blank : end) - words);

		if (word == length && !memcmp(words, host, length))
			return true;
		words += word + 1;
	}

	return false;
}

/* One add-on entry is for several hosts, separated by blanks. */
static int collect_hosts(const struct account *account, char **ret_hosts)
{
	struct writer writer = {0};

	for (size_t i = 0; i < account->n_services; i++) {
		_cleanup_(freep) char *host = NULL;
		int r;

		if (!is_signed_on_to(&account->services[i]))
			continue;
		r = announce_expand(account->services[i].host, account->domain, &host);
		if (r) {
			writer_fail(&writer, r);
			break;
		}
		if (writer.size && has_word(writer.bytes, writer.size, host))
			continue;
		if (writer.size)
			writer_string(&writer, " ");
		writer_string(&writer, host);
	}

	return writer_finish_string(&writer, ret_hosts, NULL);
}

/* It files tokens under the issuer's host, as Thunderbird does with its own providers. */
static void write_issuer(struct json *json, const char *issuer)
{
	char host[DOMAIN_NAME_MAX + 1] = "";
	struct url_parts parts;

	if (url_split(issuer, &parts) && parts.host_size <= DOMAIN_NAME_MAX)
		memcpy(host, parts.host, parts.host_size);
	json_string(json, "issuer", host[0] ? host : issuer);
}

static void write_client(struct json *json, const struct oauth2 *oauth2, const char *hosts)
{
	json_open_object(json, NULL);
	json_string(json, "hostname", hosts);
	write_issuer(json, oauth2->issuer);
	json_string(json, "clientId", oauth2->client_id);
	json_switch(json, "usePkce", true);
	json_string(json, "authorizationEndpoint", oauth2->authorization_url);
	json_string(json, "tokenEndpoint", oauth2->token_url);
	json_string(json, "redirectUri",
		    oauth2->redirect_url ? oauth2->redirect_url : REDIRECT_URL);
	json_open_object(json, "scopes");
	json_string(json, "imap", oauth2->scope);
	json_string(json, "smtp", oauth2->scope);
	json_close_object(json);
	json_close_object(json);
}

static bool is_complete(const struct oauth2 *oauth2)
{
	return oauth2 && oauth2->issuer && oauth2->authorization_url && oauth2->token_url &&
	       oauth2->scope && oauth2->client_id;
}

static int client_parse(const struct request *request, struct query *ret_query)
{
	*ret_query = (struct query){0};
	discovery_host_add(ret_query, request->host);

	return 0;
}

static int client_render(const struct protocol_context *context, const struct query *query,
			 const struct account *account, struct document *ret_document)
{
	_cleanup_(freep) char *hosts = NULL;
	struct json json = {0};
	int r;

	(void)context;
	(void)query;
	if (!is_complete(account->domain->oauth2))
		return ANSWER_E_NO_PATH;

	r = collect_hosts(account, &hosts);
	if (r)
		return r;
	if (!hosts[0])
		return ANSWER_E_NO_PATH;

	write_client(&json, account->domain->oauth2, hosts);

	return json_finish(&json, ret_document);
}

const struct protocol protocol_oauth2_client = {
	.name = "oauth2-client",
	.title = "OAuth 2 client of Thunderbird's add-on",
	.content_type = "application/json",
	.shareable = true,
	.has_slots = true, /* none at all: rendered once a domain */
	.parse = client_parse,
	.render = client_render,
};
