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
