/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Order and spelling of services, the same for all protocols: so that their answers do not
 * contradict one another.
 */
#include "protocols/announce.h"

#include <stdio.h>
#include <string.h>

#include "base/target.h"
#include "text/placeholder.h"
#include "text/writer.h"

#define RANKS 3

static const uint8_t security_ranks[_ANNOUNCE_ORDER_MAX][_SECURITY_MAX] = {
	/* clang-format off */
	[ANNOUNCE_ENCRYPTED_FIRST] = {[SECURITY_TLS] = 0, [SECURITY_STARTTLS] = 0, [SECURITY_NONE] = 1},
	[ANNOUNCE_IMPLICIT_FIRST]  = {[SECURITY_TLS] = 0, [SECURITY_STARTTLS] = 1, [SECURITY_NONE] = 2},
	/* clang-format on */
};

static unsigned int service_rank(const struct service *service, enum announce_order order)
{
	return service_has_url(service) ? 0 : security_ranks[order][service->security];
}

const struct service *announce_next(const struct account *account, enum service_type type,
				    enum announce_order order, const struct service *previous)
{
	const struct service *end = account->services + account->n_services;
	const struct service *start = previous ? previous + 1 : account->services;
	unsigned int rank = previous ? service_rank(previous, order) : 0;

	for (; rank < RANKS; rank++, start = account->services)
		for (const struct service *service = start; service < end; service++)
			if (service->type == type && service_rank(service, order) == rank)
				return service;

	return NULL;
}

int announce_expand(const char *template, const struct domain *domain, char **ret_string)
{
	struct writer writer = {0};
	struct placeholder_piece piece;

	while (placeholder_next(&template, &piece)) {
		if (piece.is_placeholder && piece.part == SLOT_DOMAIN)
			writer_string(&writer, domain->name);
		else
			writer_bytes(&writer, piece.text, piece.size);
	}

	return writer_finish_string(&writer, ret_string, NULL);
}

const char *announce_fixed_url(const struct service *service)
{
	const char *url = service->root ? service->root : service->url;

	if (!url || placeholder_has(url, SLOT_ADDRESS) || placeholder_has(url, SLOT_LOCAL_PART))
		return NULL;

	return url;
}

bool announce_login_is_address(const struct service *service, const struct domain *domain)
{
	static const char local_part[] = "%EMAILLOCALPART%@";
	const char *login = service->username;

	if (service->username_is_literal)
		return false;
	if (!strcmp(login, "%EMAILADDRESS%"))
		return true;
	if (strncmp(login, local_part, strlen(local_part)) != 0)
		return false;

	login += strlen(local_part);
	return !strcmp(login, "%EMAILDOMAIN%") || !strcmp(login, domain->name);
}

/*
 * Where the host of an authority ends: before its port, or behind the bracket of an IPv6 address.
 */
static size_t host_size(const char *authority)
{
	return authority[0] == '[' ? strcspn(authority, "]") + 1 : strcspn(authority, ":");
}

void announce_public_host(const char *public_url, char ret_host[static DOMAIN_NAME_MAX + 1])
{
	char authority[TARGET_AUTHORITY_MAX + 1];
	const char *scheme_end = strstr(public_url, "://");
	const char *start = scheme_end ? scheme_end + strlen("://") : public_url;
	size_t size = strcspn(start, "/?#");

	if (size >= sizeof(authority))
		size = 0;
	memcpy(authority, start, size);
	authority[size] = '\0';

	target_host(authority, ret_host, DOMAIN_NAME_MAX + 1);
	if (!ret_host[0])
		(void)snprintf(ret_host, DOMAIN_NAME_MAX + 1, "%.*s", (int)host_size(authority),
			       authority);
}
