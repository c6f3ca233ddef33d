/* SPDX-License-Identifier: Apache-2.0 */
/* The list of services: what each type needs, and what it gets when nothing is said. */
#include <string.h>

#include "base/names.h"
#include "cleanup.h"
#include "settings.h"
#include "settings/drafts.h"
#include "settings/forms.h"
#include "settings/readers.h"
#include "text/placeholder.h"
#include "text/utf8.h"

#define SERVICES_MAX 64

/* ports: none for a service that is only ever a URL.  scheme: none for one that is never a URL. */
/* clang-format off */
static const struct trait {
	uint16_t ports[_SECURITY_MAX];
	bool is_upgraded; /* starttls when nothing is said */
	const char *scheme, *scheme_cleartext;
	bool has_root;
	bool is_open; /* nobody logs in when nothing is said */
	bool has_label, has_search_base;
} traits[_SERVICE_TYPE_MAX] = {
	/*                                  none  starttls tls */
	[SERVICE_IMAP]        = {.ports = {143,  143,  993}},	/* RFC 8314 */
	[SERVICE_POP3]        = {.ports = {110,  110,  995}},	/* RFC 8314 */
	[SERVICE_SUBMISSION]  = {.ports = {587,  587,  465}},	/* RFC 6409, RFC 8314 */
	[SERVICE_MANAGESIEVE] = {.ports = {4190, 4190, 4190}, .is_upgraded = true},	/* RFC 5804 */
	[SERVICE_LDAP]        = {.ports = {389,  389,  636}, .has_search_base = true},	/* RFC 4511 */
	[SERVICE_XMPP]        = {.ports = {5222, 5222, 5223}, .scheme = "wss", .scheme_cleartext = "ws"},	/* RFC 6120, RFC 7395, XEP-0368 */
	[SERVICE_CALDAV]      = {.scheme = "https", .scheme_cleartext = "http", .has_root = true},
	[SERVICE_CARDDAV]     = {.scheme = "https", .scheme_cleartext = "http", .has_root = true},
	[SERVICE_WEBDAV]      = {.scheme = "https", .scheme_cleartext = "http", .has_root = true},
	[SERVICE_ACTIVESYNC]  = {.scheme = "https", .scheme_cleartext = "http"},
	[SERVICE_WEBMAIL]     = {.scheme = "https", .scheme_cleartext = "http"},
	[SERVICE_JMAP]        = {.scheme = "https", .scheme_cleartext = "http"},
	[SERVICE_EWS]         = {.scheme = "https", .scheme_cleartext = "http"},
	[SERVICE_SUBSCRIBED_CALENDAR] = {.scheme = "https", .scheme_cleartext = "http", .is_open = true, .has_label = true},
};
/* clang-format on */

static bool has_ports(const struct trait *trait)
{
	return trait->ports[SECURITY_TLS];
}

static enum security security_of(const struct trait *trait)
{
	return trait->is_upgraded ? SECURITY_STARTTLS : SECURITY_TLS;
}

static bool is_mail(enum service_type type)
{
	return type == SERVICE_IMAP || type == SERVICE_POP3 || type == SERVICE_SUBMISSION;
}

/* ---- members ---- */

void read_username(struct reading *reading, const struct place *place,
		   const struct setting *setting, void *member)
{
	const char *text = read_scalar(reading, place, setting), *unknown;
	size_t size;

	if (!text)
		return;

	unknown = placeholder_unknown(text, &size);
	if (unknown) {
		refuse(reading, place,
		       "%.*s is no placeholder (%%EMAILADDRESS%%, %%EMAILLOCALPART%%, "
		       "%%EMAILDOMAIN%%)",
		       (int)size, unknown);
		return;
	}
	if (!placeholder_any(text))
		warn(reading, place,
		     "everybody is told to log in as %.80s: there is no placeholder in it", text);
	*(const char **)member = reading_keep_string(reading, text);
}

void read_label(struct reading *reading, const struct place *place, const struct setting *setting,
		void *member)
{
	const char *text = read_scalar(reading, place, setting);
	const char *wrong = text ? check_line(text) : NULL;

	if (wrong)
		refuse(reading, place, "this %s", wrong);
	else if (text && utf8_length(text, strlen(text)) > setting->max)
		refuse(reading, place, "this has %zu characters, and at most %u are allowed",
		       utf8_length(text, strlen(text)), setting->max);
	else if (text)
		*(const char **)member = reading_keep_string(reading, text);
}

static bool is_in(const struct authentications *authentications, uint8_t value)
{
	return memchr(authentications->list, value, authentications->n);
}

void read_authentications(struct reading *reading, const struct place *place,
			  const struct setting *setting, void *member)
{
	size_t n = list_size(reading, place);
	struct authentications result = {0};

	for (size_t i = 0; i < n; i++) {
		struct place item = list_item(reading, place, i);
		unsigned int value = _AUTHENTICATION_MAX;

		read_word(reading, &item, setting, &value);
		if (value == _AUTHENTICATION_MAX)
			continue;
		if (is_in(&result, (uint8_t)value))
			refuse(reading, &item, "%s is written twice", item.node->text);
		else
			result.list[result.n++] = (uint8_t)value;
	}

	if (place->node->kind == NODE_LIST && !n)
		refuse(reading, place, "at least one way to log in is needed");
	if (result.n)
		*(struct authentications *)member = result;
}

/* ---- one service ---- */

/* The place of a member, or of the whole service when it is not there. */
static struct place member_place(struct reading *reading, const struct place *place,
				 const char *name)
{
	const struct node *node = node_find(place->node, name);

	return node ? place_below(reading, place, name, node) : *place;
}

static void refuse_member(struct reading *reading, const struct place *place, const char *name,
			  const char *type, const char *sentence)
{
	struct place member = member_place(reading, place, name);

	if (node_find(place->node, name))
		refuse(reading, &member, "%s %s", type, sentence);
}

static void check_members(struct reading *reading, const struct place *place,
			  const struct service_draft *draft)
{
	const struct trait *trait = &traits[draft->type];
	const char *type = service_type_names[draft->type];

	if (!trait->scheme)
		refuse_member(reading, place, "url", type, "has a host and a port, no url");
	if (!has_ports(trait) || draft->url) {
		refuse_member(reading, place, "host", type, "has a url, no host");
		refuse_member(reading, place, "port", type, "has a url, no port");
		refuse_member(reading, place, "security", type,
			      "has a url, which says how it is secured");
	}
	if (!trait->has_root)
		refuse_member(reading, place, "root", type, "has no root");
	if (!trait->has_label)
		refuse_member(reading, place, "label", type, "has no label");
	if (!trait->has_search_base)
		refuse_member(reading, place, "search_base", type, "has no search_base");
	if (trait->has_label && !draft->label)
		refuse(reading, place, "a label is needed: people tell calendars apart by it");
	if (has_ports(trait) && !draft->host && !draft->url)
		refuse(reading, place, "a host is needed");
	if (!has_ports(trait) && !draft->url)
		refuse(reading, place, "a url is needed");
}

static void check_security(struct reading *reading, const struct place *place,
			   const struct service_draft *draft)
{
	struct place security = member_place(reading, place, "security");

	if (draft->security == SECURITY_NONE && !reading->settings->allow_cleartext)
		refuse(reading, &security,
		       "passwords would cross the network in the clear: starttls or tls is needed, "
		       "or allow_cleartext: true");
}

static bool has_scheme(const char *url, const char *scheme)
{
	size_t size = strlen(scheme);

	return !strncmp(url, scheme, size) && url[size] == ':';
}

static void check_urls(struct reading *reading, const struct place *place,
		       const struct service_draft *draft)
{
	const struct trait *trait = &traits[draft->type];
	struct place url = member_place(reading, place, "url"),
		     root = member_place(reading, place, "root");

	if (draft->url && trait->scheme && !has_scheme(draft->url, trait->scheme) &&
	    !has_scheme(draft->url, trait->scheme_cleartext))
		refuse(reading, &url, "%.200s does not begin with %s://", draft->url,
		       trait->scheme);
	if (draft->root && placeholder_any(draft->root))
		refuse(reading, &root, "a root holds no placeholder: it is the same for everybody");
}

/*
 * K-9 and Thunderbird for Android refuse a whole document for one server without a login they know.
 */
static void warn_of_login(struct reading *reading, const struct place *place,
			  const struct service *service)
{
	struct place authentication = member_place(reading, place, "authentication");

	if (!is_mail(service->type))
		return;
	if (service->n_authentications == 1 && service->authentications[0] == AUTHENTICATION_OAUTH2)
		warn(reading, &authentication,
		     "Thunderbird drops a server that takes oauth2 alone and that it does not "
		     "know: add password");
	else if (!service_takes(service, AUTHENTICATION_PASSWORD) &&
		 !service_takes(service, AUTHENTICATION_OAUTH2) &&
		 !service_takes(service, AUTHENTICATION_PASSWORD_ENCRYPTED))
		warn(reading, &authentication,
		     "Thunderbird for Android refuses all services when one has neither oauth2 nor "
		     "a password");
}

/* A profile says TLS or not, and the device knows from the port which kind. */
static void warn_of_port(struct reading *reading, const struct place *place,
			 const struct service *service)
{
	struct place port = member_place(reading, place, "port");
	bool is_tls_port = service->port == traits[service->type].ports[SECURITY_TLS];

	if (is_mail(service->type) && service->security != SECURITY_NONE &&
	    is_tls_port != (service->security == SECURITY_TLS))
		warn(reading, &port, "Apple devices cannot be told of %s on port %u",
		     security_names[service->security], service->port);
}

/* Discovery begins at a URL that is the same for everybody (rulings 11). */
static void warn_of_root(struct reading *reading, const struct place *place,
			 const struct service *service)
{
	struct place url = member_place(reading, place, "url");
	const char *type = service_type_names[service->type];

	if (!traits[service->type].has_root || service->root ||
	    !(placeholder_has(service->url, SLOT_ADDRESS) ||
	      placeholder_has(service->url, SLOT_LOCAL_PART)))
		return;

	warn(reading, &url,
	     "without a root, %s is announced where the address is known, and not found by "
	     "the domain alone",
	     type);
}

static void service_fill(struct reading *reading, const struct service_draft *draft,
			 struct service *ret)
{
	const struct trait *trait = &traits[draft->type];

	*ret = (struct service){
		.type = draft->type,
		.security = draft->security != _SECURITY_MAX ? draft->security : security_of(trait),
		.host = draft->host,
		.url = draft->url,
		.root = draft->root,
		.label = draft->label,
		.search_base = draft->search_base,
		.username = draft->username ? draft->username
					    : reading_keep_string(reading, "%EMAILADDRESS%"),
		.n_authentications = 1,
		.authentications = {trait->is_open ? AUTHENTICATION_NONE : AUTHENTICATION_PASSWORD},
	};

	if (draft->url)
		ret->security =
			has_scheme(draft->url, trait->scheme) ? SECURITY_TLS : SECURITY_NONE;
	else
		ret->port = draft->port ? (uint16_t)draft->port : trait->ports[ret->security];
	if (draft->authentications.n) {
		ret->n_authentications = draft->authentications.n;
		memcpy(ret->authentications, draft->authentications.list, draft->authentications.n);
	}
}

static bool service_read(struct reading *reading, const struct place *place,
			 struct service *ret_service)
{
	struct service_draft draft = {.type = _SERVICE_TYPE_MAX, .security = _SECURITY_MAX};
	size_t n_refused = reading->n_refused;

	table_read(reading, &table_service, place, &draft);
	if (draft.type == _SERVICE_TYPE_MAX) {
		if (place->node->kind == NODE_NOTHING ||
		    (place->node->kind == NODE_MAP && !node_find(place->node, "type")))
			refuse(reading, place, "a type is needed");
		return false;
	}

	check_security(reading, place, &draft);
	check_urls(reading, place, &draft);
	if (reading->n_refused == n_refused)
		check_members(reading, place, &draft);
	if (reading->n_refused != n_refused)
		return false;

	service_fill(reading, &draft, ret_service);
	warn_of_login(reading, place, ret_service);
	warn_of_port(reading, place, ret_service);
	warn_of_root(reading, place, ret_service);
	return true;
}

/* ---- the list ---- */

void read_services(struct reading *reading, const struct place *place,
		   const struct setting *setting, void *member)
{
	const struct node *node = place->node;
	struct service *services;
	size_t n = 0;

	if (node->kind != NODE_LIST) {
		refuse(reading, place, "this is %s, and a list is needed (%s)",
		       node_kind_names[node->kind], setting->help);
		return;
	}
	if (node->n_entries > SERVICES_MAX) {
		refuse(reading, place, "more than %d services", SERVICES_MAX);
		return;
	}

	services = reading_keep(reading, (node->n_entries + 1) * sizeof(*services));
	for (size_t i = 0; services && i < node->n_entries; i++) {
		struct place item = place_item(reading, place, i);

		if (item.node->kind != NODE_REFUSED && service_read(reading, &item, &services[n]))
			n++;
	}
	*(struct service_list *)member =
		(struct service_list){.services = services, .n_services = n};
}

void read_common_services(struct reading *reading, const struct place *place,
			  const struct setting *setting, void *member)
{
	struct settings *settings = member;
	struct service_list list = {0};

	read_services(reading, place, setting, &list);
	settings->services = list.services;
	settings->n_services = list.n_services;
}

static bool list_has(const struct service_list *list, enum service_type type)
{
	for (size_t i = 0; i < list->n_services; i++)
		if (list->services[i].type == type)
			return true;

	return false;
}

static bool list_takes(const struct service_list *list, enum authentication authentication)
{
	for (size_t i = 0; i < list->n_services; i++)
		if (service_takes(&list->services[i], authentication))
			return true;

	return false;
}

void services_warn(struct reading *reading, const struct place *place,
		   const struct service_list *list, const struct oauth2 *oauth2)
{
	if (place->node->n_entries != list->n_services)
		return;

	if (!list_has(list, SERVICE_IMAP) && !list_has(list, SERVICE_POP3))
		warn(reading, place, "without imap or pop3 no mail program can read mail");
	if (!list_has(list, SERVICE_SUBMISSION))
		warn(reading, place, "without submission no mail program can send mail");
	if (!oauth2 && list_takes(list, AUTHENTICATION_OAUTH2))
		warn(reading, place,
		     "a service takes oauth2, and there is no oauth2 section to say from whom");
}
