/* SPDX-License-Identifier: Apache-2.0 */
/* The argument emailaddress of Mozilla's and Apple's requests. */
#pragma once

struct address;

/*
 * Returns 0 or an enum address_error; ADDRESS_E_EMPTY also for an argument that is missing or
 * cannot be decoded.
 */
int address_argument(const char *arguments, struct address *ret_address);
