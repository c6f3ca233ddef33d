/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The one common language of all protocols: whose account it is, which services it has, which login
 * each of them takes. Every protocol renders the same account, so their answers cannot contradict
 * one another.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "service.h"

struct address;
struct domain;
struct oauth2;
struct provider;
struct user;

/*
 * What of a user's row may enter an account: bits, and the values of directory.reveal (rulings 6).
 */
enum reveal {
	REVEAL_LOGIN = 1 << 0,
	REVEAL_HOSTS = 1 << 1,
	REVEAL_SWITCHES = 1 << 2,
	REVEAL_NAME = 1 << 3, /* never anonymous: links, sign-on and `show --user` only */
	REVEAL_EVERYTHING = REVEAL_LOGIN | REVEAL_HOSTS | REVEAL_SWITCHES | REVEAL_NAME,
};

/*
 * Owns its arrays; every string is borrowed from the domain, the address and the user it was made
 * of, but for those that had to be made for this user.
 */
struct account {
	const struct domain *domain;
	/* NULL: nobody in particular; documents get a slot where the address stands */
	const struct address *address;
	const char *display_name; /* NULL unless revealed */
	const char *language;     /* the person's, lower-case BCP 47; NULL unless revealed so */
	/* the person's other addresses, lower case; none unless revealed with the name */
	const char **addresses;
	size_t n_addresses;
	struct service *services;
	size_t n_services;
	/*
	 * names and URLs of services whose placeholders stand for the mailbox, not for the typed
	 * alias
	 */
	char **expanded;
	size_t n_expanded;
};

/*
 * Puts an account together from a domain and, where `reveal` allows it, from a user's row (NULL:
 * from the domain alone). Returns 0 or -ENOMEM.
 */
int account_new(const struct domain *domain, const struct address *address, const struct user *user,
		unsigned int reveal, struct account **ret_account);
/*
 * Would a user's row change anything of the account that is made without it?  For most people it
 * does not: their answer is the domain's.
 */
bool account_needs_user(const struct address *address, const struct user *user,
			unsigned int reveal);
void account_free(struct account *account);

static inline void account_freep(struct account **account)
{
	account_free(*account);
}

/* The first service of a type, or NULL. */
static inline const struct service *account_service(const struct account *account,
						    enum service_type type)
{
	for (size_t i = 0; i < account->n_services; i++)
		if (account->services[i].type == type)
			return &account->services[i];

	return NULL;
}
