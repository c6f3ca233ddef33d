/* SPDX-License-Identifier: Apache-2.0 */
/* One of Mozilla's files about a provider, while `import ispdb` reads it. */
#pragma once

#include <stddef.h>

#include "provider.h"
#include "service.h"

struct element;
struct imported;

#define PROVIDER_FILE_SERVICES_MAX 64 /* as in the settings */

struct provider_file {
	struct imported *imported;
	const char *path;
	struct provider provider;
	struct oauth2 *oauth2; /* NULL: none */
	struct service services[PROVIDER_FILE_SERVICES_MAX];
	size_t n_services;
};

/*
 * Add what an element says to services; what cannot be said is said on stderr.  Return 0 or
 * -ENOMEM.
 */
int provider_file_read_server(struct provider_file *file, const struct element *server);
int provider_file_read_webmail(struct provider_file *file, const struct element *webmail);
