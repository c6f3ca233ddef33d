/* SPDX-License-Identifier: Apache-2.0 */
/* Subcommands whose names are promised and whose work is not done: they say so, and fail. */
#include <stdio.h>

#include "commands/command.h"

static int not_built_run(const struct command *command, int argc, char **argv)
{
	(void)argc;
	(void)argv;
	(void)fprintf(stderr, "carbone-autoconf %s: not built yet\n", command->name);

	return EXIT_PROBLEM;
}

const struct command command_doctor = {"doctor", "DOMAIN… | --all",
				       "is what we announce true? (not built yet)", not_built_run};
