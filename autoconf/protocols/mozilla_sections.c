/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The parts of clientConfig that are a service each: which kinds have one, and what stands in it.
 */
#include <errno.h>
#include <string.h>

#include "account.h"
#include "address.h"
#include "base/url.h"
#include "cleanup.h"
#include "domain.h"
#include "protocols/announce.h"
#include "protocols/announcement.h"
#include "protocols/mozilla.h"
#include "text/placeholder.h"
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
	 * words alone.
	 */
	if (type == SERVICE_EWS && url_authentications[authentication].system)
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

/*
 * Thunderbird makes a host name of an EWS URL, and fails where a port stands in it, unless it is
 * told host and port, too.
 */
static void write_ews_port(struct xml *xml, const char *url)
{
	_cleanup_(freep) char *host = NULL;
	struct url_parts parts;

	if (!url_split(url, &parts) || !parts.has_port || !parts.is_encrypted)
		return;

	host = strndup(parts.host, parts.host_size);
	if (!host) {
		writer_fail(&xml->writer, -ENOMEM);
		return;
	}
	if (placeholder_any(host))
		return;

	xml_leaf(xml, "hostname", host);
	xml_leaf_number(xml, "port", parts.port);
	xml_leaf(xml, "socketType", socket_types[SECURITY_TLS]);
}

static void write_url(struct xml *xml, const struct service *service, const struct domain *domain)
{
	_cleanup_(freep) char *url = NULL;
	int r;

	r = announce_expand(service->url, domain, &url);
	if (r) {
		writer_fail(&xml->writer, r);
		return;
	}

	xml_leaf(xml, "url", url);
	if (service->type == SERVICE_EWS)
		write_ews_port(xml, url);
}

static void write_endpoint(struct xml *xml, const struct service *service,
			   const struct domain *domain)
{
	if (service_has_url(service)) {
		write_url(xml, service, domain);
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

void mozilla_write_servers(struct xml *xml, const struct account *account)
{
	write_sections(xml, provider_sections, ARRAY_SIZE(provider_sections), account);
}

void mozilla_write_others(struct xml *xml, const struct account *account)
{
	write_sections(xml, root_sections, ARRAY_SIZE(root_sections), account);
}

bool mozilla_has_mail(const struct account *account)
{
	for (size_t i = 0; i < ARRAY_SIZE(provider_sections); i++)
		if (account_service(account, provider_sections[i].type))
			return true;

	return false;
}

const struct service *mozilla_web_mail(const struct account *account)
{
	for (size_t i = 0; i < account->n_services; i++) {
		const struct service *service = &account->services[i];

		if (service->type == SERVICE_WEBMAIL &&
		    !placeholder_has(service->url, SLOT_ADDRESS) &&
		    !placeholder_has(service->url, SLOT_LOCAL_PART))
			return service;
	}

	return NULL;
}

static const struct section *find_section(const struct section *sections, size_t n_sections,
					  const struct service *service)
{
	for (size_t i = 0; i < n_sections; i++)
		if (sections[i].type == service->type &&
		    (service_has_url(service) ? sections[i].url_type : sections[i].host_type))
			return &sections[i];

	return NULL;
}

static void announce_web_mail(const struct account *account, const struct service *service,
			      struct announcement *ret)
{
	const struct service *named = mozilla_web_mail(account);

	if (named == service)
		*ret = (struct announcement){.facets = FACET_URL};
	else if (placeholder_any(service->url) && !named)
		announcement_none(ret,
				  "the page of web mail is the same for everybody there, "
				  "and this URL holds the address",
				  false);
	else
		announcement_none(ret, "one page of web mail is named, and it is another", false);
}

void mozilla_announce(const struct announce_scene *scene, const struct service *service,
		      struct announcement *ret)
{
	if (!mozilla_has_mail(scene->account))
		announcement_none(ret, "there is no document without a mail server", false);
	else if (service->type == SERVICE_WEBMAIL)
		announce_web_mail(scene->account, service, ret);
	else if (find_section(provider_sections, ARRAY_SIZE(provider_sections), service) ||
		 find_section(root_sections, ARRAY_SIZE(root_sections), service))
		announcement_all(service, ret);
	else
		announcement_none(ret, "Mozilla autoconfig has no section for it", true);
}
