/* SPDX-License-Identifier: Apache-2.0 */
/* DER, read element by element, and written from its end, so that every length is known. */
#include "profiles/cms.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/asn1.h>

#include "cleanup.h"
#include "profiles/openssl.h"

#define TAG_OCTETS 0x04
#define TAG_SEQUENCE 0x30
#define TAG_SET 0x31
#define TAG_0 0xa0

/* Elements with their tag and length (RFC 5652 section 11 and appendix A). */
static const unsigned char oid_data[] = {0x06, 0x09, 0x2a, 0x86, 0x48, 0x86,
					 0xf7, 0x0d, 0x01, 0x07, 0x01};
static const unsigned char oid_signed_data[] = {0x06, 0x09, 0x2a, 0x86, 0x48, 0x86,
						0xf7, 0x0d, 0x01, 0x07, 0x02};
static const unsigned char oid_content_type[] = {0x06, 0x09, 0x2a, 0x86, 0x48, 0x86,
						 0xf7, 0x0d, 0x01, 0x09, 0x03};
static const unsigned char oid_message_digest[] = {0x06, 0x09, 0x2a, 0x86, 0x48, 0x86,
						   0xf7, 0x0d, 0x01, 0x09, 0x04};
static const unsigned char oid_signing_time[] = {0x06, 0x09, 0x2a, 0x86, 0x48, 0x86,
						 0xf7, 0x0d, 0x01, 0x09, 0x05};

/* ---- writing ---- */

/* Bytes from `at` to the end of the buffer are written. */
struct der {
	unsigned char *bytes;
	size_t at;
};

static void put(struct der *der, const void *bytes, size_t size)
{
	der->at -= size;
	memcpy(der->bytes + der->at, bytes, size);
}

static void put_part(struct der *der, const struct cms_part *part)
{
	put(der, part->bytes, part->size);
}

static void put_byte(struct der *der, size_t byte)
{
	der->bytes[--der->at] = (unsigned char)byte;
}

/* Tag and length before what was written since `end`. */
static void wrap(struct der *der, unsigned char tag, size_t end)
{
	size_t size = end - der->at, n = 0;

	if (size < 0x80) {
		put_byte(der, size);
	} else {
		for (size_t rest = size; rest; rest >>= 8, n++)
			put_byte(der, rest & 0xff);
		put_byte(der, 0x80 | n);
	}
	put_byte(der, tag);
}

/* SEQUENCE { type, SET { value } }; the value is written. */
static void wrap_attribute(struct der *der, const unsigned char *type, size_t type_size, size_t end)
{
	wrap(der, TAG_SET, end);
	put(der, type, type_size);
	wrap(der, TAG_SEQUENCE, end);
}

/* UTCTime until 2049, GeneralizedTime from then on (RFC 5652 section 11.3). */
static bool put_time(struct der *der, time_t now)
{
	_cleanup_(asn1_time_freep) ASN1_TIME *time = ASN1_TIME_set(NULL, now);
	size_t end = der->at;

	if (!time)
		return false;

	put(der, ASN1_STRING_get0_data(time), (size_t)ASN1_STRING_length(time));
	wrap(der, (unsigned char)ASN1_STRING_type(time), end);
	return true;
}

size_t cms_attributes(time_t now, const unsigned char digest[static 32],
		      unsigned char ret_attributes[static CMS_ATTRIBUTES_MAX])
{
	unsigned char bytes[CMS_ATTRIBUTES_MAX];
	struct der der = {bytes, sizeof(bytes)};
	size_t end;

	put(&der, digest, 32);
	wrap(&der, TAG_OCTETS, sizeof(bytes));
	wrap_attribute(&der, oid_message_digest, sizeof(oid_message_digest), sizeof(bytes));

	end = der.at;
	if (!put_time(&der, now))
		return 0;
	wrap_attribute(&der, oid_signing_time, sizeof(oid_signing_time), end);

	end = der.at;
	put(&der, oid_data, sizeof(oid_data));
	wrap_attribute(&der, oid_content_type, sizeof(oid_content_type), end);
	wrap(&der, TAG_SET, sizeof(bytes));

	memcpy(ret_attributes, bytes + der.at, sizeof(bytes) - der.at);
	return sizeof(bytes) - der.at;
}

static void put_signer(struct der *der, const struct cms_parts *parts,
		       const struct cms_part *attributes, const struct cms_part *signature)
{
	size_t end = der->at;

	put_part(der, signature);
	wrap(der, TAG_OCTETS, end);
	put_part(der, &parts->algorithm);
	put_part(der, attributes);
	der->bytes[der->at] = TAG_0; /* they are signed as a SET, and sent as [0] */
	put_part(der, &parts->signer);
	wrap(der, TAG_SEQUENCE, end);
	wrap(der, TAG_SET, end);
}

static void put_content(struct der *der, const struct cms_part *content)
{
	size_t end = der->at;

	put_part(der, content);
	wrap(der, TAG_OCTETS, end);
	wrap(der, TAG_0, end);
	put(der, oid_data, sizeof(oid_data));
	wrap(der, TAG_SEQUENCE, end);
}

/* Tags and lengths around the parts: ten of them, five bytes each, and the object identifiers. */
#define AROUND 128

int cms_assemble(const struct cms_parts *parts, const struct cms_part *content,
		 const struct cms_part *attributes, const struct cms_part *signature,
		 unsigned char **ret_der, size_t *ret_size)
{
	size_t capacity = parts->begin.size + parts->certificates.size + parts->signer.size +
			  parts->algorithm.size + content->size + attributes->size +
			  signature->size + AROUND;
	struct der der = {malloc(capacity), capacity};

	if (!der.bytes)
		return -ENOMEM;

	put_signer(&der, parts, attributes, signature);
	put_part(&der, &parts->certificates);
	put_content(&der, content);
	put_part(&der, &parts->begin);
	wrap(&der, TAG_SEQUENCE, capacity);
	wrap(&der, TAG_0, capacity);
	put(&der, oid_signed_data, sizeof(oid_signed_data));
	wrap(&der, TAG_SEQUENCE, capacity);

	*ret_size = capacity - der.at;
	memmove(der.bytes, der.bytes + der.at, *ret_size);
	*ret_der = der.bytes;
	return 0;
}

/* ---- reading ---- */

/* Elements one behind the other.  The first failure is remembered: then all is empty. */
struct cursor {
	const unsigned char *at, *end;
	bool failed;
};

static struct cursor fail(void)
{
	return (struct cursor){.failed = true};
}

/* The next element: its content; *ret_whole, if wanted, with tag and length. */
static struct cursor enter(struct cursor *cursor, unsigned char tag, struct cms_part *ret_whole)
{
	const unsigned char *begin = cursor->at;
	int number, class;
	long size;

	if (cursor->failed || begin >= cursor->end || *begin != tag ||
	    ASN1_get_object(&cursor->at, &size, &number, &class, cursor->end - begin) & 0x81) {
		cursor->failed = true;
		return fail();
	}

	struct cursor inside = {.at = cursor->at, .end = cursor->at + size};

	cursor->at = inside.end;
	if (ret_whole)
		*ret_whole = (struct cms_part){(unsigned char *)(uintptr_t)begin,
					       (size_t)(inside.end - begin)};
	return inside;
}

static int copy_from_to(const unsigned char *begin, const unsigned char *end,
			struct cms_part *ret_part)
{
	ret_part->size = (size_t)(end - begin);
	ret_part->bytes = malloc(ret_part->size);
	if (!ret_part->bytes)
		return -ENOMEM;

	memcpy(ret_part->bytes, begin, ret_part->size);
	return 0;
}

static void cms_parts_clearp(struct cms_parts *parts)
{
	cms_parts_clear(parts);
}

static int take_signer(struct cursor *signer, struct cms_parts *parts)
{
	const unsigned char *begin = signer->at, *end;
	struct cms_part algorithm;
	int r;

	(void)enter(signer, V_ASN1_INTEGER, NULL);
	(void)enter(signer, TAG_SEQUENCE, NULL);
	(void)enter(signer, TAG_SEQUENCE, NULL);
	end = signer->at;
	(void)enter(signer, TAG_0, NULL);
	(void)enter(signer, TAG_SEQUENCE, &algorithm);
	(void)enter(signer, TAG_OCTETS, NULL);
	if (signer->failed || signer->at != signer->end)
		return -EBADMSG;

	r = copy_from_to(begin, end, &parts->signer);
	if (r)
		return r;
	return copy_from_to(algorithm.bytes, algorithm.bytes + algorithm.size, &parts->algorithm);
}

int cms_parts_take(const unsigned char *der, size_t size, struct cms_parts *ret_parts)
{
	_cleanup_(cms_parts_clearp) struct cms_parts parts = {0};
	struct cursor outer = {.at = der, .end = der + size}, info, explicit, data, signers, signer;
	struct cms_part certificates;
	const unsigned char *begin, *end;
	int r;

	info = enter(&outer, TAG_SEQUENCE, NULL);
	(void)enter(&info, V_ASN1_OBJECT, NULL);
	explicit = enter(&info, TAG_0, NULL);
	data = enter(&explicit, TAG_SEQUENCE, NULL);
	begin = data.at;
	(void)enter(&data, V_ASN1_INTEGER, NULL);
	(void)enter(&data, TAG_SET, NULL);
	end = data.at;
	(void)enter(&data, TAG_SEQUENCE, NULL);
	(void)enter(&data, TAG_0, &certificates);
	signers = enter(&data, TAG_SET, NULL);
	signer = enter(&signers, TAG_SEQUENCE, NULL);
	if (signer.failed || signers.at != signers.end || data.at != data.end)
		return -EBADMSG;

	r = take_signer(&signer, &parts);
	if (!r)
		r = copy_from_to(begin, end, &parts.begin);
	if (!r)
		r = copy_from_to(certificates.bytes, certificates.bytes + certificates.size,
				 &parts.certificates);
	if (r)
		return r;

	*ret_parts = parts;
	parts = (struct cms_parts){0};
	return 0;
}

void cms_parts_clear(struct cms_parts *parts)
{
	free(parts->begin.bytes);
	free(parts->certificates.bytes);
	free(parts->signer.bytes);
	free(parts->algorithm.bytes);
	*parts = (struct cms_parts){0};
}
