/* SPDX-License-Identifier: Apache-2.0 */
/* What a request's head must be before anything else looks at it. */
#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "answer.h"
#include "base/target.h"
#include "cleanup.h"
#include "server/head.h"

static const struct method_row {
	const char *name;
	enum method method;
} methods[] = {
	{"GET", METHOD_GET},
	{"HEAD", METHOD_HEAD},
	{"POST", METHOD_POST},
	{"OPTIONS", METHOD_OPTIONS},
};

static enum method method_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(methods); i++)
		if (!strcmp(methods[i].name, name))
			return methods[i].method;

	return METHOD_OTHER;
}

void head_init(struct head *head, const char *method, const char *version)
{
	*head = (struct head){
		.method = method_find(method),
		.is_http_1_0 = !strcmp(version, "HTTP/1.0"),
	};
}

/*
 * The headers we read. Of several with one name the last is kept; how many there were decides what
 * that means.
 */
static const struct header_row {
	const char *name;
	size_t value, count; /* offsets in struct head; count 0: not counted */
} headers[] = {
	{"Host", offsetof(struct head, host), offsetof(struct head, n_hosts)},
	{"Content-Length", offsetof(struct head, content_length),
	 offsetof(struct head, n_content_lengths)},
	{"Transfer-Encoding", offsetof(struct head, transfer_encoding),
	 offsetof(struct head, n_transfer_encodings)},
	{"X-Forwarded-For", offsetof(struct head, forwarded_for),
	 offsetof(struct head, n_forwarded_for)},
	{"X-Forwarded-Proto", offsetof(struct head, forwarded_proto),
	 offsetof(struct head, n_forwarded_proto)},
	{"X-Forwarded-Host", offsetof(struct head, forwarded_host),
	 offsetof(struct head, n_forwarded_host)},
	{"If-None-Match", offsetof(struct head, if_none_match), 0},
	{"Accept-Language", offsetof(struct head, accept_language), 0},
	{"Accept-Encoding", offsetof(struct head, accept_encoding), 0},
	{"User-Agent", offsetof(struct head, user_agent), 0},
};

void head_add(struct head *head, const char *name, const char *value)
{
	for (size_t i = 0; i < ARRAY_SIZE(headers); i++) {
		/*
		 * The first letter decides nearly always: a request has a dozen headers that we do
		 * not read.
		 */
		if ((name[0] | 0x20) != (headers[i].name[0] | 0x20) ||
		    strcasecmp(name, headers[i].name))
			continue;

		*(const char **)((char *)head + headers[i].value) = value ? value : "";
		if (headers[i].count)
			(*(unsigned int *)((char *)head + headers[i].count))++;
		return;
	}
}

/* RFC 9110 section 8.6: digits and nothing else. More than 18 of them are too large for anybody. */
static bool content_length_parse(const char *text, uint64_t *ret_size)
{
	uint64_t size = 0;
	size_t n = strspn(text, "0123456789");

	if (!n || text[n])
		return false;

	if (n > 18) {
		*ret_size = UINT64_MAX - 1;
		return true;
	}

	for (size_t i = 0; i < n; i++)
		size = size * 10 + (uint64_t)(text[i] - '0');
	*ret_size = size;

	return true;
}

static int head_check_body(const struct head *head, uint64_t *ret_body_size)
{
	*ret_body_size = 0;

	if (head->n_transfer_encodings) {
		if (head->n_content_lengths || head->n_transfer_encodings > 1 || head->is_http_1_0)
			return ANSWER_E_BAD_REQUEST;
		*ret_body_size = UINT64_MAX;
		return strcasecmp(head->transfer_encoding, "chunked") ? ANSWER_E_NOT_IMPLEMENTED
								      : 0;
	}

	if (!head->n_content_lengths)
		return 0;

	if (head->n_content_lengths > 1 ||
	    !content_length_parse(head->content_length, ret_body_size))
		return ANSWER_E_BAD_REQUEST;

	return 0;
}

int head_check(const struct head *head, uint64_t *ret_body_size)
{
	int r;

	r = head_check_body(head, ret_body_size);
	if (r)
		return r;

	if (head->n_hosts > 1 || (!head->n_hosts && !head->is_http_1_0))
		return ANSWER_E_BAD_REQUEST;
	if (head->n_hosts && !target_authority_valid(head->host))
		return ANSWER_E_BAD_REQUEST;

	return 0;
}
