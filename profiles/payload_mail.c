/* SPDX-License-Identifier: Apache-2.0 */
/*
 * com.apple.mail.managed: one account that receives by IMAP or POP and sends by submission.  UseSSL
 * only says whether there is TLS; the port tells the device which kind, so some servers cannot be
 * said at all.
 */
#include <string.h>

#include "account.h"
#include "address.h"
#include "cleanup.h"
#include "profiles/payload.h"
#include "profiles/plist.h"
#include "text/writer.h"

#define ADDRESSES_MAX 16
#define ADDRESSES_BYTES_MAX 2048

struct mail_protocol {
	enum service_type type;
	const char *name;
	uint16_t tls_port;    /* where a device speaks TLS from the first byte, and nowhere else */
	const char *tls_else; /* what to say of implicit TLS on another port */
	const char *apple_name; /* EmailAccountType */
};

/* In the order of preference. */
/* clang-format off */
static const struct mail_protocol receiving[] = {
	{SERVICE_IMAP, "imap", 993, "implicit TLS on a port other than 993 cannot be said in a profile", "EmailTypeIMAP"},
	{SERVICE_POP3, "pop3", 995, "implicit TLS on a port other than 995 cannot be said in a profile", "EmailTypePOP"},
};
static const struct mail_protocol sending[] = {
	{SERVICE_SUBMISSION, "submission", 465, "implicit TLS on a port other than 465 cannot be said in a profile", NULL},
};

static const struct mail_role {
	const struct mail_protocol *protocols;
	size_t n_protocols;
	const char *missing;
} incoming = {receiving, ARRAY_SIZE(receiving), "no imap or pop3 service is configured"},
  outgoing = {sending, ARRAY_SIZE(sending), "no submission service is configured"};

/* IncomingMailServerAuthentication and OutgoingMailServerAuthentication; NULL: Apple has no value. */
static const char *const authentication_values[_AUTHENTICATION_MAX] = {
	[AUTHENTICATION_PASSWORD]		= "EmailAuthPassword",
	[AUTHENTICATION_PASSWORD_ENCRYPTED]	= "EmailAuthCRAMMD5",
	[AUTHENTICATION_NTLM]			= "EmailAuthNTLM",
	[AUTHENTICATION_CLIENT_IP_ADDRESS]	= "EmailAuthNone",
	[AUTHENTICATION_NONE]			= "EmailAuthNone",
};

struct server_keys {
	const char *authentication, *host, *port, *tls, *username;
};
static const struct server_keys incoming_keys = {
	.authentication	= "IncomingMailServerAuthentication",
	.host		= "IncomingMailServerHostName",
	.port		= "IncomingMailServerPortNumber",
	.tls		= "IncomingMailServerUseSSL",
	.username	= "IncomingMailServerUsername",
};
static const struct server_keys outgoing_keys = {
	.authentication	= "OutgoingMailServerAuthentication",
	.host		= "OutgoingMailServerHostName",
	.port		= "OutgoingMailServerPortNumber",
	.tls		= "OutgoingMailServerUseSSL",
	.username	= "OutgoingMailServerUsername",
};
/* clang-format on */

/* The operator's first way that Apple has a value for, or _AUTHENTICATION_MAX. */
static enum authentication authentication_of(const struct service *service)
{
	for (size_t i = 0; i < service->n_authentications; i++)
		if (authentication_values[service->authentications[i]])
			return service->authentications[i];

	return _AUTHENTICATION_MAX;
}

static const char *authentication_value(const struct service *service)
{
	enum authentication authentication = authentication_of(service);

	return authentication == _AUTHENTICATION_MAX ? NULL : authentication_values[authentication];
}

static bool is_any_tls_port(uint16_t port)
{
	for (size_t i = 0; i < ARRAY_SIZE(receiving); i++)
		if (port == receiving[i].tls_port)
			return true;

	return port == sending[0].tls_port;
}

/* Why a server cannot be said in a profile, or NULL. */
static const char *obstacle(const struct service *service, const struct mail_protocol *protocol)
{
	if (service->security == SECURITY_TLS && service->port != protocol->tls_port)
		return protocol->tls_else;

	if (service->security == SECURITY_STARTTLS && is_any_tls_port(service->port))
		return "STARTTLS on a port of implicit TLS cannot be said in a profile";

	if (!authentication_value(service))
		return "a profile has no value for any of its authentication methods";

	if (payload_host_is_personal(service->host))
		return "its host depends on who asks";

	return NULL;
}

static const struct mail_protocol *protocol_of(const struct service *service,
					       const struct mail_role *role)
{
	for (size_t i = 0; i < role->n_protocols; i++)
		if (role->protocols[i].type == service->type)
			return &role->protocols[i];

	return NULL;
}

/* The protocol's place counts first, then encryption, then the operator's order. */
static const struct service *choose_server(const struct account *account,
					   const struct mail_role *role)
{
	const struct service *best = NULL;
	size_t best_rank = SIZE_MAX;

	for (size_t i = 0; i < account->n_services; i++) {
		const struct service *service = &account->services[i];
		const struct mail_protocol *protocol = protocol_of(service, role);
		size_t rank;

		if (!protocol || obstacle(service, protocol))
			continue;

		rank = 2 * (size_t)(protocol - role->protocols) +
		       (service->security == SECURITY_NONE);
		if (rank < best_rank) {
			best = service;
			best_rank = rank;
		}
	}

	return best;
}

static bool has_any(const struct account *account, const struct mail_role *role)
{
	for (size_t i = 0; i < account->n_services; i++)
		if (protocol_of(&account->services[i], role))
			return true;

	return false;
}

/* Says why choose_server found nothing. */
static void explain(const struct account *account, const struct mail_role *role,
		    struct writer *reasons)
{
	if (!has_any(account, role)) {
		payload_reason(reasons, "%s", role->missing);
		return;
	}

	for (size_t i = 0; i < account->n_services; i++) {
		const struct service *service = &account->services[i];
		const struct mail_protocol *protocol = protocol_of(service, role);

		if (protocol)
			payload_reason(reasons, "%s %s:%u: %s", protocol->name, service->host,
				       service->port, obstacle(service, protocol));
	}
}

static int mail_choose(struct payload_scene *scene)
{
	const struct account *account = scene->account;
	const struct payload_choice choice = {
		.payload = &payload_mail,
		.service = choose_server(account, &incoming),
		.outgoing = choose_server(account, &outgoing),
	};

	if (!has_any(account, &incoming) && !has_any(account, &outgoing))
		return PAYLOAD_E_ABSENT;

	if (!choice.service)
		explain(account, &incoming, scene->reasons);
	if (!choice.outgoing)
		explain(account, &outgoing, scene->reasons);
	if (!choice.service || !choice.outgoing)
		return PAYLOAD_E_NOT_EXPRESSIBLE;

	(void)payload_add(scene, &choice);
	return PAYLOAD_OK;
}

static bool mail_explain(const struct service *service, const char **ret_obstacle,
			 enum authentication *ret_authentication)
{
	const struct mail_protocol *protocol = protocol_of(service, &incoming);

	if (!protocol)
		protocol = protocol_of(service, &outgoing);
	if (!protocol)
		return false;

	*ret_obstacle = obstacle(service, protocol);
	*ret_authentication = authentication_of(service);
	return true;
}

static int write_server(struct plist *plist, const struct server_keys *keys,
			const struct service *service, const struct account *account,
			const char *username)
{
	_cleanup_(freep) char *host = NULL;
	int r;

	r = payload_host(service->host, account, &host);
	if (r)
		return r;

	plist_string(plist, keys->authentication, authentication_value(service));
	plist_string(plist, keys->host, host);
	plist_integer(plist, keys->port, service->port);
	plist_bool(plist, keys->tls, service->security != SECURITY_NONE);
	plist_string(plist, keys->username, username);
	return 0;
}

static bool takes_password(const struct service *service)
{
	return strcmp(authentication_value(service), "EmailAuthNone") != 0;
}

/* One address of ASCII without a comma or a quote: devices part them at every comma. */
static bool is_listable(const char *address)
{
	const char *at = strchr(address, '@');

	for (const char *c = address; *c; c++)
		if (*c <= ' ' || *c > '~' || strchr(",;:\"\\<>()[]", *c))
			return false;

	return at && at > address && at[1] && !strchr(at + 1, '@');
}

/* A name of blanks is none: the device then asks for one. */
static const char *text_or_null(const char *text)
{
	return text && text[strspn(text, " \t\r\n")] ? text : NULL;
}

/* The account's own first: it is the one that a device writes from, and some readers know no other.
 */
static int write_addresses(const struct account *account, struct plist *plist)
{
	_cleanup_(freep) char *list = NULL;
	struct writer writer = {0};
	int r;

	writer_string(&writer, account->address->text);
	for (size_t i = 0, n = 1; i < account->n_addresses && n < ADDRESSES_MAX; i++) {
		if (!is_listable(account->addresses[i]) ||
		    writer.size + strlen(account->addresses[i]) >= ADDRESSES_BYTES_MAX)
			continue;
		writer_string(&writer, ",");
		writer_string(&writer, account->addresses[i]);
		n++;
	}

	r = writer_finish_string(&writer, &list, NULL);
	if (r)
		return r;
	plist_string(plist, "EmailAddress", list);
	return 0;
}

static int mail_write(const struct payload_scene *scene, const struct payload_choice *choice,
		      struct plist *plist)
{
	const struct account *account = scene->account;
	_cleanup_(freep) char *username = NULL, *outgoing_username = NULL;
	int r;

	r = payload_username(choice->service, account, &username);
	if (r)
		return r;
	r = payload_username(choice->outgoing, account, &outgoing_username);
	if (r)
		return r;

	plist_string(plist, "EmailAccountDescription", scene->name);
	plist_string(plist, "EmailAccountName", text_or_null(account->display_name));
	plist_string(plist, "EmailAccountType",
		     protocol_of(choice->service, &incoming)->apple_name);
	if (account->n_addresses)
		r = write_addresses(account, plist);
	else
		plist_string(plist, "EmailAddress", account->address->text);
	if (r)
		return r;

	r = write_server(plist, &incoming_keys, choice->service, account, username);
	if (r)
		return r;
	r = write_server(plist, &outgoing_keys, choice->outgoing, account, outgoing_username);
	if (r)
		return r;

	/* Only then does one question serve both. */
	plist_bool(plist, "OutgoingPasswordSameAsIncomingPassword",
		   !strcmp(username, outgoing_username) && takes_password(choice->service) &&
			   takes_password(choice->outgoing));
	if (choice->service->type == SERVICE_IMAP)
		plist_string(plist, "IncomingMailServerIMAPPathPrefix",
			     scene->options->mail.imap_path_prefix);
	payload_write_mail_switches(scene->options, plist);
	return 0;
}

const struct payload payload_mail = {
	.bit = PROFILE_PAYLOAD_MAIL,
	.kind = "mail",
	.type = "com.apple.mail.managed",
	.required = true,
	.brings_mail = true,
	.choose = mail_choose,
	.explain = mail_explain,
	.write = mail_write,
};
