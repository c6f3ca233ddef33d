/* SPDX-License-Identifier: Apache-2.0 */
/* Templates expanded as a client expands them, with the address that was asked for. */
#include "commands/told.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "account.h"
#include "base/names.h"
#include "base/url.h"
#include "cleanup.h"
#include "protocols/announce.h"
#include "protocols/record_labels.h"
#include "text/placeholder.h"
#include "text/writer.h"

void told_clear(struct told *told)
{
	free(told->host);
	free(told->url);
	free(told->login);
	free(told->authentications);
	*told = (struct told){0};
}

/* %EMAILDOMAIN% as an A-label, the rest as typed; without an address the rest stays. */
static int expand_url(const char *template, const struct account *account, char **ret_url)
{
	_cleanup_(freep) char *url = NULL;
	int r;

	r = announce_expand(template, account->domain, &url);
	if (r)
		return r;
	if (account->address)
		return placeholder_expand_url(url, account->address, ret_url);

	*ret_url = TAKE_PTR(url);
	return 0;
}

static int expand_login(const struct service *service, const struct account *account,
			char **ret_login)
{
	if (account->address && !service->username_is_literal)
		return placeholder_expand(service->username, account->address, ret_login);

	*ret_login = strdup(service->username);
	return *ret_login ? 0 : -ENOMEM;
}

/* Host, port and encryption of a URL. */
static int tell_url_host(const char *template, const struct account *account, struct told *told)
{
	_cleanup_(freep) char *url = NULL;
	struct url_parts parts;
	int r;

	r = expand_url(template, account, &url);
	if (r)
		return r;
	if (!url_split(url, &parts))
		return 0;

	told->port = parts.port;
	told->security = security_names[parts.is_encrypted ? SECURITY_TLS : SECURITY_NONE];
	told->host = strndup(parts.host, parts.host_size);
	return told->host ? 0 : -ENOMEM;
}

static int tell_host(const struct service *service, const struct account *account,
		     struct told *told)
{
	if (service_has_url(service))
		return tell_url_host(record_url(service), account, told);

	told->port = service->port;
	if (told->announcement.facets & FACET_SECURITY)
		told->security = security_names[service->security];
	return announce_expand(service->host, account->domain, &told->host);
}

static int tell_place(const struct service *service, const struct account *account,
		      struct told *told)
{
	unsigned int facets = told->announcement.facets;

	if (facets & FACET_URL)
		return expand_url(service->url, account, &told->url);
	if (facets & FACET_ROOT)
		return expand_url(announce_fixed_url(service), account, &told->url);
	if (facets & FACET_HOST)
		return tell_host(service, account, told);

	return 0;
}

static int tell_authentications(struct told *told)
{
	const struct announcement *announcement = &told->announcement;
	struct writer writer = {0};

	if (!announcement->n_authentications)
		return 0;

	for (size_t i = 0; i < announcement->n_authentications; i++)
		writer_printf(&writer, "%s%s", i ? ", " : "",
			      authentication_names[announcement->authentications[i]]);
	return writer_finish_string(&writer, &told->authentications, NULL);
}

int told_by(const struct announcer *announcer, const struct announce_scene *scene,
	    const struct service *service, struct told *ret)
{
	int r;

	*ret = (struct told){.protocol = announcer ? announcer->name : "configured"};
	if (announcer)
		announcer->announce(scene, service, &ret->announcement);
	else
		announcement_all(service, &ret->announcement);

	r = tell_place(service, scene->account, ret);
	if (!r && (ret->announcement.facets & FACET_LOGIN))
		r = expand_login(service, scene->account, &ret->login);
	if (!r)
		r = tell_authentications(ret);

	return r;
}
