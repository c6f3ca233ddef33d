/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The head of a request, and the one check before routing: what the HTTP library lets through and
 * must not reach anything behind it (RFC 9112 sections 3.2, 6.1, 6.3; request smuggling lives
 * there).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum method {
	METHOD_GET = 1 << 0,
	METHOD_HEAD = 1 << 1,
	METHOD_POST = 1 << 2,
	METHOD_OPTIONS = 1 << 3,
	METHOD_OTHER = 1 << 4,
	METHOD_ANY = METHOD_GET | METHOD_HEAD | METHOD_POST | METHOD_OPTIONS | METHOD_OTHER,
};

/*
 * Filled header by header; strings are borrowed from the HTTP library for the length of a request.
 */
struct head {
	enum method method;
	bool is_http_1_0;
	const char *host;
	unsigned int n_hosts, n_content_lengths, n_transfer_encodings;
	const char *content_length, *transfer_encoding;
	const char *forwarded_for, *forwarded_proto, *forwarded_host;
	unsigned int n_forwarded_for, n_forwarded_proto, n_forwarded_host;
	const char *if_none_match;
	const char *accept_encoding, *accept_language;
	const char *user_agent;
};

void head_init(struct head *head, const char *method, const char *version);
void head_add(struct head *head, const char *name, const char *value);

/*
 * Returns 0 or an enum answer_code.  *ret_body_size: the announced length, or UINT64_MAX for a
 * chunked body; 0 for none.
 */
int head_check(const struct head *head, uint64_t *ret_body_size);
