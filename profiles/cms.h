/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SignedData (RFC 5652) put together from parts that stay the same for a signer.  OpenSSL makes one
 * when the signer is loaded; what it says of certificates, signer and algorithms is taken from
 * there, and only content, time, digest and signature are new each time: that is half of the cost
 * of a P-256 signature.
 */
#pragma once

#include <stddef.h>
#include <time.h>

struct cms_part {
	unsigned char *bytes;
	size_t size;
};

/* Owned.  Each is whole elements, one behind the other. */
struct cms_parts {
	struct cms_part begin;        /* version and digest algorithms, before the content */
	struct cms_part certificates; /* [0], behind it */
	struct cms_part signer;       /* version, issuer and serial number, digest algorithm */
	struct cms_part algorithm;    /* of the signature */
};

/* From a SignedData with one signer.  Returns 0, -EBADMSG or -ENOMEM. */
int cms_parts_take(const unsigned char *der, size_t size, struct cms_parts *ret_parts);
void cms_parts_clear(struct cms_parts *parts);

/*
 * What the signature is made of: contentType, signingTime and messageDigest as the SET that is
 * signed (RFC 5652 section 5.4), in DER's order.  Returns its size, or 0 when it cannot be made.
 */
#define CMS_ATTRIBUTES_MAX 128
size_t cms_attributes(time_t now, const unsigned char digest[static 32],
		      unsigned char ret_attributes[static CMS_ATTRIBUTES_MAX]);

/* Attributes as above.  Returns 0 or -ENOMEM; *ret_der is the caller's (free). */
int cms_assemble(const struct cms_parts *parts, const struct cms_part *content,
		 const struct cms_part *attributes, const struct cms_part *signature,
		 unsigned char **ret_der, size_t *ret_size);
