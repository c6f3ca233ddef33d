/* SPDX-License-Identifier: Apache-2.0 */
/* `import ispdb`: Mozilla's files about providers (autoconfig-06, and the 1.1 of its database). */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/address_syntax.h"
#include "base/arena.h"
#include "cleanup.h"
#include "commands/client_config.h"
#include "commands/imported.h"
#include "commands/provider_file.h"
#include "directory/value.h"
#include "text/utf8.h"

#define TITLES_MAX 64
#define TITLE_MAX 200 /* characters, as in the settings */

/* ---- provider ---- */

static int name_read(struct provider_file *file, const struct element *name, size_t length_max,
		     struct texts *texts)
{
	struct text *text;

	if (!name->text[0] || texts->n_entries)
		return 0;
	if (!value_is_text(name->text) ||
	    utf8_length(name->text, strlen(name->text)) > length_max) {
		imported_lose(file->imported, "%s:%u: this %s is left out: at most %zu characters",
			      file->path, name->line, name->name, length_max);
		return 0;
	}

	text = arena_allocate(file->imported->arena, sizeof(*text));
	if (!text)
		return -ENOMEM;

	*text = (struct text){"", name->text};
	*texts = (struct texts){text, 1};
	return 0;
}

/* descr of documentation, instruction of enable: titles by language. */
static int titles_read(struct provider_file *file, const struct element *page, const char *name,
		       struct texts *texts)
{
	struct text *entries = arena_allocate(file->imported->arena, TITLES_MAX * sizeof(*entries));
	size_t n = 0;

	if (!entries)
		return -ENOMEM;

	for (const struct element *title = element_child(page, name); title && n < TITLES_MAX;
	     title = element_next(title, name)) {
		const char *language = element_language(title);

		if (!value_is_text(title->text) || (*language && !value_is_language(language)) ||
		    utf8_length(title->text, strlen(title->text)) > TITLE_MAX)
			imported_lose(file->imported, "%s:%u: this %s is left out", file->path,
				      title->line, name);
		else
			entries[n++] = (struct text){language, title->text};
	}

	*texts = (struct texts){entries, n};
	return 0;
}

/* We have one page: the first. */
static int page_read(struct provider_file *file, const struct element *page, const char *url,
		     const char *titles)
{
	if (file->provider.documentation || !url || !value_is_https_url(url)) {
		imported_lose(file->imported, "%s:%u: the %s %s is left out: %s", file->path,
			      page->line, page->name, url ? url : "without a URL",
			      file->provider.documentation ? "there is room for one page alone"
							   : "it is no https URL");
		return 0;
	}

	file->provider.documentation = url;
	return titles_read(file, page, titles, &file->provider.documentation_title);
}

/* ---- sign-on ---- */

/* In Mozilla's database a bare host. */
static const char *issuer_read(struct provider_file *file, const char *issuer)
{
	_cleanup_(freep) char *url = NULL;
	char name[DOMAIN_NAME_MAX + 1];

	if (!issuer || domain_name_parse(issuer, strlen(issuer), name))
		return issuer;
	if (asprintf(&url, "https://%s", name) < 0)
		return NULL;

	return arena_string(file->imported->arena, url);
}

static int oauth2_read(struct provider_file *file, const struct element *element)
{
	struct oauth2 *oauth2 = arena_allocate(file->imported->arena, sizeof(*oauth2));

	if (!oauth2)
		return -ENOMEM;

	*oauth2 = (struct oauth2){
		.issuer = issuer_read(file, element_text(element, "issuer")),
		.authorization_url = element_text(element, "authURL"),
		.token_url = element_text(element, "tokenURL"),
		.scope = element_text(element, "scope"),
		.client_id = element_text(element, "clientID"),
	};
	if (oauth2->issuer && oauth2->authorization_url && oauth2->token_url && oauth2->scope &&
	    value_is_https_url(oauth2->issuer) && value_is_https_url(oauth2->authorization_url) &&
	    value_is_https_url(oauth2->token_url) && value_is_scope(oauth2->scope))
		file->oauth2 = oauth2;
	else
		imported_lose(file->imported,
			      "%s:%u: oAuth2 is left out: it needs issuer, authURL, tokenURL "
			      "(https) and scope",
			      file->path, element->line);
	if (element_text(element, "clientSecret"))
		imported_lose(file->imported,
			      "%s:%u: clientSecret is left out: a public client "
			      "has none",
			      file->path, element->line);

	return 0;
}

/* ---- the document ---- */

/* Elements that stand below clientConfig or emailProvider, in any order. */
static int part_read(struct provider_file *file, const struct element *element)
{
	static const char servers[] = "incomingServer outgoingServer calendar addressbook "
				      "addressBook fileShare chatServer setupServer";
	const char *name = element->name;

	if (words_have(servers, name))
		return provider_file_read_server(file, element);
	if (!strcmp(name, "displayName"))
		return name_read(file, element, PROVIDER_NAME_MAX, &file->provider.name);
	if (!strcmp(name, "displayShortName"))
		return name_read(file, element, PROVIDER_SHORT_NAME_MAX,
				 &file->provider.short_name);
	if (!strcmp(name, "documentation"))
		return page_read(file, element, element_attribute(element, "url"), "descr");
	if (!strcmp(name, "webMail"))
		return provider_file_read_webmail(file, element);
	if (!strcmp(name, "oAuth2"))
		return oauth2_read(file, element);
	if (!words_have("emailProvider domain clientConfigUpdate enable", name))
		imported_note("%s:%u: %s is not known here and left out", file->path, element->line,
			      name);

	return 0;
}

static int parts_read(struct provider_file *file, const struct element *parent)
{
	int r = 0;

	for (const struct element *child = parent->children; !r && child; child = child->next) {
		r = part_read(file, child);
		if (!r && !strcmp(child->name, "emailProvider"))
			r = parts_read(file, child);
	}

	return r;
}

/* "Switch IMAP on first": people have to see that, so it comes where documentation stands. */
static int enable_read(struct provider_file *file, const struct element *parent)
{
	int r = 0;

	for (const struct element *child = element_child(parent, "enable"); !r && child;
	     child = element_next(child, "enable"))
		r = page_read(file, child, element_attribute(child, "visiturl"), "instruction");

	return r;
}

static int domain_add(struct provider_file *file, const struct element *element)
{
	struct imported *imported = file->imported;
	const char *purpose = element_attribute(element, "purpose");
	struct domain domain = {.oauth2 = file->oauth2, .n_services = file->n_services};
	char name[DOMAIN_NAME_MAX + 1];

	if (purpose) {
		imported_lose(imported, "%s:%u: %s is left out: it is no mail domain, but the %s's",
			      file->path, element->line, element->text, purpose);
		return 0;
	}
	if (domain_name_parse(element->text, strlen(element->text), name)) {
		imported_lose(imported, "%s:%u: %s is left out: it is no domain name", file->path,
			      element->line, element->text);
		return 0;
	}
	if (imported_find(imported, name)) {
		imported_lose(imported, "%s:%u: %s is left out: it was there before", file->path,
			      element->line, name);
		return 0;
	}

	domain.name = domain.canonical = arena_string(imported->arena, name);
	return domain.name ? imported_add(imported, &domain) : -ENOMEM;
}

static int domains_add(struct provider_file *file, const struct element *provider)
{
	struct arena *arena = file->imported->arena;
	struct service *services = arena_allocate(arena, sizeof(file->services));
	struct provider *kept = arena_allocate(arena, sizeof(*kept));
	size_t first = file->imported->n_domains;
	int r = services && kept ? 0 : -ENOMEM;

	if (r)
		return r;

	*kept = file->provider;
	memcpy(services, file->services, sizeof(file->services));
	for (const struct element *child = element_child(provider, "domain"); !r && child;
	     child = element_next(child, "domain"))
		r = domain_add(file, child);
	for (size_t i = first; i < file->imported->n_domains; i++) {
		file->imported->domains[i].provider = kept;
		file->imported->domains[i].services = services;
	}

	return r;
}

static int document_read(struct provider_file *file, const struct element *root)
{
	const struct element *provider = element_child(root, "emailProvider");
	int r;

	if (strcmp(root->name, "clientConfig") || !provider) {
		imported_lose(file->imported, "%s is no clientConfig with an emailProvider",
			      file->path);
		return 0;
	}

	r = parts_read(file, root);
	if (!r)
		r = enable_read(file, provider);
	if (!r)
		r = enable_read(file, root);
	if (!r && !file->n_services)
		imported_lose(file->imported, "%s has no server that can be announced", file->path);

	return r ? r : domains_add(file, provider);
}

int import_ispdb(struct imported *imported, const char *const *paths, size_t n_paths)
{
	int r = 0;

	imported->origin = n_paths == 1 ? paths[0] : "several files";
	for (size_t i = 0; !r && i < n_paths; i++) {
		struct provider_file file = {.imported = imported, .path = paths[i]};
		_cleanup_(freep) char *message = NULL;
		struct element *root;

		r = client_config_read(imported->arena, paths[i], &root, &message);
		if (r > 0)
			imported_lose(imported, "%s: %s", paths[i], message);
		r = r > 0 ? 0 : r ? r : document_read(&file, root);
	}

	return r;
}
