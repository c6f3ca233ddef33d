/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What no row can see alone: settings that contradict one another, and defaults that come from
 * another setting.
 */
#include <string.h>

#include "cleanup.h"
#include "settings.h"
#include "settings/drafts.h"
#include "settings/readers.h"
#include "signer.h"

/* The place of a setting, or of the section it would stand in. */
static struct place place_of(struct reading *reading, const struct place *root, const char *path)
{
	struct place place = {.node = root->node, .path = path};

	for (const char *dot = strchrnul(path, '.');; dot = strchrnul(dot + 1, '.')) {
		const struct node *node = node_find(
			root->node, reading_printf(reading, "%.*s", (int)(dot - path), path));

		if (node)
			place.node = node;
		if (!node || !*dot)
			return place;
	}
}

static bool is_set(const struct place *root, const char *path)
{
	return node_find(root->node, path);
}

/* ---- settings that need or contradict one another ---- */

/* clang-format off */
static const struct need {
	const char *path, *needs;
} needs[] = {
	{"profiles.signing.key",         "profiles.signing.certificate"},
	{"profiles.signing.certificate", "profiles.signing.key"},
	{"profiles.signing.chain",       "profiles.signing.certificate"},
	{"server.management_token_file", "profiles.link_key_file"},
	{"sign_on.issuer",               "sign_on.client_id"},
	{"sign_on.client_id",            "sign_on.issuer"},
	{"sign_on.client_secret",        "sign_on.client_id"},
	{"sign_on.client_secret_file",   "sign_on.client_id"},
};
/* clang-format on */

static void check_needs(struct reading *reading, const struct place *root)
{
	for (size_t i = 0; i < ARRAY_SIZE(needs); i++) {
		struct place place = place_of(reading, root, needs[i].path);

		if (is_set(root, needs[i].path) && !is_set(root, needs[i].needs))
			refuse(reading, &place, "%s must be there, too", needs[i].needs);
	}
}

static bool is_custom(const struct settings *settings)
{
	return !strcmp(settings->directory.schema, "custom");
}

static bool soft_is_over_hard(const struct settings *settings)
{
	return settings->directory.timeout.soft > settings->directory.timeout.hard;
}

static bool header_is_over_request(const struct settings *settings)
{
	return settings->server.limits.header > settings->server.limits.request;
}

static bool lacks_custom_queries(const struct settings *settings)
{
	return is_custom(settings) &&
	       ((settings->directory.list && !settings->directory.queries.domains) ||
		!settings->directory.queries.user);
}

static bool lists_nothing(const struct settings *settings)
{
	return !settings->directory.list && !settings->n_domains;
}

static bool has_idle_queries(const struct settings *settings)
{
	return !is_custom(settings) &&
	       (settings->directory.queries.domains || settings->directory.queries.services ||
		settings->directory.queries.texts || settings->directory.queries.user ||
		settings->directory.queries.alias || settings->directory.queries.addresses);
}

static bool function_is_elsewhere(const struct settings *settings)
{
	return settings->directory.function && settings->directory.url &&
	       strncmp(settings->directory.url, "postgres", strlen("postgres")) != 0;
}

static bool lacks_link_keys(const struct settings *settings)
{
	return settings->profiles.access == PROFILE_ACCESS_LINK && !settings->profiles.link_keys;
}

static bool lacks_sign_on(const struct settings *settings)
{
	return settings->profiles.access == PROFILE_ACCESS_SIGN_ON && !settings->sign_on.issuer;
}

static bool management_is_public(const struct settings *settings)
{
	for (size_t i = 0; settings->server.has_management && i < settings->server.n_listen; i++)
		if (listen_is_same(&settings->server.listen[i], &settings->server.management))
			return true;

	return false;
}

static bool is_plain_in_public(const struct settings *settings)
{
	const char *host = settings->server.public_host;

	return !settings->server.public_is_https && strncmp(host, "127.", 4) != 0 &&
	       strcmp(host, "localhost") != 0;
}

static bool is_below_a_path(const struct settings *settings)
{
	return strchr(strstr(settings->server.public_url, "://") + strlen("://"), '/');
}

static bool serves_nobody(const struct settings *settings)
{
	return !settings->directory.url && !settings->n_domains && settings->n_services;
}

/* clang-format off */
static const struct check {
	const char *path;
	bool (*is_wrong)(const struct settings *settings);
	bool is_warning;
	const char *sentence;
	/* where one of these stands there the sentence is not true, also if it was refused */
	const char *unless[2];
} checks[] = {
	{"directory.timeout.soft", soft_is_over_hard, false, "this is longer than directory.timeout.hard"},
	{"server.limits.header", header_is_over_request, false, "this is longer than server.limits.request"},
	{"server.management", management_is_public, false, "this is an address of server.listen, and must not be reached by strangers"},
	{"directory.schema", lacks_custom_queries, false, "custom needs directory.queries.user, and directory.queries.domains unless directory.list is false"},
	{"directory.list", lists_nothing, true, "no domain is served: there is no entry in domains"},
	{"directory.queries", has_idle_queries, false, "queries belong to directory.schema: custom"},
	{"directory.function", function_is_elsewhere, false, "only PostgreSQL has functions that can be asked like a table"},
	{"profiles.access", lacks_link_keys, false, "link needs profiles.link_key_file"},
	{"profiles.access", lacks_sign_on, false, "sign-on needs the section sign_on"},
	{"server.public_url", is_plain_in_public, true, "mail programs and devices want https from everybody but this machine"},
	{"server.public_url", is_below_a_path, true, "the page for people needs a URL without a path: its form and its files are at the top of the host"},
	{"services", serves_nobody, true, "no domain gets these: there is neither a directory.url nor an entry in domains",
	 .unless = {"directory.url", "directory.url_file"}},
};
/* clang-format on */

static bool is_excused(const struct check *check, const struct place *root)
{
	for (size_t i = 0; i < ARRAY_SIZE(check->unless) && check->unless[i]; i++)
		if (is_set(root, check->unless[i]))
			return true;

	return false;
}

static void check_all(struct reading *reading, const struct place *root)
{
	for (size_t i = 0; i < ARRAY_SIZE(checks); i++) {
		struct place place = place_of(reading, root, checks[i].path);

		if (!checks[i].is_wrong(reading->settings) || is_excused(&checks[i], root))
			continue;
		if (checks[i].is_warning)
			warn(reading, &place, "%s", checks[i].sentence);
		else
			refuse(reading, &place, "%s", checks[i].sentence);
	}
}

static void check_services(struct reading *reading, const struct place *root)
{
	const struct settings *settings = reading->settings;
	const struct service_list list = {settings->services, settings->n_services};
	struct place place = place_of(reading, root, "services");

	if (place.node->kind == NODE_LIST && list.n_services)
		services_warn(reading, &place, &list, settings->oauth2);
}

/* ---- defaults that come from server.public_url ---- */

static void set_provider_name(struct reading *reading)
{
	struct texts *name = &reading->settings->provider.name;
	struct text *text;

	reading->settings->provider_is_named = name->n_entries;
	if (name->n_entries)
		return;

	text = reading_keep(reading, sizeof(*text));
	if (!text)
		return;

	*text = (struct text){"", reading->settings->server.public_host};
	*name = (struct texts){text, 1};
}

/* "autoconfig.example.org" becomes "org.example.autoconfig". */
static void set_identifier(struct reading *reading)
{
	struct profile_options *options = &reading->settings->profiles.options;
	const char *host = reading->settings->server.public_host, *reversed = "";

	if (options->identifier || !host)
		return;

	for (size_t size; *host; host += size + (host[size] == '.')) {
		size = strcspn(host, ".");
		reversed = reading_printf(reading, "%.*s%s%s", (int)size, host,
					  *reversed ? "." : "", reversed);
	}
	options->identifier = reading_keep_string(reading, reversed);
}

/* So that it is not computed again for each profile. */
static void set_namespace(struct reading *reading)
{
	struct profile_options *options = &reading->settings->profiles.options;
	unsigned char *space = reading_keep(reading, PROFILE_NAMESPACE_SIZE);

	if (space && options->identifier && !profile_namespace(options->identifier, space))
		options->space = space;
}

static void check_profiles(struct reading *reading, const struct place *root)
{
	struct settings *settings = reading->settings;
	struct place place = place_of(reading, root, "profiles");

	if (settings->profiles.signing.key_path)
		settings->profiles.options.size_max = SIGNER_CONTENT_MAX;
	profiles_warn(reading, &place, &settings->profiles.options, &settings->provider);
}

void checks_run(struct reading *reading, const struct place *root)
{
	check_needs(reading, root);
	check_all(reading, root);
	check_services(reading, root);
	set_provider_name(reading);
	set_identifier(reading);
	set_namespace(reading);
	check_profiles(reading, root);
}
