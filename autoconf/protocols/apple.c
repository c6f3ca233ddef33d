/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Apple configuration profiles by address (the path and argument of automx2): GET, answered with a
 * property list that the signer signs.  The arguments `name` and `password` of automx2 are ignored:
 * what we sign is the operator's word, not a stranger's.
 */
#include <errno.h>
#include <string.h>

#include "account.h"
#include "answer.h"
#include "base/address_syntax.h"
#include "base/names.h"
#include "base/target.h"
#include "cleanup.h"
#include "document.h"
#include "domain.h"
#include "profile.h"
#include "protocol.h"
#include "protocols/address_argument.h"
#include "protocols/announcement.h"
#include "query.h"

static int read_address(const char *arguments, struct address *ret_address)
{
	int r;

	r = address_argument(arguments, ret_address);
	if (r == ADDRESS_E_TOO_LONG)
		return ANSWER_E_NO_PROFILE;
	if (r)
		return r < 0 ? r : ANSWER_E_NO_ADDRESS;

	return address_is_dot_atom(ret_address) ? 0 : ANSWER_E_NO_PROFILE;
}

/* Words that we do not know ask for nothing in particular. */
static void read_wishes(const char *arguments, struct query *query)
{
	char word[QUERY_WORD_MAX + 1];
	int variant = -1;

	if (target_argument(arguments, "variant", word, sizeof(word)))
		variant = name_find(profile_variant_names, _PROFILE_VARIANT_MAX, word);
	if (variant >= 0)
		query->variant = (unsigned int)variant;

	query->is_unsigned =
		target_argument(arguments, "sign", word, sizeof(word)) && !strcmp(word, "0");
}

/*
 * The address alone says which domain: a profile is one person's, and no host or catch-all may
 * stand in for it.
 */
static int apple_parse(const struct request *request, struct query *ret_query)
{
	int r;

	*ret_query = (struct query){.exact = true};
	r = read_address(request->arguments, &ret_query->address);
	if (r)
		return r;

	ret_query->has_address = true;
	read_wishes(request->arguments, ret_query);
	query_add_candidate(ret_query, ret_query->address.domain);
	return 0;
}

/* The domain's own options, but for what is the same for all of them. */
static void options_of(const struct protocol_context *context, const struct domain *domain,
		       struct profile_options *ret_options)
{
	*ret_options = domain->profiles ? *domain->profiles : *context->profiles;
	ret_options->identifier = context->profiles->identifier;
	ret_options->space = context->profiles->space;
	ret_options->size_max = context->profiles->size_max;
}

/* A device would remove such a profile at once. */
static bool is_over(const struct profile_options *options, time_t now)
{
	return options->removal_date && options->removal_date <= now;
}

static int apple_render(const struct protocol_context *context, const struct query *query,
			const struct account *account, struct document *ret_document)
{
	/* A person's own language goes before that of the browser: the device is the person's. */
	const struct profile_wish wish = {
		.language = account->language ? account->language : query->language,
		.variant = query->variant < _PROFILE_VARIANT_MAX ? query->variant
								 : PROFILE_VARIANT_ALL,
	};
	struct profile_options options;
	int r;

	/* Links and sign-on come here without parse. */
	if (!address_is_dot_atom(account->address))
		return ANSWER_E_NO_PROFILE;

	options_of(context, account->domain, &options);
	if (is_over(&options, context->now))
		return ANSWER_E_NO_PROFILE;

	r = profile_build(account, &options, &wish, ret_document, NULL);
	if (r == PROFILE_E_NOT_EXPRESSIBLE)
		return ANSWER_E_NO_PROFILE;

	/*
	 * Texts come from settings and directory, which check them: one that XML cannot hold is our
	 * own mistake.
	 */
	return r > 0 ? -EILSEQ : r;
}

static bool is_mail(const struct service *service)
{
	return service->type == SERVICE_IMAP || service->type == SERVICE_POP3 ||
	       service->type == SERVICE_SUBMISSION;
}

/* A calendar's path is not said: devices find it. */
static void announce_chosen(const struct service *service, enum authentication authentication,
			    struct announcement *ret)
{
	bool has_url =
		service->type == SERVICE_WEBMAIL || service->type == SERVICE_SUBSCRIBED_CALENDAR;

	*ret = (struct announcement){
		.facets =
			(has_url ? FACET_URL : FACET_HOST | FACET_SECURITY) |
			(authentication == AUTHENTICATION_NONE && !is_mail(service) ? 0
										    : FACET_LOGIN),
		.n_authentications = service->type != SERVICE_WEBMAIL,
		.authentications = {authentication},
		.less = service->n_authentications > 1 ? "a profile names one way to log in" : NULL,
	};
}

void apple_announce(const struct announce_scene *scene, const struct service *service,
		    struct announcement *ret)
{
	const struct address *address = scene->account->address;
	struct profile_options options;
	enum authentication authentication;
	const char *omission;
	bool is_foreign;

	options_of(scene->context, scene->account->domain, &options);
	omission =
		profile_omission(scene->account, &options, service, &authentication, &is_foreign);
	if (omission)
		announcement_none(ret, omission, is_foreign);
	else if (is_over(&options, scene->context->now))
		announcement_none(ret, "the removal date of profiles has passed", false);
	else if (!scene->is_listed)
		announcement_none(ret, "profiles are made for listed domains alone", false);
	else if (address && !address_is_dot_atom(address))
		announcement_none(ret, "no profile is made for an address of this form", false);
	else
		announce_chosen(service, authentication, ret);
}

const struct protocol protocol_apple = {
	.name = "apple",
	.title = "Apple configuration profile",
	.content_type =
		"application/x-apple-aspen-config", /* browsers on iOS decide by it: no charset */
	.is_signed = true,
	.parse = apple_parse,
	.render = apple_render,
};
