/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Addresses: what is taken holds every promise of struct address, reads back as itself, and can
 * stand in XML.
 */
#include <string.h>

#include "base/address_syntax.h"
#include "cleanup.h"
#include "fuzz.h"
#include "text/placeholder.h"
#include "text/writer.h"

static void check_domain(const char *domain)
{
	char again[DOMAIN_NAME_MAX + 1];

	PROMISE(!domain_name_parse(domain, strlen(domain), again));
	PROMISE(!strcmp(domain, again));
	(void)domain_name_is_registrable(domain);
}

static void check_address(const struct address *address)
{
	_cleanup_(writer_clear) struct writer writer = {0};
	_cleanup_(freep) char *expanded = NULL;
	char key[ADDRESS_KEY_SIZE];
	struct address again;

	PROMISE(address->size <= ADDRESS_MAX && strlen(address->text) == address->size);
	PROMISE(address->local_size && address->local_size <= ADDRESS_LOCAL_PART_MAX);
	PROMISE(address->local_size + 1 < address->size &&
		address->text[address->local_size] == '@');

	writer_xml_escaped(&writer, address->text, address->size);
	PROMISE(!writer.error);
	PROMISE(!placeholder_expand("%EMAILLOCALPART%@%EMAILDOMAIN%", address, &expanded));
	PROMISE(!strcmp(expanded, address->text));

	address_key(address, address->domain, key);
	PROMISE(!strcmp(key + address->local_size + 1, address->domain));
	if (address_is_dot_atom(address))
		PROMISE(!address_parse(address->text, address->size, &again) &&
			!strcmp(again.domain, address->domain));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char name[DOMAIN_NAME_MAX + 1];
	struct address address;

	if (!address_parse((const char *)data, size, &address)) {
		check_address(&address);
		check_domain(address.domain);
	}
	if (!domain_name_parse((const char *)data, size, name))
		check_domain(name);

	return 0;
}
