/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rows for the tables of `carbone`: "INSERT INTO … VALUES (…), (…)", or nothing when there is no
 * row.  A session has no bound parameters, so this is where values become part of a statement.
 */
#pragma once

#include <stdbool.h>

#include "directory/schema.h"
#include "text/writer.h"

struct domain;
struct texts;

#define INSERTION_DOMAINS                                                                          \
	"INSERT INTO carbone_domain (name, documentation, oauth2_issuer, "                         \
	"oauth2_authorization_url, oauth2_token_url, oauth2_scope, oauth2_client_id) VALUES "
#define INSERTION_TEXTS(key_) "INSERT INTO carbone_text (domain, " key_ ", language, value) VALUES "
#define INSERTION_SERVICES                                                                         \
	"INSERT INTO carbone_service (domain, position, port, type, host, security, url, root, "   \
	"username, label, search_base, authentication) VALUES "

struct insertion {
	struct writer writer;
	const char *head; /* one of those above */
	enum dialect dialect;
};

void insertion_add_domain(struct insertion *insertion, const struct domain *domain);
void insertion_add_texts(struct insertion *insertion, const struct domain *domain, const char *key,
			 const struct texts *texts);
/* name: whose services they are there; NULL: those of every domain. */
void insertion_add_services(struct insertion *insertion, const struct domain *domain,
			    const char *name);
/* Behind the last domain: rows of that name take these words and keep the rest of theirs. */
void insertion_replace_domains(struct insertion *insertion);

void insertion_write_value(struct writer *writer, const char *value, enum dialect dialect);
