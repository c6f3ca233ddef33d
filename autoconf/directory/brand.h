/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a tenant's rows say about names, texts, colour, links and sign-on, with the settings' own
 * words where they are silent.
 */
#pragma once

#include <stddef.h>

#include "provider.h"

struct arena;
struct listing_row;
struct settings;

struct brand {
	struct provider provider;
	const struct oauth2 *oauth2;
};

/*
 * row: the domain's; texts: its n_texts rows of LISTING_TEXTS.  Borrows from rows, settings and
 * arena.  What makes no sense is left out and logged.  Returns 0 or -ENOMEM.
 */
int brand_from_rows(const struct listing_row *row, const struct listing_row *texts, size_t n_texts,
		    const struct settings *settings, struct arena *arena, struct brand *ret_brand);
