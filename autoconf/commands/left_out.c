/* SPDX-License-Identifier: Apache-2.0 */
/* One text for each list of services, and then one for all that have the same text. */
#include "commands/left_out.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "account.h"
#include "base/names.h"
#include "cleanup.h"
#include "directory/snapshot.h"
#include "domain.h"
#include "protocol.h"
#include "protocols/announcement.h"
#include "server/compose.h"
#include "text/writer.h"

/* Domains of which the same is said. */
struct group {
	const struct domain *domain; /* the first by name */
	size_t n_domains;
	char *text; /* a line a sentence; may be empty */
};

struct groups {
	struct group *entries;
	size_t n_entries;
};

static void groups_clear(struct groups *groups)
{
	for (size_t i = 0; i < groups->n_entries; i++)
		free(groups->entries[i].text);
	free(groups->entries);
}

/* ---- what is said of one domain ---- */

static void write_line(struct writer *writer, const struct announcer *announcer,
		       const struct service *service, const struct announcement *announcement)
{
	writer_printf(writer, "%s ", service_type_names[service->type]);
	if (service_has_url(service))
		writer_string(writer, service->url);
	else
		writer_printf(writer, "%s:%u", service->host, service->port);

	writer_printf(writer, announcement->left_out ? ": left out of %s: %s\n" : ": %s: %s\n",
		      announcer->name,
		      announcement->left_out ? announcement->left_out : announcement->less);
}

static void write_service(struct writer *writer, const struct announce_scene *scene,
			  const struct service *service)
{
	for (size_t i = 0; i < n_announcers; i++) {
		struct announcement announcement;

		/* The check of PACC has its own words. */
		if (!strcmp(announcers[i].name, "pacc"))
			continue;

		announcers[i].announce(scene, service, &announcement);
		if ((announcement.left_out && !announcement.is_foreign) || announcement.less)
			write_line(writer, &announcers[i], service, &announcement);
	}
}

static int describe(const struct protocol_context *context, const struct domain *domain,
		    char **ret_text)
{
	_cleanup_(account_freep) struct account *account = NULL;
	struct announce_scene scene = {.context = context, .is_listed = true};
	struct writer writer = {0};
	int r;

	r = account_new(domain, NULL, NULL, 0, &account);
	if (r)
		return r;

	scene.account = account;
	for (size_t i = 0; i < account->n_services; i++)
		write_service(&writer, &scene, &account->services[i]);

	return writer_finish_string(&writer, ret_text, NULL);
}

/* ---- all of them ---- */

static int compare_domains(const void *left, const void *right)
{
	const struct domain *a = *(const struct domain *const *)left;
	const struct domain *b = *(const struct domain *const *)right;

	if (a->services != b->services)
		return (uintptr_t)a->services < (uintptr_t)b->services ? -1 : 1;

	return strcmp(a->name, b->name);
}

static int compare_groups(const void *left, const void *right)
{
	const struct group *a = left, *b = right;
	int r = strcmp(a->text, b->text);

	return r ? r : strcmp(a->domain->name, b->domain->name);
}

/* A list of services is one value, however many domains have it: each is looked at once. */
static int group_by_services(const struct snapshot *snapshot,
			     const struct protocol_context *context, struct groups *groups)
{
	size_t n = snapshot->n_domains;
	_cleanup_(freep) const struct domain **domains = calloc(n + 1, sizeof(*domains));
	int r = 0;

	groups->entries = calloc(n + 1, sizeof(*groups->entries));
	if (!domains || !groups->entries)
		return -ENOMEM;

	for (size_t i = 0; i < n; i++)
		domains[i] = &snapshot->domains[i];
	qsort(domains, n, sizeof(*domains), compare_domains);

	for (size_t i = 0; !r && i < n; i++) {
		struct group *group;

		if (i && domains[i]->services == domains[i - 1]->services) {
			groups->entries[groups->n_entries - 1].n_domains++;
			continue;
		}
		group = &groups->entries[groups->n_entries++];
		*group = (struct group){.domain = domains[i], .n_domains = 1};
		r = describe(context, domains[i], &group->text);
	}

	return r;
}

static void print_group(const struct group *group, size_t n_domains)
{
	const char *line = group->text;
	char more[48] = "";

	if (n_domains > 1)
		(void)snprintf(more, sizeof(more), " and %zu more", n_domains - 1);
	while (*line) {
		size_t size = strcspn(line, "\n");

		(void)fprintf(stderr, "announced: %s%s: %.*s\n", group->domain->name, more,
			      (int)size, line);
		line += size + 1;
	}
}

int left_out_print(const struct snapshot *snapshot)
{
	_cleanup_(groups_clear) struct groups groups = {0};
	struct protocol_context context;
	size_t n;
	int r;

	compose_context(snapshot_settings(snapshot), &context);
	r = group_by_services(snapshot, &context, &groups);
	if (r)
		return r;

	qsort(groups.entries, groups.n_entries, sizeof(*groups.entries), compare_groups);
	for (size_t i = 0; i < groups.n_entries; i += n) {
		size_t n_domains = 0;

		for (n = 0; i + n < groups.n_entries &&
			    !strcmp(groups.entries[i].text, groups.entries[i + n].text);
		     n++)
			n_domains += groups.entries[i + n].n_domains;
		print_group(&groups.entries[i], n_domains);
	}

	return 0;
}
