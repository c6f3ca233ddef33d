/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Settings in the forms that apps take them in.  Thunderbird for Android refuses the whole code for
 * one value that it does not like, so there is none rather than such a one.
 */
#include "page/handover.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "account.h"
#include "address.h"
#include "base/address_syntax.h"
#include "base/url.h"
#include "cleanup.h"
#include "domain.h"
#include "protocols/announce.h"
#include "text/placeholder.h"
#include "text/utf8.h"
#include "text/writer.h"

/* Numbers of the code's format; -1: the reader has none. */
static const int security_numbers[_SECURITY_MAX] = {
	[SECURITY_NONE] = 0,
	[SECURITY_STARTTLS] = 2,
	[SECURITY_TLS] = 3,
};

/* GSSAPI (3) and NTLM (4) have numbers, and the reader throws on them. */
static const int authentication_numbers[_AUTHENTICATION_MAX] = {
	[AUTHENTICATION_PASSWORD] = 1,
	[AUTHENTICATION_PASSWORD_ENCRYPTED] = 2,
	[AUTHENTICATION_NTLM] = -1,
	[AUTHENTICATION_GSSAPI] = -1,
	[AUTHENTICATION_TLS_CLIENT_CERT] = 5,
	[AUTHENTICATION_OAUTH2] = 6,
	[AUTHENTICATION_CLIENT_IP_ADDRESS] = 0,
	[AUTHENTICATION_NONE] = 0,
};

int handover_login(const struct account *account, const struct service *service, char **ret_login)
{
	struct writer writer = {0};

	if (!service->username_is_literal)
		return placeholder_expand(service->username, account->address, ret_login);

	writer_string(&writer, service->username);

	return writer_finish_string(&writer, ret_login, NULL);
}

int handover_url(const struct account *account, const char *template, char **ret_url)
{
	return placeholder_expand_url(template, account->address, ret_url);
}

/*
 * A password first: OAuth 2 works in the app only for hosts that it knows.  -1: none that it takes.
 */
static int authentication_number(const struct service *service)
{
	if (service_takes(service, AUTHENTICATION_PASSWORD))
		return authentication_numbers[AUTHENTICATION_PASSWORD];

	for (size_t i = 0; i < service->n_authentications; i++)
		if (authentication_numbers[service->authentications[i]] >= 0)
			return authentication_numbers[service->authentications[i]];

	return -1;
}

static const struct service *find(const struct account *account, enum service_type type)
{
	const struct service *service = NULL;

	while ((service = announce_next(account, type, ANNOUNCE_ENCRYPTED_FIRST, service)))
		if (service->host && authentication_number(service) >= 0)
			return service;

	return NULL;
}

static void write_code_unit(struct writer *writer, uint32_t unit)
{
	writer_printf(writer, "\\u%04x", (unsigned int)unit);
}

/*
 * In ASCII alone: a reader of codes that hold other bytes guesses their encoding, and guesses wrong
 * (zbar takes "mün" for Chinese).
 */
static void write_characters(struct writer *writer, const char *bytes, size_t size)
{
	uint32_t character;

	for (size_t i = 0, length; i < size; i += length) {
		length = utf8_next(bytes + i, size - i, &character);
		if (!length) {
			writer_fail(writer, -EILSEQ);
			return;
		}
		if (character < 0x80) {
			writer_json_escaped(writer, bytes + i, length);
		} else if (character < 0x10000) {
			write_code_unit(writer, character);
		} else {
			write_code_unit(writer, 0xd800 + ((character - 0x10000) >> 10));
			write_code_unit(writer, 0xdc00 + ((character - 0x10000) & 0x3ff));
		}
	}
}

static void write_string(struct writer *writer, const char *string)
{
	writer_string(writer, "\"");
	write_characters(writer, string, strlen(string));
	writer_string(writer, "\"");
}

/* [0,"imap.example.org",993,3,1,"jane"] */
static int write_server(struct writer *writer, const struct account *account,
			const struct service *service)
{
	_cleanup_(freep) char *host = NULL, *login = NULL;
	int r;

	r = announce_expand(service->host, account->domain, &host);
	if (!r)
		r = handover_login(account, service, &login);
	if (r)
		return r;

	writer_printf(writer, "[%d,", service->type == SERVICE_POP3);
	write_string(writer, host);
	writer_printf(writer, ",%u,%d,%d,", service->port, security_numbers[service->security],
		      authentication_number(service));
	write_string(writer, login);
	writer_string(writer, "]");

	return 0;
}

/* The domain as an A-label, which every reader of addresses takes. */
static void write_identity(struct writer *writer, const struct account *account)
{
	const struct address *address = account->address;

	writer_string(writer, "[\"");
	write_characters(writer, address->text, address->local_size);
	writer_printf(writer, "@%s\",", address->domain);
	write_string(writer, account->display_name ? account->display_name : "");
	writer_string(writer, "]");
}

int handover_thunderbird(const struct account *account, char **ret_text)
{
	const struct service *incoming = find(account, SERVICE_IMAP);
	const struct service *outgoing = find(account, SERVICE_SUBMISSION);
	struct writer writer = {0};
	int r;

	*ret_text = NULL;
	if (!incoming)
		incoming = find(account, SERVICE_POP3);
	if (!incoming || !outgoing || !address_is_dot_atom(account->address))
		return 0;

	writer_string(&writer, "[1,[1,1],");
	r = write_server(&writer, account, incoming);
	writer_string(&writer, ",[[");
	if (!r)
		r = write_server(&writer, account, outgoing);
	writer_string(&writer, ",");
	write_identity(&writer, account);
	writer_string(&writer, "]]]");
	if (r)
		writer_fail(&writer, r);

	return writer_finish_string(&writer, ret_text, NULL);
}

int handover_davx5(const struct account *account, const struct service *service, char **ret_url)
{
	_cleanup_(freep) char *url = NULL, *login = NULL;
	struct writer writer = {0};
	struct url_parts parts;
	int r;

	*ret_url = NULL;
	r = handover_url(account, service->root ? service->root : service->url, &url);
	if (!r)
		r = handover_login(account, service, &login);
	if (r)
		return r;
	if (!url_split(url, &parts) || !parts.is_encrypted)
		return 0;

	writer_string(&writer, "davx5://");
	writer_percent_encoded(&writer, login, strlen(login));
	writer_string(&writer, "@");
	writer_bytes(&writer, parts.host, parts.host_size);
	if (parts.has_port)
		writer_printf(&writer, ":%u", parts.port);
	writer_string(&writer, parts.path_size ? "" : "/");
	writer_string(&writer, parts.path);

	return writer_finish_string(&writer, ret_url, NULL);
}
