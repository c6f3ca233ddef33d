/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading keys and certificates from PEM files (RFC 7468), strictly: what is half there is refused
 * with a sentence.
 */
#pragma once

#include <openssl/evp.h>
#include <openssl/x509.h>

struct writer;

#define PEM_FILE_MAX (64 * 1024)

/*
 * Appends the certificates of a file, at least one, to the stack.  Keys among them are passed over.
 * Returns 0, PROFILE_E_BAD_CERTIFICATE with a sentence in why, or -ENOMEM.
 */
int pem_read_certificates(const char *path, STACK_OF(X509) * certificates, struct writer *why);

/* The private key of a file; never asks the terminal for a pass phrase.  Returns as above. */
int pem_read_key(const char *path, EVP_PKEY **ret_key, struct writer *why);
