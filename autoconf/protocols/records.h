/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The DNS records by which clients find a domain's services and this one: what `dns` prints.  A
 * pure function of the account, like a protocol.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domain.h"

struct account;
struct service;

enum record_type {
	RECORD_SRV, /* RFC 2782 */
	RECORD_CNAME,
	RECORD_TXT,
	RECORD_REMARK, /* no record: what DNS cannot say, and why */
};

struct record {
	enum record_type type;
	char owner[DOMAIN_NAME_MAX + 1];  /* no trailing dot */
	uint16_t priority, weight, port;  /* SRV */
	char target[DOMAIN_NAME_MAX + 1]; /* SRV, CNAME; "": the root, not offered on purpose */
	char *text;                       /* TXT, remark; NULL for the others */
};

/* Owns its entries. error: the first failure, 0 or -ENOMEM. */
struct records {
	struct record *entries;
	size_t n_entries, capacity;
	int error;
};

struct records_request {
	const struct account *account; /* of nobody in particular */
	const char *public_url;
	const char *pacc; /* the value of PACC's TXT record, or NULL where there is no document */
};

/* Returns 0 or -ENOMEM; records_clear in either case. */
int records_make(const struct records_request *request, struct records *ret_records);
void records_clear(struct records *records);

/* Where an SRV record leads for a service. */
struct record_place {
	const char *label; /* "_imaps" */
	char target[DOMAIN_NAME_MAX + 1];
	uint16_t port;
};

/* Is there any record for services of this kind? */
bool record_is_known(const struct service *service);

/* NULL with the place, or why no record leads to the service: a sentence without its full stop. */
const char *record_place_find(const struct service *service, const struct domain *domain,
			      struct record_place *ret_place);
