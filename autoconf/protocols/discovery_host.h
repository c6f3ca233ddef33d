/* SPDX-License-Identifier: Apache-2.0 */
/* Which mail domain a Host stands for, where the request names no address (rulings 4). */
#pragma once

struct query;

/*
 * Adds the domain that is meant: the Host without the prefix that its protocol of discovery puts
 * before a domain, or the Host itself when it has none.
 */
void discovery_host_add(struct query *query, const char *host);
