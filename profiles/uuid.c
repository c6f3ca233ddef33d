/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Identities that last: UUIDv5 (RFC 9562 section 5.5) of generation, kind and subject, in a
 * namespace made of the identifier. Nothing else enters them, so a profile with other hosts or
 * another name replaces the one on the device.
 */
#include "profiles/uuid.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "profile.h"

#define UUID_BYTES 16
#define NAME_MAX_BYTES 4096 /* the address of a calendar stands in it */

/* Bumped only on purpose: every profile in the field would be added again instead of replaced. */
#define GENERATION "1"

_Static_assert(PROFILE_NAMESPACE_SIZE == UUID_BYTES, "a namespace is a UUID");

/* RFC 9562 section 6.6: the namespace of domain names. */
static const unsigned char namespace_dns[UUID_BYTES] = {
	0x6b, 0xa7, 0xb8, 0x10, 0x9d, 0xad, 0x11, 0xd1,
	0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8,
};

/*
 * Looked up once for the whole process: OpenSSL 3 would do it again for each digest, at ten times
 * the cost of hashing a name.
 */
static const EVP_MD *sha1(void)
{
	static _Atomic(EVP_MD *) fetched;
	EVP_MD *known = atomic_load(&fetched), *ours;

	if (known)
		return known;

	ours = EVP_MD_fetch(NULL, "SHA1", NULL);
	if (!ours || atomic_compare_exchange_strong(&fetched, &known, ours))
		return ours;

	EVP_MD_free(ours);
	return known;
}

static int uuid_of_name(EVP_MD_CTX *context, const unsigned char space[static UUID_BYTES],
			const char *name, unsigned char ret_uuid[static UUID_BYTES])
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	const EVP_MD *method = sha1();

	if (!method || !EVP_DigestInit_ex2(context, method, NULL) ||
	    !EVP_DigestUpdate(context, space, UUID_BYTES) ||
	    !EVP_DigestUpdate(context, name, strlen(name)) ||
	    !EVP_DigestFinal_ex(context, digest, NULL))
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

int uuid_maker_init(struct uuid_maker *maker, const char *identifier, const unsigned char *space)
{
	char name[NAME_MAX_BYTES + 1];
	int r;

	maker->context = EVP_MD_CTX_new();
	if (!maker->context)
		return -ENOMEM;
	if (space) {
		memcpy(maker->space, space, UUID_BYTES);
		return 0;
	}

	r = reverse_labels(identifier, name);
	return r ? r : uuid_of_name(maker->context, namespace_dns, name, maker->space);
}

void uuid_maker_clear(struct uuid_maker *maker)
{
	EVP_MD_CTX_free(maker->context);
	maker->context = NULL;
}

int uuid_make(struct uuid_maker *maker, const char *kind, const char *subject,
	      char ret_uuid[static PROFILE_UUID_SIZE])
{
	unsigned char uuid[UUID_BYTES];
	char name[NAME_MAX_BYTES + 1];
	size_t kind_size = strlen(kind), subject_size = strlen(subject);
	char *end = name;
	int r;

	if (strlen(GENERATION "\n\n") + kind_size + subject_size > NAME_MAX_BYTES)
		return -ENAMETOOLONG;

	end = mempcpy(end, GENERATION "\n", strlen(GENERATION "\n"));
	end = mempcpy(end, kind, kind_size);
	*end++ = '\n';
	memcpy(end, subject, subject_size + 1);

	r = uuid_of_name(maker->context, maker->space, name, uuid);
	if (r)
		return r;

	uuid_print(uuid, ret_uuid);
	return 0;
}

int profile_namespace(const char *identifier, unsigned char ret_space[static UUID_BYTES])
{
	_cleanup_(uuid_maker_clear) struct uuid_maker maker = {0};
	int r = uuid_maker_init(&maker, identifier, NULL);

	if (!r)
		memcpy(ret_space, maker.space, UUID_BYTES);
	return r;
}

int profile_uuid(const char *identifier, const char *kind, const char *subject,
		 char ret_uuid[static PROFILE_UUID_SIZE])
{
	_cleanup_(uuid_maker_clear) struct uuid_maker maker = {0};
	int r = uuid_maker_init(&maker, identifier, NULL);

	return r ? r : uuid_make(&maker, kind, subject, ret_uuid);
}
