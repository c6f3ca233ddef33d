/* SPDX-License-Identifier: Apache-2.0 */
/*
 * All records of a domain, in the order in which an operator reads them: mail, calendars and the
 * rest, then the names under which this service is asked.
 */
#include "protocols/records.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "account.h"
#include "base/names.h"
#include "base/url.h"
#include "cleanup.h"
#include "protocols/announce.h"
#include "protocols/mozilla.h"
#include "protocols/pacc.h"
#include "protocols/record_labels.h"
#include "provider.h"
#include "text/placeholder.h"
#include "text/writer.h"

#define WEIGHT 1 /* as in the examples of RFC 6186; no two records share a priority */

void records_clear(struct records *records)
{
	for (size_t i = 0; i < records->n_entries; i++)
		free(records->entries[i].text);
	free(records->entries);
	*records = (struct records){0};
}

/* ---- adding ---- */

/* An empty record of the domain's, or NULL when memory has run out or the name is too long. */
static struct record *add(struct records *records, enum record_type type, const char *prefix,
			  const char *domain)
{
	struct record *grown, record = {.type = type};
	int n = snprintf(record.owner, sizeof(record.owner), "%s%s", prefix, domain);

	if (n < 0 || (size_t)n >= sizeof(record.owner))
		return NULL;
	if (records->n_entries == records->capacity) {
		size_t capacity = records->capacity ? 2 * records->capacity : 32;

		grown = realloc(records->entries, capacity * sizeof(*grown));
		if (!grown) {
			records->error = -ENOMEM;
			return NULL;
		}
		records->entries = grown;
		records->capacity = capacity;
	}

	records->entries[records->n_entries] = record;
	return &records->entries[records->n_entries++];
}

static void set_text(struct records *records, struct record *record, struct writer *writer)
{
	int r;

	if (!record) {
		writer_clear(writer);
		return;
	}

	r = writer_finish_string(writer, &record->text, NULL);
	if (r)
		records->error = r;
}

static void remark(struct records *records, const char *what, const char *why)
{
	struct writer writer = {0};

	writer_printf(&writer, "%s: %s", what, why);
	set_text(records, add(records, RECORD_REMARK, "", ""), &writer);
}

static void remark_service(struct records *records, const struct service *service, const char *why)
{
	const char *type = service_type_names[service->type];
	char what[512];

	if (service_has_url(service))
		(void)snprintf(what, sizeof(what), "%s %s", type, service->url);
	else
		(void)snprintf(what, sizeof(what), "%s %s:%u", type, service->host, service->port);
	remark(records, what, why);
}

static void add_srv(struct records *records, const char *label, const char *domain,
		    const char *target, unsigned int port, unsigned int priority)
{
	char prefix[32];
	struct record *record;

	(void)snprintf(prefix, sizeof(prefix), "%s._tcp.", label);
	record = add(records, RECORD_SRV, prefix, domain);
	if (!record)
		return;

	record->priority = (uint16_t)priority;
	record->weight = target[0] ? WEIGHT : 0;
	record->port = (uint16_t)port;
	(void)snprintf(record->target, sizeof(record->target), "%s", target);
}

static void add_cname(struct records *records, const char *prefix, const char *domain,
		      const char *target)
{
	char what[DOMAIN_NAME_MAX + 32];
	struct record *record;

	(void)snprintf(what, sizeof(what), "%s%s", prefix, domain);
	if (!strcmp(what, target)) {
		remark(records, what,
		       "it is this service's own host, and needs A and AAAA "
		       "records");
		return;
	}

	record = add(records, RECORD_CNAME, prefix, domain);
	if (record)
		(void)snprintf(record->target, sizeof(record->target), "%s", target);
	else
		remark(records, what, "the name is too long for a record");
}

/* ---- services ---- */

static bool is_same_place(const struct record_place *a, const struct record_place *b)
{
	return !strcmp(a->label, b->label) && !strcmp(a->target, b->target) && a->port == b->port;
}

/* Is there an earlier service at the same place? One record serves both. */
static bool is_repeated(const struct account *account, size_t index,
			const struct record_place *place)
{
	for (size_t i = 0; i < index; i++) {
		struct record_place other;

		if (!record_place_find(&account->services[i], account->domain, &other) &&
		    is_same_place(place, &other))
			return true;
	}

	return false;
}

static unsigned int group_of(enum service_type type)
{
	for (size_t i = 0; i < n_record_labels; i++)
		if (record_labels[i].type == type)
			return record_labels[i].group;

	return 0;
}

/* How many places of the same group the operator prefers. */
static unsigned int priority_of(const struct account *account, size_t index)
{
	unsigned int group = group_of(account->services[index].type), priority = 0;

	for (size_t i = 0; i < index; i++) {
		struct record_place place;

		priority += group_of(account->services[i].type) == group &&
			    !record_place_find(&account->services[i], account->domain, &place) &&
			    !is_repeated(account, i, &place);
	}

	return priority;
}

/*
 * Is anything of this kind offered, whether or not a record can say where?  What is offered in the
 * clear is neither published nor denied.
 */
static bool is_offered(const struct account *account, const struct record_label *label)
{
	for (size_t i = 0; i < account->n_services; i++) {
		enum security security = record_security(&account->services[i]);

		if (account->services[i].type == label->type &&
		    (security == label->security || security == SECURITY_NONE))
			return true;
	}

	return false;
}

static void add_label(struct records *records, const struct account *account,
		      const struct record_label *label)
{
	for (size_t i = 0; i < account->n_services; i++) {
		struct record_place place;

		if (!record_place_find(&account->services[i], account->domain, &place) &&
		    !strcmp(place.label, label->name) && !is_repeated(account, i, &place))
			add_srv(records, place.label, account->domain->name, place.target,
				place.port, priority_of(account, i));
	}

	if (label->is_denied && !is_offered(account, label))
		add_srv(records, label->name, account->domain->name, "", 0, 0);
}

/* ---- context paths (RFC 6764 section 4) ---- */

/*
 * The path where a client begins, as the text of a record; NULL where /.well-known has to lead on.
 */
static int context_path(const struct service *service, const struct domain *domain, char **ret_text)
{
	_cleanup_(freep) char *url = NULL;
	struct writer writer = {0};
	struct url_parts parts;
	int r;

	*ret_text = NULL;
	r = announce_expand(record_url(service), domain, &url);
	if (r)
		return r;
	if (placeholder_any(url) || !url_split(url, &parts) || parts.path_size < 2)
		return 0;

	writer_string(&writer, "path=");
	writer_bytes(&writer, parts.path, parts.path_size);
	return writer_finish_string(&writer, ret_text, NULL);
}

static bool is_dav(enum service_type type)
{
	return type == SERVICE_CALDAV || type == SERVICE_CARDDAV;
}

/* One path is all that a label has room for: the first service's. */
static void add_context_path(struct records *records, const struct account *account,
			     const struct record_label *label)
{
	struct record *record = NULL;
	char prefix[32];

	(void)snprintf(prefix, sizeof(prefix), "%s._tcp.", label->name);
	for (size_t i = 0; i < account->n_services; i++) {
		const struct service *service = &account->services[i];
		_cleanup_(freep) char *text = NULL;
		struct record_place place;
		int r;

		if (service->type != label->type ||
		    record_place_find(service, account->domain, &place) ||
		    strcmp(place.label, label->name) != 0)
			continue;

		r = context_path(service, account->domain, &text);
		if (r)
			records->error = r;
		if (!text && placeholder_any(record_url(service)))
			remark_service(records, service,
				       "its path depends on who asks: without a root, clients have "
				       "to find it at /.well-known/ of its host");
		else if (text && !record) {
			record = add(records, RECORD_TXT, prefix, account->domain->name);
			if (record)
				record->text = TAKE_PTR(text);
		} else if (text && record->text && strcmp(text, record->text) != 0)
			remark_service(records, service, "one path only can be published");
	}
}

static void add_services(struct records *records, const struct account *account)
{
	for (size_t i = 0; i < n_record_labels; i++) {
		add_label(records, account, &record_labels[i]);
		if (is_dav(record_labels[i].type))
			add_context_path(records, account, &record_labels[i]);
	}

	for (size_t i = 0; i < account->n_services; i++) {
		struct record_place place;
		const char *obstacle =
			record_place_find(&account->services[i], account->domain, &place);

		if (obstacle)
			remark_service(records, &account->services[i], obstacle);
	}
}

/* ---- this service ---- */

static bool own_host(const struct records_request *request, char ret_host[DOMAIN_NAME_MAX + 1])
{
	const char *tenants = request->account->domain->provider->public_host;
	char host[DOMAIN_NAME_MAX + 1];

	if (tenants)
		(void)snprintf(host, sizeof(host), "%s", tenants);
	else
		announce_public_host(request->public_url, host);

	return record_name_parse(host, strlen(host), ret_host) && strchr(ret_host, '.');
}

/* Clients that follow the record leave its port out: it has to be that of https (MS-OXDISCO). */
static void add_autodiscover(struct records *records, const struct records_request *request,
			     const char *host)
{
	struct url_parts parts;

	if (url_split(request->public_url, &parts) && parts.is_encrypted && parts.port == 443)
		add_srv(records, "_autodiscover", request->account->domain->name, host, 443, 0);
	else
		remark(records, "_autodiscover",
		       "its record leads to https on port 443, and server.public_url is elsewhere");
}

static void add_text(struct records *records, const char *prefix, const char *domain,
		     const char *text)
{
	struct writer writer = {0};

	writer_string(&writer, text);
	set_text(records, add(records, RECORD_TXT, prefix, domain), &writer);
}

/* himalaya looks for the URL of the document here. */
static void add_mailconf(struct records *records, const char *public_url, const char *domain)
{
	struct writer writer = {0};

	writer_printf(&writer, "mailconf=%s" MOZILLA_CENTRAL_PREFIX "%s", public_url, domain);
	set_text(records, add(records, RECORD_TXT, "", domain), &writer);
}

static void add_own(struct records *records, const struct records_request *request)
{
	const char *domain = request->account->domain->name;
	char host[DOMAIN_NAME_MAX + 1];
	struct url_parts parts;

	if (!own_host(request, host)) {
		remark(records, "autoconfig and autodiscover",
		       "server.public_url has no host name that a record can point to");
		return;
	}

	add_cname(records, MOZILLA_HOST_PREFIX, domain, host);
	add_cname(records, "autodiscover.", domain, host);
	add_autodiscover(records, request, host);
	if (request->pacc) {
		add_cname(records, PACC_HOST_PREFIX, domain, host);
		add_text(records, PACC_RECORD_PREFIX, domain, request->pacc);
	}
	if (url_split(request->public_url, &parts) && parts.is_encrypted)
		add_mailconf(records, request->public_url, domain);
}

int records_make(const struct records_request *request, struct records *ret_records)
{
	*ret_records = (struct records){0};
	add_services(ret_records, request->account);
	add_own(ret_records, request);

	return ret_records->error;
}
