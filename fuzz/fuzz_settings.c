/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A file of settings: whatever it holds, it is refused with words, or it is a value that the rest
 * can rely on.
 */
#include <string.h>
#include <sys/mman.h>

#include "base/address_syntax.h"
#include "cleanup.h"
#include "fuzz.h"
#include "settings.h"
#include "settings/bundle.h"
#include "text/placeholder.h"
#include "text/utf8.h"

/* A bundle that knows this one file, and opens none that it names. */
static struct bundle *bundle_of(const char *path)
{
	_cleanup_(bundle_freep) struct bundle *disk = NULL;
	_cleanup_(closep) int fd = -1;
	struct bundle *bundle = NULL;
	struct bundle_file file;

	PROMISE(!bundle_new_from_disk(&disk));
	(void)bundle_read(disk, path, &file);
	PROMISE(!bundle_to_fd(disk, &fd));
	PROMISE(!bundle_new_from_fd(fd, &bundle));
	return bundle;
}

static void check_complaints(const struct complaints *complaints)
{
	for (size_t i = 0; i < complaints->n_entries; i++) {
		_cleanup_(freep) char *line = complaint_format(&complaints->entries[i]);

		PROMISE(line && utf8_valid_line(line, strlen(line)));
	}
}

static void check_host(const char *host)
{
	char name[DOMAIN_NAME_MAX + 1];

	if (!placeholder_any(host))
		PROMISE(!domain_name_parse(host, strlen(host), name) && !strcmp(host, name));
}

static void check_services(const struct settings *settings, const struct service *services,
			   size_t n_services)
{
	for (size_t i = 0; i < n_services; i++) {
		const struct service *service = &services[i];

		PROMISE(service->type < _SERVICE_TYPE_MAX && service->security < _SECURITY_MAX);
		PROMISE(service->security != SECURITY_NONE || settings->allow_cleartext);
		PROMISE(service->n_authentications > 0 &&
			service->n_authentications <= _AUTHENTICATION_MAX);
		PROMISE(service->username && *service->username);
		PROMISE(!service->host != !service->url);
		PROMISE(!service->host == !service->port);
		PROMISE(!service->root || !placeholder_any(service->root));
		if (service->host)
			check_host(service->host);
	}
}

static void check_provider(const struct provider *provider)
{
	PROMISE(provider && texts_get(&provider->name, "de") && *texts_get(&provider->name, "de"));

	for (size_t i = 0; i < provider->name.n_entries; i++) {
		const char *name = provider->name.entries[i].value;

		PROMISE(utf8_valid_xml(name, strlen(name)));
	}
}

static void check_settings(const struct settings *settings)
{
	const char *url = settings->server.public_url;

	PROMISE(settings->server.n_listen > 0 && settings->server.n_listen <= SETTINGS_LISTEN_MAX);
	PROMISE(!strncmp(url, "http", 4) && url[strlen(url) - 1] != '/');
	PROMISE(settings->profiles.options.identifier && *settings->profiles.options.identifier);
	check_provider(&settings->provider);
	check_services(settings, settings->services, settings->n_services);

	for (size_t i = 0; i < settings->n_domains; i++) {
		const struct settings_domain *domain = &settings->domains[i];

		PROMISE(i == 0 || strcmp(settings->domains[i - 1].name, domain->name) < 0);
		if (strcmp(domain->name, "*") != 0)
			check_host(domain->name);
		check_provider(domain->provider);
		check_services(settings, domain->services, domain->n_services);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_(closep) int fd = memfd_create("fuzz", MFD_CLOEXEC);
	_cleanup_(bundle_freep) struct bundle *bundle = NULL;
	_cleanup_(settings_unrefp) struct settings *settings = NULL;
	struct complaints complaints = {0};
	char path[64];
	int r;

	PROMISE(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	PROMISE(lseek(fd, 0, SEEK_SET) == 0);
	bundle = bundle_of(path);

	r = settings_load(bundle, path, &settings, &complaints);
	PROMISE(r == 0 || r == SETTINGS_E_REFUSED);
	PROMISE(!complaints.n_errors == !r && !settings == !!r);
	check_complaints(&complaints);
	if (settings)
		check_settings(settings);
	complaints_clear(&complaints);
	return 0;
}
