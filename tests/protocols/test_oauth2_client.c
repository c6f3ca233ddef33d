/* SPDX-License-Identifier: Apache-2.0 */
/* The document of Thunderbird's add-on for identity providers: which hosts, and for whom none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "account.h"
#include "answer.h"
#include "cleanup.h"
#include "document.h"
#include "domain.h"
#include "protocol.h"
#include "provider.h"
#include "query.h"

#define AT(type_, host_, way_)                                                                     \
	{                                                                                          \
		.type = SERVICE_##type_, .host = (host_), .username = "%EMAILADDRESS%",            \
		.n_authentications = 1, .authentications = {                                       \
			AUTHENTICATION_##way_                                                      \
		}                                                                                  \
	}
#define SERVICES(...)                                                                              \
	(struct service[]){__VA_ARGS__},                                                           \
		sizeof((struct service[]){__VA_ARGS__}) / sizeof(struct service)

#define ISSUER                                                                                     \
	.issuer = "https://sso.example.org:8443/realms/mail/",                                     \
	.authorization_url = "https://sso.example.org/auth",                                       \
	.token_url = "https://sso.example.org/token", .scope = "openid email"

static const struct oauth2 complete = {ISSUER, .client_id = "thunderbird"};
static const struct oauth2 elsewhere = {ISSUER, .client_id = "t",
					.redirect_url = "http://127.0.0.1/"};
static const struct oauth2 registering = {ISSUER};

#define DOCUMENT(hosts_, client_, redirect_)                                                       \
	"{\"hostname\":\"" hosts_ "\",\"issuer\":\"sso.example.org\",\"clientId\":\"" client_      \
	"\",\"usePkce\":true,"                                                                     \
	"\"authorizationEndpoint\":\"https://sso.example.org/auth\",\"tokenEndpoint\":\"https://"  \
	"sso.example.org/token\","                                                                 \
	"\"redirectUri\":\"" redirect_                                                             \
	"\",\"scopes\":{\"imap\":\"openid email\",\"smtp\":\"openid email\"}}"

static struct service dav = {.type = SERVICE_CALDAV,
			     .url = "https://d/",
			     .username = "%EMAILADDRESS%",
			     .n_authentications = 1,
			     .authentications = {AUTHENTICATION_OAUTH2}};

static void check(const struct oauth2 *oauth2, struct service *services, size_t n_services,
		  const char *expected)
{
	_cleanup_(document_clear) struct document document = {0};
	const struct domain domain = {.name = "example.com", .oauth2 = oauth2};
	const struct account account = {
		.domain = &domain, .services = services, .n_services = n_services};
	const struct query query = {0};
	int r = protocol_oauth2_client.render(NULL, &query, &account, &document);

	assert_int_equal(r, expected ? 0 : ANSWER_E_NO_PATH);
	if (expected)
		assert_string_equal(document.bytes, expected);
}

static void test_documents(void **state)
{
	(void)state;
	check(&complete,
	      SERVICES(AT(IMAP, "imap.%EMAILDOMAIN%", OAUTH2),
		       AT(SUBMISSION, "smtp.example.com", OAUTH2)),
	      DOCUMENT("imap.example.com smtp.example.com", "thunderbird", "https://localhost"));
	check(&complete,
	      SERVICES(AT(IMAP, "mail.example.com", OAUTH2), AT(IMAP, "ail.example.com", OAUTH2),
		       AT(SUBMISSION, "mail.example.com", OAUTH2)),
	      DOCUMENT("mail.example.com ail.example.com", "thunderbird", "https://localhost"));
	check(&elsewhere,
	      SERVICES(AT(IMAP, "a.example.com", OAUTH2),
		       AT(SUBMISSION, "b.example.com", PASSWORD)),
	      DOCUMENT("a.example.com", "t", "http://127.0.0.1/"));
}

static void test_none(void **state)
{
	(void)state;
	check(NULL, SERVICES(AT(IMAP, "a.example.com", OAUTH2)), NULL);
	check(&registering, SERVICES(AT(IMAP, "a.example.com", OAUTH2)), NULL);
	check(&complete, SERVICES(AT(IMAP, "a.example.com", PASSWORD)), NULL);
	check(&complete, &dav, 1, NULL);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_documents),
		cmocka_unit_test(test_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
