/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses to listen on, and networks to believe. */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>

#include "base/arena.h"
#include "cleanup.h"
#include "settings.h"
#include "settings/drafts.h"
#include "settings/readers.h"

#define FORMS "127.0.0.1:4243, [::1]:4243 or unix:/path"

/* ---- addresses ---- */

/* Numbers only, so that nothing here waits for DNS. */
static bool ip_read(const char *host, bool is_bracketed, struct sockaddr_storage *ret)
{
	struct sockaddr_in *in = (struct sockaddr_in *)ret;
	struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)ret;

	if (is_bracketed) {
		in6->sin6_family = AF_INET6;
		return inet_pton(AF_INET6, host, &in6->sin6_addr) == 1;
	}

	in->sin_family = AF_INET;
	return inet_pton(AF_INET, strcmp(host, "localhost") ? host : "127.0.0.1", &in->sin_addr) ==
	       1;
}

/* The kernel's choice of a port helps tests, and nobody outside this machine. */
static bool is_loopback(const struct sockaddr_storage *address)
{
	const struct sockaddr_in *in = (const struct sockaddr_in *)address;
	const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)address;

	if (address->ss_family == AF_INET6)
		return IN6_IS_ADDR_LOOPBACK(&in6->sin6_addr);

	return in->sin_addr.s_addr == htonl(INADDR_LOOPBACK);
}

static const char *port_set(const char *text, struct sockaddr_storage *address)
{
	struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)address;
	char *end;
	unsigned long port;

	port = *text >= '0' && *text <= '9' ? strtoul(text, &end, 10) : 65536;
	if (port > 65535 || *end || (port == 0 && !is_loopback(address)))
		return "has no port between 1 and 65535";

	_Static_assert(offsetof(struct sockaddr_in, sin_port) ==
			       offsetof(struct sockaddr_in6, sin6_port),
		       "one place for the port");
	in6->sin6_port = htons((uint16_t)port);
	return NULL;
}

/* NULL, or what is wrong. */
static const char *tcp_read(struct reading *reading, const char *text,
			    struct listen_address *address)
{
	bool is_bracketed = *text == '[';
	const char *host = text + is_bracketed,
		   *end = is_bracketed ? strchr(text, ']') : strrchr(text, ':');

	if (!end || end == host || (is_bracketed && end[1] != ':'))
		return "is not an address with a port: " FORMS;

	host = reading_printf(reading, "%.*s", (int)(end - host), host);
	if (!ip_read(host, is_bracketed, &address->tcp))
		return "is not an address in numbers: " FORMS;

	address->family = LISTEN_TCP;
	return port_set(end + 1 + is_bracketed, &address->tcp);
}

static const char *unix_read(struct reading *reading, const char *path,
			     struct listen_address *address)
{
	if (*path != '/' || strlen(path) >= sizeof(((struct sockaddr_un *)NULL)->sun_path))
		return "must hold an absolute path of at most 107 bytes";

	address->family = LISTEN_UNIX;
	address->path = reading_keep_string(reading, path);
	return NULL;
}

static bool address_read(struct reading *reading, const struct place *place,
			 const struct setting *setting, struct listen_address *ret_address)
{
	const char *text = read_scalar(reading, place, setting), *wrong;
	struct listen_address address = {0};

	if (!text)
		return false;

	wrong = strncmp(text, "unix:", strlen("unix:"))
			? tcp_read(reading, text, &address)
			: unix_read(reading, text + strlen("unix:"), &address);
	if (wrong) {
		refuse(reading, place, "%.120s %s", text, wrong);
		return false;
	}

	address.text = reading_keep_string(reading, text);
	*ret_address = address;
	return true;
}

bool listen_is_same(const struct listen_address *a, const struct listen_address *b)
{
	const struct sockaddr_in *in = (const struct sockaddr_in *)&a->tcp;

	if (a->family != b->family)
		return false;
	if (a->family == LISTEN_UNIX)
		return !strcmp(a->path, b->path);

	return in->sin_port && !memcmp(&a->tcp, &b->tcp, sizeof(a->tcp));
}

static bool is_listed(const struct settings *settings, const struct listen_address *address)
{
	for (size_t i = 0; i < settings->server.n_listen; i++)
		if (listen_is_same(&settings->server.listen[i], address))
			return true;

	return false;
}

static void listen_add(struct reading *reading, const struct place *place,
		       const struct setting *setting, struct settings *settings)
{
	struct listen_address address;

	if (!address_read(reading, place, setting, &address))
		return;
	if (is_listed(settings, &address))
		refuse(reading, place, "%s is written twice", address.text);
	else
		settings->server.listen[settings->server.n_listen++] = address;
}

void read_listen(struct reading *reading, const struct place *place, const struct setting *setting,
		 void *member)
{
	struct settings *settings = member;
	size_t n = list_size(reading, place);

	if (n > SETTINGS_LISTEN_MAX) {
		refuse(reading, place, "more than %d addresses", SETTINGS_LISTEN_MAX);
		return;
	}
	if (place->node->kind == NODE_LIST && !n)
		refuse(reading, place, "at least one address is needed");

	settings->server.n_listen = 0;
	for (size_t i = 0; i < n; i++) {
		struct place item = list_item(reading, place, i);

		listen_add(reading, &item, setting, settings);
	}
}

void read_management(struct reading *reading, const struct place *place,
		     const struct setting *setting, void *member)
{
	struct settings *settings = member;
	struct listen_address *address = &settings->server.management;

	if (place->node->kind == NODE_TEXT && !strcmp(place->node->text, "off"))
		settings->server.has_management = false;
	else if (address_read(reading, place, setting, address))
		settings->server.has_management = true;
}

/* ---- networks ---- */

static bool is_v4_mapped(const struct network *network)
{
	struct in6_addr address;

	memcpy(&address, network->address, sizeof(address));
	return IN6_IS_ADDR_V4MAPPED(&address);
}

static bool network_address_read(const char *text, struct network *ret)
{
	if (inet_pton(AF_INET6, text, ret->address) == 1)
		return true;

	memset(ret->address, 0, sizeof(ret->address));
	ret->address[10] = ret->address[11] = 0xff;
	return inet_pton(AF_INET, text, ret->address + 12) == 1;
}

static bool prefix_read(const char *text, bool is_v4, uint8_t *ret_prefix)
{
	unsigned long prefix, max = is_v4 ? 32 : 128;
	char *end;

	if (*text < '0' || *text > '9')
		return false;

	prefix = strtoul(text, &end, 10);
	if (*end || prefix > max)
		return false;

	*ret_prefix = (uint8_t)(prefix + 128 - max);
	return true;
}

static bool network_read(struct reading *reading, const char *text, struct network *ret)
{
	const char *slash = strchrnul(text, '/');
	bool is_v4;

	if (!network_address_read(reading_printf(reading, "%.*s", (int)(slash - text), text), ret))
		return false;

	ret->prefix = 128;
	is_v4 = is_v4_mapped(ret) && !memchr(text, ':', (size_t)(slash - text));
	return !*slash || prefix_read(slash + 1, is_v4, &ret->prefix);
}

static bool has_bits_behind(const struct network *network)
{
	for (size_t bit = network->prefix; bit < 128; bit++)
		if (network->address[bit / 8] & 0x80 >> bit % 8)
			return true;

	return false;
}

static void proxy_add(struct reading *reading, const struct place *place,
		      const struct setting *setting, struct settings *settings)
{
	const char *text = read_scalar(reading, place, setting);
	struct network network;

	if (!text)
		return;
	if (!strcmp(text, "unix")) {
		settings->server.trust_unix = true;
		return;
	}
	if (!network_read(reading, text, &network)) {
		refuse(reading, place,
		       "%.80s is no address, no network (10.0.0.0/8, fd00::/8) and not the word "
		       "unix",
		       text);
		return;
	}

	if (has_bits_behind(&network))
		warn(reading, place, "%s has bits behind its prefix, which count for nothing",
		     text);
	settings->server.trusted_proxies[settings->server.n_trusted_proxies++] = network;
}

void read_trusted_proxies(struct reading *reading, const struct place *place,
			  const struct setting *setting, void *member)
{
	struct settings *settings = member;
	size_t n = list_size(reading, place);

	if (n > SETTINGS_TRUSTED_PROXIES_MAX) {
		refuse(reading, place, "more than %d networks", SETTINGS_TRUSTED_PROXIES_MAX);
		return;
	}

	settings->server.n_trusted_proxies = 0;
	settings->server.trust_unix = false;
	for (size_t i = 0; i < n; i++) {
		struct place item = list_item(reading, place, i);

		proxy_add(reading, &item, setting, settings);
	}
}
