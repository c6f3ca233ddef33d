/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an operator says of profiles, for everybody and for a domain: the same rows, of struct
 * profile_options within another struct.  None has a default, so that what is common stays where a
 * domain says nothing else.
 */
#pragma once

#include "profile.h"
#include "settings/forms.h"
#include "settings/readers.h"
#include "settings/rows.h"

static const char *const payload_names[] = {
	"mail", "caldav", "carddav", "ldap", "calendars", "activesync", "ews", "web-clip",
};

/* clang-format off */

/* path_ and member_ are what stands before those of the options, with their last dot. */
#define PROFILE_ROW(struct_, path_, member_, read_, type_, option_) ROW(struct_, path_ #option_, read_, type_, member_ option_)
#define PROFILE_SWITCH(struct_, path_, member_, option_) PROFILE_ROW(struct_, path_, member_, read_switch, bool, option_)

#define PROFILE_ROWS(struct_, path_, member_) \
	{PROFILE_ROW(struct_, path_, member_, read_string, const char *, organization), .check = check_line, \
	 .help = "the organization that profiles name"}, \
	{PROFILE_ROW(struct_, path_, member_, read_words, unsigned int, payloads), .min = 1, .words = WORDS_OF(payload_names), \
	 .help = "what profiles set up"}, \
	{PROFILE_SWITCH(struct_, path_, member_, web_clip), \
	 .help = "web mail is put on the home screen, too"}, \
	{PROFILE_ROW(struct_, path_, member_, read_root_certificates, struct profile_certificates, root_certificates), \
	 .help = "files with the certificates of authorities that devices are to know"}, \
	{PROFILE_SWITCH(struct_, path_, member_, mail.prevent_move), \
	 .help = "mail cannot be moved to other accounts"}, \
	{PROFILE_SWITCH(struct_, path_, member_, mail.prevent_app_sheet), \
	 .help = "nothing but Mail sends from the account"}, \
	{PROFILE_SWITCH(struct_, path_, member_, mail.allow_mail_drop), \
	 .help = "large attachments may go by way of Apple"}, \
	{PROFILE_SWITCH(struct_, path_, member_, mail.disable_recents_syncing), \
	 .help = "addresses that were written to stay on the device"}, \
	{PROFILE_ROW(struct_, path_, member_, read_string, const char *, mail.imap_path_prefix), .check = check_line, \
	 .help = "the folder that holds all others"}, \
	{ROW(struct_, path_ "smime.own_certificates", read_smime, struct profile_smime, member_ smime), \
	 .help = "people may use S/MIME with certificates of their own"}, \
	{PROFILE_SWITCH(struct_, path_, member_, smime.signing), \
	 .help = "people may switch signing on and off"}, \
	{PROFILE_SWITCH(struct_, path_, member_, smime.signing_certificate), \
	 .help = "people may choose the certificate that signs"}, \
	{PROFILE_SWITCH(struct_, path_, member_, smime.encryption), \
	 .help = "people may switch encryption on and off"}, \
	{PROFILE_SWITCH(struct_, path_, member_, smime.encryption_certificate), \
	 .help = "people may choose the certificate that mail to them is encrypted for"}, \
	{PROFILE_SWITCH(struct_, path_, member_, smime.per_message), \
	 .help = "encryption can be chosen for each message"}, \
	{PROFILE_ROW(struct_, path_, member_, read_consent, struct texts, consent), .max = 4000, .flags = SETTING_LINES, \
	 .help = "what people have to agree to before a profile is installed"}, \
	{PROFILE_ROW(struct_, path_, member_, read_future_date, time_t, removal_date), \
	 .help = "the day when devices remove the profile and its accounts"}, \
	{PROFILE_ROW(struct_, path_, member_, read_seconds, uint32_t, duration_until_removal), \
	 .min = HOUR / SECOND, .max = 3650 * (DAY / SECOND), \
	 .help = "how long after its installation devices remove the profile"}, \
	{PROFILE_ROW(struct_, path_, member_, read_future_date, time_t, expiration_date), \
	 .help = "the day that devices show as the profile's last"},

/* clang-format on */
