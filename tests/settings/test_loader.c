/* SPDX-License-Identifier: Apache-2.0 */
/* Good settings: what an empty file gives, what every setting becomes, and how domains inherit. */
#include "settings/loader.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "account.h"
#include "cleanup.h"
#include "load.h"
#include "settings.h"

static void load_good(const char *yaml, const struct file *files, struct loaded *ret_loaded)
{
	load(yaml, files, ret_loaded);
	check_complaints("good", ret_loaded, (const char *[]){NULL});
}

static void assert_address(const struct listen_address *address, const char *host, uint16_t port)
{
	const struct sockaddr_in *in = (const struct sockaddr_in *)&address->tcp;
	const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)&address->tcp;
	char text[INET6_ADDRSTRLEN];

	assert_int_equal(address->family, LISTEN_TCP);
	if (address->tcp.ss_family == AF_INET6)
		assert_non_null(inet_ntop(AF_INET6, &in6->sin6_addr, text, sizeof(text)));
	else
		assert_non_null(inet_ntop(AF_INET, &in->sin_addr, text, sizeof(text)));
	assert_string_equal(text, host);
	assert_int_equal(ntohs(in->sin_port), port);
}

static void assert_network(const struct network *network, const char *address, uint8_t prefix)
{
	char text[INET6_ADDRSTRLEN];

	assert_non_null(inet_ntop(AF_INET6, network->address, text, sizeof(text)));
	assert_string_equal(text, address);
	assert_int_equal(network->prefix, prefix);
}

static void test_defaults(void **state)
{
	const struct settings *s;
	struct loaded loaded;

	(void)state;
	load_good("", NULL, &loaded);
	s = loaded.settings;

	assert_int_equal(s->server.n_listen, 1);
	assert_address(&s->server.listen[0], "127.0.0.1", 4243);
	assert_true(s->server.has_management);
	assert_address(&s->server.management, "127.0.0.1", 4244);
	assert_string_equal(s->server.public_url, "http://127.0.0.1:4243");
	assert_string_equal(s->server.public_host, "127.0.0.1");
	assert_false(s->server.public_is_https);
	assert_int_equal(s->server.n_trusted_proxies, 2);
	assert_network(&s->server.trusted_proxies[0], "::ffff:127.0.0.0", 104);
	assert_network(&s->server.trusted_proxies[1], "::1", 128);
	assert_false(s->server.trust_unix);
	assert_int_equal(s->server.forwarded, FORWARDED_FOR | FORWARDED_PROTO);
	assert_true(s->server.plain_http);
	assert_int_equal(s->server.limits.header, 10000);
	assert_int_equal(s->server.limits.request, 20000);
	assert_int_equal(s->server.limits.idle, 75000);
	assert_int_equal(s->server.limits.connections, 10000);
	assert_int_equal(s->server.limits.waiting, 2000);
	assert_int_equal(s->server.drain, 10000);
	assert_null(s->server.state);
	assert_null(s->server.user);
	assert_int_equal(s->server.workers, 0);
	assert_null(s->directory.url);
	assert_string_equal(s->directory.schema, "carbone");
	assert_int_equal(s->directory.timeout.soft, 300);
	assert_int_equal(s->directory.timeout.hard, 1000);
	assert_int_equal(s->directory.cache.ttl, 60000);
	assert_int_equal(s->directory.cache.negative_ttl, 15000);
	assert_int_equal(s->directory.cache.stale, 86400000);
	assert_int_equal(s->directory.cache.entries, 20000);
	assert_int_equal(s->directory.refresh, 30000);
	assert_int_equal(s->directory.reveal, 0);
	assert_string_equal(texts_get(&s->provider.name, ""), "127.0.0.1");
	assert_null(s->oauth2);
	assert_int_equal(s->n_services, 0);
	assert_int_equal(s->n_domains, 0);
	assert_false(s->allow_cleartext);
	assert_int_equal(s->autodiscover.ttl_hours, 24);
	assert_string_equal(s->profiles.options.identifier, "1.0.0.127");
	assert_non_null(s->profiles.options.space);
	assert_null(s->profiles.options.organization);
	assert_null(s->profiles.signing.key_path);
	assert_int_equal(s->profiles.access, PROFILE_ACCESS_ANONYMOUS);
	assert_false(s->profiles.unsigned_when_expired);
	assert_null(s->server.management_token);
	assert_int_equal(s->profiles.link_ttl, 30 * 60 * 1000);
	assert_null(s->sign_on.issuer);
	assert_int_equal(s->pacc.submission_keys, PACC_SUBMISSION_SUBMIT | PACC_SUBMISSION_SMTP);
	assert_int_equal(s->log.level, LOG_LEVEL_INFO);
	assert_int_equal(s->log.format, LOG_FORMAT_JSON);
	assert_false(s->log.access);
	loaded_clear(&loaded);
}

static const char everything[] =
	"allow_cleartext: true\n"
	"server:\n"
	"  listen: [\"[::1]:1\", \"unix:/run/a.sock\"]\n"
	"  management: off\n"
	"  management_token_file: token\n"
	"  public_url: HTTPS://Auto.BÜCHER.example:8443//\n"
	"  trusted_proxies: [10.0.0.0/8, \"fd00::/8\", unix]\n"
	"  forwarded: [host]\n"
	"  plain_http: false\n"
	"  limits: {header: 1s, request: 2s, idle: 3s, connections: 4, waiting: 5}\n"
	"  drain: 6s\n"
	"  state: /state\n"
	"  workers: 7\n"
	"  user: carbone\n"
	"directory:\n"
	"  url_file: url\n"
	"  schema: custom\n"
	"  queries: {domains: D, user: U, alias: A, addresses: O}\n"
	"  timeout: {soft: 100ms, hard: 200ms}\n"
	"  cache: {ttl: 1s, negative_ttl: 2s, stale: 3s, entries: 4}\n"
	"  refresh: 5s\n"
	"  reveal: [login, switches]\n"
	"profiles:\n"
	"  organization: Org\n"
	"  identifier: org.example.x\n"
	"  signing: {certificate: cert, key: /dev/null, chain: cert}\n"
	"  when_expired: unsigned\n"
	"  access: link\n"
	"  link_key_file: keys\n"
	"  link_ttl: 1h\n"
	"sign_on: {issuer: \"https://sso.example.org\", client_id: id, client_secret_file: "
	"secret}\n"
	"autodiscover: {ttl: 2h}\n"
	"pacc: {submission_keys: submit}\n"
	"log: {level: debug, format: text, access: true}\n";

static const struct file everything_files[] = {
	{.name = "url", .content = "postgresql://u:p@h/d\n"},
	{.name = "cert", .content = "x"},
	{.name = "secret", .content = "s3cret\n"},
	{.name = "token", .content = "0123456789abcdef0123456789ABCDEF\n"},
	{.name = "keys", .content = "k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"},
	{0},
};

static void assert_server(const struct settings *s)
{
	assert_int_equal(s->server.n_listen, 2);
	assert_address(&s->server.listen[0], "::1", 1);
	assert_int_equal(s->server.listen[1].family, LISTEN_UNIX);
	assert_string_equal(s->server.listen[1].path, "/run/a.sock");
	assert_string_equal(s->server.listen[1].text, "unix:/run/a.sock");
	assert_false(s->server.has_management);
	assert_string_equal(s->server.public_url, "https://auto.xn--bcher-kva.example:8443");
	assert_string_equal(s->server.public_host, "auto.xn--bcher-kva.example");
	assert_true(s->server.public_is_https);
	assert_int_equal(s->server.n_trusted_proxies, 2);
	assert_network(&s->server.trusted_proxies[0], "::ffff:10.0.0.0", 104);
	assert_network(&s->server.trusted_proxies[1], "fd00::", 8);
	assert_true(s->server.trust_unix);
	assert_int_equal(s->server.forwarded, FORWARDED_HOST);
	assert_false(s->server.plain_http);
	assert_int_equal(s->server.limits.header, 1000);
	assert_int_equal(s->server.limits.request, 2000);
	assert_int_equal(s->server.limits.idle, 3000);
	assert_int_equal(s->server.limits.connections, 4);
	assert_int_equal(s->server.limits.waiting, 5);
	assert_int_equal(s->server.drain, 6000);
	assert_string_equal(s->server.state, "/state");
	assert_int_equal(s->server.workers, 7);
	assert_string_equal(s->server.user, "carbone");
}

static void assert_directory(const struct settings *s)
{
	assert_string_equal(s->directory.url, "postgresql://u:p@h/d");
	assert_string_equal(s->directory.schema, "custom");
	assert_string_equal(s->directory.queries.domains, "D");
	assert_string_equal(s->directory.queries.user, "U");
	assert_string_equal(s->directory.queries.alias, "A");
	assert_string_equal(s->directory.queries.addresses, "O");
	assert_int_equal(s->directory.timeout.soft, 100);
	assert_int_equal(s->directory.timeout.hard, 200);
	assert_int_equal(s->directory.cache.ttl, 1000);
	assert_int_equal(s->directory.cache.negative_ttl, 2000);
	assert_int_equal(s->directory.cache.stale, 3000);
	assert_int_equal(s->directory.cache.entries, 4);
	assert_int_equal(s->directory.refresh, 5000);
	assert_int_equal(s->directory.reveal, REVEAL_LOGIN | REVEAL_SWITCHES);
}

static void assert_profiles(const struct settings *s, const char *folder)
{
	assert_string_equal(s->profiles.options.organization, "Org");
	assert_string_equal(s->profiles.options.identifier, "org.example.x");
	assert_memory_equal(s->profiles.signing.certificate_path, folder, strlen(folder));
	assert_string_equal(s->profiles.signing.certificate_path + strlen(folder), "/cert");
	assert_string_equal(s->profiles.signing.chain_path + strlen(folder), "/cert");
	assert_string_equal(s->profiles.signing.key_path, "/dev/null");
	assert_true(s->profiles.unsigned_when_expired);
	assert_int_equal(s->profiles.access, PROFILE_ACCESS_LINK);
	assert_string_equal(s->profiles.link_keys,
			    "k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
	assert_string_equal(s->server.management_token, "0123456789abcdef0123456789ABCDEF");
	assert_int_equal(s->profiles.link_ttl, 60 * 60 * 1000);
	assert_string_equal(s->sign_on.issuer, "https://sso.example.org");
	assert_string_equal(s->sign_on.client_id, "id");
	assert_string_equal(s->sign_on.client_secret, "s3cret");
}

static void assert_everything(const struct settings *s, const char *folder)
{
	assert_true(s->allow_cleartext);
	assert_server(s);
	assert_directory(s);
	assert_profiles(s, folder);
	assert_int_equal(s->autodiscover.ttl_hours, 2);
	assert_int_equal(s->pacc.submission_keys, PACC_SUBMISSION_SUBMIT);
	assert_int_equal(s->log.level, LOG_LEVEL_DEBUG);
	assert_int_equal(s->log.format, LOG_FORMAT_TEXT);
	assert_true(s->log.access);
}

static void test_everything(void **state)
{
	struct loaded loaded;

	(void)state;
	load_good(everything, everything_files, &loaded);
	assert_everything(loaded.settings, loaded.folder);
	loaded_clear(&loaded);
}

static const char services[] =
	"provider: {name: Common, short_name: C, color: \"#000000\", documentation: {url: "
	"\"https://d.example\", title: D}, logo: {file: logo}}\n"
	"oauth2: {issuer: \"https://sso.example.org\", authorization_url: "
	"\"https://sso.example.org/a\", token_url: \"https://sso.example.org/t\", scope: mail}\n"
	"services:\n"
	"  - {type: imap, host: IMAP.Example.ORG., authentication: [oauth2, password]}\n"
	"  - {type: submission, host: \"smtp.%EMAILDOMAIN%\", security: starttls, username: "
	"\"%EMAILLOCALPART%\"}\n"
	"  - {type: managesieve, host: sieve.bücher.example}\n"
	"  - {type: ldap, host: ldap.example.org, port: 10636}\n"
	"  - {type: caldav, url: \"https://%EMAILDOMAIN%/%EMAILADDRESS%/\", root: "
	"\"https://Dav.example.org/\"}\n"
	"domains:\n"
	"  example.net:\n"
	"    provider: {name: {default: Net, de: Netz}, documentation: \"https://n.example\", "
	"logo: {url: \"https://n.example/l.png\"}}\n"
	"    services: [{type: pop3, host: pop.example.net}, {type: submission, host: "
	"smtp.example.net}]\n"
	"  example.com:\n"
	"  \"*\": {}\n"
	"  example.edu:\n"
	"    oauth2: {issuer: \"https://o.example\", authorization_url: \"https://o.example\", "
	"token_url: \"https://o.example\", scope: s, client_id: c}\n";

static const struct settings_domain *domain_find(const struct settings *s, const char *name)
{
	for (size_t i = 0; i < s->n_domains; i++)
		if (!strcmp(s->domains[i].name, name))
			return &s->domains[i];

	fail_msg("%s is not there", name);
	return NULL;
}

static void assert_service(const struct service *service, enum service_type type,
			   enum security security, const char *host, uint16_t port)
{
	assert_int_equal(service->type, type);
	assert_int_equal(service->security, security);
	assert_string_equal(service->host, host);
	assert_int_equal(service->port, port);
	assert_null(service->url);
	assert_false(service->username_is_literal);
}

static void test_services(void **state)
{
	static const struct file files[] = {{.name = "logo", .content = "<svg/>"}, {0}};
	const struct service *list;
	struct loaded loaded;

	(void)state;
	load_good(services, files, &loaded);
	list = loaded.settings->services;
	assert_int_equal(loaded.settings->n_services, 5);
	assert_service(&list[0], SERVICE_IMAP, SECURITY_TLS, "imap.example.org", 993);
	assert_string_equal(list[0].username, "%EMAILADDRESS%");
	assert_int_equal(list[0].n_authentications, 2);
	assert_int_equal(list[0].authentications[0], AUTHENTICATION_OAUTH2);
	assert_int_equal(list[0].authentications[1], AUTHENTICATION_PASSWORD);
	assert_service(&list[1], SERVICE_SUBMISSION, SECURITY_STARTTLS, "smtp.%EMAILDOMAIN%", 587);
	assert_string_equal(list[1].username, "%EMAILLOCALPART%");
	assert_int_equal(list[1].n_authentications, 1);
	assert_int_equal(list[1].authentications[0], AUTHENTICATION_PASSWORD);
	assert_service(&list[2], SERVICE_MANAGESIEVE, SECURITY_STARTTLS,
		       "sieve.xn--bcher-kva.example", 4190);
	assert_service(&list[3], SERVICE_LDAP, SECURITY_TLS, "ldap.example.org", 10636);
	assert_int_equal(list[4].security, SECURITY_TLS);
	assert_int_equal(list[4].port, 0);
	assert_null(list[4].host);
	assert_string_equal(list[4].url, "https://%EMAILDOMAIN%/%EMAILADDRESS%/");
	assert_string_equal(list[4].root, "https://dav.example.org/");
	loaded_clear(&loaded);
}

static void test_domains(void **state)
{
	static const struct file files[] = {{.name = "logo", .content = "<svg/>"}, {0}};
	const struct settings_domain *net, *com, *edu;
	const struct settings *s;
	struct loaded loaded;

	(void)state;
	load_good(services, files, &loaded);
	s = loaded.settings;
	assert_int_equal(s->n_domains, 4);
	net = domain_find(s, "example.net");
	com = domain_find(s, "example.com");
	edu = domain_find(s, "example.edu");

	assert_ptr_equal(com->provider, &s->provider);
	assert_ptr_equal(com->services, s->services);
	assert_ptr_equal(com->oauth2, s->oauth2);
	assert_int_equal(com->n_services, 5);
	assert_int_equal(s->provider.logo_size, 6);
	assert_memory_equal(s->provider.logo_bytes, "<svg/>", 6);

	assert_string_equal(texts_get(&net->provider->name, NULL), "Net");
	assert_string_equal(texts_get(&net->provider->name, "de"), "Netz");
	assert_string_equal(texts_get(&net->provider->short_name, ""), "C");
	assert_string_equal(net->provider->color, "#000000");
	assert_string_equal(net->provider->documentation, "https://n.example");
	assert_int_equal(net->provider->documentation_title.n_entries, 0);
	assert_string_equal(net->provider->logo, "https://n.example/l.png");
	assert_null(net->provider->logo_bytes);
	assert_int_equal(net->n_services, 2);
	assert_service(&net->services[0], SERVICE_POP3, SECURITY_TLS, "pop.example.net", 995);

	assert_string_equal(edu->oauth2->issuer, "https://o.example");
	assert_string_equal(edu->oauth2->client_id, "c");
	assert_null(s->oauth2->client_id);
	assert_ptr_equal(domain_find(s, "*")->services, s->services);
	loaded_clear(&loaded);
}

/* A domain is never nameless: its provider's name, else its own. */
static void test_names(void **state)
{
	const struct settings *s;
	struct loaded loaded;

	(void)state;
	load_good("server: {public_url: \"https://autoconfig.example.org\"}\n"
		  "domains: {a.example: {}, b.example: {provider: {short_name: B}}, \"*\": "
		  "{provider: {short_name: C}}}\n",
		  NULL, &loaded);
	s = loaded.settings;
	assert_string_equal(texts_get(&s->provider.name, ""), "autoconfig.example.org");
	assert_false(s->provider_is_named);
	assert_string_equal(texts_get(&domain_find(s, "a.example")->provider->name, ""),
			    "a.example");
	assert_string_equal(texts_get(&domain_find(s, "b.example")->provider->name, ""),
			    "b.example");
	assert_string_equal(texts_get(&domain_find(s, "b.example")->provider->short_name, ""), "B");
	assert_string_equal(texts_get(&domain_find(s, "*")->provider->name, ""),
			    "autoconfig.example.org");
	assert_string_equal(s->profiles.options.identifier, "org.example.autoconfig");
	loaded_clear(&loaded);
}

static void test_references(void **state)
{
	struct settings *settings;
	struct loaded loaded;

	(void)state;
	load_good("provider: {name: A}\n", NULL, &loaded);
	settings = settings_ref(loaded.settings);
	loaded_clear(&loaded);
	assert_string_equal(texts_get(&settings->provider.name, ""), "A");
	settings_unref(settings);
	settings_unref(NULL);
}

/*
 * A server without files loads from the memfd what the supervisor read; of the signing key it gets
 * nothing.
 */
static void test_bundle(void **state)
{
	_cleanup_(bundle_freep) struct bundle *bundle = NULL;
	struct complaints complaints = {0};
	struct settings *settings = NULL;
	struct loaded loaded;
	char *path, *folder;
	int fd;

	(void)state;
	load_good(everything, everything_files, &loaded);
	assert_int_equal(bundle_to_fd(loaded.bundle, &fd), 0);
	path = strdup(loaded.path);
	folder = strdup(loaded.folder);
	loaded_clear(&loaded);

	assert_int_equal(bundle_new_from_fd(fd, &bundle), 0);
	assert_int_equal(settings_load(bundle, path, &settings, &complaints), 0);
	assert_int_equal(complaints.n_entries, 0);
	assert_everything(settings, folder);

	assert_int_equal(write(fd, "x", 1), -1);
	assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
	settings_unref(settings);
	assert_int_equal(close(fd), 0);
	free(path);
	free(folder);
}

static void test_missing(void **state)
{
	_cleanup_(bundle_freep) struct bundle *bundle = NULL;
	struct complaints complaints = {0};
	struct settings *settings = NULL;
	char *line;

	(void)state;
	assert_int_equal(bundle_new_from_disk(&bundle), 0);
	assert_int_equal(settings_load(bundle, "/nowhere/x.yaml", &settings, &complaints),
			 SETTINGS_E_REFUSED);
	assert_int_equal(complaints.n_errors, 1);
	line = complaint_format(&complaints.entries[0]);
	assert_string_equal(
		line,
		"/nowhere/x.yaml: error: the settings cannot be read: No such file or directory");
	free(line);
	complaints_clear(&complaints);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_defaults), cmocka_unit_test(test_everything),
		cmocka_unit_test(test_services), cmocka_unit_test(test_domains),
		cmocka_unit_test(test_names),    cmocka_unit_test(test_references),
		cmocka_unit_test(test_bundle),   cmocka_unit_test(test_missing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
