/* SPDX-License-Identifier: Apache-2.0 */
/* `check`: settings, key, certificate chain and directory, without serving anything. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/log.h"
#include "base/names.h"
#include "cleanup.h"
#include "commands/command.h"
#include "commands/left_out.h"
#include "commands/options.h"
#include "directory.h"
#include "profile.h"
#include "protocols/pacc.h"
#include "server/sandbox.h"
#include "settings.h"

static void print_lines(const char *what, const char *kind, const char *lines)
{
	while (lines && *lines) {
		size_t size = strcspn(lines, "\n");

		(void)fprintf(stderr, "%s: %s%.*s\n", what, kind, (int)size, lines);
		lines += size + (lines[size] == '\n');
	}
}

/* Returns how many problems there are. */
static unsigned int check_signing(const struct settings *settings)
{
	_cleanup_(signature_freep) struct signature *signature = NULL;
	_cleanup_(freep) char *warnings = NULL;
	_cleanup_(freep) char *message = NULL;
	struct signature_files files = settings->profiles.signing;
	int r;

	if (!files.key_path) {
		(void)fprintf(stderr,
			      "signing: profiles are not signed: profiles.signing is not set\n");
		return 0;
	}

	files.even_ended = settings->profiles.unsigned_when_expired;
	r = signature_new(&files, time(NULL), &signature, &warnings, &message);
	print_lines("signing", "warning: ", warnings);
	if (r) {
		print_lines("signing", "error: ", message ? message : "it did not work");
		return 1;
	}
	(void)fprintf(stderr, "signing: ok, certificate %.16s…\n",
		      signature_fingerprint(signature));

	return 0;
}

static unsigned int check_directory(struct settings *settings)
{
	_cleanup_(freep) char *report = NULL;
	_cleanup_(freep) char *message = NULL;
	int r;

	if (!settings->directory.url) {
		(void)fprintf(stderr, "directory: none: domains come from the settings (%zu)\n",
			      settings->n_domains);
		return 0;
	}

	r = directory_check(settings, &report, &message);
	print_lines("directory", "", report);
	if (r)
		print_lines("directory", "error: ", message ? message : "it did not work");

	return r ? 1 : 0;
}

static unsigned int check_account(const struct settings *settings)
{
	_cleanup_(freep) char *message = NULL;
	struct identity identity;

	if (!identity_find(settings, &identity, &message))
		return 0;

	print_lines("server", "error: ", message ? message : "server.user: it did not work");
	return 1;
}

static void say_pacc(const char *kind, const char *domain, const struct service *service,
		     const char *problem)
{
	const char *type = service ? service_type_names[service->type] : "";

	(void)fprintf(stderr, "pacc: %s%s: %s%s%s\n", kind, domain, type, service ? ": " : "",
		      problem);
}

/*
 * What PACC cannot say is left out of the document, and the other protocols say it; a login that is
 * not the address would be said wrongly, so there is no document, and the operator decides.
 */
static void explain_pacc(const struct domain *domain, enum pacc_refusal refusal,
			 const struct service *service)
{
	if (refusal == PACC_E_LOGIN) {
		say_pacc("error: ", domain->name, service, pacc_refusal_sentences[refusal]);
		(void)fprintf(stderr, "pacc: %s: pacc: false says that it is meant so\n",
			      domain->name);
		return;
	}

	for (size_t i = 0; i < domain->n_services; i++) {
		const char *omission = pacc_omission(domain, &domain->services[i]);

		if (omission && pacc_knows(&domain->services[i]))
			say_pacc("left out: ", domain->name, &domain->services[i], omission);
	}
	if (refusal == PACC_E_EMPTY)
		say_pacc("warning: ", domain->name, NULL, pacc_refusal_sentences[refusal]);
}

/* Most domains have the common services: what is said of the first of them holds for all. */
static unsigned int check_pacc(const struct settings *settings)
{
	unsigned int n_problems = 0, n_alike = 0;

	for (size_t i = 0; i < settings->n_domains; i++) {
		const struct domain domain = settings_domain_describe(&settings->domains[i]);
		bool is_common = domain.services == settings->services;
		const struct service *service;
		enum pacc_refusal refusal = pacc_refusal(&domain, &service);

		if (refusal == PACC_E_NOT_WANTED)
			continue;
		if (!is_common || !n_alike)
			explain_pacc(&domain, refusal, service);
		n_alike += is_common;
		n_problems += refusal == PACC_E_LOGIN;
	}

	if (n_alike > 1)
		(void)fprintf(stderr, "pacc: %u more domains have the same common services\n",
			      n_alike - 1);

	return n_problems;
}

/* No problem of ours, and none of the settings': what one protocol cannot say another says. */
static void check_announced(struct settings *settings)
{
	_cleanup_(freep) char *message = NULL;
	struct keeper *keeper = NULL;
	struct snapshot *snapshot;

	if (keeper_new(settings, &keeper, &message)) {
		print_lines("announced", "", message ? message : "the domains cannot be read");
		return;
	}

	snapshot = keeper_snapshot(keeper);
	if (left_out_print(snapshot))
		print_lines("announced", "", "memory has run out");
	snapshot_unref(snapshot);
	keeper_free(keeper);
}

static int check_run(const struct command *command, int argc, char **argv)
{
	_cleanup_(settings_unrefp) struct settings *settings = NULL;
	struct options options;
	int status;
	unsigned int n_problems, n_in_directory;

	status = options_begin(command, 0, 0, argc, argv, &options, &settings);
	if (status)
		return status;

	(void)fprintf(stderr, "settings: ok\n");
	log_configure(LOG_LEVEL_ERROR, LOG_FORMAT_TEXT, "check");
	n_problems = check_account(settings) + check_pacc(settings) + check_signing(settings);
	n_in_directory = check_directory(settings);
	n_problems += n_in_directory;
	if (!n_in_directory)
		check_announced(settings);

	return n_problems ? EXIT_PROBLEM : EXIT_DONE;
}

const struct command command_check = {
	.name = "check",
	.arguments = "[--config FILE]",
	.summary = "settings, key, certificates, directory: what is wrong?",
	.run = check_run,
};
