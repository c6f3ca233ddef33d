/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Accounts put together: the domain's services, and what may be known of the user's row laid over
 * them.
 */
#include "account.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/address_syntax.h"
#include "cleanup.h"
#include "domain.h"
#include "text/placeholder.h"
#include "user.h"

static bool is_switched_off(const struct user *user, enum service_type type)
{
	return !user->enabled || (user->switched_off & UINT32_C(1) << type);
}

/* What the user's row changes of every service. */
struct overlay {
	const struct user *user;
	unsigned int reveal;
	bool say_login;         /* the domain's template does not come to the login */
	bool is_alias;          /* an alias was typed: placeholders are about the mailbox */
	struct address mailbox; /* where is_alias */
};

/*
 * Must the account say the login?  Not where the domain's template already comes to it: the login
 * is what was typed, or (nobody in particular) the mailbox.  Who typed an alias has to log in with
 * the mailbox.
 */
static void find_login(struct overlay *overlay, const struct address *address)
{
	const struct user *user = overlay->user;
	char typed[ADDRESS_KEY_SIZE];

	if (!address) {
		overlay->say_login = strcasecmp(user->login, user->mailbox);
		return;
	}

	address_key(address, address->domain, typed);
	overlay->say_login = strcasecmp(user->login, typed);
	if (overlay->say_login && strcasecmp(user->mailbox, typed))
		overlay->is_alias =
			!address_parse(user->mailbox, strlen(user->mailbox), &overlay->mailbox);
}

/* Replaces a template by its expansion, which the account then owns. */
static int expand(struct account *account,
		  int (*expand_template)(const char *, const struct address *, char **),
		  const struct address *mailbox, const char **template)
{
	char **place = &account->expanded[account->n_expanded];
	int r;

	if (!*template || !placeholder_any(*template))
		return 0;

	r = expand_template(*template, mailbox, place);
	if (r < 0)
		return r;

	account->n_expanded++;
	*template = *place;
	return 0;
}

static int say_login(struct account *account, const struct overlay *overlay,
		     struct service *service)
{
	int r = 0;

	service->username_is_literal = true;
	if (!overlay->is_alias) {
		service->username = overlay->user->login;
		return 0;
	}

	/*
	 * A login of its own stands for itself; else the template is right, but for another
	 * address.
	 */
	if (strcasecmp(overlay->user->login, overlay->user->mailbox))
		service->username = overlay->user->login;
	else
		r = expand(account, placeholder_expand, &overlay->mailbox, &service->username);
	if (r < 0)
		return r;

	return expand(account, placeholder_expand_url, &overlay->mailbox, &service->url);
}

static int lay_over(struct account *account, const struct overlay *overlay, struct service *service)
{
	const char *host = overlay->user->hosts[service->type];

	if ((overlay->reveal & REVEAL_HOSTS) && service->host && host)
		service->host = host;

	return overlay->say_login ? say_login(account, overlay, service) : 0;
}

static int add_user_services(struct account *account, const struct overlay *overlay)
{
	int r;

	for (size_t i = 0; i < account->domain->n_services; i++) {
		struct service *service = &account->services[account->n_services];

		*service = account->domain->services[i];
		if ((overlay->reveal & REVEAL_SWITCHES) &&
		    is_switched_off(overlay->user, service->type))
			continue;

		account->n_services++;
		r = lay_over(account, overlay, service);
		if (r < 0)
			return r;
	}

	return 0;
}

/* Not the one that the account is for; it stands first wherever addresses stand. */
static void add_address(struct account *account, const char *typed, const char *address)
{
	if (strcasecmp(address, typed))
		account->addresses[account->n_addresses++] = address;
}

static int add_person(struct account *account, const struct user *user)
{
	char typed[ADDRESS_KEY_SIZE] = "";

	account->display_name = user->display_name;
	account->language = user->language;
	account->addresses = calloc(user->n_addresses + 1, sizeof(*account->addresses));
	if (!account->addresses)
		return -ENOMEM;

	if (account->address)
		address_key(account->address, account->address->domain, typed);
	add_address(account, typed, user->mailbox);
	for (size_t i = 0; i < user->n_addresses; i++)
		if (strcasecmp(user->addresses[i], user->mailbox))
			add_address(account, typed, user->addresses[i]);
	return 0;
}

static int add_user(struct account *account, const struct user *user, unsigned int reveal)
{
	struct overlay overlay = {.user = user, .reveal = reveal};

	if (reveal & REVEAL_LOGIN)
		find_login(&overlay, account->address);
	if (overlay.is_alias) {
		account->expanded = calloc(2 * account->domain->n_services, sizeof(char *));
		if (!account->expanded && account->domain->n_services)
			return -ENOMEM;
	}

	if (reveal & REVEAL_NAME) {
		int r = add_person(account, user);

		if (r < 0)
			return r;
	}

	return add_user_services(account, &overlay);
}

static bool has_hosts(const struct user *user)
{
	for (size_t i = 0; i < _SERVICE_TYPE_MAX; i++)
		if (user->hosts[i])
			return true;

	return false;
}

bool account_needs_user(const struct address *address, const struct user *user, unsigned int reveal)
{
	struct overlay overlay = {.user = user};

	if ((reveal & REVEAL_SWITCHES) && (!user->enabled || user->switched_off))
		return true;
	if ((reveal & REVEAL_HOSTS) && has_hosts(user))
		return true;
	if ((reveal & REVEAL_NAME) && (user->display_name || user->language || user->n_addresses))
		return true;
	if (reveal & REVEAL_LOGIN)
		find_login(&overlay, address);

	return overlay.say_login;
}

static void add_services(struct account *account)
{
	account->n_services = account->domain->n_services;
	for (size_t i = 0; i < account->n_services; i++)
		account->services[i] = account->domain->services[i];
}

int account_new(const struct domain *domain, const struct address *address, const struct user *user,
		unsigned int reveal, struct account **ret_account)
{
	_cleanup_(account_freep) struct account *account = NULL;
	int r;

	account = calloc(1, sizeof(*account));
	if (!account)
		return -ENOMEM;

	account->services = calloc(domain->n_services, sizeof(*account->services));
	if (!account->services && domain->n_services)
		return -ENOMEM;

	account->domain = domain;
	account->address = address;
	if (user) {
		r = add_user(account, user, reveal);
		if (r < 0)
			return r;
	} else {
		add_services(account);
	}

	*ret_account = TAKE_PTR(account);
	return 0;
}

void account_free(struct account *account)
{
	if (!account)
		return;

	for (size_t i = 0; i < account->n_expanded; i++)
		free(account->expanded[i]);
	free(account->expanded);
	free(account->addresses);
	free(account->services);
	free(account);
}
