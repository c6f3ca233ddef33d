/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Identities that last: UUIDv5 (RFC 9562 section 5.5) of generation, kind and subject, in a
 * namespace made of the identifier. Nothing else enters them, so a profile with other hosts or
 * another name replaces the one on the device.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <openssl/evp.h>

#include "cleanup.h"
#include "profile.h"

#define UUID_BYTES 16
#define NAME_MAX_BYTES 512

/* Bumped only on purpose: every profile in the field would be added again instead of replaced. */
#define GENERATION "1"

/* RFC 9562 section 6.6: the namespace of domain names. */
static const unsigned char namespace_dns[UUID_BYTES] = {
	0x6b, 0xa7, 0xb8, 0x10, 0x9d, 0xad, 0x11, 0xd1,
	0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8,
};

static int uuid_of_name(const unsigned char space[static UUID_BYTES], const char *name,
			unsigned char ret_uuid[static UUID_BYTES])
{
	unsigned char input[UUID_BYTES + NAME_MAX_BYTES], digest[EVP_MAX_MD_SIZE];
	size_t size = strlen(name);

	if (size > NAME_MAX_BYTES)
		return -ENAMETOOLONG;

	memcpy(input, space, UUID_BYTES);
	memcpy(input + UUID_BYTES, name, size);
	if (!EVP_Digest(input, UUID_BYTES + size, digest, NULL, EVP_sha1(), NULL))
		return -EIO;

	memcpy(ret_uuid, digest, UUID_BYTES);
	ret_uuid[6] = (ret_uuid[6] & 0x0f) | 0x50; /* version 5 */
	ret_uuid[8] = (ret_uuid[8] & 0x3f) | 0x80; /* the variant of RFC 9562 */
	return 0;
}

/* "com.example.autoconfig" is "autoconfig.example.com". */
static int reverse_labels(const char *identifier, char ret_name[static NAME_MAX_BYTES + 1])
{
	size_t left = strlen(identifier), n = 0;

	if (left > NAME_MAX_BYTES)
		return -ENAMETOOLONG;

	for (;;) {
		const char *dot = memrchr(identifier, '.', left);
		size_t start = dot ? (size_t)(dot - identifier) + 1 : 0;

		memcpy(ret_name + n, identifier + start, left - start);
		n += left - start;
		if (!dot)
			break;
		ret_name[n++] = '.';
		left = start - 1;
	}

	ret_name[n] = '\0';
	return 0;
}

static void uuid_print(const unsigned char uuid[static UUID_BYTES],
		       char ret_text[static PROFILE_UUID_SIZE])
{
	static const char digits[] = "0123456789ABCDEF";
	char *out = ret_text;

	for (size_t i = 0; i < UUID_BYTES; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			*out++ = '-';
		*out++ = digits[uuid[i] >> 4];
		*out++ = digits[uuid[i] & 0x0f];
	}
	*out = '\0';
}

int profile_uuid(const char *identifier, const char *kind, const char *subject,
		 char ret_uuid[static PROFILE_UUID_SIZE])
{
	unsigned char space[UUID_BYTES], uuid[UUID_BYTES];
	char name[NAME_MAX_BYTES + 1];
	int n, r;

	r = reverse_labels(identifier, name);
	if (r)
		return r;

	r = uuid_of_name(namespace_dns, name, space);
	if (r)
		return r;

	n = snprintf(name, sizeof(name), GENERATION "\n%s\n%s", kind, subject);
	if (n < 0 || (size_t)n >= sizeof(name))
		return -ENAMETOOLONG;

	r = uuid_of_name(space, name, uuid);
	if (r)
		return r;

	uuid_print(uuid, ret_uuid);
	return 0;
}
