/* SPDX-License-Identifier: Apache-2.0 */
/*
 * PACC's clients take the fixed port with TLS from the first byte, https without a port, and the
 * address as the login (pacc-03 section 4).  What is otherwise is left out, not said wrongly.
 */
#include "protocols/pacc_rules.h"

#include <string.h>

#include "cleanup.h"
#include "domain.h"
#include "protocols/announce.h"
#include "provider.h"

/* clang-format off */

/* Services that PACC knows: the port of a host and port (RFC 8314 section 7.3), or a URL, which must have a path where it is a folder's. */
static const struct trait {
	bool is_known;
	uint16_t port;
	bool has_path;
	const char *wrong_port;
} traits[_SERVICE_TYPE_MAX] = {
	[SERVICE_IMAP]       = {true, 993, false, "PACC knows no port but 993"},
	[SERVICE_POP3]       = {true, 995, false, "PACC knows no port but 995"},
	[SERVICE_SUBMISSION] = {true, 465, false, "PACC knows no port but 465"},
	[SERVICE_JMAP]       = {true, 0,   false, NULL},
	[SERVICE_CALDAV]     = {true, 0,   true,  NULL},
	[SERVICE_CARDDAV]    = {true, 0,   true,  NULL},
	[SERVICE_WEBDAV]     = {true, 0,   true,  NULL},
};

const char *const pacc_refusal_sentences[_PACC_REFUSAL_MAX] = {
	[PACC_E_NOT_WANTED] = "it is switched off, or the settings do not name the domain",
	[PACC_E_LOGIN]      = "people do not log in with their address, and PACC has no word for any other login",
	[PACC_E_EMPTY]      = "PACC can say none of its services",
};

/* clang-format on */

bool pacc_knows(const struct service *service)
{
	return traits[service->type].is_known;
}

bool pacc_takes_password(const struct service *service)
{
	return service_takes(service, AUTHENTICATION_PASSWORD) ||
	       service_takes(service, AUTHENTICATION_PASSWORD_ENCRYPTED);
}

bool pacc_takes_oauth2(const struct domain *domain, const struct service *service)
{
	return domain->oauth2 && domain->oauth2->issuer &&
	       !strncmp(domain->oauth2->issuer, "https://", strlen("https://")) &&
	       service_takes(service, AUTHENTICATION_OAUTH2);
}

/* ---- one service ---- */

static const char *host_problem(const struct service *service)
{
	if (service->security != SECURITY_TLS)
		return "PACC knows nothing but TLS from the first byte";

	return service->port == traits[service->type].port ? NULL
							   : traits[service->type].wrong_port;
}

static const char *url_problem(const struct service *service)
{
	static const char scheme[] = "https://";
	const char *url = announce_fixed_url(service);
	size_t host;

	if (!url)
		return "its URL holds the address, and it has no root";
	if (strncmp(url, scheme, strlen(scheme)) != 0)
		return "PACC knows https only";

	url += strlen(scheme);
	host = strcspn(url, "/?#");
	if (memchr(url, ':', host))
		return "PACC's URLs have no port";
	if (strchr(url, '#'))
		return "PACC's URLs have no fragment";
	if (traits[service->type].has_path && (url[host] != '/' || !url[host + 1]))
		return "PACC's URL of calendars, contacts and files has a path";

	return NULL;
}

/* What is wrong with the service itself, whatever else there is. */
static const char *service_problem(const struct domain *domain, const struct service *service)
{
	if (!pacc_knows(service))
		return "PACC has no word for it";
	if (!pacc_takes_password(service) && !pacc_takes_oauth2(domain, service))
		return "it takes neither a password nor the OAuth 2 of an issuer";

	return service_has_url(service) ? url_problem(service) : host_problem(service);
}

const struct service *pacc_find(const struct domain *domain, enum service_type type)
{
	for (size_t i = 0; i < domain->n_services; i++)
		if (domain->services[i].type == type &&
		    !service_problem(domain, &domain->services[i]))
			return &domain->services[i];

	return NULL;
}

const char *pacc_omission(const struct domain *domain, const struct service *service)
{
	const char *problem = service_problem(domain, service);

	if (!problem && pacc_find(domain, service->type) != service)
		return "PACC names one service of a kind, and another stands before it";

	return problem;
}

/* ---- the domain ---- */

/*
 * A login of another form counts also where the service itself cannot be said: a client that knows
 * the domain for one of PACC tries the address there, too.
 */
static const struct service *find_other_login(const struct domain *domain)
{
	for (size_t i = 0; i < domain->n_services; i++) {
		const struct service *service = &domain->services[i];

		if (pacc_knows(service) &&
		    (pacc_takes_password(service) || pacc_takes_oauth2(domain, service)) &&
		    !announce_login_is_address(service, domain))
			return service;
	}

	return NULL;
}

static bool is_empty(const struct domain *domain)
{
	for (size_t i = 0; i < domain->n_services; i++)
		if (!service_problem(domain, &domain->services[i]))
			return false;

	return true;
}

enum pacc_refusal pacc_refusal(const struct domain *domain, const struct service **ret_service)
{
	const struct service *service = domain->has_pacc ? find_other_login(domain) : NULL;

	if (ret_service)
		*ret_service = service;
	if (!domain->has_pacc)
		return PACC_E_NOT_WANTED;
	if (service)
		return PACC_E_LOGIN;

	return is_empty(domain) ? PACC_E_EMPTY : PACC_PUBLISHED;
}
