/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Signing a profile: nothing for who has it already, a signature made a moment ago, or one that the
 * signer makes.
 */
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "answer.h"
#include "cleanup.h"
#include "profile.h"
#include "server/counters.h"
#include "server/flow.h"
#include "server/signatures.h"
#include "server/signing.h"
#include "settings.h"
#include "signer.h"

static void answer_signed(struct answer *answer, struct kept_signature *signature)
{
	free(TAKE_PTR(answer->bytes));
	answer->size = 0;
	answer->signature = kept_signature_ref(signature);
}

/* Another tag than that of the signed one. */
static int answer_unsigned(struct answer *answer)
{
	struct signature_key key;
	int r = signature_key_init(&key, answer->bytes, answer->size, NULL);

	if (!r)
		signature_key_tag(&key, answer->tag);
	return r;
}

static void exchange_signed(struct signature_wait *wait, int status,
			    struct kept_signature *signature)
{
	struct exchange *exchange =
		(struct exchange *)((char *)wait - offsetof(struct exchange, signature));
	struct answer *answer = &exchange->answer;

	if (!status) {
		answer_signed(answer, signature);
		exchange_end_wait(exchange, ANSWER_OK);
		return;
	}

	count(exchange->flow->counters, COUNTER_SIGNATURE_FAILURES);
	if (status == PROFILE_E_EXPIRED && exchange->settings->profiles.unsigned_when_expired &&
	    !answer_unsigned(answer)) {
		exchange_end_wait(exchange, ANSWER_OK);
		return;
	}

	free(TAKE_PTR(answer->bytes));
	answer->size = 0;
	exchange_end_wait(exchange, ANSWER_E_UNAVAILABLE);
}

static int ask_signer(struct exchange *exchange, const struct signature_key *key)
{
	struct flow *flow = exchange->flow;
	struct answer *answer = &exchange->answer;
	int r;

	exchange->signature.done = exchange_signed;
	r = signatures_ask(flow->signatures, flow->signer, key, answer->bytes, answer->size,
			   &exchange->signature);
	if (!r) {
		exchange_wait(exchange, EXCHANGE_SIGNING);
		return 0;
	}

	count(flow->counters, COUNTER_SIGNATURE_FAILURES);
	if (r == -EBUSY)
		return ANSWER_E_BUSY;

	return r == -EPIPE ? ANSWER_E_UNAVAILABLE : r;
}

static bool is_known(const char *known_tags, const char *tag)
{
	return known_tags && (!strcmp(known_tags, "*") || strstr(known_tags, tag));
}

/* What nobody may have signed now is not confirmed either: the signer says what is wrong. */
static bool is_valid_now(const struct signer_identity *identity)
{
	time_t now = time(NULL);

	return now >= identity->not_before && now <= identity->not_after;
}

static int exchange_sign_as(struct exchange *exchange, const struct signer_identity *identity)
{
	struct answer *answer = &exchange->answer;
	struct kept_signature *kept;
	struct signature_key key;
	int r;

	r = signature_key_init(&key, answer->bytes, answer->size, identity);
	if (r)
		return r;

	signature_key_tag(&key, answer->tag);
	if (identity && !is_valid_now(identity))
		return ask_signer(exchange, &key);
	if (is_known(exchange->known_tags, answer->tag)) {
		answer->is_not_modified = true;
		return 0;
	}
	if (!identity)
		return 0;

	kept = signatures_find(exchange->flow->signatures, &key);
	if (!kept)
		return ask_signer(exchange, &key);

	answer_signed(answer, kept);
	return 0;
}

int exchange_sign(struct exchange *exchange)
{
	const struct signer_client *client = exchange->flow->signer;
	const struct signer_identity *identity;

	/*
	 * What is wanted now, as the signer is that of now: who was looked up while a reload took
	 * the signer away is not refused for it.
	 */
	if (!exchange->flow->settings->profiles.signing.key_path || exchange->query.is_unsigned)
		return exchange_sign_as(exchange, NULL);

	identity = client ? signer_client_identity(client) : NULL;
	if (identity)
		return exchange_sign_as(exchange, identity);

	count(exchange->flow->counters, COUNTER_SIGNATURE_FAILURES);
	return ANSWER_E_UNAVAILABLE;
}

void signing_publish(struct worker_counters *counters, const struct signer_client *client,
		     int is_wanted)
{
	const struct signer_identity *identity = client ? signer_client_identity(client) : NULL;
	struct signer_gauges *gauges = &counters->signer;
	uint64_t parts[SIGNER_GAUGE_PARTS];

	counter_set(&gauges->is_wanted, is_wanted ? 1 : 0);
	counter_set(&gauges->is_up, identity && signer_client_is_up(client));
	if (!identity || counter_get(&gauges->not_after) == (uint64_t)identity->not_after)
		return;

	memcpy(parts, identity->digest, sizeof(parts));
	for (size_t i = 0; i < SIGNER_GAUGE_PARTS; i++)
		counter_set(&gauges->digest[i], parts[i]);
	counter_set(&gauges->not_after, (uint64_t)identity->not_after);
}
