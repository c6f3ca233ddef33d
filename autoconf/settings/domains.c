/* SPDX-License-Identifier: Apache-2.0 */
/* Domains with settings of their own: the entries of `domains`, and the files of domains_dir. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/address_syntax.h"
#include "cleanup.h"
#include "settings.h"
#include "settings/drafts.h"
#include "settings/readers.h"

static const char *name_read(struct reading *reading, const char *text, size_t size)
{
	char name[DOMAIN_NAME_MAX + 1];

	if (size == 1 && *text == '*')
		return "*";
	if (domain_name_parse(text, size, name))
		return NULL;

	return reading_keep_string(reading, name);
}

/* ---- one domain ---- */

static const struct provider *provider_keep(struct reading *reading,
					    const struct provider *provider)
{
	struct provider *kept = reading_keep(reading, sizeof(*kept));

	if (kept)
		*kept = *provider;
	return kept;
}

/* A domain whose provider has no name anywhere is shown under its own. */
static struct texts name_texts(struct reading *reading, const char *name)
{
	struct text *text = reading_keep(reading, sizeof(*text));

	if (!text)
		return (struct texts){0};

	*text = (struct text){"", name};
	return (struct texts){text, 1};
}

static const struct provider *provider_of(struct reading *reading, const char *name,
					  const struct domain_draft *draft, bool is_given)
{
	struct provider provider = draft->provider;

	if (!provider.name.n_entries && strcmp(name, "*") != 0)
		provider.name = name_texts(reading, name);
	else if (!is_given)
		return &reading->settings->provider;
	else if (!provider.name.n_entries)
		provider.name = name_texts(reading, reading->settings->server.public_host);

	return provider_keep(reading, &provider);
}

/* NULL where nothing is said: those of all domains. */
static const struct profile_options *profiles_of(struct reading *reading, const struct place *place,
						 const struct domain_draft *draft)
{
	const struct node *node = node_find(place->node, "profiles");
	struct profile_options *kept;
	struct place below;

	if (!node || node->kind == NODE_NOTHING)
		return NULL;

	below = place_below(reading, place, "profiles", node);
	profiles_warn(reading, &below, &draft->profiles, &draft->provider);
	kept = reading_keep(reading, sizeof(*kept));
	if (kept)
		*kept = draft->profiles;
	return kept;
}

static void services_look(struct reading *reading, const struct place *place,
			  const struct domain_draft *draft)
{
	const struct node *services = node_find(place->node, "services");
	struct place below;

	if (!services || services->kind != NODE_LIST)
		return;

	below = place_below(reading, place, "services", services);
	services_warn(reading, &below, &draft->services, draft->oauth2);
}

static void check_redirect(struct reading *reading, const struct place *place, const char *name,
			   const char *redirect)
{
	if (redirect && !strcmp(redirect, name))
		refuse(reading, place, "autodiscover.redirect leads to the domain itself");
}

static void domain_read(struct reading *reading, const struct place *place, const char *name,
			unsigned int line)
{
	const struct settings *common = reading->settings;
	struct domain_entry *entry = reading_scratch(reading, sizeof(*entry));
	struct domain_draft draft = {
		.provider = common->provider,
		.oauth2 = common->oauth2,
		.services = {common->services, common->n_services},
		.profiles = common->profiles.options,
		.has_pacc = common->pacc.enabled,
	};

	if (!entry)
		return;

	table_read(reading, &table_domain, place, &draft);
	services_look(reading, place, &draft);
	check_redirect(reading, place, name, draft.autodiscover_redirect);
	*entry = (struct domain_entry){
		.next = reading->domains,
		.file = place->node->file,
		.line = line,
		.exchangers = draft.exchangers,
		.domain = {.name = name,
			   .provider = provider_of(reading, name, &draft,
						   node_find(place->node, "provider") ||
							   node_find(place->node, "page")),
			   .oauth2 = draft.oauth2,
			   .services = draft.services.services,
			   .n_services = draft.services.n_services,
			   .profiles = profiles_of(reading, place, &draft),
			   .autodiscover_redirect = draft.autodiscover_redirect,
			   .has_pacc = draft.has_pacc && strcmp(name, "*") != 0},
	};
	reading->domains = entry;
}

/* ---- domains ---- */

void read_domains(struct reading *reading, const struct place *place, const struct setting *setting,
		  void *member)
{
	const struct node *node = place->node;

	(void)member;
	if (node->kind != NODE_MAP) {
		refuse(reading, place, "this is %s, and a map is needed (%s)",
		       node_kind_names[node->kind], setting->help);
		return;
	}

	for (size_t i = 0; i < node->n_entries; i++) {
		const struct node_entry *entry = &node->entries[i];
		struct place below = place_below(reading, place, entry->key, &entry->node);
		const char *name = name_read(reading, entry->key, strlen(entry->key));

		if (entry->node.kind == NODE_REFUSED)
			continue;
		if (name)
			domain_read(reading, &below, name, entry->line);
		else
			refuse_at(
				reading, node->file, entry->line,
				"%s: this is not a domain name (or \"*\", for every other domain)",
				below.path);
	}
}

/* ---- domains_dir ---- */

static void domain_file_read(struct reading *reading, const char *directory, const char *file_name)
{
	const char *path = reading_printf(reading, "%s/%s", directory, file_name);
	const char *name = name_read(reading, file_name, strlen(file_name) - strlen(".yaml"));
	struct bundle_file file;
	const struct node *root;
	int r;

	if (!name) {
		refuse_at(reading, path, 0,
			  "a file of domains_dir is called as its domain, and this is not a domain "
			  "name");
		return;
	}

	r = bundle_read(reading->bundle, path, &file);
	if (r && !reading_is_starved(reading, r))
		refuse_at(reading, path, 0, "this file cannot be read: %s", bundle_problem(r));
	if (r)
		return;

	root = node_parse(reading, path, file.bytes, file.size);
	if (root)
		domain_read(reading, &(struct place){.node = root, .path = ""}, name, 1);
}

void read_domains_dir(struct reading *reading, const struct place *place,
		      const struct setting *setting, void *member)
{
	const char *directory = NULL;
	struct bundle_file names;
	int r;

	(void)member;
	read_path(reading, place, setting, &directory);
	if (!directory)
		return;

	r = bundle_list(reading->bundle, directory, &names);
	if (r && !reading_is_starved(reading, r))
		refuse(reading, place, "%s cannot be read: %s", directory, bundle_problem(r));
	if (r)
		return;

	for (size_t i = 0; i < names.size; i += strlen(names.bytes + i) + 1)
		domain_file_read(reading, directory, names.bytes + i);
}

/* ---- all of them ---- */

static int compare(const void *left, const void *right)
{
	const struct domain_entry *a = *(const struct domain_entry *const *)left;
	const struct domain_entry *b = *(const struct domain_entry *const *)right;
	int r = strcmp(a->domain.name, b->domain.name);

	if (!r)
		r = strcmp(a->file, b->file);
	if (!r)
		r = a->line < b->line ? -1 : 1;
	return r;
}

static size_t count(const struct domain_entry *entry)
{
	size_t n = 0;

	for (; entry; entry = entry->next)
		n++;
	return n;
}

static const struct domain_entry **sort(struct reading *reading, size_t n)
{
	const struct domain_entry **sorted = reading_scratch(reading, (n + 1) * sizeof(*sorted));
	size_t i = 0;

	if (!sorted)
		return NULL;

	for (const struct domain_entry *entry = reading->domains; entry; entry = entry->next)
		sorted[i++] = entry;
	qsort(sorted, n, sizeof(*sorted), compare);
	return sorted;
}

static void refuse_repeated(struct reading *reading, const struct domain_entry *first,
			    const struct domain_entry *again)
{
	if (!strcmp(first->domain.name, again->domain.name))
		refuse_at(reading, again->file, again->line,
			  "the domain %s is written twice, before in %s, line %u",
			  again->domain.name, first->file, first->line);
}

/* Clients follow a redirect or two, and none of them likes a circle. */
static void refuse_chain(struct reading *reading, const struct domain_entry *entry)
{
	const char *redirect = entry->domain.autodiscover_redirect;

	for (const struct domain_entry *next = reading->domains; redirect && next;
	     next = next->next)
		if (next->domain.autodiscover_redirect && next != entry &&
		    !strcmp(next->domain.name, redirect))
			refuse_at(reading, entry->file, entry->line,
				  "%s: autodiscover.redirect leads to %s, which leads on to %s",
				  entry->domain.name, redirect, next->domain.autodiscover_redirect);
}

void domains_finish(struct reading *reading)
{
	size_t n = count(reading->domains);
	const struct domain_entry **sorted = sort(reading, n);
	struct settings_domain *domains = reading_keep(reading, (n + 1) * sizeof(*domains));

	if (!sorted || !domains)
		return;

	for (size_t i = 0; i < n; i++) {
		domains[i] = sorted[i]->domain;
		if (i)
			refuse_repeated(reading, sorted[i - 1], sorted[i]);
		refuse_chain(reading, sorted[i]);
	}
	reading->settings->domains = domains;
	reading->settings->n_domains = n;
	exchangers_finish(reading, sorted, n);
}
