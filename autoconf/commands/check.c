/* SPDX-License-Identifier: Apache-2.0 */
/* `check`: settings, key, certificate chain and directory, without serving anything. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "cleanup.h"
#include "commands/command.h"
#include "commands/options.h"
#include "directory.h"
#include "profile.h"
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
	int r;

	if (!settings->profiles.signing.key_path) {
		(void)fprintf(stderr,
			      "signing: profiles are not signed: profiles.signing is not set\n");
		return 0;
	}

	r = signature_new(&settings->profiles.signing, time(NULL), &signature, &warnings, &message);
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

static int check_run(const struct command *command, int argc, char **argv)
{
	_cleanup_(settings_unrefp) struct settings *settings = NULL;
	struct options options;
	int status;
	unsigned int n_problems;

	status = options_begin(command, 0, 0, argc, argv, &options, &settings);
	if (status)
		return status;

	(void)fprintf(stderr, "settings: ok\n");
	n_problems = check_account(settings) + check_signing(settings) + check_directory(settings);

	return n_problems ? EXIT_PROBLEM : EXIT_DONE;
}

const struct command command_check = {
	.name = "check",
	.arguments = "[--config FILE]",
	.summary = "settings, key, certificates, directory: what is wrong?",
	.run = check_run,
};
