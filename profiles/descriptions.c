/* SPDX-License-Identifier: Apache-2.0 */
/* Sentences of our own: what a profile and each of its payloads sets up. */
#include "profiles/descriptions.h"

#include <stddef.h>
#include <string.h>

#include "cleanup.h"
#include "provider.h"

/* clang-format off */
#define SENTENCES(...) {.entries = (const struct text[]){__VA_ARGS__}, .n_entries = sizeof((const struct text[]){__VA_ARGS__}) / sizeof(struct text)}

static const struct description {
	const char *kind; /* NULL: the profile */
	struct texts sentences;
} descriptions[] = {
	{NULL, SENTENCES(
		{"",   "Sets up your accounts on this device. There is no password in it."},
		{"de", "Richtet Ihre Konten auf diesem Gerät ein. Es enthält kein Passwort."},
		{"es", "Configura sus cuentas en este dispositivo. No contiene ninguna contraseña."},
		{"fr", "Configure vos comptes sur cet appareil. Il ne contient aucun mot de passe."})},
	{"mail", SENTENCES(
		{"",   "Sets up e-mail."},
		{"de", "Richtet E-Mail ein."},
		{"es", "Configura el correo electrónico."},
		{"fr", "Configure la messagerie."})},
	{"caldav", SENTENCES(
		{"",   "Sets up calendars and reminders."},
		{"de", "Richtet Kalender und Erinnerungen ein."},
		{"es", "Configura los calendarios y los recordatorios."},
		{"fr", "Configure les calendriers et les rappels."})},
	{"carddav", SENTENCES(
		{"",   "Sets up contacts."},
		{"de", "Richtet Kontakte ein."},
		{"es", "Configura los contactos."},
		{"fr", "Configure les contacts."})},
	{"ldap", SENTENCES(
		{"",   "Sets up the shared address book."},
		{"de", "Richtet das gemeinsame Adressbuch ein."},
		{"es", "Configura el directorio compartido."},
		{"fr", "Configure l’annuaire partagé."})},
	{"calendar", SENTENCES(
		{"",   "Subscribes to a calendar."},
		{"de", "Abonniert einen Kalender."},
		{"es", "Suscribe a un calendario."},
		{"fr", "Abonne à un calendrier."})},
	{"activesync", SENTENCES(
		{"",   "Sets up Exchange ActiveSync."},
		{"de", "Richtet Exchange ActiveSync ein."},
		{"es", "Configura Exchange ActiveSync."},
		{"fr", "Configure Exchange ActiveSync."})},
	{"ews", SENTENCES(
		{"",   "Sets up Exchange."},
		{"de", "Richtet Exchange ein."},
		{"es", "Configura Exchange."},
		{"fr", "Configure Exchange."})},
	{"root", SENTENCES(
		{"",   "Adds a certificate authority."},
		{"de", "Fügt eine Zertifizierungsstelle hinzu."},
		{"es", "Añade una autoridad de certificación."},
		{"fr", "Ajoute une autorité de certification."})},
	{"webclip", SENTENCES(
		{"",   "Puts web mail on the home screen."},
		{"de", "Legt Webmail auf den Home-Bildschirm."},
		{"es", "Añade el correo web a la pantalla de inicio."},
		{"fr", "Ajoute le webmail à l’écran d’accueil."})},
};
/* clang-format on */

const char *profile_description(const char *kind, const char *language)
{
	for (size_t i = 0; i < ARRAY_SIZE(descriptions); i++)
		if (kind == descriptions[i].kind ||
		    (kind && descriptions[i].kind && !strcmp(kind, descriptions[i].kind)))
			return texts_get(&descriptions[i].sentences, language);

	return NULL;
}
