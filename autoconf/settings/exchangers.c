/* SPDX-License-Identifier: Apache-2.0 */
/* Domains of mail exchangers: what a domain's `mx` lists, and all of them in one sorted table. */
#include <stdlib.h>
#include <string.h>

#include "settings.h"
#include "settings/drafts.h"
#include "settings/readers.h"

#define EXCHANGERS_MAX 64 /* of one domain */

void read_exchangers(struct reading *reading, const struct place *place,
		     const struct setting *setting, void *member)
{
	struct host_list *list = member;
	size_t n = list_size(reading, place);

	if (n > EXCHANGERS_MAX) {
		refuse(reading, place, "more than %d names", EXCHANGERS_MAX);
		return;
	}

	list->n_names = 0;
	list->names = reading_keep(reading, (n + 1) * sizeof(*list->names));
	for (size_t i = 0; list->names && i < n; i++) {
		struct place item = list_item(reading, place, i);
		const char *name = NULL;

		read_host(reading, &item, setting, &name);
		if (name)
			list->names[list->n_names++] = name;
	}
}

static size_t count(const struct domain_entry *const *entries, size_t n_entries)
{
	size_t n = 0;

	for (size_t i = 0; i < n_entries; i++)
		n += entries[i]->exchangers.n_names;
	return n;
}

static int compare(const void *left, const void *right)
{
	const struct exchanger *a = left, *b = right;
	int r = strcmp(a->name, b->name);

	return r ? r : strcmp(a->domain, b->domain);
}

/* The catch-all answers under the name that was asked for: it has none to answer with here. */
static void refuse_nameless(struct reading *reading, const struct domain_entry *entry)
{
	if (!strcmp(entry->domain.name, "*") && entry->exchangers.n_names)
		refuse_at(reading, entry->file, entry->line,
			  "mx belongs to a domain with a name, not to \"*\"");
}

static void refuse_repeated(struct reading *reading, const struct domain_entry *entry,
			    const struct exchanger *exchangers, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (!strcmp(exchangers[i - 1].name, exchangers[i].name) &&
		    !strcmp(exchangers[i].domain, entry->domain.name))
			refuse_at(reading, entry->file, entry->line,
				  "mx: %s is written twice: one domain answers for it",
				  exchangers[i].name);
}

void exchangers_finish(struct reading *reading, const struct domain_entry *const *entries,
		       size_t n_entries)
{
	size_t n = count(entries, n_entries), at = 0;
	struct exchanger *exchangers;

	if (!n)
		return;

	exchangers = reading_keep(reading, n * sizeof(*exchangers));
	if (!exchangers)
		return;

	for (size_t i = 0; i < n_entries; i++) {
		refuse_nameless(reading, entries[i]);
		for (size_t j = 0; j < entries[i]->exchangers.n_names; j++)
			exchangers[at++] = (struct exchanger){entries[i]->exchangers.names[j],
							      entries[i]->domain.name};
	}

	qsort(exchangers, n, sizeof(*exchangers), compare);
	for (size_t i = 0; i < n_entries; i++)
		refuse_repeated(reading, entries[i], exchangers, n);
	reading->settings->exchangers = exchangers;
	reading->settings->n_exchangers = n;
}
