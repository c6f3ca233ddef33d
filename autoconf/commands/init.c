/* SPDX-License-Identifier: Apache-2.0 */
/* `init`: our own tables, created or brought up to date. */
#include <stdio.h>

#include "cleanup.h"
#include "commands/command.h"
#include "commands/options.h"
#include "directory.h"

static int init_run(const struct command *command, int argc, char **argv)
{
	_cleanup_(freep) char *report = NULL;
	_cleanup_(freep) char *message = NULL;
	struct options options;
	int r;

	if (options_parse(command, OPTION_DATABASE | OPTION_SAMPLE, argc, argv, &options))
		return EXIT_USAGE;
	if (!options.database || options.n_arguments)
		return command_usage(command);

	r = directory_init(options.database, options.sample, &report, &message);
	if (r) {
		(void)fprintf(stderr, "carbone-autoconf init: %s\n",
			      message ? message : "it did not work");
		return EXIT_PROBLEM;
	}
	(void)fprintf(stderr, "%s", report ? report : "Done.\n");

	return EXIT_DONE;
}

const struct command command_init = {
	.name = "init",
	.arguments = "--database URL [--sample]",
	.summary = "create or upgrade our own tables",
	.run = init_run,
};
