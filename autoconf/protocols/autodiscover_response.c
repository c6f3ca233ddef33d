/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Autodiscover's three documents: settings for Outlook (MS-OXDSCLI section 2.2.4), settings for
 * ActiveSync (MS-ASCMD section 2.2.3) and the error.  What a document leaves out has surprising
 * defaults, so each Protocol says everything.
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "account.h"
#include "answer.h"
#include "cleanup.h"
#include "document.h"
#include "domain.h"
#include "protocol.h"
#include "protocols/announce.h"
#include "protocols/announcement.h"
#include "protocols/autodiscover.h"
#include "query.h"
#include "text/xml.h"

#define NS_ROOT "http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006"
#define NS_OUTLOOK "http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a"
#define NS_MOBILESYNC                                                                              \
	"http://schemas.microsoft.com/exchange/autodiscover/mobilesync/responseschema/2006"

/* clang-format off */

/*
 * Types of Protocol, in document order: Thunderbird takes the first of IMAP and POP3 for the account.  CalDAV and CardDAV are no
 * Microsoft's: eM Client reads them, and Outlook skips what it does not know.
 */
static const struct row {
	enum service_type type;
	const char *name;
	enum announce_order order;
} rows[] = {
	{SERVICE_IMAP,       "IMAP",    ANNOUNCE_ENCRYPTED_FIRST},
	{SERVICE_POP3,       "POP3",    ANNOUNCE_ENCRYPTED_FIRST},
	{SERVICE_SUBMISSION, "SMTP",    ANNOUNCE_IMPLICIT_FIRST},	/* SSL "on" then means the same to old and new readers */
	{SERVICE_CALDAV,     "CalDAV",  ANNOUNCE_ENCRYPTED_FIRST},
	{SERVICE_CARDDAV,    "CardDAV", ANNOUNCE_ENCRYPTED_FIRST},
	{SERVICE_WEBMAIL,    "WEB",     ANNOUNCE_ENCRYPTED_FIRST},
};

/* MS-OXDSCLI sections 2.2.4.1.1.2.6.45 (SSL) and .22 (Encryption); Thunderbird reads "off" as no TLS at all, so never for STARTTLS */
static const struct {
	const char *ssl, *encryption;
} transports[_SECURITY_MAX] = {
	[SECURITY_NONE]     = {"off", "None"},
	[SECURITY_STARTTLS] = {"on",  "TLS"},
	[SECURITY_TLS]      = {"on",  "SSL"},
};

/* MS-OXDSCLI section 2.2.4.1.2 */
static const struct {
	unsigned int code;
	const char *message;
} messages[] = {
	{AUTODISCOVER_E_UNKNOWN_ADDRESS, "The email address can't be found."},
	{AUTODISCOVER_E_NO_SETTINGS,     "Bad Address"},
	{AUTODISCOVER_E_INVALID_REQUEST, "Invalid Request"},
	{AUTODISCOVER_E_NO_PROVIDER,     "Provider is not available"},
};

/* clang-format on */

/* A URL or host name of the operator's, with the address in it where the template wants it. */
static void write_expanded(struct xml *xml, const char *name, const char *template,
			   const struct account *account)
{
	_cleanup_(freep) char *text = NULL;
	int r;

	r = announce_expand(template, account->domain, &text);
	if (r) {
		writer_fail(&xml->writer, r);
		return;
	}

	xml_leaf_template(xml, name, text, account->address, true);
}

static void write_login(struct xml *xml, const struct service *service,
			const struct address *address)
{
	if (service->username_is_literal)
		xml_leaf(xml, "LoginName", service->username);
	else
		xml_leaf_template(xml, "LoginName", service->username, address, false);
}

/*
 * A relay that knows its clients by their network offers no AUTH, and Outlook would not send
 * without.
 */
static const char *wants_login(const struct service *service)
{
	for (size_t i = 0; i < service->n_authentications; i++)
		if (service->authentications[i] != AUTHENTICATION_NONE &&
		    service->authentications[i] != AUTHENTICATION_CLIENT_IP_ADDRESS)
			return "on";

	return "off";
}

static void write_protocol(struct xml *xml, const struct row *row, const struct service *service,
			   const struct protocol_context *context, const struct account *account,
			   bool is_generic)
{
	bool has_url = service_has_url(service);
	const char *url = is_generic ? announce_fixed_url(service) : service->url;

	if (has_url && !url)
		return;

	xml_open(xml, "Protocol", NULL);
	xml_leaf(xml, "Type", row->name);
	xml_leaf_number(xml, "TTL", context->ttl_hours);
	write_expanded(xml, "Server", has_url ? url : service->host, account);
	if (!has_url)
		xml_leaf_number(xml, "Port", service->port);
	if (!is_generic)
		write_login(xml, service, account->address);
	xml_leaf(xml, "DomainRequired", "off");
	if (!has_url) {
		xml_leaf(xml, "SPA", "off");
		xml_leaf(xml, "SSL", transports[service->security].ssl);
		xml_leaf(xml, "Encryption", transports[service->security].encryption);
	}
	xml_leaf(xml, "AuthRequired", wants_login(service));
	if (row->type == SERVICE_SUBMISSION) {
		xml_leaf(xml, "UsePOPAuth", wants_login(service));
		xml_leaf(xml, "SMTPLast", "off");
	}
	xml_close(xml);
}

static void write_protocols(struct xml *xml, const struct protocol_context *context,
			    const struct account *account, bool is_generic)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct service *service = NULL;

		while ((service = announce_next(account, rows[i].type, rows[i].order, service)))
			write_protocol(xml, &rows[i], service, context, account, is_generic);
	}
}

/* The address as typed, never a name: anybody may ask. */
static void write_address(struct xml *xml, const char *name, const struct account *account)
{
	xml_leaf_template(xml, name, "%EMAILADDRESS%", account->address, false);
}

/* Where people of this domain start over: never a place that a stranger named. */
static void write_redirect(struct xml *xml, const char *name, const struct account *account)
{
	_cleanup_(freep) char *template = NULL;
	struct writer writer = {0};
	int r;

	writer_string(&writer, "%EMAILLOCALPART%@");
	writer_string(&writer, account->domain->autodiscover_redirect);
	r = writer_finish_string(&writer, &template, NULL);
	if (r)
		writer_fail(&xml->writer, r);
	else
		xml_leaf_template(xml, name, template, account->address, false);
}

/* Of nobody in particular there is no User, and no login: clients then take the typed address. */
static void write_outlook(struct xml *xml, const struct protocol_context *context,
			  const struct account *account, bool is_generic)
{
	bool is_redirected = account->domain->autodiscover_redirect;

	xml_open(xml, "Response", "xmlns", NS_OUTLOOK, NULL);
	if (!is_generic) {
		xml_open(xml, "User", NULL);
		write_address(xml, "DisplayName", account);
		write_address(xml, "AutoDiscoverSMTPAddress", account);
		xml_close(xml);
	}
	xml_open(xml, "Account", NULL);
	xml_leaf(xml, "AccountType", "email");
	xml_leaf(xml, "Action", is_redirected ? "redirectAddr" : "settings");
	if (is_redirected)
		write_redirect(xml, "RedirectAddr", account);
	else
		write_protocols(xml, context, account, is_generic);
	xml_close(xml);
	xml_close(xml);
}

static void write_activesync(struct xml *xml, const struct account *account)
{
	const struct service *service = account_service(account, SERVICE_ACTIVESYNC);

	xml_open(xml, "Settings", NULL);
	xml_open(xml, "Server", NULL);
	xml_leaf(xml, "Type", "MobileSync");
	write_expanded(xml, "Url", service->url, account);
	write_expanded(xml, "Name", service->url, account);
	xml_close(xml);
	xml_close(xml);
}

static void write_mobilesync(struct xml *xml, const struct account *account)
{
	xml_open(xml, "Response", "xmlns", NS_MOBILESYNC, NULL);
	xml_leaf(xml, "Culture", "en:us");
	xml_open(xml, "User", NULL);
	write_address(xml, "DisplayName", account);
	write_address(xml, "EMailAddress", account);
	xml_close(xml);
	xml_open(xml, "Action", NULL);
	if (account->domain->autodiscover_redirect)
		write_redirect(xml, "Redirect", account);
	else
		write_activesync(xml, account);
	xml_close(xml);
	xml_close(xml);
}

/*
 * ISO 3309; Exchange's Id is a hash of the server's name, and stays the same for as long as that
 * does.
 */
static unsigned long crc32(const char *text)
{
	uint32_t crc = UINT32_MAX;

	for (; *text; text++) {
		crc ^= (unsigned char)*text;
		for (unsigned int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? UINT32_C(0xedb88320) : 0);
	}

	return crc ^ UINT32_MAX;
}

static const char *message_of(unsigned int code)
{
	for (size_t i = 0; i < ARRAY_SIZE(messages); i++)
		if (messages[i].code == code)
			return messages[i].message;

	assert(!"a fault without its words");
}

static void write_error(struct xml *xml, const struct protocol_context *context, unsigned int code)
{
	char host[DOMAIN_NAME_MAX + 1], id[sizeof("4294967295")];

	announce_public_host(context->public_url, host);
	(void)snprintf(id, sizeof(id), "%lu", crc32(host));

	xml_open(xml, "Response", NULL);
	xml_open(xml, "Error", "Time", context->time, "Id", id, NULL);
	xml_leaf_number(xml, "ErrorCode", code);
	xml_leaf(xml, "Message", message_of(code));
	xml_empty(xml, "DebugData", NULL);
	xml_close(xml);
	xml_close(xml);
}

static bool has_mail(const struct account *account)
{
	return account_service(account, SERVICE_IMAP) || account_service(account, SERVICE_POP3) ||
	       account_service(account, SERVICE_SUBMISSION);
}

/* Without a LoginName clients take the address, which must then be the login. */
static bool has_generic(const struct account *account)
{
	for (size_t i = 0; i < account->n_services; i++) {
		const struct service *service = &account->services[i];

		if ((service->type == SERVICE_IMAP || service->type == SERVICE_POP3 ||
		     service->type == SERVICE_SUBMISSION) &&
		    !announce_login_is_address(service, account->domain))
			return false;
	}

	return has_mail(account) && !account->domain->autodiscover_redirect;
}

/* The request's own fault, or what the account lacks for the view that was asked for. */
static unsigned int find_fault(const struct query *query, const struct account *account)
{
	if (query->fault)
		return query->fault;
	if (account->domain->autodiscover_redirect)
		return 0;
	if (query->view == AUTODISCOVER_OUTLOOK && !has_mail(account))
		return AUTODISCOVER_E_NO_SETTINGS;
	if (query->view == AUTODISCOVER_MOBILESYNC && !account_service(account, SERVICE_ACTIVESYNC))
		return AUTODISCOVER_E_NO_PROVIDER;

	return 0;
}

int autodiscover_render(const struct protocol_context *context, const struct query *query,
			const struct account *account, struct document *ret_document)
{
	bool is_generic = query->view == AUTODISCOVER_GENERIC;
	unsigned int fault = find_fault(query, account);
	struct xml xml = {0};
	int r;

	/* A GET is never answered with an error: Thunderbird would ask no further. */
	if (is_generic && !has_generic(account))
		return ANSWER_E_UNKNOWN_DOMAIN;

	xml_declaration(&xml);
	xml_open(&xml, "Autodiscover", "xmlns", NS_ROOT, NULL);
	if (fault)
		write_error(&xml, context, fault);
	else if (query->view == AUTODISCOVER_MOBILESYNC)
		write_mobilesync(&xml, account);
	else
		write_outlook(&xml, context, account, is_generic);
	xml_close(&xml);

	r = xml_finish(&xml, ret_document);
	if (!r)
		ret_document->tells_time = fault;

	return r;
}

/* ---- what that says of a service ---- */

static bool has_row(enum service_type type)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (rows[i].type == type)
			return true;

	return false;
}

/* AuthRequired and SPA: a password, or nothing at all. */
static void announce_login(const struct service *service, struct announcement *ret)
{
	ret->n_authentications = 0;
	if (!strcmp(wants_login(service), "off"))
		ret->authentications[ret->n_authentications++] = service->authentications[0];
	else if (service_takes(service, AUTHENTICATION_PASSWORD))
		ret->authentications[ret->n_authentications++] = AUTHENTICATION_PASSWORD;

	if (service->n_authentications > 1 || !ret->n_authentications)
		ret->less = "Autodiscover can say of ways to log in that a password is needed, or "
			    "nothing";
}

void outlook_announce(const struct announce_scene *scene, const struct service *service,
		      struct announcement *ret)
{
	if (!has_row(service->type)) {
		announcement_none(ret, "Autodiscover has no type for it", true);
		return;
	}
	if (!has_mail(scene->account)) {
		announcement_none(ret, "there are no settings without a mail server", false);
		return;
	}

	announcement_all(service, ret);
	announce_login(service, ret);
}

void mobilesync_announce(const struct announce_scene *scene, const struct service *service,
			 struct announcement *ret)
{
	if (service->type != SERVICE_ACTIVESYNC)
		announcement_none(ret, "it names an ActiveSync server alone", true);
	else if (account_service(scene->account, SERVICE_ACTIVESYNC) != service)
		announcement_none(ret,
				  "it names one ActiveSync server, and another stands before "
				  "it",
				  false);
	else
		*ret = (struct announcement){.facets = FACET_URL};
}
