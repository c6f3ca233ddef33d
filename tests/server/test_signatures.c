/* SPDX-License-Identifier: Apache-2.0 */
/* Signatures that are shared and kept: who waits is called once, and what is kept is bounded. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "cleanup.h"
#include "server/counters.h"
#include "server/signatures.h"
#include "signer.h"

/* ---- memory that runs out ---- */

static unsigned int failing, n_allocations; /* which one fails, counted from here; 0: none */

/* The linker gives these to the signatures (--wrap). */
void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);

void *__wrap_malloc(size_t size)
{
	return ++n_allocations == failing ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t n, size_t size)
{
	return ++n_allocations == failing ? NULL : __real_calloc(n, size);
}

/* ---- a signer that answers when the test says ---- */

static struct {
	struct signer_identity identity;
	int result;
	unsigned int n_asked, n_cancelled;
	signer_done done;
	void *userdata;
} fake;

const struct signer_identity *signer_client_identity(const struct signer_client *client)
{
	(void)client;

	return &fake.identity;
}

bool signer_client_is_up(const struct signer_client *client)
{
	(void)client;

	return true;
}

int signer_client_sign(struct signer_client *client, const void *content, size_t size,
		       signer_done done, void *userdata, uint64_t *ret_id)
{
	(void)client, (void)content, (void)size;
	if (fake.result)
		return fake.result;

	fake.done = done;
	fake.userdata = userdata;
	*ret_id = ++fake.n_asked;

	return 0;
}

void signer_client_cancel(struct signer_client *client, uint64_t id)
{
	(void)client;
	assert_int_equal(id, fake.n_asked);
	fake.n_cancelled++;
}

#define CLIENT ((struct signer_client *)&fake)

static struct worker_counters counters;

struct waiter {
	struct signature_wait wait;
	unsigned int n_called;
	int status;
	struct kept_signature *signature;
};

static void waiter_done(struct signature_wait *wait, int status, struct kept_signature *signature)
{
	struct waiter *waiter = (struct waiter *)wait;

	waiter->n_called++;
	waiter->status = status;
	waiter->signature = signature ? kept_signature_ref(signature) : NULL;
}

static struct signatures *begin(time_t seconds_left)
{
	struct signatures *signatures;

	memset(&fake, 0, sizeof(fake));
	memset(&counters, 0, sizeof(counters));
	fake.identity.not_after = time(NULL) + seconds_left;
	fake.identity.digest[0] = 1;
	assert_int_equal(signatures_new(&counters, &signatures), 0);

	return signatures;
}

static struct signature_key key_of(const char *content)
{
	struct signature_key key;

	assert_int_equal(signature_key_init(&key, content, strlen(content), &fake.identity), 0);

	return key;
}

static int wait_for(struct signatures *signatures, const char *content, struct waiter *waiter)
{
	const struct signature_key key = key_of(content);

	*waiter = (struct waiter){.wait.done = waiter_done};
	return signatures_ask(signatures, CLIENT, &key, content, strlen(content), &waiter->wait);
}

static bool is_kept(struct signatures *signatures, const char *content)
{
	const struct signature_key key = key_of(content);

	return signatures_find(signatures, &key);
}

static void expect(struct waiter *waiter, int status, const char *der)
{
	assert_int_equal(waiter->n_called, 1);
	assert_int_equal(waiter->status, status);
	assert_int_equal(!waiter->signature, !der);
	if (der)
		assert_memory_equal(waiter->signature->der, der, strlen(der));
	kept_signature_unref(waiter->signature);
}

static uint64_t counted(enum counter counter)
{
	return counter_get(&counters.counters[counter]);
}

/* ---- tests ---- */

static void test_shared_and_kept(void **state)
{
	struct signatures *signatures = begin(3600);
	struct waiter first, second, third;

	(void)state;
	assert_int_equal(wait_for(signatures, "jane", &first), 0);
	assert_int_equal(wait_for(signatures, "jane", &second), 0);
	assert_int_equal(wait_for(signatures, "jane", &third), 0);
	assert_int_equal(fake.n_asked, 1);
	assert_false(is_kept(signatures, "jane"));
	signatures_cancel(&second.wait);
	fake.done(fake.userdata, 0, "DER of jane", 11);
	expect(&first, 0, "DER of jane");
	expect(&third, 0, "DER of jane");
	assert_int_equal(second.n_called, 0);
	assert_true(is_kept(signatures, "jane"));
	assert_false(is_kept(signatures, "joan"));
	fake.identity.digest[0]++;
	assert_false(is_kept(signatures, "jane"));
	assert_int_equal(counted(COUNTER_SIGNATURES), 1);
	assert_int_equal(counted(COUNTER_SIGNATURES_JOINED), 2);
	assert_int_equal(counted(COUNTER_SIGNATURES_KEPT_USED), 1);
	signatures_free(signatures);
}

/* The last one to leave calls it off; whoever comes then asks anew. */
static void test_everybody_leaves(void **state)
{
	struct signatures *signatures = begin(3600);
	struct waiter first, second;

	(void)state;
	assert_int_equal(wait_for(signatures, "jane", &first), 0);
	assert_int_equal(wait_for(signatures, "jane", &second), 0);
	signatures_cancel(&first.wait);
	assert_int_equal(fake.n_cancelled, 0);
	signatures_cancel(&second.wait);
	assert_int_equal(fake.n_cancelled, 1);
	signatures_cancel(&second.wait);
	assert_int_equal(fake.n_cancelled, 1);
	assert_int_equal(wait_for(signatures, "jane", &first), 0);
	assert_int_equal(fake.n_asked, 2);
	fake.done(fake.userdata, 0, "DER", 3);
	expect(&first, 0, "DER");
	signatures_free(signatures);
}

static void test_failures_are_not_kept(void **state)
{
	static const int failures[] = {PROFILE_E_EXPIRED, -EPIPE, -ETIMEDOUT, -ENOMEM};
	struct signatures *signatures = begin(3600);

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(failures); i++) {
		struct waiter waiter;

		assert_int_equal(wait_for(signatures, "jane", &waiter), 0);
		fake.done(fake.userdata, failures[i], NULL, 0);
		expect(&waiter, failures[i], NULL);
		assert_false(is_kept(signatures, "jane"));
	}

	fake.result = -EBUSY;
	assert_int_equal(wait_for(signatures, "jane", &(struct waiter){0}), -EBUSY);
	signatures_free(signatures);
}

/* Nothing is kept beyond the end of its certificate. */
static void test_end_of_certificate(void **state)
{
	struct signatures *signatures = begin(0);
	struct waiter waiter;

	(void)state;
	assert_int_equal(wait_for(signatures, "jane", &waiter), 0);
	fake.done(fake.userdata, 0, "DER", 3);
	expect(&waiter, 0, "DER");
	assert_false(is_kept(signatures, "jane"));
	signatures_free(signatures);
}

static unsigned int n_kept_of(struct signatures *signatures, unsigned int n)
{
	unsigned int n_kept = 0;

	for (unsigned int i = 0; i < n; i++) {
		char content[16];

		(void)snprintf(content, sizeof(content), "%u", i);
		n_kept += is_kept(signatures, content);
	}

	return n_kept;
}

static void test_bounds(void **state)
{
	static char large[SIGNATURES_BYTES_MAX / 8 + 1];
	static const struct {
		size_t size;
		unsigned int n_kept;
	} rows[] = {{16, SIGNATURES_MAX}, {sizeof(large) - 1, 8}, {sizeof(large), 7}};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct signatures *signatures = begin(3600);

		for (unsigned int n = 0; n < 2 * SIGNATURES_MAX; n++) {
			struct waiter waiter;
			char content[16];

			(void)snprintf(content, sizeof(content), "%u", n);
			assert_int_equal(wait_for(signatures, content, &waiter), 0);
			fake.done(fake.userdata, 0, large, rows[i].size);
			kept_signature_unref(waiter.signature);
		}
		assert_int_equal(n_kept_of(signatures, 2 * SIGNATURES_MAX), rows[i].n_kept);
		signatures_free(signatures);
	}
}

/* Whoever waits is told, or was refused; nothing is half kept. */
static void ask_with_failure(unsigned int which)
{
	struct signatures *signatures = begin(3600);
	struct waiter waiter;
	int r;

	n_allocations = 0;
	failing = which;
	r = wait_for(signatures, "jane", &waiter);
	if (!r)
		fake.done(fake.userdata, 0, "DER", 3);
	failing = 0;

	if (r)
		assert_int_equal(r, -ENOMEM);
	else
		expect(&waiter, waiter.status, waiter.status ? NULL : "DER");
	assert_true(!waiter.status || waiter.status == -ENOMEM);

	assert_int_equal(wait_for(signatures, "john", &waiter), 0);
	fake.done(fake.userdata, 0, "DER of john", 11);
	expect(&waiter, 0, "DER of john");
	assert_true(is_kept(signatures, "john"));
	signatures_free(signatures);
}

static void test_out_of_memory(void **state)
{
	unsigned int total;

	(void)state;
	ask_with_failure(0);
	total = n_allocations;
	assert_true(total > 4);
	for (unsigned int i = 1; i <= total; i++)
		ask_with_failure(i);
}

static void test_tags(void **state)
{
	struct signer_identity identity = {.digest = {0xab, 0xcd}};
	char tag[SIGNATURE_TAG_SIZE];
	struct signature_key key;

	(void)state;
	assert_int_equal(signature_key_init(&key, "abc", 3, &identity), 0);
	signature_key_tag(&key, tag);
	assert_string_equal(
		tag, "\"ba7816bf8f01cfea414140de5dae2223-abcd0000000000000000000000000000\"");
	assert_int_equal(signature_key_init(&key, "abc", 3, NULL), 0);
	signature_key_tag(&key, tag);
	assert_string_equal(tag, "\"ba7816bf8f01cfea414140de5dae2223\"");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_shared_and_kept),
		cmocka_unit_test(test_everybody_leaves),
		cmocka_unit_test(test_failures_are_not_kept),
		cmocka_unit_test(test_end_of_certificate),
		cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_out_of_memory),
		cmocka_unit_test(test_tags),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
