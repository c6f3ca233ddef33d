/* SPDX-License-Identifier: Apache-2.0 */
/* Choosing the domain, putting the account together, rendering it. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "answer.h"
#include "base/address_syntax.h"
#include "cleanup.h"
#include "directory.h"
#include "document.h"
#include "protocol.h"
#include "query.h"
#include "server/compose.h"
#include "settings.h"

static int compose_catch_all(const struct snapshot *snapshot, const struct query *query,
			     struct domain *ret_domain)
{
	const struct domain *domain = snapshot_catch_all(snapshot);
	const char *name = query->candidates[0];

	if (!domain || query->exact || !query->n_candidates || !domain_name_is_registrable(name))
		return ANSWER_E_UNKNOWN_DOMAIN;

	*ret_domain = *domain;
	ret_domain->name = ret_domain->canonical = name;

	return 0;
}

static int compare_exchangers(const void *name, const void *row)
{
	return strcmp(name, ((const struct exchanger *)row)->name);
}

/* Customers whose domain nobody has listed, by the host that their MX record leads to. */
static const struct domain *find_by_exchanger(const struct snapshot *snapshot, const char *name)
{
	const struct settings *settings = snapshot_settings(snapshot);
	const struct exchanger *row;

	if (!settings->n_exchangers)
		return NULL;

	row = bsearch(name, settings->exchangers, settings->n_exchangers, sizeof(*row),
		      compare_exchangers);

	return row ? snapshot_find(snapshot, row->domain) : NULL;
}

int compose_domain(const struct snapshot *snapshot, const struct query *query,
		   struct domain *ret_domain)
{
	const struct domain *domain;

	for (size_t i = 0; i < query->n_candidates; i++) {
		domain = snapshot_find(snapshot, query->candidates[i]);
		if (domain) {
			*ret_domain = *domain;
			return 0;
		}
	}

	domain = query->exchanger[0] ? find_by_exchanger(snapshot, query->exchanger) : NULL;
	if (domain) {
		*ret_domain = *domain;
		return 0;
	}

	return compose_catch_all(snapshot, query, ret_domain);
}

bool compose_wants_user(const struct settings *settings, const struct query *query,
			const struct domain *domain)
{
	return (query->is_personal || settings->directory.reveal) && settings->directory.url &&
	       query->has_address && !query->fault &&
	       !strcmp(query->address.domain, domain->name) && address_is_dot_atom(&query->address);
}

int compose_document(const struct protocol *protocol, const struct protocol_context *context,
		     const struct query *query, const struct domain *domain,
		     const struct user *user, unsigned int reveal, bool in_slots,
		     struct document *ret_document)
{
	_cleanup_(account_freep) struct account *account = NULL;
	const struct address *address = query->has_address && !in_slots ? &query->address : NULL;
	int r;

	if (!domain)
		return protocol->render(context, query, NULL, ret_document);

	r = account_new(domain, address, user, reveal, &account);
	if (r)
		return r;

	return protocol->render(context, query, account, ret_document);
}

void compose_context(const struct settings *settings, struct protocol_context *ret_context)
{
	*ret_context = (struct protocol_context){
		.public_url = settings->server.public_url,
		.language = "",
		.time = "00:00:00.0000000",
		.now = time(NULL),
		.ttl_hours = settings->autodiscover.ttl_hours,
		.pacc_submission_keys = settings->pacc.submission_keys,
		.profiles = &settings->profiles.options,
		.provider = &settings->provider,
		.exchangers = settings->exchangers,
		.n_exchangers = settings->n_exchangers,
	};
}
