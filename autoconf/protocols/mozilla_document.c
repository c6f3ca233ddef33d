/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The document clientConfig.  Its order, its single attributes and its spare white space are those
 * that every reader we know of gets along with; many are stricter than the draft.
 */
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

/* clang-format off */

/* autoconfig-06 section 4.2 (registry of types): one row a section, in document order; NULL: no type for services of that kind */
static const struct section {
	enum service_type type;
	const char *element, *host_type, *url_type;
} provider_sections[] = {
	/* IMAP first: some clients look at the first incomingServer alone.  Equal elements stand together, or serde-xml-rs fails. */
	{SERVICE_IMAP,        "incomingServer", "imap",        NULL},
	{SERVICE_POP3,        "incomingServer", "pop3",        NULL},
	{SERVICE_JMAP,        "incomingServer", NULL,          "jmap"},
	{SERVICE_EWS,         "incomingServer", NULL,          "ews"},
	{SERVICE_ACTIVESYNC,  "incomingServer", NULL,          "activeSync"},
	{SERVICE_SUBMISSION,  "outgoingServer", "smtp",        NULL},
}, root_sections[] = {
	{SERVICE_CARDDAV,     "addressbook",    NULL,          "carddav"},
	{SERVICE_CALDAV,      "calendar",       NULL,          "caldav"},
	{SERVICE_WEBDAV,      "fileShare",      NULL,          "webdav"},
	{SERVICE_XMPP,        "chatServer",     "xmpptcp",     "xmpp"},
	{SERVICE_MANAGESIEVE, "setupServer",    "managesieve", NULL},
};

static const char *const socket_types[_SECURITY_MAX] = {	/* autoconfig-06 section 4.4 */
	[SECURITY_NONE]     = "plain",
	[SECURITY_STARTTLS] = "STARTTLS",
	[SECURITY_TLS]      = "SSL",
};

static const char *const host_authentications[_AUTHENTICATION_MAX] = {	/* autoconfig-06 section 4.3, TCP-based */
	[AUTHENTICATION_PASSWORD]           = "password-cleartext",
	[AUTHENTICATION_PASSWORD_ENCRYPTED] = "password-encrypted",
	[AUTHENTICATION_NTLM]               = "NTLM",
	[AUTHENTICATION_GSSAPI]             = "GSSAPI",
	[AUTHENTICATION_TLS_CLIENT_CERT]    = "TLS-client-cert",
	[AUTHENTICATION_OAUTH2]             = "OAuth2",
	[AUTHENTICATION_CLIENT_IP_ADDRESS]  = "client-IP-address",
	[AUTHENTICATION_NONE]               = "none",
};

static const struct {
	const char *system, *value;
} url_authentications[_AUTHENTICATION_MAX] = {	/* autoconfig-06 section 4.3, URL-based; the rest as over TCP */
	[AUTHENTICATION_PASSWORD]           = {"http", "Basic"},	/* RFC 7617 */
	[AUTHENTICATION_PASSWORD_ENCRYPTED] = {"http", "Digest"},	/* RFC 7616 */
	[AUTHENTICATION_NTLM]               = {NULL, "NTLM"},
	[AUTHENTICATION_GSSAPI]             = {NULL, "GSSAPI"},
	[AUTHENTICATION_TLS_CLIENT_CERT]    = {NULL, "TLS-client-cert"},
	[AUTHENTICATION_OAUTH2]             = {NULL, "OAuth2"},
	[AUTHENTICATION_CLIENT_IP_ADDRESS]  = {NULL, "client-IP-address"},
	[AUTHENTICATION_NONE]               = {NULL, "none"},
};

/* clang-format on */

static void write_expanded(struct xml *xml, const char *name, const char *template,
			   const struct domain *domain)
{
	_cleanup_(freep) char *text = NULL;
	int r;

	r = announce_expand(template, domain, &text);
	if (r) {
		writer_fail(&xml->writer, r);
		return;
	}

	xml_leaf(xml, name, text);
}

static void write_host_authentication(struct xml *xml, enum authentication authentication)
{
	xml_leaf(xml, "authentication", host_authentications[authentication]);
}

static void write_url_authentication(struct xml *xml, enum service_type type,
				     enum authentication authentication)
{
	xml_leaf_attribute(xml, "authentication", "system",
			   url_authentications[authentication].system,
			   url_authentications[authentication].value);

	/*
	 * Thunderbird 150 and newer skips values with an attribute, and understands EWS by the old
	 * word alone.
	 */
	if (type == SERVICE_EWS && authentication == AUTHENTICATION_PASSWORD)
		write_host_authentication(xml, authentication);
}

static void write_authentications(struct xml *xml, const struct service *service)
{
	for (size_t i = 0; i < service->n_authentications; i++) {
		if (service_has_url(service))
			write_url_authentication(xml, service->type, service->authentications[i]);
		else
			write_host_authentication(xml, service->authentications[i]);
	}
}

/*
 * A login of the user's own that says what a placeholder says is written as that placeholder:
 * Thunderbird turns text that looks like a number into one ("007" into "7"), and several clients
 * know nothing but the bare placeholders.
 */
static const char *login_text(const struct service *service, const struct address *address)
{
	const char *login = service->username;

	if (!service->username_is_literal || !address)
		return login;
	if (!strcmp(login, address->text))
		return "%EMAILADDRESS%";
	if (strlen(login) == address->local_size &&
	    !memcmp(login, address->text, address->local_size))
		return "%EMAILLOCALPART%";

	return login;
}

static void write_endpoint(struct xml *xml, const struct service *service,
			   const struct domain *domain)
{
	if (service_has_url(service)) {
		write_expanded(xml, "url", service->url, domain);
		return;
	}

	write_expanded(xml, "hostname", service->host, domain);
	xml_leaf_number(xml, "port", service->port);
	xml_leaf(xml, "socketType", socket_types[service->security]);
}

static void write_section(struct xml *xml, const struct section *section,
			  const struct account *account, const struct service *service)
{
	const char *type = service_has_url(service) ? section->url_type : section->host_type;

	if (!type)
		return;

	xml_open(xml, section->element, "type", type, NULL);
	write_endpoint(xml, service, account->domain);
	write_authentications(xml, service);
	xml_leaf(xml, "username", login_text(service, account->address));
	xml_close(xml);
}

static void write_sections(struct xml *xml, const struct section *sections, size_t n_sections,
			   const struct account *account)
{
	for (size_t i = 0; i < n_sections; i++) {
		const struct service *service = NULL;

		while ((service = announce_next(account, sections[i].type, ANNOUNCE_ENCRYPTED_FIRST,
						service)))
			write_section(xml, &sections[i], account, service);
	}
}

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

static void write_provider(struct xml *xml, const struct protocol_context *context,
			   const struct account *account)
{
	const struct domain *domain = account->domain;

	xml_open(xml, "emailProvider", "id", domain->name, NULL);
	xml_leaf(xml, "domain", domain->name);
	xml_leaf(xml, "displayName", texts_get(&domain->provider->name, context->language));
	xml_leaf(xml, "displayShortName",
		 texts_get(&domain->provider->short_name, context->language));
	write_sections(xml, provider_sections, ARRAY_SIZE(provider_sections), account);
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

static bool has_mail(const struct account *account)
{
	for (size_t i = 0; i < ARRAY_SIZE(provider_sections); i++)
		if (account_service(account, provider_sections[i].type))
			return true;

	return false;
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
	if (!has_mail(account))
		return ANSWER_E_UNKNOWN_DOMAIN;

	xml_declaration(&xml);
	xml_open(&xml, "clientConfig", "version", "1.2", NULL);
	write_provider(&xml, context, account);
	write_sections(&xml, root_sections, ARRAY_SIZE(root_sections), account);
	write_oauth2(&xml, account);
	write_update(&xml, context->public_url, account->domain->name);
	xml_close(&xml);

	return xml_finish(&xml, ret_document);
}
