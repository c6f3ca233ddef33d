/* SPDX-License-Identifier: Apache-2.0 */
/* From a service to the SRV record that leads to it, or to the reason why none does. */
#include <string.h>

#include "base/address_syntax.h"
#include "base/url.h"
#include "cleanup.h"
#include "protocols/announce.h"
#include "protocols/record_labels.h"
#include "protocols/records.h"
#include "text/placeholder.h"

/* clang-format off */
const struct record_label record_labels[] = {
	{SERVICE_IMAP,        SECURITY_TLS,      "_imaps",        1, true},	/* RFC 6186 section 3.2 */
	{SERVICE_IMAP,        SECURITY_STARTTLS, "_imap",         1, true},
	{SERVICE_POP3,        SECURITY_TLS,      "_pop3s",        1, true},
	{SERVICE_POP3,        SECURITY_STARTTLS, "_pop3",         1, true},
	{SERVICE_SUBMISSION,  SECURITY_TLS,      "_submissions",  2, true},	/* RFC 8314 section 5.1 */
	{SERVICE_SUBMISSION,  SECURITY_STARTTLS, "_submission",   2, true},	/* RFC 6186 section 3.1 */
	{SERVICE_MANAGESIEVE, SECURITY_STARTTLS, "_sieve",        3, true},	/* RFC 5804 section 1.8 */
	{SERVICE_CALDAV,      SECURITY_TLS,      "_caldavs",      4, true},	/* RFC 6764 section 3 */
	{SERVICE_CALDAV,      SECURITY_NONE,     "_caldav",       4, true},
	{SERVICE_CARDDAV,     SECURITY_TLS,      "_carddavs",     5, true},
	{SERVICE_CARDDAV,     SECURITY_NONE,     "_carddav",      5, true},
	{SERVICE_JMAP,        SECURITY_TLS,      "_jmap",         6, true},	/* RFC 8620 section 2.2 */
	/* Not of the mail: what is not configured here may well be offered elsewhere. */
	{SERVICE_XMPP,        SECURITY_STARTTLS, "_xmpp-client",  7, false},	/* RFC 6120 section 3.2.1 */
	{SERVICE_XMPP,        SECURITY_TLS,      "_xmpps-client", 7, false},	/* XEP-0368 */
	{SERVICE_LDAP,        SECURITY_STARTTLS, "_ldap",         8, false},	/* RFC 2782 */
	{SERVICE_LDAP,        SECURITY_TLS,      "_ldaps",        8, false},
};
const size_t n_record_labels = ARRAY_SIZE(record_labels);

/* Kinds of service that no label is registered for. */
static const char *const unlabelled[_SERVICE_TYPE_MAX] = {
	[SERVICE_ACTIVESYNC] = "Autodiscover leads to it, and no record of its own",
	[SERVICE_WEBMAIL]    = "no record leads to a web page",
	[SERVICE_EWS]        = "no record is known for Exchange Web Services",
	[SERVICE_WEBDAV]     = "no record is known for WebDAV",
	[SERVICE_SUBSCRIBED_CALENDAR] = "no record leads to a calendar of others",
};
/* clang-format on */

bool record_is_known(const struct service *service)
{
	return !unlabelled[service->type];
}

const char *record_url(const struct service *service)
{
	return service->root ? service->root : service->url;
}

const struct record_label *record_label_find(enum service_type type, enum security security)
{
	for (size_t i = 0; i < n_record_labels; i++)
		if (record_labels[i].type == type && record_labels[i].security == security)
			return &record_labels[i];

	return NULL;
}

/* The host of a service: its own, or that of its URL; not NUL-terminated. */
static bool find_host(const struct service *service, const char **ret_host, size_t *ret_size,
		      uint16_t *ret_port)
{
	struct url_parts parts;

	if (!service_has_url(service)) {
		*ret_host = service->host;
		*ret_size = strlen(service->host);
		*ret_port = service->port;
		return true;
	}
	if (!url_split(record_url(service), &parts))
		return false;

	*ret_host = parts.host;
	*ret_size = parts.host_size;
	*ret_port = parts.port;
	return true;
}

enum security record_security(const struct service *service)
{
	struct url_parts parts;

	if (!service_has_url(service))
		return service->security;

	return url_split(record_url(service), &parts) && parts.is_encrypted ? SECURITY_TLS
									    : SECURITY_NONE;
}

/* A name that can be looked up: not an IP address, whose last label has digits only. */
bool record_name_parse(const char *host, size_t size, char ret_name[static DOMAIN_NAME_MAX + 1])
{
	const char *last;

	if (domain_name_parse(host, size, ret_name))
		return false;

	last = strrchr(ret_name, '.');
	last = last ? last + 1 : ret_name;
	return strspn(last, "0123456789") < strlen(last);
}

static const char *place_host(const char *host, size_t size, const struct domain *domain,
			      char ret_name[static DOMAIN_NAME_MAX + 1])
{
	char template[DOMAIN_NAME_MAX + sizeof("%EMAILDOMAIN%")];
	_cleanup_(freep) char *expanded = NULL;

	if (size >= sizeof(template))
		return "its host name is too long";
	memcpy(template, host, size);
	template[size] = '\0';
	if (placeholder_has(template, SLOT_ADDRESS) || placeholder_has(template, SLOT_LOCAL_PART))
		return "its host depends on who asks";
	if (announce_expand(template, domain, &expanded))
		return "memory has run out";
	if (!record_name_parse(expanded, strlen(expanded), ret_name))
		return "its host is no name that a record can point to";

	return NULL;
}

static const char *label_obstacle(const struct service *service)
{
	if (unlabelled[service->type])
		return unlabelled[service->type];
	if (record_security(service) == SECURITY_NONE)
		return "it is not encrypted, and clear text is not published";
	if (service->type == SERVICE_XMPP && service_has_url(service))
		return "no record leads to XMPP over WebSocket";
	if (!record_label_find(service->type, record_security(service)))
		return "a record says STARTTLS, and this is TLS from the first byte (RFC 5804)";

	return NULL;
}

const char *record_place_find(const struct service *service, const struct domain *domain,
			      struct record_place *ret_place)
{
	const char *obstacle = label_obstacle(service), *host;
	size_t size;

	if (obstacle)
		return obstacle;
	if (!find_host(service, &host, &size, &ret_place->port))
		return "its URL has no host that a record can point to";

	ret_place->label = record_label_find(service->type, record_security(service))->name;
	if (strlen(ret_place->label) + strlen("._tcp.") + strlen(domain->name) > DOMAIN_NAME_MAX)
		return "the name of its record would be too long";

	return place_host(host, size, domain, ret_place->target);
}
