/* SPDX-License-Identifier: Apache-2.0 */
/* The flow's waits: the first of result and deadline resumes, once; the other is called off. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "account.h"
#include "answer.h"
#include "cleanup.h"
#include "directory.h"
#include "profile.h"
#include "protocol.h"
#include "provider.h"
#include "query.h"
#include "server/counters.h"
#include "server/flow.h"
#include "settings.h"
#include "signer.h"

/* ---- a directory, a signer and a snapshot that do what the test says ---- */

static struct {
	int result; /* of the next directory_find_user or signer_client_sign */
	directory_done found;
	signer_done is_signed;
	void *userdata;
	unsigned int n_asked, n_cancelled, n_resumed;
	int n_references;
	struct domain domain;
	struct user user;
} fake;

int directory_find_user(struct directory *directory, const char *address, const char *canonical,
			directory_done done, void *userdata, const struct user **ret_user,
			struct directory_lookup **ret_lookup)
{
	(void)directory;
	(void)canonical;
	assert_string_equal(address, "jane@example.org");
	fake.n_asked++;
	fake.found = done;
	fake.userdata = userdata;
	*ret_lookup = (struct directory_lookup *)&fake;
	*ret_user = fake.result == DIRECTORY_OK ? &fake.user : NULL;

	return fake.result;
}

extern __typeof__(directory_find_user) directory_find_person
	__attribute__((alias("directory_find_user")));

void directory_lookup_cancel(struct directory_lookup *lookup)
{
	assert_ptr_equal(lookup, &fake);
	fake.n_cancelled++;
}

int signer_client_sign(struct signer_client *client, const void *content, size_t size,
		       signer_done done, void *userdata, uint64_t *ret_id)
{
	(void)client;
	(void)content;
	assert_true(size > 0);
	fake.n_asked++;
	fake.is_signed = done;
	fake.userdata = userdata;
	*ret_id = 7;

	return fake.result;
}

static const struct signer_identity identity = {
	.not_before = 0, .not_after = INT64_MAX, .digest = {0x5e}};

const struct signer_identity *signer_client_identity(const struct signer_client *client)
{
	(void)client;

	return &identity;
}

bool signer_client_is_up(const struct signer_client *client)
{
	(void)client;

	return true;
}

void signer_client_cancel(struct signer_client *client, uint64_t id)
{
	(void)client;
	assert_int_equal(id, 7);
	fake.n_cancelled++;
}

struct snapshot *snapshot_ref(struct snapshot *snapshot)
{
	fake.n_references++;

	return snapshot;
}

void snapshot_unref(struct snapshot *snapshot)
{
	fake.n_references -= !!snapshot;
}

const struct domain *snapshot_find(const struct snapshot *snapshot, const char *name)
{
	(void)snapshot;

	return strcmp(name, "example.org") ? NULL : &fake.domain;
}

struct settings *snapshot_settings(const struct snapshot *snapshot)
{
	static struct settings without_exchangers;

	(void)snapshot;

	return &without_exchangers;
}

const struct domain *snapshot_catch_all(const struct snapshot *snapshot)
{
	(void)snapshot;

	return NULL;
}

/* ---- a request ---- */

static const struct service services[] = {
	{.type = SERVICE_IMAP,
	 .security = SECURITY_TLS,
	 .port = 993,
	 .n_authentications = 1,
	 .host = "mail.example.org",
	 .username = "%EMAILADDRESS%"},
	{.type = SERVICE_SUBMISSION,
	 .security = SECURITY_TLS,
	 .port = 465,
	 .n_authentications = 1,
	 .host = "mail.example.org",
	 .username = "%EMAILADDRESS%"},
};
static const struct text name = {"", "Example"};
static const struct provider provider = {.name = {&name, 1}};
static struct settings settings = {
	.server.public_url = "https://autoconfig.example.org",
	.directory.url = "sqlite:/nowhere",
	.profiles.options.identifier = "org.example.autoconfig",
};

struct run {
	struct flow flow;
	struct exchange exchange;
	struct worker_counters counters;
	struct flow_directory directory;
};

static void resume(struct exchange *exchange)
{
	assert_int_equal(exchange->state, EXCHANGE_DONE);
	fake.n_resumed++;
}

static bool start(struct run *run, const struct protocol *protocol, const char *path, int result)
{
	const struct request request = {
		.path = path, .arguments = "emailaddress=jane%40example.org", .host = ""};

	memset(&fake, 0, sizeof(fake));
	memset(run, 0, sizeof(*run));
	fake.result = result;
	fake.domain = (struct domain){"example.org", "example.org", &provider, NULL, services, 2};
	fake.user = (struct user){
		.mailbox = (char *)"jane@example.org", .login = (char *)"jdoe", .enabled = true};
	run->flow = (struct flow){
		.snapshot = (struct snapshot *)&fake,
		.settings = &settings,
		.directory = &run->directory,
		.signer = (struct signer_client *)&fake,
		.counters = &run->counters,
		.knows_domains = true,
	};
	assert_int_equal(documents_new(8, free, &run->flow.documents), 0);
	assert_int_equal(signatures_new(&run->counters, &run->flow.signatures), 0);
	run->exchange.resume = resume;

	return exchange_start(&run->exchange, &run->flow, protocol, &request);
}

static void end(struct run *run)
{
	exchange_clear(&run->exchange);
	assert_int_equal(run->flow.n_waiting, 0);
	assert_int_equal(run->directory.n_waiting, 0);
	assert_int_equal(fake.n_references, 0);
	documents_free(run->flow.documents);
	signatures_free(run->flow.signatures);
}

#define MOZILLA &protocol_mozilla, "/mail/config-v1.1.xml"
#define APPLE &protocol_apple, "/mobileconfig"
#define APPLE_REQUEST &protocol_apple, &apple_request

static const struct request apple_request = {
	.path = "/mobileconfig", .arguments = "emailaddress=jane%40example.org", .host = ""};

static void reveal(unsigned int what)
{
	settings.directory.reveal = what;
	settings.profiles.signing.key_path = NULL;
}

static void sign(void)
{
	settings.directory.reveal = 0;
	settings.profiles.signing.key_path = "key.pem";
}

static bool holds(const struct exchange *exchange, const char *text)
{
	return exchange->answer.bytes &&
	       memmem(exchange->answer.bytes, exchange->answer.size, text, strlen(text));
}

/* ---- tests ---- */

static void test_nobody_is_looked_up_by_default(void **state)
{
	struct run run;

	(void)state;
	reveal(0);
	assert_true(start(&run, MOZILLA, DIRECTORY_OK));
	assert_int_equal(fake.n_asked, 0);
	assert_int_equal(run.exchange.answer.code, ANSWER_OK);
	assert_non_null(run.exchange.answer.kept);
	assert_false(run.exchange.answer.is_private);
	end(&run);
}

static void test_found_later(void **state)
{
	struct run run;

	(void)state;
	reveal(REVEAL_LOGIN);
	assert_false(start(&run, MOZILLA, DIRECTORY_PENDING));
	assert_int_equal(run.flow.n_waiting, 1);
	fake.found(fake.userdata, DIRECTORY_OK, &fake.user);
	assert_int_equal(fake.n_resumed, 1);
	assert_int_equal(run.exchange.answer.code, ANSWER_OK);
	assert_true(run.exchange.answer.is_private);
	assert_true(holds(&run.exchange, "<username>jdoe</username>"));
	end(&run);
	assert_int_equal(fake.n_cancelled, 0);
}

static void test_found_at_once(void **state)
{
	struct run run;

	(void)state;
	reveal(REVEAL_LOGIN);
	assert_true(start(&run, MOZILLA, DIRECTORY_OK));
	assert_int_equal(fake.n_resumed, 0);
	assert_true(holds(&run.exchange, "jdoe"));
	end(&run);
}

static void test_not_found_gets_the_domain(void **state)
{
	struct run run;

	(void)state;
	reveal(REVEAL_LOGIN);
	assert_true(start(&run, MOZILLA, DIRECTORY_E_NOT_FOUND));
	assert_int_equal(run.exchange.answer.code, ANSWER_OK);
	assert_true(holds(&run.exchange, "<username>%EMAILADDRESS%</username>"));
	end(&run);
}

static void test_directory_cannot_answer(void **state)
{
	struct run run;

	(void)state;
	reveal(REVEAL_LOGIN);
	assert_false(start(&run, MOZILLA, DIRECTORY_PENDING));
	fake.found(fake.userdata, DIRECTORY_E_UNAVAILABLE, NULL);
	assert_int_equal(fake.n_resumed, 1);
	assert_int_equal(run.exchange.answer.code, ANSWER_E_UNAVAILABLE);
	end(&run);
}

static void test_deadline_before_result(void **state)
{
	struct run run;

	(void)state;
	reveal(REVEAL_LOGIN);
	assert_false(start(&run, MOZILLA, DIRECTORY_PENDING));
	exchange_end_wait(&run.exchange, ANSWER_E_UNAVAILABLE);
	exchange_end_wait(&run.exchange, ANSWER_E_DRAINING);
	assert_int_equal(fake.n_resumed, 1);
	assert_int_equal(fake.n_cancelled, 1);
	assert_int_equal(run.exchange.answer.code, ANSWER_E_UNAVAILABLE);
	end(&run);
}

static void test_client_has_gone(void **state)
{
	struct run run;

	(void)state;
	reveal(REVEAL_LOGIN);
	assert_false(start(&run, MOZILLA, DIRECTORY_PENDING));
	end(&run);
	assert_int_equal(fake.n_cancelled, 1);
	assert_int_equal(fake.n_resumed, 0);
}

/* Nobody can say that a domain is foreign before the directory has answered once. */
static void test_unknown_domain(void **state)
{
	const struct request request = {.path = "/mail/config-v1.1.xml",
					.arguments = "emailaddress=a%40foreign.test",
					.host = ""};
	struct run run;

	(void)state;
	reveal(0);
	assert_true(start(&run, MOZILLA, DIRECTORY_OK));
	exchange_clear(&run.exchange);
	assert_true(exchange_start(&run.exchange, &run.flow, &protocol_mozilla, &request));
	assert_int_equal(run.exchange.answer.code, ANSWER_E_UNKNOWN_DOMAIN);
	exchange_clear(&run.exchange);
	run.flow.knows_domains = false;
	assert_true(exchange_start(&run.exchange, &run.flow, &protocol_mozilla, &request));
	assert_int_equal(run.exchange.answer.code, ANSWER_E_UNAVAILABLE);
	end(&run);
}

/* Seen: an Error that only rendering discovers was kept, and told midnight for ever. */
static void test_error_tells_the_time(void **state)
{
	static const char body[] =
		"<Autodiscover><Request><EMailAddress>jane@example.org</EMailAddress>"
		"<AcceptableResponseSchema>http://schemas.microsoft.com/exchange/autodiscover/"
		"mobilesync/responseschema/2006</AcceptableResponseSchema></Request></"
		"Autodiscover>";
	const struct request request = {
		.path = "/autodiscover/autodiscover.xml",
		.arguments = "",
		.host = "",
		.body = body,
		.body_size = sizeof(body) - 1,
	};
	struct run run;

	(void)state;
	reveal(0);
	assert_true(start(&run, MOZILLA, DIRECTORY_OK));
	for (int i = 0; i < 2; i++) {
		exchange_clear(&run.exchange);
		assert_true(
			exchange_start(&run.exchange, &run.flow, &protocol_autodiscover, &request));
		assert_int_equal(run.exchange.answer.code, ANSWER_OK);
		assert_true(holds(&run.exchange, "<ErrorCode>601</ErrorCode>"));
		assert_false(holds(&run.exchange, "00:00:00.0000000"));
	}
	assert_null(documents_find(run.flow.documents, &protocol_autodiscover,
				   run.exchange.query.view, "example.org"));
	end(&run);
}

static void test_signed(void **state)
{
	struct run run;

	(void)state;
	sign();
	assert_false(start(&run, APPLE, 0));
	fake.is_signed(fake.userdata, PROFILE_OK, "DER", 3);
	assert_int_equal(fake.n_resumed, 1);
	assert_int_equal(run.exchange.answer.code, ANSWER_OK);
	assert_int_equal(run.exchange.answer.signature->size, 3);
	assert_memory_equal(run.exchange.answer.signature->der, "DER", 3);
	assert_null(run.exchange.answer.bytes);
	end(&run);
	assert_int_equal(fake.n_cancelled, 0);
}

/* Who has it already is told so, and the signer is left alone. */
static void test_not_modified(void **state)
{
	char tag[SIGNATURE_TAG_SIZE];
	struct run run;

	(void)state;
	sign();
	assert_false(start(&run, APPLE, 0));
	fake.is_signed(fake.userdata, PROFILE_OK, "DER", 3);
	memcpy(tag, run.exchange.answer.tag, sizeof(tag));
	assert_true(strlen(tag) > 60);
	exchange_clear(&run.exchange);
	run.exchange.known_tags = tag;
	fake.n_asked = 0;
	assert_true(exchange_start(&run.exchange, &run.flow, APPLE_REQUEST));
	assert_true(run.exchange.answer.is_not_modified);
	assert_int_equal(fake.n_asked, 0);
	end(&run);
}

/* The second one gets what the first one got. */
static void test_signed_a_moment_ago(void **state)
{
	struct run run;

	(void)state;
	sign();
	assert_false(start(&run, APPLE, 0));
	fake.is_signed(fake.userdata, PROFILE_OK, "DER", 3);
	exchange_clear(&run.exchange);
	assert_true(exchange_start(&run.exchange, &run.flow, APPLE_REQUEST));
	assert_memory_equal(run.exchange.answer.signature->der, "DER", 3);
	assert_int_equal(fake.n_asked, 1);
	end(&run);
}

/* Never an unsigned profile where a signed one was promised. */
static void test_not_signed(void **state)
{
	static const struct {
		int result, status, code;
		bool unsigned_when_expired;
	} rows[] = {
		{-EBUSY, 0, ANSWER_E_BUSY, false},
		{-EPIPE, 0, ANSWER_E_UNAVAILABLE, false},
		{-ENOMEM, 0, ANSWER_E_INTERNAL, false},
		{0, -EPIPE, ANSWER_E_UNAVAILABLE, false},
		{0, PROFILE_E_EXPIRED, ANSWER_E_UNAVAILABLE, false},
		{0, -EPIPE, ANSWER_E_UNAVAILABLE, true},
	};
	struct run run;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		sign();
		settings.profiles.unsigned_when_expired = rows[i].unsigned_when_expired;
		if (!start(&run, APPLE, rows[i].result))
			fake.is_signed(fake.userdata, rows[i].status, NULL, 0);
		if (run.exchange.answer.code != rows[i].code || run.exchange.answer.bytes)
			fail_msg("row %zu: code %d", i, run.exchange.answer.code);
		end(&run);
	}
}

static void test_unsigned_when_expired(void **state)
{
	struct run run;

	(void)state;
	sign();
	settings.profiles.unsigned_when_expired = true;
	assert_false(start(&run, APPLE, 0));
	fake.is_signed(fake.userdata, PROFILE_E_EXPIRED, NULL, 0);
	assert_int_equal(run.exchange.answer.code, ANSWER_OK);
	assert_true(holds(&run.exchange, "com.apple.mail.managed"));
	end(&run);
}

/* What becomes of a link: a person's by what the directory says, and one of the domain alone. */
static const struct link_row {
	const char *name, *domain;
	bool is_personal, is_disabled, has_no_directory;
	int result, code;
	unsigned int n_asked;
} link_rows[] = {
	{"found", "example.org", true, false, false, DIRECTORY_OK, ANSWER_OK, 1},
	{"disabled", "example.org", true, true, false, DIRECTORY_OK, ANSWER_E_NO_LINK, 1},
	{"gone", "example.org", true, false, false, DIRECTORY_E_NOT_FOUND, ANSWER_E_NO_LINK, 1},
	{"down", "example.org", true, false, false, DIRECTORY_E_UNAVAILABLE, ANSWER_E_UNAVAILABLE,
	 1},
	{"busy", "example.org", true, false, false, DIRECTORY_E_BUSY, ANSWER_E_BUSY, 1},
	{"no directory", "example.org", true, false, true, 0, ANSWER_E_UNAVAILABLE, 0},
	{"domain gone", "gone.test", true, false, false, 0, ANSWER_E_NO_LINK, 0},
	{"anonymous", "example.org", false, false, false, 0, ANSWER_OK, 0},
	{"anonymous, domain gone", "gone.test", false, false, false, 0, ANSWER_E_NO_LINK, 0},
	{"anonymous, no directory", "example.org", false, false, true, 0, ANSWER_OK, 0},
};

static void follow(struct run *run, const struct link_row *row)
{
	struct query query = {.has_address = true, .exact = true, .is_personal = row->is_personal};

	reveal(0);
	(void)start(run, MOZILLA, DIRECTORY_OK);
	exchange_clear(&run->exchange);
	fake.result = row->result;
	fake.n_asked = 0;
	fake.user.enabled = !row->is_disabled;
	fake.user.display_name = (char *)"Jane Doe";
	run->flow.directory = row->has_no_directory ? NULL : &run->directory;
	query.address.size = (size_t)snprintf(query.address.text, sizeof(query.address.text),
					      "jane@%s", row->domain);
	query.address.local_size = strlen("jane");
	query_add_candidate(&query, row->domain);
	(void)snprintf(query.address.domain, sizeof(query.address.domain), "%s", row->domain);
	assert_true(exchange_start_query(&run->exchange, &run->flow, &protocol_apple, &query));
}

static void test_links(void **state)
{
	struct run run;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(link_rows); i++) {
		const struct link_row *row = &link_rows[i];

		follow(&run, row);
		if (run.exchange.answer.code != row->code || fake.n_asked != row->n_asked ||
		    !run.exchange.answer.bytes != !!row->code ||
		    holds(&run.exchange, "jdoe") != (!row->code && row->is_personal))
			fail_msg("%s: code %d", row->name, run.exchange.answer.code);
		end(&run);
	}
}

/* The snapshot may come later than a link: until it is there nobody can say that it is bad. */
static void test_links_before_the_first_snapshot(void **state)
{
	struct run run;

	(void)state;
	follow(&run, &link_rows[0]);
	exchange_clear(&run.exchange);
	run.flow.knows_domains = false;
	assert_true(exchange_start_query(&run.exchange, &run.flow, &protocol_apple,
					 &(struct query){.exact = true}));
	assert_int_equal(run.exchange.answer.code, ANSWER_E_UNAVAILABLE);
	end(&run);
}

static void test_bare_link_is_not_signed(void **state)
{
	struct query query = {
		.has_address = true,
		.is_unsigned = true,
		.address = {"jane@example.org", 16, 4, "example.org"},
		.candidates = {"example.org"},
		.n_candidates = 1,
	};
	struct run run;

	(void)state;
	follow(&run, &link_rows[0]);
	exchange_clear(&run.exchange);
	sign();
	fake.n_asked = 0;
	assert_true(exchange_start_query(&run.exchange, &run.flow, &protocol_apple, &query));
	assert_int_equal(fake.n_asked, 0);
	assert_true(holds(&run.exchange, "com.apple.mail.managed"));
	end(&run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nobody_is_looked_up_by_default),
		cmocka_unit_test(test_found_later),
		cmocka_unit_test(test_found_at_once),
		cmocka_unit_test(test_not_found_gets_the_domain),
		cmocka_unit_test(test_directory_cannot_answer),
		cmocka_unit_test(test_deadline_before_result),
		cmocka_unit_test(test_client_has_gone),
		cmocka_unit_test(test_unknown_domain),
		cmocka_unit_test(test_error_tells_the_time),
		cmocka_unit_test(test_signed),
		cmocka_unit_test(test_not_modified),
		cmocka_unit_test(test_signed_a_moment_ago),
		cmocka_unit_test(test_not_signed),
		cmocka_unit_test(test_unsigned_when_expired),
		cmocka_unit_test(test_links),
		cmocka_unit_test(test_links_before_the_first_snapshot),
		cmocka_unit_test(test_bare_link_is_not_signed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
