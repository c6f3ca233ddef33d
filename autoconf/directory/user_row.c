/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of people. */
#include "directory/user_row.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/address_syntax.h"
#include "base/log.h"
#include "cleanup.h"
#include "directory.h"
#include "directory/key.h"
#include "directory/value.h"

static const char *const column_names[_USER_COLUMN_MAX] = {
	[USER_MAILBOX] = "mailbox",
	[USER_LOGIN] = "login",
	[USER_DISPLAY_NAME] = "display_name",
	[USER_LANGUAGE] = "language",
	[USER_ENABLED] = "enabled",
	[USER_IMAP_ENABLED] = "imap_enabled",
	[USER_POP3_ENABLED] = "pop3_enabled",
	[USER_SMTP_ENABLED] = "smtp_enabled",
	[USER_SIEVE_ENABLED] = "sieve_enabled",
	[USER_DAV_ENABLED] = "dav_enabled",
	[USER_EAS_ENABLED] = "eas_enabled",
	[USER_IMAP_HOST] = "imap_host",
	[USER_POP3_HOST] = "pop3_host",
	[USER_SMTP_HOST] = "smtp_host",
	[USER_SIEVE_HOST] = "sieve_host",
	[USER_ADDRESS] = "address",
};

static const struct {
	enum user_column column;
	enum service_type type;
} switches[] = {
	{USER_IMAP_ENABLED, SERVICE_IMAP},       {USER_POP3_ENABLED, SERVICE_POP3},
	{USER_SMTP_ENABLED, SERVICE_SUBMISSION}, {USER_SIEVE_ENABLED, SERVICE_MANAGESIEVE},
	{USER_DAV_ENABLED, SERVICE_CALDAV},      {USER_DAV_ENABLED, SERVICE_CARDDAV},
	{USER_DAV_ENABLED, SERVICE_WEBDAV},      {USER_EAS_ENABLED, SERVICE_ACTIVESYNC},
};

static const struct {
	enum user_column column;
	enum service_type type;
} hosts[] = {
	{USER_IMAP_HOST, SERVICE_IMAP},
	{USER_POP3_HOST, SERVICE_POP3},
	{USER_SMTP_HOST, SERVICE_SUBMISSION},
	{USER_SIEVE_HOST, SERVICE_MANAGESIEVE},
};

void user_columns_clear(struct user_columns *columns)
{
	for (size_t i = 0; i < _USER_COLUMN_MAX; i++)
		columns->index[i] = -1;
}

void user_columns_add(struct user_columns *columns, const char *name, int index)
{
	for (size_t i = 0; i < _USER_COLUMN_MAX; i++)
		if (!strcmp(name, column_names[i]))
			columns->index[i] = index;
}

/* Which value, of which domain: the local part is a person and stays out of the log. */
static void value_complain(const struct key *mailbox, enum user_column column)
{
	log_line(LOG_LEVEL_DEBUG, "a value of a mailbox makes no sense and is left out",
		 LOG_S("domain", key_domain(mailbox)), LOG_S("column", column_names[column]));
}

static bool flag_read(const char *const *values, enum user_column column, const struct key *mailbox)
{
	int flag = value_flag(values[column]);

	if (flag < 0)
		value_complain(mailbox, column);

	return !values[column] || flag > 0;
}

/* A copy of a value that passes its check; NULL for none, "" and nonsense. */
static int text_read(const char *const *values, enum user_column column,
		     bool (*is_good)(const char *), const struct key *mailbox, char **ret_text)
{
	const char *value = values[column];

	*ret_text = NULL;
	if (!value || !value[0])
		return 0;

	if (!is_good(value)) {
		value_complain(mailbox, column);
		return 0;
	}

	*ret_text = strdup(value);
	return *ret_text ? 0 : -ENOMEM;
}

static int host_read(const char *const *values, enum user_column column, const struct key *mailbox,
		     char **ret_host)
{
	const char *value = values[column];
	char name[DOMAIN_NAME_MAX + 1];

	*ret_host = NULL;
	if (!value || !value[0])
		return 0;

	if (domain_name_parse(value, strlen(value), name)) {
		value_complain(mailbox, column);
		return 0;
	}

	*ret_host = strdup(name);
	return *ret_host ? 0 : -ENOMEM;
}

static int user_read(const char *const *values, const struct key *mailbox, struct user *user)
{
	int r;

	user->mailbox = strdup(mailbox->address);
	if (!user->mailbox)
		return -ENOMEM;

	r = text_read(values, USER_LOGIN, value_is_login, mailbox, &user->login);
	if (!r)
		r = text_read(values, USER_DISPLAY_NAME, value_is_text, mailbox,
			      &user->display_name);
	if (!r)
		r = text_read(values, USER_LANGUAGE, value_is_language, mailbox, &user->language);
	for (size_t i = 0; !r && i < ARRAY_SIZE(hosts); i++)
		r = host_read(values, hosts[i].column, mailbox, &user->hosts[hosts[i].type]);
	if (r)
		return r;

	user->enabled = flag_read(values, USER_ENABLED, mailbox);
	for (size_t i = 0; i < ARRAY_SIZE(switches); i++)
		if (!flag_read(values, switches[i].column, mailbox))
			user->switched_off |= UINT32_C(1) << switches[i].type;

	if (!user->login)
		user->login = strdup(mailbox->address);
	return user->login ? 0 : -ENOMEM;
}

static int user_from_row(const struct user_rows *rows,
			 const char *const values[static _USER_COLUMN_MAX], struct user **ret_user)
{
	_cleanup_(user_freep) struct user *user = NULL;
	struct key mailbox;
	int r;

	/*
	 * Collations find jose for josé and "u@d" for "u@d ": only the very same address is the
	 * same mailbox.
	 */
	if (!values[USER_MAILBOX] || !key_parse_stored(values[USER_MAILBOX], &mailbox))
		return DIRECTORY_E_NOT_FOUND;
	if (rows->section == SECTION_USER && strcmp(mailbox.address, rows->key->address))
		return DIRECTORY_E_NOT_FOUND;

	user = calloc(1, sizeof(*user));
	if (!user)
		return -ENOMEM;

	r = user_read(values, &mailbox, user);
	if (r)
		return r;

	*ret_user = TAKE_PTR(user);
	return 0;
}

/* At its place in the order; the last one goes when there are too many. */
static int address_insert(struct user *user, const char *address)
{
	char *copy;
	size_t at = 0;

	while (at < user->n_addresses && strcmp(user->addresses[at], address) < 0)
		at++;
	if (at == USER_ADDRESSES_MAX ||
	    (at < user->n_addresses && !strcmp(user->addresses[at], address)))
		return 0;

	copy = strdup(address);
	if (!copy)
		return -ENOMEM;

	if (user->n_addresses == USER_ADDRESSES_MAX)
		free(user->addresses[--user->n_addresses]);
	memmove(&user->addresses[at + 1], &user->addresses[at],
		(user->n_addresses - at) * sizeof(*user->addresses));
	user->addresses[at] = copy;
	user->n_addresses++;
	return 0;
}

static int address_add(struct user_rows *rows, const char *value)
{
	struct key address;

	if (!value || !key_parse_stored(value, &address) ||
	    !strcmp(address.address, rows->key->address))
		return 0;

	if (!rows->user)
		rows->user = calloc(1, sizeof(*rows->user));
	if (rows->user && !rows->user->addresses)
		rows->user->addresses = calloc(USER_ADDRESSES_MAX, sizeof(char *));
	if (!rows->user || !rows->user->addresses)
		return -ENOMEM;

	return address_insert(rows->user, address.address);
}

static int person_add(struct user_rows *rows, const char *const values[static _USER_COLUMN_MAX])
{
	_cleanup_(user_freep) struct user *user = NULL;
	int r = user_from_row(rows, values, &user);

	if (r)
		return r == DIRECTORY_E_NOT_FOUND ? 0 : r;

	if (!rows->user)
		rows->user = TAKE_PTR(user);
	else if (strcmp(rows->user->mailbox, user->mailbox) != 0 ||
		 strcmp(rows->user->login, user->login) != 0)
		rows->is_ambiguous = true;
	return 0;
}

int user_rows_add(struct user_rows *rows, const char *const values[static _USER_COLUMN_MAX])
{
	return rows->section == SECTION_ADDRESSES ? address_add(rows, values[USER_ADDRESS])
						  : person_add(rows, values);
}

int user_rows_finish(struct user_rows *rows, struct user **ret_user)
{
	if (!rows->user || rows->is_ambiguous)
		return DIRECTORY_E_NOT_FOUND;

	*ret_user = TAKE_PTR(rows->user);
	return 0;
}

void user_rows_clear(struct user_rows *rows)
{
	user_free(rows->user);
	*rows = (struct user_rows){0};
}
