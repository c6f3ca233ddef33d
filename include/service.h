/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One service of a mail domain, as every protocol announces it: where it is, how it is secured,
 * which login it takes.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SERVICE_LABEL_MAX 60 /* characters */

/* The spelling of each value in settings and tables: base/names.h. */
enum service_type {
	SERVICE_IMAP,
	SERVICE_POP3,
	SERVICE_SUBMISSION,
	SERVICE_MANAGESIEVE,
	SERVICE_CALDAV,
	SERVICE_CARDDAV,
	SERVICE_ACTIVESYNC,
	SERVICE_WEBMAIL,
	SERVICE_JMAP,
	SERVICE_EWS,
	SERVICE_WEBDAV,
	SERVICE_LDAP,
	SERVICE_XMPP,
	SERVICE_SUBSCRIBED_CALENDAR, /* url of an iCalendar file that is read only (RFC 5545) */
	_SERVICE_TYPE_MAX,
};

enum security {
	SECURITY_NONE,
	SECURITY_STARTTLS, /* mandatory upgrade (RFC 2595, RFC 3207) */
	SECURITY_TLS,      /* implicit TLS, from the first byte (RFC 8314) */
	_SECURITY_MAX,
};

enum authentication {
	AUTHENTICATION_PASSWORD,           /* SASL PLAIN or LOGIN, HTTP Basic */
	AUTHENTICATION_PASSWORD_ENCRYPTED, /* CRAM-MD5, DIGEST-MD5, SCRAM */
	AUTHENTICATION_NTLM,
	AUTHENTICATION_GSSAPI,
	AUTHENTICATION_TLS_CLIENT_CERT,
	AUTHENTICATION_OAUTH2,
	AUTHENTICATION_CLIENT_IP_ADDRESS,
	AUTHENTICATION_NONE,
	_AUTHENTICATION_MAX,
};

/*
 * All strings are borrowed from whoever made the service (settings, snapshot, user): a service owns
 * nothing and is copied by assignment.  All were checked when they were read: host is an A-label
 * name in lower case or a template, url is absolute.
 */
struct service {
	enum service_type type;
	enum security security;    /* of host and port; a url carries its own */
	uint16_t port;             /* 1-65535; 0 for a service that has a url */
	bool username_is_literal;  /* the user's own login: nothing in it is a placeholder */
	uint8_t n_authentications; /* at least 1 */
	uint8_t authentications
		/* enum authentication, in the operator's order of preference */
		[_AUTHENTICATION_MAX];
	const char *host;     /* NULL for a service that has a url; may hold %EMAILDOMAIN% */
	const char *url;      /* NULL for a service that has a host; may hold placeholders */
	const char *root;     /* DAV context root without placeholders (rulings 11), or NULL */
	const char *username; /* never NULL; a template unless username_is_literal */
	const char *label;    /* what people call it, where there are several of a kind; or NULL */
	const char *search_base; /* of ldap: a distinguished name (RFC 4514), or NULL */
};

static inline bool service_has_url(const struct service *service)
{
	return service->url;
}

/* Does the service take this way of authentication? */
static inline bool service_takes(const struct service *service, enum authentication authentication)
{
	for (size_t i = 0; i < service->n_authentications; i++)
		if (service->authentications[i] == authentication)
			return true;

	return false;
}
