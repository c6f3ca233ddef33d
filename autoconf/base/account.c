/* SPDX-License-Identifier: Apache-2.0 */
/* Accounts put together: the domain's services, and what may be known of the user's row laid over them. */
#include "account.h"

#include <errno.h>
#include <stdlib.h>
#include <strings.h>

#include "base/address_syntax.h"
#include "cleanup.h"
#include "domain.h"
#include "user.h"

static bool is_switched_off(const struct user *user, enum service_type type)
{
	return !user->enabled || (user->switched_off & UINT32_C(1) << type);
}

/*
 * Must the account say the login literally?  Not where the domain's template already comes to it: the login is what was typed, or
 * (nobody in particular) the mailbox.  Who typed an alias has to log in with the mailbox.
 */
static bool login_must_be_said(const struct user *user, const struct address *address)
{
	char key[ADDRESS_KEY_SIZE];

	if (!address)
		return strcasecmp(user->login, user->mailbox);

	address_key(address, address->domain, key);
	return strcasecmp(user->login, key);
}

static void lay_user_over(struct service *service, const struct user *user, unsigned int reveal,
			  bool say_login)
{
	const char *host = user->hosts[service->type];

	if ((reveal & REVEAL_HOSTS) && service->host && host)
		service->host = host;

	if (say_login) {
		service->username = user->login;
		service->username_is_literal = true;
	}
}

static void add_services(struct account *account, const struct user *user, unsigned int reveal)
{
	bool say_login =
		user && (reveal & REVEAL_LOGIN) && login_must_be_said(user, account->address);

	for (size_t i = 0; i < account->domain->n_services; i++) {
		const struct service *service = &account->domain->services[i];

		if (user && (reveal & REVEAL_SWITCHES) && is_switched_off(user, service->type))
			continue;

		account->services[account->n_services] = *service;
		if (user)
			lay_user_over(&account->services[account->n_services], user, reveal,
				      say_login);
		account->n_services++;
	}
}

int account_new(const struct domain *domain, const struct address *address, const struct user *user,
		unsigned int reveal, struct account **ret_account)
{
	_cleanup_(account_freep) struct account *account = NULL;

	account = calloc(1, sizeof(*account));
	if (!account)
		return -ENOMEM;

	account->services = calloc(domain->n_services, sizeof(*account->services));
	if (!account->services && domain->n_services)
		return -ENOMEM;

	account->domain = domain;
	account->address = address;
	account->display_name = user && (reveal & REVEAL_NAME) ? user->display_name : NULL;
	add_services(account, user, reveal);

	*ret_account = TAKE_PTR(account);
	return 0;
}

void account_free(struct account *account)
{
	if (!account)
		return;

	free(account->services);
	free(account);
}
