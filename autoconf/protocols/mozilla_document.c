/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The document clientConfig.  Its order, its single attributes and its spare white space are those
 * that every reader we know of gets along with; many are stricter than the draft.
 */
#include <errno.h>
#include <string.h>

#include "account.h"
#include "address.h"
#include "answer.h"
#include "cleanup.h"
#include "document.h"
#include "domain.h"
#include "protocol.h"
#include "protocols/announce.h"
#include "protocols/mozilla.h"
#include "provider.h"
#include "text/xml.h"

/*
 * "pt-br" is "pt" here: the draft has two letters.  A text for every language is the installation's
 * own, English if it has none.
 */
static void write_description(struct xml *xml, const struct text *text,
			      const char *default_language)
{
	const char *tag = text->language[0]     ? text->language
			  : default_language[0] ? default_language
						: "en";
	char language[4] = "";

	for (size_t i = 0; i < sizeof(language) - 1 && tag[i] && tag[i] != '-'; i++)
		language[i] = tag[i];

	xml_leaf_attribute(xml, "descr", "lang", language, text->value);
}

static void write_documentation(struct xml *xml, const struct provider *provider,
				const char *default_language)
{
	static const struct text untitled = {"en", "How to set up mail programs"};
	const struct texts *title = &provider->documentation_title;

	if (!provider->documentation)
		return;

	xml_open(xml, "documentation", "url", provider->documentation, NULL);
	for (size_t i = 0; i < title->n_entries; i++)
		write_description(xml, &title->entries[i], default_language);
	if (!title->n_entries)
		write_description(xml, &untitled, default_language);
	xml_close(xml);
}

/* Readers keep the blanks around a leaf's text. */
static void write_text(struct xml *xml, const char *name, const char *text)
{
	_cleanup_(freep) char *trimmed = NULL;
	size_t size;

	if (!text)
		return;

	text += strspn(text, " \t");
	for (size = strlen(text); size && (text[size - 1] == ' ' || text[size - 1] == '\t');)
		size--;
	if (!size)
		return;

	trimmed = strndup(text, size);
	if (trimmed)
		xml_leaf(xml, name, trimmed);
	else
		writer_fail(&xml->writer, -ENOMEM);
}

/* Thunderbird shows "undefined" where there is none. */
static const char *display_name(const struct domain *domain, const char *language)
{
	const char *name = texts_get(&domain->provider->name, language);

	return name && name[strspn(name, " \t")] ? name : domain->name;
}

/*
 * Domains of mail exchangers (autoconfig-06 section 4.1), beside a plain one: Thunderbird takes no
 * document without that.
 */
static void write_exchangers(struct xml *xml, const struct protocol_context *context,
			     const struct domain *domain)
{
	for (size_t i = 0; i < context->n_exchangers; i++)
		if (!strcmp(context->exchangers[i].domain, domain->name))
			xml_leaf_attribute(xml, "domain", "purpose", "mx",
					   context->exchangers[i].name);
}

static void write_provider(struct xml *xml, const struct protocol_context *context,
			   const struct account *account)
{
	const struct domain *domain = account->domain;

	xml_open(xml, "emailProvider", "id", domain->name, NULL);
	xml_leaf(xml, "domain", domain->name);
	write_exchangers(xml, context, domain);
	write_text(xml, "displayName", display_name(domain, context->language));
	write_text(xml, "displayShortName",
		   texts_get(&domain->provider->short_name, context->language));
	mozilla_write_servers(xml, account);
	write_documentation(xml, domain->provider, context->language);
	xml_close(xml);
}

static bool takes_oauth2(const struct account *account)
{
	for (size_t i = 0; i < account->n_services; i++)
		if (service_takes(&account->services[i], AUTHENTICATION_OAUTH2))
			return true;

	return false;
}

/*
 * Only when complete, since himalaya refuses a document that lacks any of the four, and only when a
 * service takes OAuth2: else it would send a client to a sign-on whose token opens nothing.
 * clientID may be missing: dynamic registration (RFC 7591).
 */
static void write_oauth2(struct xml *xml, const struct account *account)
{
	const struct oauth2 *oauth2 = account->domain->oauth2;

	if (!oauth2 || !takes_oauth2(account))
		return;
	if (!oauth2->authorization_url || !oauth2->token_url || !oauth2->issuer || !oauth2->scope)
		return;

	xml_open(xml, "oAuth2", NULL);
	xml_leaf(xml, "authURL", oauth2->authorization_url);
	xml_leaf(xml, "tokenURL", oauth2->token_url);
	xml_leaf(xml, "issuer", oauth2->issuer);
	xml_leaf(xml, "scope", oauth2->scope);
	xml_leaf(xml, "clientID", oauth2->client_id);
	xml_close(xml);
}

/*
 * The first page that is the same for everybody: this element of version 1.1, which the draft has
 * dropped, knows no placeholders.
 */
static void write_web_mail(struct xml *xml, const struct account *account)
{
	const struct service *service = mozilla_web_mail(account);
	_cleanup_(freep) char *url = NULL;
	int r;

	if (!service)
		return;

	r = announce_expand(service->url, account->domain, &url);
	if (r) {
		writer_fail(&xml->writer, r);
		return;
	}

	xml_open(xml, "webMail", NULL);
	xml_empty(xml, "loginPage", "url", url, NULL);
	xml_close(xml);
}

static bool is_own_host(const char *host, const char *domain)
{
	size_t size = strlen(MOZILLA_HOST_PREFIX);

	return !strncmp(host, MOZILLA_HOST_PREFIX, size) && !strcmp(host + size, domain);
}

/*
 * Where this very document can be had again: a host of the domain's own says which domain, any
 * other has to be told.
 */
static int update_url(const char *public_url, const char *domain, char **ret_url)
{
	struct writer writer = {0};
	char host[DOMAIN_NAME_MAX + 1];

	announce_public_host(public_url, host);
	writer_string(&writer, public_url);
	if (is_own_host(host, domain))
		writer_string(&writer, MOZILLA_PATH);
	else
		writer_printf(&writer, MOZILLA_CENTRAL_PREFIX "%s", domain);

	return writer_finish_string(&writer, ret_url, NULL);
}

static void write_update(struct xml *xml, const char *public_url, const char *domain)
{
	_cleanup_(freep) char *url = NULL;
	int r;

	r = update_url(public_url, domain, &url);
	if (r) {
		writer_fail(&xml->writer, r);
		return;
	}

	xml_empty(xml, "clientConfigUpdate", "url", url, NULL);
}

/*
 * A document without a mail server would be taken for the final answer, and nothing else be tried:
 * better there is none.
 */
int mozilla_render(const struct protocol_context *context, const struct query *query,
		   const struct account *account, struct document *ret_document)
{
	struct xml xml = {0};

	(void)query;
	if (!mozilla_has_mail(account))
		return ANSWER_E_UNKNOWN_DOMAIN;

	xml_declaration(&xml);
	xml_open(&xml, "clientConfig", "version", "1.2", NULL);
	write_provider(&xml, context, account);
	mozilla_write_others(&xml, account);
	write_web_mail(&xml, account);
	write_oauth2(&xml, account);
	write_update(&xml, context->public_url, account->domain->name);
	xml_close(&xml);

	return xml_finish(&xml, ret_document);
}
