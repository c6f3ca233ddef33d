/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses as keys. */
#include "directory/key.h"

#include <stdio.h>
#include <string.h>

#include "base/address_syntax.h"

/* RFC 5322 section 3.2.3 */
static bool byte_is_atext(unsigned char byte)
{
	if ((byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
	    (byte >= '0' && byte <= '9'))
		return true;

	return byte && strchr("!#$%&'*+-/=?^_`{|}~", byte);
}

static bool local_is_dot_atom(const char *local, size_t size)
{
	bool after_dot = true;

	for (size_t i = 0; i < size; i++) {
		bool is_dot = local[i] == '.';

		if (is_dot ? after_dot : !byte_is_atext((unsigned char)local[i]))
			return false;
		after_dot = is_dot;
	}

	return size > 0 && size <= ADDRESS_LOCAL_PART_MAX && !after_dot;
}

static bool domain_is_canonical(const char *domain)
{
	char name[DOMAIN_NAME_MAX + 1];

	return !domain_name_parse(domain, strlen(domain), name) && !strcmp(name, domain);
}

bool key_parse(const char *text, struct key *ret_key)
{
	const char *at = strchr(text, '@');
	size_t size = strnlen(text, ADDRESS_MAX + 1);
	size_t local_size = at ? (size_t)(at - text) : 0;

	if (!at || size > ADDRESS_MAX || !local_is_dot_atom(text, local_size) ||
	    !domain_is_canonical(at + 1))
		return false;

	memcpy(ret_key->address, text, size + 1);
	for (size_t i = 0; i < local_size; i++)
		if (text[i] >= 'A' && text[i] <= 'Z')
			ret_key->address[i] = (char)(text[i] - 'A' + 'a');
	memcpy(ret_key->local, ret_key->address, local_size);
	ret_key->local[local_size] = '\0';
	ret_key->local_size = local_size;

	return true;
}

bool key_parse_stored(const char *text, struct key *ret_key)
{
	char lower[ADDRESS_MAX + 1];
	size_t size = strnlen(text, sizeof(lower));

	if (size == sizeof(lower))
		return false;

	for (size_t i = 0; i <= size; i++)
		lower[i] = text[i] >= 'A' && text[i] <= 'Z' ? (char)(text[i] - 'A' + 'a') : text[i];

	return key_parse(lower, ret_key);
}

bool key_strip(const struct key *key, char delimiter, struct key *ret_key)
{
	const char *detail = delimiter ? strchr(key->local, delimiter) : NULL;
	char address[ADDRESS_MAX + 1];
	size_t size;

	if (!detail || detail == key->local)
		return false;

	size = (size_t)(detail - key->local);
	memcpy(address, key->address, size);
	memcpy(address + size, key->address + key->local_size,
	       strlen(key->address) + 1 - key->local_size);
	return key_parse(address, ret_key);
}

bool key_move(const struct key *key, const char *domain, struct key *ret_key)
{
	char address[ADDRESS_LOCAL_PART_MAX + DOMAIN_NAME_MAX + 2];

	if (strlen(domain) > DOMAIN_NAME_MAX)
		return false;

	(void)snprintf(address, sizeof(address), "%s@%s", key->local, domain);
	return key_parse(address, ret_key);
}
