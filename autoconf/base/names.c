/* SPDX-License-Identifier: Apache-2.0 */
/* The spelling of every enum value. */
#include "base/names.h"

#include <string.h>

/* clang-format off */
const char *const service_type_names[_SERVICE_TYPE_MAX] = {
	[SERVICE_IMAP]        = "imap",
	[SERVICE_POP3]        = "pop3",
	[SERVICE_SUBMISSION]  = "submission",
	[SERVICE_MANAGESIEVE] = "managesieve",
	[SERVICE_CALDAV]      = "caldav",
	[SERVICE_CARDDAV]     = "carddav",
	[SERVICE_ACTIVESYNC]  = "activesync",
	[SERVICE_WEBMAIL]     = "webmail",
	[SERVICE_JMAP]        = "jmap",
	[SERVICE_EWS]         = "ews",
	[SERVICE_WEBDAV]      = "webdav",
	[SERVICE_LDAP]        = "ldap",
	[SERVICE_XMPP]        = "xmpp",
	[SERVICE_SUBSCRIBED_CALENDAR] = "subscribed-calendar",
};

const char *const security_names[_SECURITY_MAX] = {
	[SECURITY_NONE]     = "none",
	[SECURITY_STARTTLS] = "starttls",
	[SECURITY_TLS]      = "tls",
};

const char *const authentication_names[_AUTHENTICATION_MAX] = {
	[AUTHENTICATION_PASSWORD]           = "password",
	[AUTHENTICATION_PASSWORD_ENCRYPTED] = "password-encrypted",
	[AUTHENTICATION_NTLM]               = "ntlm",
	[AUTHENTICATION_GSSAPI]             = "gssapi",
	[AUTHENTICATION_TLS_CLIENT_CERT]    = "tls-client-cert",
	[AUTHENTICATION_OAUTH2]             = "oauth2",
	[AUTHENTICATION_CLIENT_IP_ADDRESS]  = "client-ip-address",
	[AUTHENTICATION_NONE]               = "none",
};

const char *const profile_variant_names[_PROFILE_VARIANT_MAX] = {
	[PROFILE_VARIANT_ALL]  = "everything",
	[PROFILE_VARIANT_MAIL] = "mail",
};
/* clang-format on */

int name_find(const char *const *names, size_t n_names, const char *name)
{
	for (size_t i = 0; i < n_names; i++)
		if (!strcmp(names[i], name))
			return (int)i;

	return -1;
}
