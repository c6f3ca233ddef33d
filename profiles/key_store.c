/* SPDX-License-Identifier: Apache-2.0 */
/* A private key by its URI, from whichever of OpenSSL's stores knows the scheme (ossl_store(7)). */
#include <errno.h>
#include <stdbool.h>

#include <openssl/err.h>
#include <openssl/store.h>
#include <openssl/ui.h>

#include "cleanup.h"
#include "profile.h"
#include "profiles/key_store.h"
#include "profiles/openssl.h"
#include "text/writer.h"

static int refuse(struct writer *why, const char *uri, const char *reason)
{
	const char *detail = ERR_reason_error_string(ERR_peek_last_error());

	writer_printf(why, "%.*s: %s", SIGNATURE_KEY_SHOWN(uri), uri, reason);
	if (detail)
		writer_printf(why, " (%s)", detail);
	return PROFILE_E_BAD_CERTIFICATE;
}

/* A service has nobody to ask.  A token's PIN belongs into the URI. */
static int have_no_pass_phrase(char *buffer, int size, int is_writing, void *userdata)
{
	bool *ret_asked = userdata;

	(void)buffer, (void)size, (void)is_writing;
	*ret_asked = true;
	return -1;
}

static void store_closep(OSSL_STORE_CTX **store)
{
	(void)OSSL_STORE_close(*store);
}

static void ui_method_freep(UI_METHOD **method)
{
	UI_destroy_method(*method);
}

/* NULL: there is none. */
static EVP_PKEY *first_key(OSSL_STORE_CTX *store)
{
	EVP_PKEY *key = NULL;

	while (!key && !OSSL_STORE_eof(store)) {
		OSSL_STORE_INFO *info = OSSL_STORE_load(store);

		if (!info)
			break;
		key = OSSL_STORE_INFO_get1_PKEY(info);
		OSSL_STORE_INFO_free(info);
	}

	return key;
}

int key_store_read(const char *uri, EVP_PKEY **ret_key, struct writer *why)
{
	_cleanup_(ui_method_freep) UI_METHOD *method = NULL;
	_cleanup_(store_closep) OSSL_STORE_CTX *store = NULL;
	bool asked = false;

	method = UI_UTIL_wrap_read_pem_callback(have_no_pass_phrase, 0);
	if (!method)
		return -ENOMEM;

	ERR_clear_error();
	store = OSSL_STORE_open(uri, method, &asked, NULL, NULL);
	if (!store)
		return refuse(why, uri, "the key cannot be reached");

	(void)OSSL_STORE_expect(store, OSSL_STORE_INFO_PKEY);
	*ret_key = first_key(store);
	if (*ret_key)
		return 0;
	if (asked) {
		ERR_clear_error();
		return refuse(why, uri, "the key wants a pass phrase, and there is nobody to ask");
	}
	return refuse(why, uri, "there is no private key that can be read");
}
