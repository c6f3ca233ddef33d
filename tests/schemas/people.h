/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The same people and domains in every mail stack's tables, and what each stack's tables cannot say
 * of them.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "settings.h"

/* What a stack's tables can say. */
enum trait {
	NAMES = 1 << 0,
	LANGUAGES = 1 << 1,
	LOGINS = 1 << 2, /* that are not the address */
	HOSTS = 1 << 3,  /* a person's own */
	/* off switches: of a mailbox, a domain, of services one by one */
	MAILBOX_SWITCH = 1 << 4,
	DOMAIN_SWITCH = 1 << 5,
	IMAP_SWITCH = 1 << 6,
	POP3_SWITCH = 1 << 7,
	SMTP_SWITCH = 1 << 8,
	SIEVE_SWITCH = 1 << 9,
	DAV_SWITCH = 1 << 10,
	EAS_SWITCH = 1 << 11,
	SEND_ONLY = 1 << 12, /* IMAP and POP3 together */
	ALIASES = 1 << 13,
	ALIAS_DOMAINS = 1 << 14,
	ALIASES_OF_ALIAS_DOMAINS =
		1 << 15,        /* addresses in an alias domain may be aliases by themselves */
	LONG_NAMES = 1 << 16,   /* a domain of 189 bytes fits */
	SOGO_SWITCH = 1 << 17,  /* DAV and ActiveSync together */
	ALIAS_OWNERS = 1 << 19, /* an alias ends with its owner */
	LISTS = 1 << 18,        /* a group is something else than an alias */
};

struct person {
	const char *name; /* of the case */
	const char *address;
	const char *mailbox; /* NULL: nobody */
	const char *login;   /* NULL: the mailbox */
	const char *display_name, *language;
	const char *imap_host;
	uint32_t switched_off;
	bool is_disabled;
	uint32_t needs; /* traits: without all of them nobody is found */
	uint32_t wants; /* traits: without them this is a mailbox as any other */
};

/* Another address of a mailbox. */
struct owned {
	const char *mailbox, *address;
	uint32_t needs;          /* traits */
	const char *schemas;     /* by name, in the tables of these alone; NULL: of all */
	bool goal_in_upper_case; /* in some tables */
};

struct served {
	const char *domain, *canonical; /* canonical NULL: not served */
	uint32_t needs;                 /* not served without them */
	uint32_t wants;                 /* without them it is a domain as any other */
};

struct stack {
	const char *name; /* the schema, and a word for older tables */
	uint32_t traits;
	const char *counted; /* what `check` says of its tables */
	const char *host;    /* of everybody who has none of their own; NULL: the domain's */
	/* settings: those that the schema's queries take, and the operator's own queries */
	const char *options[_DIRECTORY_OPTION_MAX];
	const char *function;
	struct {
		const char *domains, *services, *texts, *user, *alias, *addresses;
	} queries;
};

/* Ends with a row without a name. */
extern const struct person people[];
extern const struct owned owned[]; /* in the order of the addresses */
extern const struct served served[];

const struct stack *stack_find(const char *name);
/* The person's row as this stack's tables can say it. */
struct person person_in(const struct person *person, const struct stack *stack);
bool owned_in(const struct owned *row, const struct stack *stack);
struct served served_in(const struct served *row, const struct stack *stack);
