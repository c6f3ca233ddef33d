/* SPDX-License-Identifier: Apache-2.0 */
/* The service labels of SRV records, for records.c and record_place.c. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "domain.h"
#include "service.h"

struct record_label {
	enum service_type type;
	enum security security;
	const char *name;
	unsigned int group; /* priorities are counted in it: IMAP and POP3 are one choice */
	bool is_denied;     /* its record points to "." where there is no such service */
};

extern const struct record_label record_labels[];
extern const size_t n_record_labels;

/* NULL when no label says that. */
const struct record_label *record_label_find(enum service_type type, enum security security);

/* Where discovery of a URL service begins (rulings 11). */
const char *record_url(const struct service *service);

/* How it is secured: a URL says so itself. */
enum security record_security(const struct service *service);

/* A host name in lower case; false for an IP address and for what is no name. */
bool record_name_parse(const char *host, size_t size, char ret_name[static DOMAIN_NAME_MAX + 1]);
