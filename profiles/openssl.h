/* SPDX-License-Identifier: Apache-2.0 */
/* OpenSSL's objects as _cleanup_() wants them. */
#pragma once

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#define OPENSSL_CLEANUP(type, name, destructor)                                                    \
	static inline void name(type **object)                                                     \
	{                                                                                          \
		destructor(*object);                                                               \
	}

static inline void x509_stack_free(STACK_OF(X509) * stack)
{
	sk_X509_pop_free(stack, X509_free);
}

OPENSSL_CLEANUP(ASN1_TIME, asn1_time_freep, ASN1_TIME_free)
OPENSSL_CLEANUP(BIO, bio_freep, BIO_free)
OPENSSL_CLEANUP(CMS_ContentInfo, cms_freep, CMS_ContentInfo_free)
OPENSSL_CLEANUP(EVP_MD_CTX, evp_md_ctx_freep, EVP_MD_CTX_free)
OPENSSL_CLEANUP(EVP_PKEY, evp_pkey_freep, EVP_PKEY_free)
OPENSSL_CLEANUP(STACK_OF(X509), x509_stack_freep, x509_stack_free)
OPENSSL_CLEANUP(X509, x509_freep, X509_free)

#undef OPENSSL_CLEANUP
