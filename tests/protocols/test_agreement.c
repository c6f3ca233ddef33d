/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One account, three answers: whoever asks, by whatever protocol, is led to the same host, port,
 * encryption and login.  Each document is read as its clients read it, and what it offers is
 * written as lines that can be compared.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <libxml/parser.h>
#include <libxml/tree.h>

#include "accounts.h"
#include "cleanup.h"
#include "document.h"
#include "query.h"
#include "text/placeholder.h"
#include "text/writer.h"

#define OFFERS_MAX 64
#define OFFER_SIZE 512

/*
 * "imap mail.example.com 993 tls jane@example.com", "caldav https://dav.example.com/
 * jane@example.com"
 */
struct offers {
	char lines[OFFERS_MAX][OFFER_SIZE];
	size_t n;
};

static void free_doc(xmlDocPtr *document)
{
	xmlFreeDoc(*document);
}

static void free_text(xmlChar **text)
{
	xmlFree(*text);
}

static void offers_add(struct offers *offers, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void offers_add(struct offers *offers, const char *format, ...)
{
	va_list arguments;
	int n;

	assert_true(offers->n < OFFERS_MAX);
	va_start(arguments, format);
	n = vsnprintf(offers->lines[offers->n++], OFFER_SIZE, format, arguments);
	va_end(arguments);
	assert_true(n > 0 && n < OFFER_SIZE);
}

static int compare_lines(const void *a, const void *b)
{
	return strcmp(a, b);
}

static void offers_sort(struct offers *offers)
{
	qsort(offers->lines, offers->n, OFFER_SIZE, compare_lines);
}

static bool offers_hold(const struct offers *offers, const char *line)
{
	for (size_t i = 0; i < offers->n; i++)
		if (!strcmp(offers->lines[i], line))
			return true;

	return false;
}

/* ---- reading XML ---- */

static bool is_element(xmlNodePtr node, const char *name)
{
	return node->type == XML_ELEMENT_NODE && !strcmp((const char *)node->name, name);
}

static xmlNodePtr find_child(xmlNodePtr parent, const char *name)
{
	for (xmlNodePtr node = parent->children; node; node = node->next)
		if (is_element(node, name))
			return node;

	return NULL;
}

/* The text of a child, "" when there is none; the caller's. */
static xmlChar *child_text(xmlNodePtr parent, const char *name)
{
	xmlNodePtr child = find_child(parent, name);

	return child ? xmlNodeGetContent(child) : xmlStrdup((const xmlChar *)"");
}

/* What a client makes of a template: the address put in, percent-encoded in a URL. */
static char *expand(const char *template, const struct address *address, bool in_url)
{
	struct placeholder_piece piece;
	struct writer writer = {0};
	char *text;

	while (placeholder_next(&template, &piece)) {
		if (piece.is_placeholder)
			placeholder_value(address, piece.part, &piece.text, &piece.size);
		if (piece.is_placeholder && in_url)
			writer_percent_encoded(&writer, piece.text, piece.size);
		else
			writer_bytes(&writer, piece.text, piece.size);
	}

	assert_int_equal(writer_finish_string(&writer, &text, NULL), 0);
	return text;
}

/* ---- Mozilla ---- */

static const char *mozilla_encryption(const char *socket_type)
{
	return !strcmp(socket_type, "SSL")        ? "tls"
	       : !strcmp(socket_type, "STARTTLS") ? "starttls"
						  : "none";
}

static void read_mozilla_section(xmlNodePtr node, const struct address *address,
				 struct offers *offers)
{
	_cleanup_(free_text) xmlChar *type = xmlGetProp(node, (const xmlChar *)"type");
	_cleanup_(free_text) xmlChar *host = child_text(node, "hostname"),
				     *port = child_text(node, "port");
	_cleanup_(free_text) xmlChar *socket_type = child_text(node, "socketType"),
				     *url = child_text(node, "url");
	_cleanup_(free_text) xmlChar *username = child_text(node, "username");
	_cleanup_(freep) char *login = expand((const char *)username, address, false);
	_cleanup_(freep) char *address_url = expand((const char *)url, address, true);

	if (*host)
		offers_add(offers, "%s %s %s %s %s", type, host, port,
			   mozilla_encryption((const char *)socket_type), login);
	else
		offers_add(offers, "%s %s %s", type, address_url, login);
}

static void read_mozilla(xmlNodePtr parent, const struct address *address, struct offers *offers)
{
	for (xmlNodePtr node = parent->children; node; node = node->next) {
		if (is_element(node, "emailProvider"))
			read_mozilla(node, address, offers);
		else if (node->type == XML_ELEMENT_NODE && find_child(node, "username"))
			read_mozilla_section(node, address, offers);
	}
}

/* ---- Autodiscover ---- */

static const char *outlook_type(const char *type)
{
	static const char *const names[][2] = {{"IMAP", "imap"},       {"POP3", "pop3"},
					       {"SMTP", "smtp"},       {"CalDAV", "caldav"},
					       {"CardDAV", "carddav"}, {"WEB", "web"}};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (!strcmp(type, names[i][0]))
			return names[i][1];

	fail_msg("a Protocol of type %s", type);
	return NULL;
}

/* As Outlook 2010 and newer reads it; an older one, and Thunderbird, know only SSL. */
static const char *outlook_encryption(const char *ssl, const char *encryption)
{
	assert_true(!strcmp(ssl, "off") == !strcmp(encryption, "None"));
	return !strcmp(encryption, "SSL")   ? "tls"
	       : !strcmp(encryption, "TLS") ? "starttls"
					    : "none";
}

static void read_outlook_protocol(xmlNodePtr node, struct offers *offers)
{
	_cleanup_(free_text) xmlChar *type = child_text(node, "Type"),
				     *server = child_text(node, "Server");
	_cleanup_(free_text) xmlChar *port = child_text(node, "Port"),
				     *login = child_text(node, "LoginName");
	_cleanup_(free_text) xmlChar *ssl = child_text(node, "SSL"),
				     *encryption = child_text(node, "Encryption");
	const char *name = outlook_type((const char *)type);

	if (*port)
		offers_add(offers, "%s %s %s %s %s", name, server, port,
			   outlook_encryption((const char *)ssl, (const char *)encryption), login);
	else if (strcmp(name, "web"))
		offers_add(offers, "%s %s %s", name, server, login);
}

static void read_outlook(xmlNodePtr parent, struct offers *offers)
{
	for (xmlNodePtr node = parent->children; node; node = node->next) {
		if (is_element(node, "Protocol"))
			read_outlook_protocol(node, offers);
		else
			read_outlook(node, offers);
	}
}

/* Without its login: the client asks for it. */
static void read_mobilesync(xmlNodePtr parent, struct offers *offers)
{
	for (xmlNodePtr node = parent->children; node; node = node->next) {
		_cleanup_(free_text) xmlChar *url =
			is_element(node, "Url") ? xmlNodeGetContent(node) : NULL;

		if (url)
			offers_add(offers, "activeSync %s", url);
		read_mobilesync(node, offers);
	}
}

/* ---- Apple ---- */

/*
 * The value behind <key>name</key>: a string or integer as text, a boolean as its element's name;
 * "" for none.
 */
static xmlChar *plist_value(xmlNodePtr dict, const char *name)
{
	for (xmlNodePtr node = dict->children; node; node = node->next) {
		_cleanup_(free_text) xmlChar *key =
			is_element(node, "key") ? xmlNodeGetContent(node) : NULL;
		xmlNodePtr value = key && !strcmp((const char *)key, name)
					   ? xmlNextElementSibling(node)
					   : NULL;

		if (value)
			return value->children ? xmlNodeGetContent(value) : xmlStrdup(value->name);
	}

	return xmlStrdup((const xmlChar *)"");
}

static const char *apple_encryption(const char *use_ssl, const char *port)
{
	static const char *const implicit[] = {"993", "995", "465"};

	if (strcmp(use_ssl, "true"))
		return "none";

	for (size_t i = 0; i < ARRAY_SIZE(implicit); i++)
		if (!strcmp(port, implicit[i]))
			return "tls";

	return "starttls";
}

static void read_apple_server(xmlNodePtr dict, const char *type, const char *direction,
			      struct offers *offers)
{
	static const char *const names[] = {"HostName", "PortNumber", "UseSSL", "Username"};
	_cleanup_(free_text) xmlChar *host = NULL, *port = NULL, *ssl = NULL, *login = NULL;
	xmlChar **const values[] = {&host, &port, &ssl, &login};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		char key[64];

		(void)snprintf(key, sizeof(key), "%sMailServer%s", direction, names[i]);
		*values[i] = plist_value(dict, key);
	}

	offers_add(offers, "%s %s %s %s %s", type, host, port,
		   apple_encryption((const char *)ssl, (const char *)port), login);
}

static void read_apple(xmlNodePtr parent, struct offers *offers)
{
	for (xmlNodePtr node = parent->children; node; node = node->next) {
		_cleanup_(free_text) xmlChar *type =
			is_element(node, "dict") ? plist_value(node, "EmailAccountType") : NULL;

		if (type && *type) {
			read_apple_server(node,
					  !strcmp((const char *)type, "EmailTypeIMAP") ? "imap"
										       : "pop3",
					  "Incoming", offers);
			read_apple_server(node, "smtp", "Outgoing", offers);
		}
		read_apple(node, offers);
	}
}

/* ---- comparing ---- */

static int render(const struct account_case *account_case, const struct protocol *protocol,
		  unsigned int view, xmlDocPtr *ret_document)
{
	_cleanup_(document_clear) struct document document = {0};
	const struct query query = {.has_address = true, .view = view};
	int r;

	r = protocol->render(&account_case->context, &query, &account_case->account, &document);
	if (r)
		return r;

	*ret_document = xmlReadMemory(document.bytes, (int)document.size, NULL, NULL,
				      XML_PARSE_NONET | XML_PARSE_NOBLANKS);
	assert_non_null(*ret_document);
	return 0;
}

static bool is_asked_of_autodiscover(const char *line)
{
	static const char *const types[] = {"imap ", "pop3 ", "smtp ", "caldav ", "carddav "};

	for (size_t i = 0; i < ARRAY_SIZE(types); i++)
		if (!strncmp(line, types[i], strlen(types[i])))
			return true;

	return false;
}

/* Both name all that there is, each in its own order. */
static int compare_outlook(const struct account_case *account_case, const struct offers *mozilla)
{
	_cleanup_(free_doc) xmlDocPtr document = NULL;
	static struct offers wanted, found;
	int n_wrong = 0;

	wanted.n = found.n = 0;
	assert_int_equal(
		render(account_case, &protocol_autodiscover, views[VIEW_OUTLOOK].view, &document),
		0);
	read_outlook(xmlDocGetRootElement(document), &found);
	for (size_t i = 0; i < mozilla->n; i++)
		if (is_asked_of_autodiscover(mozilla->lines[i]))
			offers_add(&wanted, "%s", mozilla->lines[i]);
	if (!found.n)
		return 0; /* an Error: what is and what is not is the golden documents' affair */

	offers_sort(&wanted);
	offers_sort(&found);
	assert_int_equal(wanted.n, found.n);
	for (size_t i = 0; i < found.n; i++) {
		if (!strcmp(wanted.lines[i], found.lines[i]))
			continue;
		print_error("%s: Mozilla \"%s\", Outlook \"%s\"\n", account_case->row->name,
			    wanted.lines[i], found.lines[i]);
		n_wrong++;
	}

	return n_wrong;
}

static int compare_mobilesync(const struct account_case *account_case, const struct offers *mozilla)
{
	_cleanup_(free_doc) xmlDocPtr document = NULL;
	static struct offers found;

	found.n = 0;
	assert_int_equal(render(account_case, &protocol_autodiscover, views[VIEW_MOBILESYNC].view,
				&document),
			 0);
	read_mobilesync(xmlDocGetRootElement(document), &found);
	for (size_t i = 0; found.n && i < mozilla->n; i++)
		if (!strncmp(mozilla->lines[i], found.lines[0], strlen(found.lines[0])))
			return 0;

	if (found.n)
		print_error("%s: only ActiveSync says \"%s\"\n", account_case->row->name,
			    found.lines[0]);
	return found.n ? 1 : 0;
}

/* A profile has one server each way: one of those that the others name. */
static int compare_apple(const struct account_case *account_case, const struct offers *mozilla)
{
	_cleanup_(free_doc) xmlDocPtr document = NULL;
	static struct offers found;
	int n_wrong = 0;

	found.n = 0;
	if (account_case->row->has_no_profile)
		return 0;

	assert_int_equal(render(account_case, &protocol_apple, 0, &document), 0);
	read_apple(xmlDocGetRootElement(document), &found);
	/* An account of ActiveSync alone has a profile that names no mail server. */
	assert_int_equal(found.n,
			 account_service(&account_case->account, SERVICE_IMAP) ||
					 account_service(&account_case->account, SERVICE_POP3)
				 ? 2
				 : 0);
	for (size_t i = 0; i < found.n; i++) {
		if (offers_hold(mozilla, found.lines[i]))
			continue;
		print_error("%s: only the profile says \"%s\"\n", account_case->row->name,
			    found.lines[i]);
		n_wrong++;
	}

	return n_wrong;
}

static int compare_answers(const struct account_row *row)
{
	_cleanup_(free_doc) xmlDocPtr document = NULL;
	struct account_case account_case;
	static struct offers mozilla;

	account_case_init(&account_case, row);
	mozilla.n = 0;
	if (render(&account_case, &protocol_mozilla, 0, &document))
		return 0;

	read_mozilla(xmlDocGetRootElement(document), &account_case.address, &mozilla);
	assert_true(mozilla.n > 0);
	return compare_outlook(&account_case, &mozilla) +
	       compare_mobilesync(&account_case, &mozilla) + compare_apple(&account_case, &mozilla);
}

static void test_three_answers(void **state)
{
	int n_wrong = 0;

	(void)state;
	for (size_t i = 0; i < n_account_rows; i++)
		n_wrong += compare_answers(&account_rows[i]);

	assert_int_equal(n_wrong, 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_three_answers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
