/* SPDX-License-Identifier: Apache-2.0 */
/* What was imported as a settings file: what most domains have stands at its top, once. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/names.h"
#include "cleanup.h"
#include "commands/imported.h"
#include "commands/text_settings.h"
#include "protocols/pacc.h"
#include "provider.h"
#include "service.h"
#include "settings.h"
#include "settings/bundle.h"
#include "settings/loader.h"
#include "text/writer.h"

/* The parts of a domain, each as the text it has in the file; equal texts are one pointer. */
enum part {
	PART_PROVIDER,
	PART_OAUTH2,
	PART_SERVICES,
	_PART_MAX,
};

static const char *const part_names[_PART_MAX] = {
	[PART_PROVIDER] = "provider",
	[PART_OAUTH2] = "oauth2",
	[PART_SERVICES] = "services",
};

/* "": the domain has none. */
struct written {
	const char *parts[_PART_MAX];
};

/* ---- parts as text ---- */

/* Between double quotes JSON is YAML; "${" would be a variable of the environment. */
static void quoted_write(struct writer *writer, const char *text)
{
	writer_string(writer, "\"");
	for (const char *next; *text; text = next) {
		next = strstr(text + 1, "${");
		next = next ? next : text + strlen(text);
		if (!strncmp(text, "${", 2))
			writer_string(writer, "$");
		writer_json_escaped(writer, text, (size_t)(next - text));
	}
	writer_string(writer, "\"");
}

/* A flow map, "{a: 1, b: 2}": begins with an opening brace, then each member with what it needs. */
static void member_write(struct writer *writer, const char *name)
{
	bool is_first = writer->size && writer->bytes[writer->size - 1] == '{';

	writer_printf(writer, "%s%s: ", is_first ? "" : ", ", name);
}

static void text_member_write(struct writer *writer, const char *name, const char *value)
{
	if (!value)
		return;

	member_write(writer, name);
	quoted_write(writer, value);
}

static void texts_write(struct writer *writer, const char *name, const struct texts *texts)
{
	if (!texts->n_entries)
		return;

	if (texts->n_entries == 1 && !texts->entries[0].language[0]) {
		text_member_write(writer, name, texts->entries[0].value);
		return;
	}

	member_write(writer, name);
	writer_string(writer, "{");
	for (size_t i = 0; i < texts->n_entries; i++)
		text_member_write(writer,
				  texts->entries[i].language[0] ? texts->entries[i].language
								: "default",
				  texts->entries[i].value);
	writer_string(writer, "}");
}

static void provider_write(struct writer *writer, const struct domain *domain)
{
	const struct provider *provider = domain->provider;

	if (!provider->name.n_entries && !provider->short_name.n_entries &&
	    !provider->documentation)
		return;

	writer_string(writer, "{");
	texts_write(writer, "name", &provider->name);
	texts_write(writer, "short_name", &provider->short_name);
	if (provider->documentation) {
		member_write(writer, "documentation");
		writer_string(writer, "{");
		text_member_write(writer, "url", provider->documentation);
		texts_write(writer, "title", &provider->documentation_title);
		writer_string(writer, "}");
	}
	writer_string(writer, "}");
}

static void oauth2_write(struct writer *writer, const struct domain *domain)
{
	const struct oauth2 *oauth2 = domain->oauth2;

	if (!oauth2)
		return;

	writer_string(writer, "{");
	text_member_write(writer, "issuer", oauth2->issuer);
	text_member_write(writer, "authorization_url", oauth2->authorization_url);
	text_member_write(writer, "token_url", oauth2->token_url);
	text_member_write(writer, "scope", oauth2->scope);
	text_member_write(writer, "client_id", oauth2->client_id);
	writer_string(writer, "}");
}

static void authentications_write(struct writer *writer, const struct service *service)
{
	if (service->n_authentications == 1 &&
	    service->authentications[0] == AUTHENTICATION_PASSWORD)
		return;

	member_write(writer, "authentication");
	for (size_t i = 0; i < service->n_authentications; i++)
		writer_printf(writer, "%s%s", i ? ", " : "[",
			      authentication_names[service->authentications[i]]);
	writer_string(writer, "]");
}

static void service_write(struct writer *writer, const struct service *service)
{
	writer_printf(writer, "- {type: %s", service_type_names[service->type]);
	text_member_write(writer, "url", service->url);
	text_member_write(writer, "root", service->root);
	text_member_write(writer, "host", service->host);
	if (service->host)
		writer_printf(writer, ", port: %u, security: %s", service->port,
			      security_names[service->security]);
	text_member_write(writer, "label", service->label);
	text_member_write(writer, "search_base", service->search_base);
	if (strcmp(service->username, "%EMAILADDRESS%"))
		text_member_write(writer, "username", service->username);
	authentications_write(writer, service);
	writer_string(writer, "}\n");
}

static void services_write(struct writer *writer, const struct domain *domain)
{
	for (size_t i = 0; i < domain->n_services; i++)
		service_write(writer, &domain->services[i]);
}

static int part_write(struct arena *arena, const struct domain *domain, enum part part,
		      const char **ret_text)
{
	static void (*const writes[_PART_MAX])(struct writer *, const struct domain *) = {
		[PART_PROVIDER] = provider_write,
		[PART_OAUTH2] = oauth2_write,
		[PART_SERVICES] = services_write,
	};
	_cleanup_(freep) char *text = NULL;
	struct writer writer = {0};
	int r;

	writes[part](&writer, domain);
	r = writer_finish_string(&writer, &text, NULL);
	if (r)
		return r;

	*ret_text = arena_intern(arena, text);
	return *ret_text ? 0 : -ENOMEM;
}

/* ---- what most have ---- */

static int pointer_compare(const void *left, const void *right)
{
	const char *a = *(const char *const *)left, *b = *(const char *const *)right;

	return a < b ? -1 : a > b;
}

/* The text that most domains have for a part, of those that have one. */
static const char *commonest(const struct written *written, size_t n, enum part part)
{
	_cleanup_(freep) const char **texts = calloc(n + 1, sizeof(*texts));
	const char *best = "";
	size_t n_best = 0, n_run = 0;

	if (!texts)
		return "";

	for (size_t i = 0; i < n; i++)
		texts[i] = written[i].parts[part];
	qsort(texts, n, sizeof(*texts), pointer_compare);
	for (size_t i = 0; i < n; i++) {
		n_run = i && texts[i] == texts[i - 1] ? n_run + 1 : 1;
		if (n_run > n_best && *texts[i]) {
			n_best = n_run;
			best = texts[i];
		}
	}

	return best;
}

/* Members that a domain does not have would come from the top of the file. */
static bool provider_covers(const struct provider *provider, const struct provider *common)
{
	return (provider->name.n_entries || !common->name.n_entries) &&
	       (provider->short_name.n_entries || !common->short_name.n_entries) &&
	       (provider->documentation || !common->documentation);
}

static const char *common_provider(const struct imported *imported, const struct written *written)
{
	const char *text = commonest(written, imported->n_domains, PART_PROVIDER);
	const struct provider *common = NULL;

	for (size_t i = 0; !common && i < imported->n_domains; i++)
		if (written[i].parts[PART_PROVIDER] == text)
			common = imported->domains[i].provider;

	for (size_t i = 0; *text && i < imported->n_domains; i++)
		if (!provider_covers(imported->domains[i].provider, common))
			return "";

	return text;
}

/* A domain can have another authorization server than the common one, but not none. */
static const char *common_oauth2(const struct imported *imported, const struct written *written)
{
	for (size_t i = 1; i < imported->n_domains; i++)
		if (written[i].parts[PART_OAUTH2] != written[0].parts[PART_OAUTH2])
			return "";

	return written[0].parts[PART_OAUTH2];
}

/* ---- the file ---- */

static void lines_write(struct writer *writer, const char *lines, const char *indentation)
{
	for (size_t size; *lines; lines += size) {
		size = strcspn(lines, "\n") + 1;
		writer_string(writer, indentation);
		writer_bytes(writer, lines, size);
	}
}

static void part_place(struct writer *writer, enum part part, const char *text,
		       const char *indentation)
{
	writer_printf(writer, "%s%s:", indentation, part_names[part]);
	if (part != PART_SERVICES) {
		writer_printf(writer, " %s\n", text);
		return;
	}
	if (!*text) {
		writer_string(writer, " []\n");
		return;
	}

	writer_string(writer, "\n");
	lines_write(writer, text, *indentation ? "      " : "  ");
}

/* Where PACC would tell people another login than theirs; nobody was told anything by it so far. */
static bool is_no_pacc(const struct domain *domain)
{
	struct domain published = *domain;
	const struct service *service;

	published.has_pacc = true;
	return pacc_refusal(&published, &service) == PACC_E_LOGIN;
}

static void domain_place(struct writer *writer, const struct domain *domain,
			 const struct written *written, const struct written *common)
{
	bool is_common = !is_no_pacc(domain);

	for (size_t i = 0; i < _PART_MAX; i++)
		is_common = is_common && written->parts[i] == common->parts[i];

	writer_printf(writer, "  \"%s\":%s\n", domain->name, is_common ? " {}" : "");
	for (size_t i = 0; i < _PART_MAX; i++)
		if (written->parts[i] != common->parts[i] &&
		    (i == PART_SERVICES || *written->parts[i]))
			part_place(writer, (enum part)i, written->parts[i], "    ");
	if (is_no_pacc(domain))
		writer_string(writer, "    pacc: false\n");
}

static int file_write(struct imported *imported, const struct written *written, char **ret_text,
		      size_t *ret_size)
{
	struct writer writer = {0};
	struct written common = {{
		[PART_PROVIDER] = common_provider(imported, written),
		[PART_OAUTH2] = common_oauth2(imported, written),
		[PART_SERVICES] = commonest(written, imported->n_domains, PART_SERVICES),
	}};

	/* Empty texts are one pointer, too. */
	for (size_t i = 0; i < _PART_MAX; i++)
		common.parts[i] = arena_intern(imported->arena, common.parts[i]);

	writer_printf(&writer, "# Imported from %s: %zu domains.\n", imported->origin,
		      imported->n_domains);
	if (imported->allow_cleartext)
		writer_string(&writer, "allow_cleartext: true\n");
	for (size_t i = 0; i < _PART_MAX; i++)
		if (common.parts[i] && *common.parts[i])
			part_place(&writer, (enum part)i, common.parts[i], "");
	writer_string(&writer, "domains:\n");
	for (size_t i = 0; i < imported->n_domains; i++)
		domain_place(&writer, &imported->domains[i], &written[i], &common);

	return writer_finish_string(&writer, ret_text, ret_size);
}

static int parts_write(struct imported *imported, struct written **ret_written)
{
	_cleanup_(freep) struct written *written = calloc(imported->n_domains, sizeof(*written));
	int r = written ? 0 : -ENOMEM;

	for (size_t i = 0; !r && i < imported->n_domains; i++)
		for (size_t j = 0; !r && j < _PART_MAX; j++)
			r = part_write(imported->arena, &imported->domains[i], (enum part)j,
				       &written[i].parts[j]);
	if (!r)
		*ret_written = TAKE_PTR(written);

	return r;
}

/* What `check` would say of it. */
static int file_check(struct imported *imported, const char *text, size_t size)
{
	_cleanup_(settings_unrefp) struct settings *settings = NULL;
	struct complaints complaints = {0};
	int r = text_settings_load(text, size, &settings, &complaints);

	for (size_t i = 0; i < complaints.n_entries; i++) {
		const struct complaint *complaint = &complaints.entries[i];

		if (complaint->is_warning)
			imported_note("line %u: warning: %s", complaint->line, complaint->sentence);
		else
			imported_lose(imported, "line %u: error: %s", complaint->line,
				      complaint->sentence);
	}
	complaints_clear(&complaints);

	return r < 0 ? r : 0;
}

int imported_write_yaml(struct imported *imported)
{
	_cleanup_(freep) struct written *written = NULL;
	_cleanup_(freep) char *text = NULL;
	size_t size;
	int r = parts_write(imported, &written);

	if (!r)
		r = file_write(imported, written, &text, &size);
	if (!r && size > BUNDLE_FILE_MAX)
		r = -EMSGSIZE;
	if (r == -EMSGSIZE) {
		imported_note("this is too much for one file: --database puts it into tables");
		return 1;
	}
	if (r)
		return r;

	if (fwrite(text, 1, size, stdout) != size || fflush(stdout))
		return -errno;

	return file_check(imported, text, size);
}
