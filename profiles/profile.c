/* SPDX-License-Identifier: Apache-2.0 */
/* An account as Apple's configuration profile: the frame, and in it every payload chosen. */
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
#include "profiles/descriptions.h"
#include "profiles/payload.h"
#include "profiles/plist.h"
#include "profiles/scene.h"
#include "profiles/uuid.h"
#include "provider.h"
#include "text/writer.h"

#define IDENTIFIER_SIZE 320
#define SUBJECT_SIZE (ADDRESS_LOCAL_PART_MAX + 1 + DOMAIN_NAME_MAX + 1)
/* of a UUID: enough to tell people apart, and no address */
#define IDENTIFIER_DIGITS 16
#define KIND_MAX 16

#define TAG_SIZE 40
#define ROOM_FIRST 3072 /* for mail alone; what needs more makes room */

/*
 * What stands in the frame and in every payload.  The texts are the operator's, never a stranger's:
 * they will be signed.
 */
struct frame {
	struct payload_scene *scene;
	/*
	 * the same in every language: devices make an account's tag of it, and a profile in another
	 * language would bring another account
	 */
	const char *name;
	struct uuid_maker uuids;
	char subject[SUBJECT_SIZE];       /* whom the UUIDs are for */
	char uuid[PROFILE_UUID_SIZE];     /* of the profile */
	char identifier[IDENTIFIER_SIZE]; /* of the profile */
};

static void frame_clear(struct frame *frame)
{
	uuid_maker_clear(&frame->uuids);
}

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
	ret_subject[n] = '@';
	memcpy(ret_subject + n + 1, address->domain, strlen(address->domain) + 1);
}

/* The first digits of a UUID, in lower case. */
static void write_digits(const char *uuid, char ret_digits[static IDENTIFIER_DIGITS + 1])
{
	size_t n = 0;

	for (; n < IDENTIFIER_DIGITS; uuid++)
		if (*uuid != '-')
			ret_digits[n++] = (char)tolower((unsigned char)*uuid);
	ret_digits[n] = '\0';
}

/* "org.example.autoconfig.u38e14062690556fc": shown in inventories, so it holds no address. */
static int write_identifier(struct frame *frame)
{
	const char *identifier = frame->scene->options->identifier;
	size_t size = strlen(identifier);
	int r;

	r = uuid_make(&frame->uuids, "profile", frame->subject, frame->uuid);
	if (r)
		return r;
	if (size + strlen(".u") + IDENTIFIER_DIGITS >= IDENTIFIER_SIZE)
		return -ENAMETOOLONG;

	memcpy(frame->identifier, identifier, size);
	memcpy(frame->identifier + size, ".u", 2);
	write_digits(frame->uuid, frame->identifier + size + 2);
	return 0;
}

static int frame_init(struct frame *frame)
{
	const struct payload_scene *scene = frame->scene;
	int r;

	frame->name = scene_name(scene->account->domain, "");
	write_subject(scene->account->address, frame->subject);
	r = uuid_maker_init(&frame->uuids, scene->options->identifier, scene->options->space);
	return r ? r : write_identifier(frame);
}

/* ---- what it says ---- */

/* The keys that profile and payload share. */
static void write_identity(const struct frame *frame, struct plist *plist, const char *description,
			   const char *name, const char *identifier, const char *type,
			   const char *uuid)
{
	plist_string(plist, "PayloadDescription", description);
	plist_string(plist, "PayloadDisplayName", name);
	plist_string(plist, "PayloadIdentifier", identifier);
	plist_string(plist, "PayloadOrganization", frame->scene->options->organization);
	plist_string(plist, "PayloadType", type);
	plist_string(plist, "PayloadUUID", uuid);
	plist_integer(plist, "PayloadVersion", 1);
}

/* Where there may be several of a kind, each is known by what it is, not by its place. */
static int payload_uuid(struct frame *frame, const struct payload_choice *choice,
			char ret_uuid[static PROFILE_UUID_SIZE])
{
	_cleanup_(freep) char *kind = NULL;

	if (!choice->key)
		return uuid_make(&frame->uuids, choice->payload->kind, frame->subject, ret_uuid);

	if (asprintf(&kind, "%s\n%s", choice->payload->kind, choice->key) < 0)
		return -ENOMEM;
	return uuid_make(&frame->uuids, kind, frame->subject, ret_uuid);
}

static int write_payload_identity(struct frame *frame, const struct payload_choice *choice,
				  struct plist *plist)
{
	char uuid[PROFILE_UUID_SIZE];
	char identifier[IDENTIFIER_SIZE + KIND_MAX + 2 + IDENTIFIER_DIGITS + 1], *end = identifier;
	int r;

	r = payload_uuid(frame, choice, uuid);
	if (r)
		return r;

	assert(strlen(choice->payload->kind) <= KIND_MAX);
	end = stpcpy(end, frame->identifier);
	*end++ = '.';
	end = stpcpy(end, choice->payload->kind);
	if (choice->key) {
		*end++ = '.';
		write_digits(uuid, end);
	}
	write_identity(frame, plist,
		       profile_description(choice->payload->kind, frame->scene->wish->language),
		       choice->label ? choice->label : frame->scene->name, identifier,
		       choice->payload->type, uuid);
	return 0;
}

static int write_payload(struct frame *frame, const struct payload_choice *choice,
			 struct plist *plist)
{
	int r;

	plist_dict_open(plist);
	r = choice->payload->write(frame->scene, choice, plist);
	if (r)
		return r;
	r = write_payload_identity(frame, choice, plist);
	if (r)
		return r;
	plist_dict_close(plist);
	return 0;
}

/* "pt-br" as devices spell it: pt-BR (RFC 5646 section 2.1.1). */
static void write_tag(const char *language, char *ret_tag, size_t capacity)
{
	size_t start = 0;

	(void)snprintf(ret_tag, capacity, "%s", language[0] ? language : "default");
	for (size_t i = 0; language[0] && ret_tag[i]; i++) {
		size_t size = strcspn(ret_tag + start, "-");
		bool is_region = start && size == 2, is_script = start && size == 4;

		if (ret_tag[i] == '-')
			start = i + 1;
		else if (is_region || (is_script && i == start))
			ret_tag[i] = (char)toupper((unsigned char)ret_tag[i]);
	}
}

static void write_consent(const struct frame *frame, struct plist *plist)
{
	const struct texts *consent = &frame->scene->options->consent;

	if (!consent->n_entries)
		return;

	plist_named_dict_open(plist, "ConsentText");
	for (size_t i = 0; i < consent->n_entries; i++) {
		char tag[TAG_SIZE];

		write_tag(consent->entries[i].language, tag, sizeof(tag));
		plist_string(plist, tag, consent->entries[i].value);
	}
	plist_dict_close(plist);
}

static void write_dates(const struct profile_options *options, struct plist *plist)
{
	if (options->duration_until_removal)
		plist_real(plist, "DurationUntilRemoval", options->duration_until_removal);
	if (options->expiration_date)
		plist_date(plist, "PayloadExpirationDate", options->expiration_date);
	if (options->removal_date)
		plist_date(plist, "RemovalDate", options->removal_date);
}

static void write_profile_identity(const struct frame *frame, struct plist *plist)
{
	const char *language = frame->scene->wish->language;
	const struct provider *provider = frame->scene->account->domain->provider;
	const char *description = texts_get(&provider->description, language);

	write_identity(frame, plist,
		       description ? description : profile_description(NULL, language), frame->name,
		       frame->identifier, "Configuration", frame->uuid);
	write_dates(frame->scene->options, plist);
}

/* What does not fit behind the others is left out, but for mail. */
static int write_payloads(struct frame *frame, struct plist *plist)
{
	struct payload_scene *scene = frame->scene;

	for (size_t i = 0; i < scene->n_choices; i++) {
		size_t before = plist_size(plist);
		int r = write_payload(frame, &scene->choices[i], plist);

		if (r)
			return r;
		if (scene->room && plist_size(plist) > scene->room &&
		    !scene->choices[i].payload->required) {
			plist_cut(plist, before);
			scene->choices[i].service = NULL;
		}
	}

	return 0;
}

static int write_all(struct frame *frame, struct plist *plist)
{
	int r;

	plist_begin(plist);
	write_consent(frame, plist);
	plist_array_open(plist, "PayloadContent");
	r = write_payloads(frame, plist);
	if (r)
		return r;
	plist_array_close(plist);

	write_profile_identity(frame, plist);
	return 0;
}

static int write_document(struct frame *frame, struct document *ret_plist)
{
	_cleanup_(plist_clear) struct plist plist = {0};
	int r;

	writer_reserve(&plist.xml.writer, ROOM_FIRST);
	r = write_all(frame, &plist);
	if (r)
		return r;

	r = plist_finish(&plist, ret_plist);
	if (r != -EILSEQ)
		return r;
	payload_reason(frame->scene->reasons, "%s holds what XML 1.0 cannot", plist.bad_key);
	return PROFILE_E_BAD_TEXT;
}

int scene_write(struct payload_scene *scene, struct document *ret_plist)
{
	_cleanup_(frame_clear) struct frame frame;
	int r;

	frame.scene = scene;
	frame.uuids.context = NULL;
	r = frame_init(&frame);
	return r ? r : write_document(&frame, ret_plist);
}

int profile_build(const struct account *account, const struct profile_options *options,
		  const struct profile_wish *wish, struct document *ret_plist,
		  char **reterr_message)
{
	_cleanup_(writer_clear) struct writer reasons = {0};
	struct payload_scene scene;
	int r;

	assert(account->address);
	if (reterr_message)
		*reterr_message = NULL;

	scene_init(&scene, account, options, wish, &reasons);
	r = scene_choose(&scene);
	if (!r)
		r = scene_write(&scene, ret_plist);
	if (r > 0 && reterr_message && writer_finish_string(&reasons, reterr_message, NULL) < 0)
		return -ENOMEM;
	return r;
}
