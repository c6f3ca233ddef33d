/* SPDX-License-Identifier: Apache-2.0 */
/* A value as MySQL sends it, made a string as every other database gives it. */
#pragma once

#define MYSQL_BITS_SIZE 24 /* of the decimal number that a BIT column holds */

/*
 * bytes: NUL-terminated behind size, NULL for SQL's NULL.  type: enum enum_field_types; BIT columns
 * come as bytes and become a number (in bits).  A value with a NUL in it is none: what stands
 * before it is another value.
 */
const char *mysql_value(const char *bytes, unsigned long size, int type,
			char bits[static MYSQL_BITS_SIZE]);
