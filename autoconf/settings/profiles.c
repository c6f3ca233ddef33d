/* SPDX-License-Identifier: Apache-2.0 */
/* What an operator says of profiles: dates, consent, authorities, and the section of a domain. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "cleanup.h"
#include "profile.h"
#include "settings/drafts.h"
#include "settings/readers.h"

#define DATE_SIZE 32

void read_profile_options(struct reading *reading, const struct place *place,
			  const struct setting *setting, void *member)
{
	(void)setting;
	table_read(reading, &table_profiles, place, member);
}

void read_smime(struct reading *reading, const struct place *place, const struct setting *setting,
		void *member)
{
	bool all = false;

	read_switch(reading, place, setting, &all);
	*(struct profile_smime *)member = (struct profile_smime){all, all, all, all, all};
}

/* ---- consent ---- */

/* As it stands in XML: what stood for one byte may take five there. */
static size_t size_in_xml(const char *text)
{
	size_t size = strlen(text);

	for (const char *c = text; *c; c++)
		if (*c == '&')
			size += strlen("amp;");
		else if (*c == '<' || *c == '>')
			size += strlen("lt;");
	return size;
}

void read_consent(struct reading *reading, const struct place *place, const struct setting *setting,
		  void *member)
{
	struct texts consent = {0};
	size_t size = 0;

	read_texts(reading, place, setting, &consent);
	for (size_t i = 0; i < consent.n_entries; i++)
		size += size_in_xml(consent.entries[i].value);

	if (size > PROFILE_CONSENT_BYTES_MAX)
		refuse(reading, place,
		       "all languages together have %zu bytes, and a profile has room for %d", size,
		       PROFILE_CONSENT_BYTES_MAX);
	else
		*(struct texts *)member = consent;
}

/* ---- dates ---- */

/* A day begins at midnight in UTC.  What does not read back as it was written is no date. */
static bool date_parse(const char *text, time_t *ret_date)
{
	char full[DATE_SIZE], again[DATE_SIZE];
	struct tm parts = {0};

	(void)snprintf(full, sizeof(full), "%s%s", text,
		       strlen(text) == strlen("2027-12-31") ? "T00:00:00Z" : "");
	if (!strptime(full, "%Y-%m-%dT%H:%M:%SZ", &parts))
		return false;

	*ret_date = timegm(&parts);
	return strftime(again, sizeof(again), "%Y-%m-%dT%H:%M:%SZ", &parts) && !strcmp(again, full);
}

void read_future_date(struct reading *reading, const struct place *place,
		      const struct setting *setting, void *member)
{
	const char *text = read_scalar(reading, place, setting);
	time_t date;

	if (!text)
		return;

	if (!date_parse(text, &date)) {
		refuse(reading, place, "%.80s is not a date (2027-12-31, or 2027-12-31T23:00:00Z)",
		       text);
		return;
	}

	/* No reason for a service not to start again, which answers others, too. */
	if (date <= time(NULL) && bundle_is_from_disk(reading->bundle))
		warn(reading, place, "%s has passed", text);
	*(time_t *)member = date;
}

static uint32_t unit_of(const char *unit)
{
	static const struct {
		char letter;
		uint32_t seconds;
	} units[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}};

	for (size_t i = 0; i < ARRAY_SIZE(units); i++)
		if (unit[0] == units[i].letter && !unit[1])
			return units[i].seconds;

	return 0;
}

/* As read_duration, for what takes years. */
void read_seconds(struct reading *reading, const struct place *place, const struct setting *setting,
		  void *member)
{
	const char *text = read_scalar(reading, place, setting);
	unsigned long number;
	uint32_t unit;
	char *end;

	if (!text)
		return;

	errno = 0;
	number = strtoul(text, &end, 10);
	unit = unit_of(end);
	if (text[0] < '0' || text[0] > '9' || !unit || errno) {
		refuse(reading, place, "%.80s is not a duration (a number and s, m, h or d)", text);
		return;
	}
	if (number > setting->max / unit || number * unit < setting->min) {
		refuse(reading, place, "%.80s is not between %uh and %ud", text,
		       setting->min / 3600, setting->max / 86400);
		return;
	}
	*(uint32_t *)member = (uint32_t)(number * unit);
}

/* ---- authorities ---- */

static bool certificate_keep(struct reading *reading, const struct profile_certificate *certificate,
			     struct profile_certificate *ret_kept)
{
	*ret_kept = *certificate;
	ret_kept->der = arena_copy(reading->arena, certificate->der, certificate->size);
	ret_kept->fingerprint = reading_keep_string(reading, certificate->fingerprint);
	if (certificate->name)
		ret_kept->name = reading_keep_string(reading, certificate->name);
	if (!ret_kept->der)
		reading->error = -ENOMEM;
	return !reading->error;
}

static bool certificate_read(struct reading *reading, const struct place *place,
			     const struct setting *setting, struct profile_certificate *ret_kept)
{
	_cleanup_(freep) void *memory = NULL;
	_cleanup_(freep) char *message = NULL;
	struct profile_certificate certificate;
	struct bundle_file file;
	const char *path;
	int r;

	if (!read_file(reading, place, setting, &path, &file))
		return false;

	r = profile_certificate_read(file.bytes, file.size, &certificate, &memory, &message);
	if (r > 0)
		refuse(reading, place, "%s %s", path, message);
	if (r < 0)
		reading->error = r;
	if (r)
		return false;

	if (certificate.not_after <= time(NULL))
		warn(reading, place, "the certificate in %s has run out", path);
	return certificate_keep(reading, &certificate, ret_kept);
}

static bool is_there(const struct profile_certificates *list, const char *fingerprint)
{
	for (size_t i = 0; i < list->n_entries; i++)
		if (!strcmp(list->entries[i].fingerprint, fingerprint))
			return true;

	return false;
}

static size_t certificates_size(const struct profile_certificates *list)
{
	size_t size = 0;

	for (size_t i = 0; i < list->n_entries; i++)
		size += list->entries[i].size;
	return size;
}

void read_root_certificates(struct reading *reading, const struct place *place,
			    const struct setting *setting, void *member)
{
	size_t n = list_size(reading, place), n_refused = reading->n_refused;
	struct profile_certificate *entries;
	struct profile_certificates list = {0};

	if (n > PROFILE_CERTIFICATES_MAX) {
		refuse(reading, place, "more than %d certificates", PROFILE_CERTIFICATES_MAX);
		return;
	}

	list.entries = entries = reading_keep(reading, (n + 1) * sizeof(*entries));
	for (size_t i = 0; entries && i < n; i++) {
		struct place item = list_item(reading, place, i);

		if (!certificate_read(reading, &item, setting, &entries[list.n_entries]))
			continue;
		if (is_there(&list, entries[list.n_entries].fingerprint))
			refuse(reading, &item, "this certificate is in another file, too");
		else
			list.n_entries++;
	}

	if (certificates_size(&list) > PROFILE_CERTIFICATES_BYTES_MAX)
		refuse(reading, place,
		       "the certificates have %zu bytes, and a profile has room for %d",
		       certificates_size(&list), PROFILE_CERTIFICATES_BYTES_MAX);
	if (entries && reading->n_refused == n_refused)
		*(struct profile_certificates *)member = list;
}

/* ---- what is seen once all has been read ---- */

void profiles_warn(struct reading *reading, const struct place *place,
		   const struct profile_options *options, const struct provider *provider)
{
	bool has_clip = options->web_clip || options->payloads & PROFILE_PAYLOAD_WEB_CLIP;
	const char *obstacle;

	if (!has_clip || !provider->logo_bytes)
		return;

	obstacle = profile_icon_obstacle(provider->logo_bytes, provider->logo_size);
	if (obstacle)
		warn(reading, place, "the web clip has no icon, for the logo %s", obstacle);
	else if (reading->settings->profiles.signing.key_path &&
		 provider->logo_size > PROFILE_ICON_BYTES_MAX)
		warn(reading, place,
		     "the web clip has no icon, for the logo has %zu bytes, and a signed profile "
		     "has "
		     "room for %d",
		     provider->logo_size, PROFILE_ICON_BYTES_MAX);
}
