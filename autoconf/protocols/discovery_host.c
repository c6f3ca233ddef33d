/* SPDX-License-Identifier: Apache-2.0 */
/* The names under which clients look for a domain's settings. */
#include "protocols/discovery_host.h"

#include <string.h>

#include "cleanup.h"
#include "protocols/mozilla.h"
#include "protocols/pacc.h"
#include "query.h"

static const char *const prefixes[] = {
	PACC_HOST_PREFIX,    /* pacc-03 */
	MOZILLA_HOST_PREFIX, /* autoconfig-06 section 3.1 */
	"autodiscover.",     /* MS-OXDISCO section 3.1.5 */
};

void discovery_host_add(struct query *query, const char *host)
{
	for (size_t i = 0; i < ARRAY_SIZE(prefixes); i++) {
		size_t size = strlen(prefixes[i]);

		if (strncmp(host, prefixes[i], size) != 0)
			continue;
		query_add_candidate(query, host + size);
		return;
	}

	query_add_candidate(query, host);
}
