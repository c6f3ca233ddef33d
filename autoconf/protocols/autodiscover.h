/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Microsoft Autodiscover POX (MS-OXDSCLI, MS-ASCMD): what its query means, and the half of it that
 * writes.
 */
#pragma once

struct account;
struct document;
struct protocol_context;
struct query;

#define AUTODISCOVER_PATH "/autodiscover/autodiscover.xml" /* in any letter case */

/* query.view: the response schema that was asked for. */
enum autodiscover_view {
	AUTODISCOVER_OUTLOOK,    /* IMAP, POP3, SMTP, CalDAV, CardDAV */
	AUTODISCOVER_MOBILESYNC, /* ActiveSync */
	AUTODISCOVER_GENERIC,    /* by GET: the Outlook view for nobody in particular */
};

/* query.fault: ErrorCode of the Error document (MS-OXDSCLI section 2.2.4.1.2). */
enum autodiscover_fault {
	AUTODISCOVER_E_UNKNOWN_ADDRESS = 500, /* by option: not a domain of ours */
	AUTODISCOVER_E_NO_SETTINGS = 501, /* the domain is ours and has nothing for this schema */
	AUTODISCOVER_E_INVALID_REQUEST = 600,
	AUTODISCOVER_E_NO_PROVIDER = 601, /* a response schema that we do not speak */
};

/* autodiscover_response.c; contract in protocol.h */
int autodiscover_render(const struct protocol_context *context, const struct query *query,
			const struct account *account, struct document *ret_document);
