/* SPDX-License-Identifier: Apache-2.0 */
/* What all payloads need: logins and hosts of this account, and words for what cannot be said. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "account.h"
#include "address.h"
#include "cleanup.h"
#include "profiles/payload.h"
#include "profiles/plist.h"
#include "text/placeholder.h"
#include "text/writer.h"

bool payload_add(struct payload_scene *scene, const struct payload_choice *choice)
{
	if (scene->n_choices == PAYLOADS_MAX)
		return false;

	scene->choices[scene->n_choices++] = *choice;
	return true;
}

bool payload_is_chosen(const struct payload_scene *scene, const struct payload *payload)
{
	for (size_t i = 0; i < scene->n_choices; i++)
		if (scene->choices[i].payload == payload)
			return true;

	return false;
}

int payload_find(struct payload_scene *scene, const struct payload *payload,
		 const struct service **ret_service)
{
	const struct account *account = scene->account;
	enum authentication authentication;
	int r = PAYLOAD_E_ABSENT;

	for (size_t i = 0; i < account->n_services; i++) {
		const struct service *service = &account->services[i];
		const char *obstacle;

		if (!payload->explain(service, &obstacle, &authentication))
			continue;
		if (!obstacle) {
			*ret_service = service;
			return PAYLOAD_OK;
		}
		payload_reason(scene->reasons, "%s %s: %s", payload->kind,
			       service->url ? service->url : service->host, obstacle);
		r = PAYLOAD_E_NOT_EXPRESSIBLE;
	}

	return r;
}

int payload_choose_first(struct payload_scene *scene, const struct payload *payload)
{
	struct payload_choice choice = {.payload = payload};
	int r = payload_find(scene, payload, &choice.service);

	if (!r)
		(void)payload_add(scene, &choice);
	return r;
}

void payload_write_mail_switches(const struct profile_options *options, struct plist *plist)
{
	const struct profile_mail *mail = &options->mail;
	const struct profile_smime *smime = &options->smime;
	const struct {
		bool value;
		const char *key;
	} switches[] = {
		{mail->prevent_app_sheet, "PreventAppSheet"},
		{mail->prevent_move, "PreventMove"},
		{smime->per_message, "SMIMEEnableEncryptionPerMessageSwitch"},
		{smime->encryption, "SMIMEEncryptByDefaultUserOverrideable"},
		{smime->encryption_certificate, "SMIMEEncryptionCertificateUUIDUserOverrideable"},
		{smime->signing_certificate, "SMIMESigningCertificateUUIDUserOverrideable"},
		{smime->signing, "SMIMESigningUserOverrideable"},
		{mail->allow_mail_drop, "allowMailDrop"},
		{mail->disable_recents_syncing, "disableMailRecentsSyncing"},
	};

	/* All of them are off where nothing is said. */
	for (size_t i = 0; i < ARRAY_SIZE(switches); i++)
		if (switches[i].value)
			plist_bool(plist, switches[i].key, true);
}

int payload_username(const struct service *service, const struct account *account,
		     char **ret_username)
{
	if (!service->username_is_literal && placeholder_any(service->username))
		return placeholder_expand(service->username, account->address, ret_username);

	*ret_username = strdup(service->username);
	return *ret_username ? 0 : -ENOMEM;
}

bool payload_host_is_personal(const char *template)
{
	return placeholder_has(template, SLOT_ADDRESS) ||
	       placeholder_has(template, SLOT_LOCAL_PART);
}

int payload_host(const char *template, const struct account *account, char **ret_host)
{
	struct writer writer = {0};
	struct placeholder_piece piece;

	if (!placeholder_any(template)) {
		*ret_host = strdup(template);
		return *ret_host ? 0 : -ENOMEM;
	}

	while (placeholder_next(&template, &piece)) {
		if (piece.is_placeholder)
			writer_string(&writer, account->address->domain);
		else
			writer_bytes(&writer, piece.text, piece.size);
	}

	return writer_finish_string(&writer, ret_host, NULL);
}

void payload_reason(struct writer *reasons, const char *format, ...)
{
	char sentence[512];
	va_list arguments;

	va_start(arguments, format);
	(void)vsnprintf(sentence, sizeof(sentence), format, arguments);
	va_end(arguments);

	if (reasons->size)
		writer_string(reasons, "; ");
	writer_string(reasons, sentence);
}
