/* SPDX-License-Identifier: Apache-2.0 */
/* DNS records as text: lines of a zone file (RFC 1035 section 5), or JSON. */
#pragma once

struct records;
struct writer;

/* For how long resolvers keep what was published, in seconds. */
#define ZONE_TTL 3600

/*
 * Every name is absolute, so that the lines may stand in any zone file; remarks are comments.
 */
void zone_write(struct writer *writer, const char *domain, const struct records *records);
/* One object, on one line. */
void zone_write_json(struct writer *writer, const char *domain, const struct records *records);
