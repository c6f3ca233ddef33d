/* SPDX-License-Identifier: Apache-2.0 */
/* An LDAP search filter for one address. */
#pragma once

/*
 * The filter for an address: each {0} (or {}) replaced by it, escaped by RFC 4515 section 3, so
 * that a star stands for itself.  The caller's; NULL when out of memory.
 */
char *ldap_filter(const char *template, const char *address);
