/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Accounts that every protocol has to render: one row each, with the documents that come of it in
 * golden/.
 */
#pragma once

#include "account.h"
#include "address.h"
#include "domain.h"
#include "protocol.h"

/* What is asked of an account: a protocol, and the view of it. */
struct view {
	const char *name; /* golden/<account>.<view>.xml */
	const struct protocol *protocol;
	unsigned int view;  /* query.view */
	const char *schema; /* in schema/ */
};

enum view_name {
	VIEW_MOZILLA,
	VIEW_OUTLOOK,
	VIEW_MOBILESYNC,
	VIEW_GENERIC,
	_VIEW_MAX,
};

extern const struct view views[_VIEW_MAX];

struct account_row {
	const char *name;
	const char *public_url; /* NULL: https://autoconfig.example.org */
	const char *language;   /* NULL: "" */
	const char *typed;      /* the address as it was asked for; NULL: jane@example.com */
	struct domain domain;   /* name NULL: example.com; provider NULL: a plain one */
	int mozilla_code;       /* answer of protocol_mozilla; 0: a document */
	bool has_no_profile;
	bool has_no_generic; /* no mail, a login that is not the address, or another domain */
};

extern const struct account_row account_rows[];
extern const size_t n_account_rows;

/* The row of this name: there is one. */
const struct account_row *account_row_named(const char *name);

/*
 * A row made into what render takes: the members point into the case itself and into static data,
 * so it is never copied.
 */
struct account_case {
	const struct account_row *row;
	struct address address;
	struct domain domain;
	struct account account;
	struct protocol_context context;
};

void account_case_init(struct account_case *account_case, const struct account_row *row);
