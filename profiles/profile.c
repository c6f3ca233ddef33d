/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An account as Apple's configuration profile: the frame, and in it every payload that the account
 * has services for.
 */
#include <assert.h>
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "account.h"
#include "address.h"
#include "cleanup.h"
#include "document.h"
#include "domain.h"
#include "profile.h"
#include "profiles/payload.h"
#include "profiles/plist.h"
#include "provider.h"
#include "text/writer.h"

#define IDENTIFIER_SIZE 320
#define SUBJECT_SIZE (ADDRESS_LOCAL_PART_MAX + 1 + DOMAIN_NAME_MAX + 1)
#define IDENTIFIER_DIGITS                                                                          \
	16 /* of the profile's UUID: enough to tell people apart, and no address */

static const struct payload *const payloads[] = {
	&payload_mail,
	&payload_caldav,
	&payload_carddav,
};

/*
 * What stands in the frame and in every payload.  The texts are the operator's, never a stranger's:
 * they will be signed.
 */
struct frame {
	const struct account *account;
	const struct profile_options *options;
	const char *name, *description;
	char subject[SUBJECT_SIZE];       /* whom the UUIDs are for */
	char identifier[IDENTIFIER_SIZE]; /* of the profile */
};

/*
 * The lower-cased address with its domain as an A-label: one person, one subject, however it was
 * typed.
 */
static void write_subject(const struct address *address, char ret_subject[static SUBJECT_SIZE])
{
	size_t n = address->local_size;

	assert(n <= ADDRESS_LOCAL_PART_MAX);
	for (size_t i = 0; i < n; i++) {
		char c = address->text[i];

		ret_subject[i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
	}
	(void)snprintf(ret_subject + n, SUBJECT_SIZE - n, "@%s", address->domain);
}

/* "org.example.autoconfig.u38e14062690556fc": shown in inventories, so it holds no address. */
static int write_identifier(struct frame *frame)
{
	char uuid[PROFILE_UUID_SIZE];
	size_t n = strlen(frame->options->identifier);
	int r;

	r = profile_uuid(frame->options->identifier, "profile", frame->subject, uuid);
	if (r)
		return r;
	if (n + sizeof(".u") + IDENTIFIER_DIGITS > IDENTIFIER_SIZE)
		return -ENAMETOOLONG;

	memcpy(frame->identifier, frame->options->identifier, n);
	memcpy(frame->identifier + n, ".u", 2);
	n += 2;
	for (size_t i = 0, digits = 0; digits < IDENTIFIER_DIGITS; i++) {
		if (uuid[i] == '-')
			continue;
		frame->identifier[n++] = (char)tolower((unsigned char)uuid[i]);
		digits++;
	}
	frame->identifier[n] = '\0';
	return 0;
}

static int frame_init(struct frame *frame)
{
	const struct domain *domain = frame->account->domain;
	const char *language = frame->options->language;
	const char *name = texts_get(&domain->provider->name, language);

	frame->name = name && name[0] ? name : domain->name;
	frame->description = texts_get(&domain->provider->description, language);
	write_subject(frame->account->address, frame->subject);
	return write_identifier(frame);
}

/* The keys that profile and payload share.  kind NULL: the profile's own. */
static int write_identity(const struct frame *frame, struct plist *plist, const char *kind,
			  const char *type)
{
	char uuid[PROFILE_UUID_SIZE], identifier[IDENTIFIER_SIZE + 16];
	int r;

	r = profile_uuid(frame->options->identifier, kind ? kind : "profile", frame->subject, uuid);
	if (r)
		return r;
	(void)snprintf(identifier, sizeof(identifier), "%s%s%s", frame->identifier, kind ? "." : "",
		       kind ? kind : "");

	plist_string(plist, "PayloadDescription", frame->description);
	plist_string(plist, "PayloadDisplayName", frame->name);
	plist_string(plist, "PayloadIdentifier", identifier);
	plist_string(plist, "PayloadOrganization", frame->options->organization);
	plist_string(plist, "PayloadType", type);
	plist_string(plist, "PayloadUUID", uuid);
	plist_integer(plist, "PayloadVersion", 1);
	return 0;
}

static bool is_wanted(const struct payload *payload, const struct profile_options *options)
{
	return !options->payloads || (options->payloads & payload->bit);
}

/*
 * Fills a row for each payload; those that the profile does without stay empty.  Returns 0 or
 * PROFILE_E_NOT_EXPRESSIBLE.
 */
static int choose_all(const struct frame *frame, struct payload_services *services,
		      struct writer *reasons)
{
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_SIZE(payloads); i++) {
		int r = PAYLOAD_E_ABSENT;

		if (is_wanted(payloads[i], frame->options))
			r = payloads[i]->choose(frame->account, &services[i], reasons);
		if (r == PAYLOAD_E_NOT_EXPRESSIBLE && payloads[i]->required)
			return PROFILE_E_NOT_EXPRESSIBLE;
		n += r == PAYLOAD_OK;
	}

	if (n)
		return 0;
	if (!reasons->size)
		payload_reason(reasons, "none of the services can be set up by a profile");
	return PROFILE_E_NOT_EXPRESSIBLE;
}

static const struct payload *payload_of(const struct service *service, const char **ret_obstacle,
					enum authentication *ret_authentication)
{
	for (size_t i = 0; i < ARRAY_SIZE(payloads); i++)
		if (payloads[i]->explain(service, ret_obstacle, ret_authentication))
			return payloads[i];

	return NULL;
}

static bool is_chosen(const struct payload_services *services, const struct service *service)
{
	for (size_t i = 0; i < ARRAY_SIZE(payloads); i++)
		if (services[i].service == service || services[i].outgoing == service)
			return true;

	return false;
}

const char *profile_omission(const struct account *account, const struct profile_options *options,
			     const struct service *service, enum authentication *ret_authentication,
			     bool *ret_is_foreign)
{
	const struct frame frame = {.account = account, .options = options};
	struct payload_services services[ARRAY_SIZE(payloads)] = {0};
	_cleanup_(writer_clear) struct writer reasons = {0};
	const struct payload *payload;
	const char *obstacle = NULL;

	payload = payload_of(service, &obstacle, ret_authentication);
	*ret_is_foreign = !payload;
	if (!payload)
		return "a profile sets up mail, calendars and contacts";
	if (!is_wanted(payload, options))
		return "the settings leave it out of profiles";
	if (obstacle)
		return obstacle;
	if (choose_all(&frame, services, &reasons))
		return "there is no profile without a mail server each way that it can name";

	return is_chosen(services, service) ? NULL
					    : "a profile names one server of a kind, and another "
					      "stands before it";
}

static int write_payload(const struct frame *frame, const struct payload *payload,
			 const struct payload_services *services, struct plist *plist)
{
	int r;

	plist_dict_open(plist);
	r = payload->write(services, frame->account, frame->name, plist);
	if (r)
		return r;
	r = write_identity(frame, plist, payload->kind, payload->type);
	if (r)
		return r;
	plist_dict_close(plist);
	return 0;
}

static int write_all(const struct frame *frame, const struct payload_services *services,
		     struct plist *plist)
{
	int r;

	plist_begin(plist);
	plist_array_open(plist, "PayloadContent");
	for (size_t i = 0; i < ARRAY_SIZE(payloads); i++) {
		if (!services[i].service)
			continue;
		r = write_payload(frame, payloads[i], &services[i], plist);
		if (r)
			return r;
	}
	plist_array_close(plist);

	return write_identity(frame, plist, NULL, "Configuration");
}

static int build(const struct frame *frame, struct document *ret_plist, struct writer *reasons)
{
	struct payload_services services[ARRAY_SIZE(payloads)] = {0};
	_cleanup_(plist_clear) struct plist plist = {0};
	int r;

	r = choose_all(frame, services, reasons);
	if (r)
		return r;

	r = write_all(frame, services, &plist);
	if (r)
		return r;

	r = plist_finish(&plist, ret_plist);
	if (r != -EILSEQ)
		return r;
	payload_reason(reasons, "%s holds what XML 1.0 cannot", plist.bad_key);
	return PROFILE_E_BAD_TEXT;
}

int profile_build(const struct account *account, const struct profile_options *options,
		  struct document *ret_plist, char **reterr_message)
{
	struct frame frame = {.account = account, .options = options};
	_cleanup_(writer_clear) struct writer reasons = {0};
	int r;

	assert(account->address);
	if (reterr_message)
		*reterr_message = NULL;

	r = frame_init(&frame);
	if (r)
		return r;

	r = build(&frame, ret_plist, &reasons);
	if (r > 0 && reterr_message && writer_finish_string(&reasons, reterr_message, NULL) < 0)
		return -ENOMEM;
	return r;
}
