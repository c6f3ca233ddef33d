/* SPDX-License-Identifier: Apache-2.0 */
/* Mozilla autoconfig: what its two halves have in common, and the one that writes. */
#pragma once

#include <stdbool.h>

struct account;
struct document;
struct protocol_context;
struct query;
struct service;
struct xml;

/*
 * autoconfig-06 section 3.1: the host that clients of a mail domain ask; /v1.1/<domain> is as at
 * Mozilla's central database.
 */
#define MOZILLA_HOST_PREFIX "autoconfig."
#define MOZILLA_PATH "/mail/config-v1.1.xml"
#define MOZILLA_CENTRAL_PREFIX "/v1.1/"

/* mozilla_document.c; contract in protocol.h */
int mozilla_render(const struct protocol_context *context, const struct query *query,
		   const struct account *account, struct document *ret_document);

/* ---- mozilla_sections.c: what stands in the document for each service ---- */

/* Those inside emailProvider, and those behind it. */
void mozilla_write_servers(struct xml *xml, const struct account *account);
void mozilla_write_others(struct xml *xml, const struct account *account);

/* Is there anything that stands inside emailProvider? */
bool mozilla_has_mail(const struct account *account);

/* The web mail that a document for everybody can name, or NULL. */
const struct service *mozilla_web_mail(const struct account *account);
