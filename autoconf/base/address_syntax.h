/* SPDX-License-Identifier: Apache-2.0 */
/* Reading mail addresses and domain names that strangers typed (RFC 5321, 5322, 5890, 6531). */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "address.h"

enum address_error {
	ADDRESS_OK,
	ADDRESS_E_EMPTY,
	ADDRESS_E_TOO_LONG, /* address over 254 bytes, local part over 64 */
	ADDRESS_E_ENCODING, /* not UTF-8, or control characters */
	/* no @, several unquoted @, an empty part, a space outside quotes */
	ADDRESS_E_SYNTAX,
	/* the domain is no host name: address literal, underscore, empty label, IDNA failure */
	ADDRESS_E_DOMAIN,
	_ADDRESS_ERROR_MAX,
};

/*
 * Trims ASCII white space, strips a "mailto:" or "smtp:" prefix in any case and one trailing dot of
 * the domain, converts a U-label domain to its A-label.  Returns 0 or an enum address_error; never
 * allocates for ASCII input.
 */
int address_parse(const char *bytes, size_t size, struct address *ret_address);

/*
 * Is the local part an ASCII dot-atom of at most 64 bytes (RFC 5322 section 3.2.3)?  Only such an
 * address may stand in what we sign (rulings 9), and only such a one is asked of a directory.
 */
bool address_is_dot_atom(const struct address *address);

/*
 * The address as the directory and UUIDs know it: local part in ASCII lower case, "@", domain in
 * A-label.  size of buffer: ADDRESS_KEY_SIZE.
 */
#define ADDRESS_KEY_SIZE (ADDRESS_LOCAL_PART_MAX + 1 + DOMAIN_NAME_MAX + 1)
void address_key(const struct address *address, const char *domain,
		 char ret_key[static ADDRESS_KEY_SIZE]);

/*
 * A domain name: lower case, A-label, no trailing dot; LDH labels of 1-63, 253 at most.  Returns 0
 * or ADDRESS_E_DOMAIN.
 */
int domain_name_parse(const char *bytes, size_t size, char ret_name[static DOMAIN_NAME_MAX + 1]);

/*
 * May a catch-all answer for this name (rulings 5)?  At least two labels, not a public suffix, not
 * an IP address literal. name comes from domain_name_parse.
 */
bool domain_name_is_registrable(const char *name);
