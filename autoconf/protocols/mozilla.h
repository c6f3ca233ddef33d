/* SPDX-License-Identifier: Apache-2.0 */
/* Mozilla autoconfig: what its two halves have in common, and the one that writes. */
#pragma once

struct account;
struct document;
struct protocol_context;
struct query;

#define MOZILLA_HOST_PREFIX "autoconfig."	/* autoconfig-06 section 3.1: the host that a mail domain's clients ask */
#define MOZILLA_PATH "/mail/config-v1.1.xml"
#define MOZILLA_CENTRAL_PREFIX "/v1.1/"		/* as at Mozilla's central database: /v1.1/<domain> */

/* mozilla_document.c; contract in protocol.h */
int mozilla_render(const struct protocol_context *context, const struct query *query, const struct account *account,
		   struct document *ret_document);
