/* SPDX-License-Identifier: Apache-2.0 */
/* emailaddress=…, as mail clients spell it: encoded or not, with a "+" that means itself. */
#include "protocols/address_argument.h"

#include <string.h>

#include "base/address_syntax.h"
#include "base/target.h"

/*
 * Longer than any address, so that one with blanks or "mailto:" around it is still read (RFC 3696
 * erratum 1690: 320 at most).
 */
#define ARGUMENT_MAX 320

int address_argument(const char *arguments, struct address *ret_address)
{
	char value[ARGUMENT_MAX + 1];

	if (!target_argument(arguments, "emailaddress", value, sizeof(value)))
		return ADDRESS_E_EMPTY;

	return address_parse(value, strlen(value), ret_address);
}
