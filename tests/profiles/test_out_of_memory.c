/* SPDX-License-Identifier: Apache-2.0 */
/*
 * When memory runs out: each allocation, ours and OpenSSL's, fails once, and no half of a document
 * or signature comes of it.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* A method of random numbers that fails has no newer way to be set. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/rand.h>

#include "account.h"
#include "address.h"
#include "certificates.h"
#include "cleanup.h"
#include "document.h"
#include "domain.h"
#include "profile.h"
#include "profiles/openssl.h"
#include "provider.h"

#define CONTENT "<plist version=\"1.0\">\n  <dict/>\n</plist>\n"

static char directory[] = "/tmp/test-memory-XXXXXX";

/* The allocation that fails, counted from here; 0: none. */
static size_t failing, n_allocations, n_allocations_of_call;

static bool fails_now(void)
{
	return ++n_allocations == failing;
}

/* The linker gives these to everything of ours (--wrap), and OpenSSL is told to use them too. */
void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *pointer, size_t size);
char *__real_strdup(const char *string);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *pointer, size_t size);
char *__wrap_strdup(const char *string);

void *__wrap_malloc(size_t size)
{
	return fails_now() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t n, size_t size)
{
	return fails_now() ? NULL : __real_calloc(n, size);
}

void *__wrap_realloc(void *pointer, size_t size)
{
	return fails_now() ? NULL : __real_realloc(pointer, size);
}

char *__wrap_strdup(const char *string)
{
	return fails_now() ? NULL : __real_strdup(string);
}

static void *openssl_malloc(size_t size, const char *file, int line)
{
	(void)file, (void)line;
	return __wrap_malloc(size);
}

static void *openssl_realloc(void *pointer, size_t size, const char *file, int line)
{
	(void)file, (void)line;
	return __wrap_realloc(pointer, size);
}

static void openssl_free(void *pointer, const char *file, int line)
{
	(void)file, (void)line;
	free(pointer);
}

static bool is_whole(const unsigned char *der, size_t size)
{
	_cleanup_(bio_freep) BIO *content = BIO_new(BIO_s_mem());
	_cleanup_(cms_freep) CMS_ContentInfo *cms = d2i_CMS_ContentInfo(NULL, &der, (long)size);
	_cleanup_(x509_stack_freep) STACK_OF(X509) *certificates = cms ? CMS_get1_certs(cms) : NULL;
	char *text;

	return cms && sk_X509_num(certificates) == 3 &&
	       CMS_verify(cms, NULL, NULL, NULL, content, CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY) &&
	       BIO_get_mem_data(content, &text) == (long)strlen(CONTENT) &&
	       !memcmp(text, CONTENT, strlen(CONTENT));
}

static int sign_with_failure(const struct signature *signature, size_t which)
{
	unsigned char *der = NULL;
	size_t size = 0;
	int r;

	n_allocations = 0;
	failing = which;
	r = signature_sign(signature, CERTIFICATES_NOW, CONTENT, strlen(CONTENT), &der, &size);
	failing = 0;
	n_allocations_of_call = n_allocations;

	if (r) {
		assert_null(der);
		assert_int_equal(size, 0);
		assert_in_range(-r, 1, 4095); /* ours, so -errno */
	} else {
		assert_true(is_whole(der, size));
	}
	assert_int_equal(ERR_peek_error(), 0);
	free(der);
	return r;
}

static void test_signing(void **state)
{
	static const struct certificates_parts parts = {"K", "L", "lu", false};
	_cleanup_(signature_freep) struct signature *signature = NULL;
	const struct leaf leaf = {.key = KEY_P256};
	struct certificates_paths paths;
	size_t total, n_failures = 0;

	(void)state;
	certificates_write_all(directory, &leaf, &parts, &paths);
	assert_int_equal(signature_new(&(const struct signature_files){paths.key, paths.certificate,
								       paths.chain, false},
				       CERTIFICATES_NOW, &signature, NULL, NULL),
			 0);

	/* The first time OpenSSL also fetches what it keeps. */
	assert_int_equal(sign_with_failure(signature, 0), 0);
	assert_int_equal(sign_with_failure(signature, 0), 0);
	total = n_allocations_of_call;
	assert_true(total > 50);
	for (size_t i = 1; i <= total; i++)
		n_failures += sign_with_failure(signature, i) != 0;

	/* Some it can do without; afterwards it signs as before. */
	assert_true(n_failures > total / 2);
	assert_int_equal(sign_with_failure(signature, 0), 0);
}

/* ---- when there are no random numbers ---- */

static int n_random_calls;

static int give_no_random(unsigned char *bytes, int size)
{
	(void)bytes, (void)size;
	n_random_calls++;
	return 0;
}

/* A nonce that is not random gives the key away: then there is no signature. */
static void test_no_random_numbers(void **state)
{
	static const struct certificates_parts parts = {"K", "L", "lu", false};
	static RAND_METHOD nothing = {.bytes = give_no_random, .pseudorand = give_no_random};
	_cleanup_(signature_freep) struct signature *signature = NULL;
	const struct leaf leaf = {.key = KEY_P256};
	struct certificates_paths paths;
	unsigned char *der = NULL;
	size_t size = 0;
	int r;

	(void)state;
	certificates_write_all(directory, &leaf, &parts, &paths);
	assert_int_equal(signature_new(&(const struct signature_files){paths.key, paths.certificate,
								       paths.chain, false},
				       CERTIFICATES_NOW, &signature, NULL, NULL),
			 0);

	assert_true(RAND_set_rand_method(&nothing));
	r = signature_sign(signature, CERTIFICATES_NOW, CONTENT, strlen(CONTENT), &der, &size);
	assert_true(RAND_set_rand_method(NULL));
	assert_true(n_random_calls > 0);
	assert_int_equal(r, -EIO);
	assert_null(der);
	assert_int_equal(ERR_peek_error(), 0);
	assert_int_equal(sign_with_failure(signature, 0), 0);
}

static int build_with_failure(const struct account *account, size_t which)
{
	static const struct profile_options options = {.organization = "Example",
						       .identifier = "com.example.autoconfig"};
	static const struct profile_wish wish = {.language = ""};
	_cleanup_(document_clear) struct document plist = {0};
	_cleanup_(freep) char *message = NULL;
	int r;

	n_allocations = 0;
	failing = which;
	r = profile_build(account, &options, &wish, &plist, &message);
	failing = 0;
	n_allocations_of_call = n_allocations;

	if (!r && !plist.bytes)
		fail_msg("allocation %zu: no document", which);
	if (r < 0 && (plist.bytes || message))
		fail_msg("allocation %zu: half a document", which);
	return r;
}

/* Of a profile that is built, and of one that is refused with a sentence. */
static void build_with_each_failure(const struct account *account, int result)
{
	size_t total;

	assert_int_equal(build_with_failure(account, 0), result);
	assert_int_equal(build_with_failure(account, 0), result);
	total = n_allocations_of_call;
	assert_true(total > 0);
	for (size_t i = 1; i <= total; i++) {
		int r = build_with_failure(account, i);

		if (r != result && r != -ENOMEM && r != -EIO)
			fail_msg("allocation %zu: %d", i, r);
	}
	assert_int_equal(build_with_failure(account, 0), result);
}

#define SERVICE(type_, port_, authentication_, username_)                                          \
	{                                                                                          \
		.type = type_, .host = "mail.example.com", .port = port_,                          \
		.security = SECURITY_TLS, .username = username_, .username_is_literal = true,      \
		.n_authentications = 1, .authentications = {                                       \
			authentication_                                                            \
		}                                                                                  \
	}

static void test_building(void **state)
{
	static const struct provider provider;
	const struct domain domain = {.name = "example.com", .provider = &provider};
	const struct address address = {
		.text = "j@example.com", .size = 13, .local_size = 1, .domain = "example.com"};
	struct service services[] = {
		SERVICE(SERVICE_IMAP, 993, AUTHENTICATION_PASSWORD, "j"),
		SERVICE(SERVICE_SUBMISSION, 465, AUTHENTICATION_PASSWORD, "k"),
		{.type = SERVICE_CALDAV,
		 .url = "https://dav.example.com/",
		 .username = "%EMAILADDRESS%",
		 .n_authentications = 1},
	};
	const struct account account = {.domain = &domain,
					.address = &address,
					.services = services,
					.n_services = ARRAY_SIZE(services)};

	(void)state;
	build_with_each_failure(&account, 0);
	services[0].authentications[0] = AUTHENTICATION_OAUTH2;
	build_with_each_failure(&account, PROFILE_E_NOT_EXPRESSIBLE);
}

static int make_directory(void **state)
{
	(void)state;
	return mkdtemp(directory) ? 0 : -1;
}

static int remove_directory(void **state)
{
	(void)state;
	certificates_remove_all(directory);
	certificates_free();
	return rmdir(directory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_signing),
		cmocka_unit_test(test_no_random_numbers),
		cmocka_unit_test(test_building),
	};

	/* Before the library's first allocation, or not at all. */
	if (!CRYPTO_set_mem_functions(openssl_malloc, openssl_realloc, openssl_free))
		return 1;
	return cmocka_run_group_tests(tests, make_directory, remove_directory);
}
